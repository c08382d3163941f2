"""The Python interface: what the run folder holds, as DataFrames, without a command line."""

import subprocess
import sys

import pytest
from spec_files import CLAUSES, LABELS, environment, write_labels, write_settings, write_spec

import pipeline as emcmatch
from pipeline.errors import ReadError, UsageError

COLUMNS = "document,number,title,level,page,tests,outcome,confidence,by,runner_up,keywords,reason,other_test"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook")
    write_spec(folder / "specs" / "a.docx", [*CLAUSES, ("5", "=1+1", "A line\u2028in two, which is one clause.")])
    (folder / "specs" / "empty.docx").write_bytes(b"")
    config = write_settings(folder)
    return emcmatch.run(folder / "specs", config=config, out=folder / "out", settings={"batch": {"jobs": 1}})


def test_a_run_gives_its_matches_with_the_columns_of_the_file(run):
    matches = run.matches
    assert list(matches.columns) == COLUMNS.split(",")
    assert matches.number.tolist() == [*(number for number, _, _ in CLAUSES), "5"]
    assert matches.confidence.between(0, 1).all()
    assert matches.set_index("number").title["5"] == "=1+1"
    assert matches.set_index("number").tests["2"] == "BCI"


def test_clauses_requirements_and_problems_come_as_tables_too(run):
    assert {"id", "document", "number", "title", "level", "parent", "text"} <= set(run.clauses.columns)
    assert len(run.clauses) == len(run.matches)
    assert "2" in set(run.requirements.number)
    assert run.problems.set_index("file").kind["empty.docx"] == "empty"


def test_a_run_that_was_written_is_opened_again(run):
    again = emcmatch.open_run(run.folder)
    assert again == run
    assert again.matches.equals(run.matches)


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"run\.json"):
        emcmatch.open_run(tmp_path)


def test_a_file_is_split_alone(run):
    settings = {"store": {"path": ""}}
    found = emcmatch.split(run.folder.parent / "specs" / "a.docx", settings=settings)
    assert found.number.tolist() == run.clauses.number.tolist()
    assert list(found.columns) == list(run.clauses.columns)


def test_a_file_that_cannot_be_split_says_why(run):
    with pytest.raises(ReadError, match="is empty"):
        emcmatch.split(run.folder.parent / "specs" / "empty.docx")


def test_a_run_is_measured_against_labels_and_nothing_is_written(run):
    labels = write_labels(run.folder.parent / "labels.csv", "a.docx", LABELS)
    before = sorted(path.name for path in run.folder.iterdir())
    found = emcmatch.evaluate(run, labels)
    assert found.figures.clauses.n == len(LABELS)
    assert found.baseline is not None
    assert sorted(path.name for path in run.folder.iterdir()) == before


def test_importing_loads_nothing_of_the_program():
    show = "print(*(name for name in sys.modules if name.startswith('pipeline.')), 'pandas' in sys.modules)"
    code = f"import sys, pipeline; {show}"
    result = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, encoding="utf-8")
    assert result.stdout.split() == ["False"]


def test_all_that_is_offered_is_there():
    assert [name for name in emcmatch.__all__ if not hasattr(emcmatch, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'runn'"):
        _ = emcmatch.runn
