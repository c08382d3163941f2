"""A run that chooses its catalogue by the documents, and says where one does not fit."""

import pytest
from spec_files import call, read_rows, write_settings, write_spec

MILITARY = tuple(
    (f"5.{place}" if place else "5", title, "The levels of the table apply.")
    for place, title in enumerate(
        ("Detailed requirements", "CE101, power leads", "CE102, power leads", "CS114, cables", "RE102", "RS103")
    )
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chosen")
    write_spec(folder / "plan.docx", MILITARY)
    write_settings(folder)
    return folder


def run(folder, name, *more):
    given = ("run", folder / "plan.docx", "--config", folder / "settings.toml", "--out", folder / name, "--jobs", 1)
    result = call(*given, *more)
    assert result.returncode == 0, result.stderr
    return result.stdout + result.stderr


def test_the_catalogue_that_fits_is_chosen_and_named(folder):
    said = run(folder, "auto", "--references", "auto")

    assert "Catalogue chosen: references/mil_std_461.toml" in said
    found = {row["number"]: row["tests"] for row in read_rows(folder / "auto" / "matches.csv")}
    assert (found["5.1"], found["5.5"]) == ("CE101", "RS103")


@pytest.mark.slow
def test_a_catalogue_that_does_not_fit_is_said_on_screen_and_among_the_problems(folder):
    said = run(folder, "plain")

    assert "does not fit" in said
    assert "references/mil_std_461.toml" in said
    assert [row["kind"] for row in read_rows(folder / "plain" / "problems.csv")] == ["catalogue"]
