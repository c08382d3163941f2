"""What tuning reports was measured on documents that nothing was learned from, and only what helps is handed out."""

from dataclasses import replace

import labelled_specs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pipeline import config
from pipeline.config import load as load_config
from pipeline.errors import UsageError
from pipeline.matching.channels import examples
from pipeline.matching.decisions import weights as weight_files
from pipeline.tuning import findings, folds, tuning
from pipeline.tuning.parameters import ParameterChoice
from pipeline.tuning.tuning import Guess, TuningRow, worth


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    return labelled_specs.material(tmp_path_factory.mktemp("specs"))


@pytest.fixture(scope="module")
def learned(material):
    """What came of tuning with a choice that learns the words of these specifications."""
    return tuning.tune(material, always(replace(start_of(material), penalty=1.0, copies=2)))


def start_of(material):
    return ParameterChoice.of(material.config, material.shipped.temperature)


def always(choice):
    """Return a search that finds this choice, whatever is asked for."""
    return lambda _name, _aim, _start: choice


def test_one_labelled_document_is_not_enough(tmp_path):
    labelled_specs.write(tmp_path, 1)
    with pytest.raises(UsageError, match=r"1 of the 1 documents .* have labels; at least 2 must"):
        folds.gather(labelled_specs.settings(tmp_path), [str(tmp_path)], tmp_path / "labels.csv")


def test_a_document_and_its_twin_are_held_out_together(tmp_path):
    labelled_specs.write(tmp_path, 3)
    (tmp_path / "lamps.docm").write_bytes((tmp_path / "lamps.docx").read_bytes())
    with (tmp_path / "labels.csv").open("a", encoding="utf-8") as file:
        file.write("lamps.docm,1,Scope,\n")
    found = folds.gather(labelled_specs.settings(tmp_path), [str(tmp_path)], tmp_path / "labels.csv")

    assert ("lamps.docm", "lamps.docx") in found.folds
    assert len(found.folds) == 3


def test_a_file_that_cannot_be_read_is_named_and_left_out(tmp_path):
    labelled_specs.write(tmp_path, 2)
    (tmp_path / "broken.docx").write_bytes(b"nothing")
    said = []
    found = folds.gather(labelled_specs.settings(tmp_path), [str(tmp_path)], tmp_path / "labels.csv", tell=said.append)

    assert any("broken.docx" in line for line in said)
    assert len(found.folds) == 2


def test_labels_of_a_held_out_document_change_nothing_about_it(material, tmp_path):
    other = labelled_specs.material(tmp_path, flip=(0,))  # "lamps.docx" is labelled all wrong
    held = next(index for index, fold in enumerate(material.folds) if "lamps.docx" in fold)
    choice = replace(start_of(material), penalty=0.5, copies=2)
    mine, theirs = (
        [row.after for row in tuning.decide(one, choice, frozenset({held}), held)] for one in (material, other)
    )

    assert [(one.tests, one.confidence) for one in mine] == [(one.tests, one.confidence) for one in theirs]
    assert [one.right for one in mine] != [one.right for one in theirs]


@pytest.mark.slow
def test_labels_of_other_documents_do_change_it(material, tmp_path):
    other = labelled_specs.material(tmp_path, flip=(1,))
    held = next(index for index, fold in enumerate(material.folds) if "lamps.docx" in fold)
    choice = replace(start_of(material), penalty=0.5, copies=2)
    mine, theirs = (tuning.fit(one, choice, frozenset({held})) for one in (material, other))

    assert not np.allclose(mine.flat(), theirs.flat())


def test_the_standing_choice_decides_as_a_run_does(material):
    start = start_of(material)
    matcher = material.pipeline.matcher
    for fold, names in enumerate(material.folds):
        rows = tuning.decide(material, start, frozenset({fold}), fold)
        for name in names:
            profiles = material.taught(material.keywords)[name].profiles
            made = matcher.decide(profiles, material.config.decide)
            mine = [row.after for row in rows if row.document == name]
            assert [one.tests for one in mine] == [one.tests for one in made]
            assert [one.confidence for one in mine] == pytest.approx([one.confidence for one in made])


def test_words_of_the_users_own_specifications_are_learned(learned):
    found = learned
    assert found.helps
    assert found.before.n == 18
    assert {row.document for row in found.rows if row.after.right and not row.before.right} != set()
    assert "Too few labels" in found.promise.sentence
    assert found.review_below == found.choice.review_below


def test_two_documents_are_learned_from_without_a_search(tmp_path):
    def search(*_):
        raise AssertionError("there is nothing to search on")

    found = tuning.tune(labelled_specs.material(tmp_path, 2), search)

    assert not found.searched
    assert {choice.penalty for choice in found.held} == {found.choice.penalty} == {tuning.STANDARD["penalty"]}


