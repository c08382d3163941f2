"""A run folder is whole or refused: damage is named, a failure leaves it as it was."""

import pytest
from report_builders import CATALOGUE, RUN, make_large

from pipeline.errors import UsageError
from pipeline.reports import load, problems, runs, write

REPORT = make_large("a.docx", chapters=4)


def save(folder, reports=(REPORT,)):
    write(folder, reports, CATALOGUE, RUN, ())
    return folder


def read_all(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_failure_in_the_middle_leaves_the_folder_as_it_was(tmp_path):
    before = read_all(save(tmp_path))

    def stop():
        yield REPORT
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(tmp_path, stop())
    assert read_all(tmp_path) == before


def test_the_rest_of_a_killed_run_is_cleared_away(tmp_path):
    (tmp_path / ".writing").mkdir()
    (tmp_path / ".writing" / "half.xlsx").write_text("half")

    save(tmp_path)

    assert not (tmp_path / ".writing").exists()


def test_a_file_that_is_open_elsewhere_is_named(tmp_path, monkeypatch):
    def refuse(source, target):
        raise PermissionError(13, "in use")

    monkeypatch.setattr("os.replace", refuse)  # as Windows does while Excel has the file open
    with pytest.raises(UsageError, match=r"\.\w+: cannot be replaced; close the program"):
        save(tmp_path)


def test_a_folder_in_the_place_of_a_file_is_named_and_nothing_is_written(tmp_path):
    (tmp_path / "report.xlsx").mkdir()

    with pytest.raises(UsageError, match=r"report\.xlsx: is a folder"):
        save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(UsageError, match=r"file.*cannot be written"):
        save(tmp_path / "file")


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(UsageError, match="is this the folder of a run"):
        load(tmp_path)
    with pytest.raises(UsageError, match="is this the folder of a run"):
        runs.load(tmp_path / "run.json")
    with pytest.raises(UsageError, match="is this the folder of a run"):
        problems.load(tmp_path / "problems.csv")


@pytest.mark.parametrize(
    ("name", "damage", "what"),
    [
        (
            "matches.jsonl",
            lambda lines: [lines[0], b"{half\n", *lines[2:]],
            r"matches\.jsonl, line 2: is no JSON object",
        ),
        ("matches.jsonl", lambda lines: [b"\xff\n", *lines[1:]], r"matches\.jsonl, line 1: is no JSON object"),
        ("matches.jsonl", lambda lines: lines[:-1], r"documents\.jsonl, line 1: .* decisions"),
        ("clauses.jsonl", lambda lines: lines[1:], r"matches\.jsonl, line 1: there is no clause 'a\.docx#1'"),
        ("clauses.jsonl", lambda lines: [b'{"id": 3}\n', *lines[1:]], r"there is no clause"),
        ("documents.jsonl", lambda lines: [b'{"document": "a.docx"}\n'], r"documents\.jsonl, line 1: .*required"),
    ],
)
def test_damage_is_named_by_file_and_line(tmp_path, name, damage, what):
    path = save(tmp_path) / name
    path.write_bytes(b"".join(damage(path.read_bytes().splitlines(keepends=True))))

    with pytest.raises(UsageError, match=what):
        load(tmp_path)


def test_a_damaged_run_json_or_problems_csv_is_named(tmp_path):
    save(tmp_path)
    (tmp_path / "run.json").write_text("[1")
    (tmp_path / "problems.csv").write_text("a,b\n1,2\n")

    with pytest.raises(UsageError, match=r"run\.json: is damaged"):
        runs.load(tmp_path / "run.json")
    with pytest.raises(UsageError, match=r"problems\.csv: is damaged"):
        problems.load(tmp_path / "problems.csv")
