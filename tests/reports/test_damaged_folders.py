"""A run folder is whole or refused: damage is named, a failure leaves it as it was."""

import os
import re
from dataclasses import replace

import pytest
from report_builders import CATALOGUE, RUN, make_large

from pipeline.errors import UsageError
from pipeline.reports import folders, load, problems, runs, write

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


@pytest.mark.parametrize("moved", range(8))
def test_a_run_that_is_ended_between_two_moves_leaves_no_mix(tmp_path, monkeypatch, moved):
    save(tmp_path)
    (tmp_path / "accuracy.json").write_text("{}")  # of the run before; it goes with the move
    after = save(tmp_path / "new", [make_large("a.docx", chapters=5, seed=2)])
    count = iter(range(moved + 1))
    real = os.replace

    def move(source, target):
        if next(count, None) is None:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr("os.replace", move)
    with pytest.raises(KeyboardInterrupt):
        save(tmp_path, [make_large("a.docx", chapters=5, seed=2)])
    monkeypatch.undo()

    assert load(tmp_path) == load(after)
    assert not (tmp_path / "accuracy.json").exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path != after) == sorted(read_all(after))


def test_files_of_two_runs_are_not_read_as_one(tmp_path):
    save(tmp_path)
    other = save(tmp_path / "other", [make_large("a.docx", chapters=4, seed=9)])
    for name in ("clauses.jsonl", "matches.jsonl"):
        (tmp_path / name).write_bytes((other / name).read_bytes())

    with pytest.raises(UsageError, match=r"clauses\.jsonl, matches\.jsonl are not as the run wrote them"):
        load(tmp_path)


def test_a_folder_that_holds_somebodys_own_files_is_refused(tmp_path):
    (tmp_path / "report.xlsx").write_bytes(b"mine")
    (tmp_path / "run.json").write_text('{"speed": 3}')

    with pytest.raises(UsageError, match=r"is not the folder of a run and holds files \(report\.xlsx, run\.json\)"):
        folders.check(tmp_path)
    folders.check(tmp_path, force=True)
    assert (tmp_path / "report.xlsx").read_bytes() == b"mine"


@pytest.mark.parametrize("mark", ["~$report.xlsx", ".~lock.report.xlsx#"])
def test_a_workbook_that_is_open_in_an_office_is_named(tmp_path, mark):
    save(tmp_path)
    (tmp_path / mark).write_text("Ada")

    with pytest.raises(UsageError, match=rf"report\.xlsx: is open in another program, as {re.escape(mark)}"):
        folders.check(tmp_path)
    folders.check(tmp_path, force=True)


@pytest.mark.parametrize(
    "text",
    [
        '{"stage": 3}',
        '{"inputs": ["a"]}',
        '{"configuration": "none"}',
        '{"files": {"a": 1}}',
        "[" * 100000,
        "{" + '"a":{' * 5000,
    ],
)
def test_a_run_json_of_odd_shape_is_named(tmp_path, text):
    (tmp_path / "run.json").write_text(text)

    with pytest.raises(UsageError, match=r"run\.json: is damaged"):
        runs.load(tmp_path / "run.json")


def test_a_run_json_that_somebody_else_wrote_chooses_nothing_that_matters(tmp_path):
    config = {
        "llm": {"provider": "ollama", "host": "http://far.example"},
        "review": {"store": "/x"},
        "decide": {"a": 1},
    }
    inputs = {"a.docx": "s3://theirs/a.docx", "b.docx": "\\\\theirs\\b.docx", "c.docx": "c.docx"}
    runs.save(tmp_path / "run.json", replace(RUN, configuration=config, inputs=inputs), {})
    assert runs.load(tmp_path / "run.json").configuration == config

    text = (tmp_path / "run.json").read_text().replace("far.example", "near.example")
    (tmp_path / "run.json").write_text(text)
    changed = runs.load(tmp_path / "run.json")
    assert changed.configuration == {"decide": {"a": 1}}
    assert changed.inputs == {"c.docx": "c.docx"}


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