def test_weights_that_were_tuned_already_are_not_tuned_again(material, learned, tmp_path):
    labelled_specs.write(tmp_path)
    files = findings.Files(tmp_path / "tuned.toml")
    findings.write(files, material, learned)

    with pytest.raises(UsageError, match="these weights were tuned already"):
        folds.gather(config.load(files.config), [str(tmp_path)], tmp_path / "labels.csv")


def test_examples_of_the_documents_themselves_are_left_out(material, tmp_path):
    others = [replace(one, document="elsewhere.docx") for one in material.examples]
    examples.write(tmp_path / "e.csv", [*material.examples, *others])
    match = material.config.match.model_copy(update={"examples": (str(tmp_path / "e.csv"),)})
    again = replace(material, config=material.config.model_copy(update={"match": match}))

    assert {one.document for one in again.others} == {"elsewhere.docx"}


def test_what_does_not_help_is_not_handed_out(material, tmp_path):
    found = tuning.tune(material, always(start_of(material)))
    files = findings.Files(tmp_path / "tuned.toml")
    said = findings.write(files, material, found)

    assert not found.helps
    assert "does not help" in said
    assert [path.name for path in tmp_path.iterdir()] == ["tuned_report.xlsx"]


def test_what_helps_can_be_run_with(material, tmp_path):
    changed = replace(material, config=labelled_specs.settings(tmp_path, read={"ocr": "never"}))
    found = tuning.tune(changed, always(replace(start_of(material), penalty=1.0, copies=2, review_below=0.61)))
    files = findings.Files(tmp_path / "out" / "tuned.toml")
    findings.write(files, changed, found)
    settings = config.load(files.config)

    assert settings.decide.review_below == 0.61
    assert settings.read.ocr == "never"
    assert settings.match.examples == (files.examples.resolve().as_posix(),) * 2
    assert len(examples.read(files.examples)) == 18
    np.testing.assert_allclose(weight_files.load(files.weights).flat(), found.weights.flat(), atol=6e-4)


def test_the_report_holds_every_held_out_clause_as_text(material, learned, tmp_path):
    found = learned
    rows = list(found.rows)
    rows[0] = replace(rows[0], title="=1+1")
    files = findings.Files(tmp_path / "tuned.toml")
    findings.write(files, material, replace(found, rows=tuple(rows)))
    book = CalamineWorkbook.from_path(str(files.report))
    clauses = book.get_sheet_by_name("Clauses").to_python()

    assert len(clauses) == 1 + 18
    assert clauses[1][2] == "=1+1"
    default = f"{load_config().decide.review_below:g}"
    assert book.get_sheet_by_name("Settings").to_python()[-1][1:3] == [default, default]
    assert book.get_sheet_by_name("Result").to_python()[1][:3] == ["All", found.before.value, 18.0]


CHOICES = st.tuples(st.floats(0, 1), st.booleans())


def rows_of(pairs):
    return [
        TuningRow("a", "1", "", (frozenset(),), Guess((), c, right), Guess((), c, right)) for c, right in pairs
    ]  # fmt: skip


@given(st.lists(CHOICES, min_size=1), st.floats(0, 1))
def test_decisions_are_worth_at_most_one_and_putting_one_right_never_costs(pairs, threshold):
    value = worth(rows_of(pairs), threshold)
    better = worth(rows_of([(confidence, True) for confidence, _ in pairs]), threshold)

    assert value <= 1
    assert value <= better or all(confidence < 0.5 for confidence, right in pairs if not right)


def test_a_wrong_decision_costs_more_than_a_review():
    assert worth(rows_of([(0.8, False)]), 0.9) > worth(rows_of([(0.8, False)]), 0.7)
    assert worth(rows_of([(0.8, True)]), 0.9) < worth(rows_of([(0.8, True)]), 0.7)


@pytest.mark.slow
def test_the_command_tunes_and_goes_on_after_a_stop(tmp_path):
    folder = labelled_specs.write(tmp_path / "specs")
    labelled_specs.settings(tmp_path)
    (tmp_path / "my.toml").write_text(
        '[embedding]\nbackend = "none"\n[store]\npath = ""\n[match]\nexamples = []\n'
        + "".join(f'{key} = "{(tmp_path / "weights.json").as_posix()}"\n' for key in ("weights", "plain_weights")),
        encoding="utf-8",
    )
    call = ("tune", folder, "--labels", folder / "labels.csv", "--config", tmp_path / "my.toml")
    out = tmp_path / "out" / "tuned.toml"
    first = call(*call, "--out", out, "--trials", 2)
    assert first.returncode == 0, first.stderr
    assert out.is_file()
    assert "Held-out documents, after:" in first.stdout
    again = call(*call, "--out", out, "--trials", 2, "--resume")
    assert (again.returncode, again.stdout) == (0, first.stdout)
    run = call("run", folder, "--config", out, "--out", tmp_path / "run", "--labels", folder / "labels.csv")
    assert run.returncode == 0, run.stderr
