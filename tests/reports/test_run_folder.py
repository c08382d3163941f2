"""A run folder: the same reports give the same bytes, and give the reports back."""

import csv
import json
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import CATALOGUE, RUN, decide, label, make_large, make_report

from pipeline.evaluation import evaluate
from pipeline.records import Mismatch, Problem
from pipeline.reports import RunInfo, load, problems, runs, write
from pipeline.reports.matches_csv import COLUMNS

FILES = {
    "clauses.jsonl",
    "documents.jsonl",
    "matches.csv",
    "matches.jsonl",
    "problems.csv",
    "report.html",
    "report.xlsx",
    "requirements.jsonl",
    "limits.jsonl",
    "run.json",
}
REPORTS = tuple(make_large(name, chapters=4, seed=seed) for seed, name in enumerate(("a.docx", "b.pdf", "c.docx")))


def save(folder, *reports, **changes):
    write(folder, **{"reports": reports, "catalogue": CATALOGUE, "run": RUN, "problems": (), **changes})
    return folder


def read_csv(folder, name="matches.csv"):
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_all(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_file_of_a_run_is_there_and_nothing_else(tmp_path):
    save(tmp_path / "new" / "run", *REPORTS)

    assert {path.name for path in (tmp_path / "new" / "run").iterdir()} == FILES


def test_labels_add_the_accuracy_files(tmp_path):
    evaluation = evaluate(REPORTS, [label("1", "RE")], CATALOGUE)
    save(tmp_path, *REPORTS, evaluation=evaluation)

    assert {path.name for path in tmp_path.iterdir()} == FILES | {"accuracy.xlsx", "accuracy.json"}


def test_a_second_run_and_another_order_of_files_give_the_same_bytes(tmp_path):
    first = read_all(save(tmp_path / "1", *REPORTS))
    second = read_all(save(tmp_path / "2", *REPORTS[::-1]))
    streamed = read_all(save(tmp_path / "3", reports=iter(REPORTS)))

    assert first == second
    assert first == streamed


def test_times_stand_only_in_run_json_and_the_run_sheet(tmp_path):
    first = read_all(save(tmp_path / "1", *REPORTS))
    later = RunInfo(started="2032-01-01T00:00:00+00:00", versions=RUN.versions, seconds={"split": 9.0})
    second = read_all(save(tmp_path / "2", *REPORTS, run=later))

    assert {name for name in first if first[name] != second[name]} == {"run.json", "report.xlsx"}


def test_the_reports_are_read_back_exactly(tmp_path):
    assert load(save(tmp_path, *REPORTS)) == REPORTS


def test_a_document_without_clauses_is_read_back_too(tmp_path):
    reports = (make_report(document="a"), make_report(decide(document="b"), document="b"), make_report(document="c"))

    assert load(save(tmp_path, *reports)) == reports


@settings(deadline=None, max_examples=12)
@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=30))
def test_any_text_is_read_back_exactly(tmp_path_factory, text):
    clause = {"text": text, "path": (text,), "notes": (text,)}
    reports = (make_report(decide("1", "RE", title=text, clause=clause, reason=text, quote=text)),)

    assert load(save(tmp_path_factory.mktemp("run"), *reports)) == reports


def test_what_json_lines_hold_can_be_read_line_by_line_by_anyone(tmp_path):
    save(tmp_path, make_report(decide("1", "RE", title="one\u2028two\x85three\nfour")))

    for name in ("matches.jsonl", "clauses.jsonl", "documents.jsonl"):
        lines = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        assert [type(json.loads(line)) for line in lines] == [dict]


def test_matches_csv_has_the_columns_that_are_kept(tmp_path):
    clause = {"page": 12, "level": 3}
    save(tmp_path, make_report(decide("8.2.1", ("ESD", "RE"), "review", 0.43219, title="Two\nlines", clause=clause)))

    (row,) = read_csv(tmp_path)

    assert (tmp_path / "matches.csv").read_bytes().startswith(b"\xef\xbb\xbfdocument,number,title,level,page,tests,")
    assert tuple(row) == COLUMNS
    assert row == {
        "document": "a.docx",
        "number": "8.2.1",
        "title": "Two lines",
        "level": "3",
        "page": "12",
        "tests": "ESD;RE",
        "outcome": "review",
        "confidence": "0.4322",
        "by": "score",
        "runner_up": "RE",
        "keywords": "calibrated level; current clamp",
        "reason": "The code RI 112 stands in the title.",
        "other_test": "",
    }


def test_no_cell_of_a_csv_file_is_a_formula(tmp_path):
    hostile = decide("1", "RE", title="=cmd|' /C calc'!A0", reason="@SUM(1)", keywords=())
    save(tmp_path, make_report(hostile), problems=[Problem("=x.docx", "+k", "-m")])

    for name in ("matches.csv", "problems.csv"):
        cells = [cell for row in read_csv(tmp_path, name) for cell in row.values()]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_problems_are_listed_once_failures_first_and_read_back(tmp_path):
    gentle = Problem("a.docx", "loss", "=2 % are not accounted for; check.", fatal=False)
    hard = Problem("z.docx", "password", "It is protected; remove the password.")
    report = make_report(
        decide(), problems=(gentle,), mismatches=(Mismatch("9", "Annex", "in the contents, not found"),)
    )

    found = problems.load(save(tmp_path, report, problems=[gentle, hard]) / "problems.csv")

    assert found[0] == hard
    assert found.count(gentle) == 1
    assert [item.kind for item in found] == ["password", "contents", "loss"]
    assert "9 Annex" in found[1].message


def test_the_run_is_read_back(tmp_path):
    run = RunInfo(
        "2031",
        "2032",
        "emcmatch run",
        {"a": "1"},
        "Linux",
        "dask",
        4,
        "tests",
        "m",
        "l",
        "",
        {"d": "f"},
        {"x": {"y": 1}},
    )
    save(tmp_path, *REPORTS, run=run)

    again = runs.load(tmp_path / "run.json")
    assert replace(again, counts={}, files={}) == run
    assert set(again.files) == {path.name for path in tmp_path.iterdir()} - {"run.json"}
    assert again.counts["documents"] == len(REPORTS)
    assert again.counts["clauses"] == sum(len(report.decisions) for report in REPORTS)
    content = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert [item["clauses"] for item in content["documents"]] == [len(report.decisions) for report in REPORTS]


def test_other_files_of_the_folder_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")

    save(tmp_path, *REPORTS)

    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_clauses_jsonl_says_what_the_contract_says(tmp_path):
    save(tmp_path, make_report(decide("1", clause={"index": 7, "page": 3})))

    (line,) = (tmp_path / "clauses.jsonl").read_text(encoding="utf-8").splitlines()
    clause = json.loads(line)

    assert {"id", "document", "number", "title", "level", "parent", "page", "place", "text", "tables"} <= set(clause)
    assert (clause["place"], clause["page"]) == (7, 3)


def test_decisions_are_found_by_id_and_not_by_their_line(tmp_path):
    path = save(tmp_path, REPORTS[0]) / "clauses.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    random.Random(1).shuffle(lines)
    path.write_bytes(b"".join(lines))
    (tmp_path / "run.json").unlink()  # which would say that the file was changed

    assert load(tmp_path) == (REPORTS[0],)
