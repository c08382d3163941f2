"""A run: nothing but the documents and the settings decides what comes out."""

import shutil

import pytest
from spec_files import (
    CLAUSES,
    LABELS,
    call,
    emcmatch,
    environment,
    read_lines,
    read_rows,
    write_labels,
    write_settings,
    write_spec,
)

from pipeline import config, runs
from pipeline.errors import UsageError

OTHER = (
    ("1", "Purpose", "Parts shall live with each other."),
    ("2", "Discharge of static electricity", "The gun discharges 8 kV into the powered DUT, as in ISO 10605."),
    ("2.1", "Points", "Every pin and every gap of the housing gets ten discharges."),
)
DATA = (
    "matches.csv",
    "matches.jsonl",
    "clauses.jsonl",
    "documents.jsonl",
    "problems.csv",
    "requirements.jsonl",
    "limits.jsonl",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three documents, one of them in a folder of its own under the same name."""
    folder = tmp_path_factory.mktemp("runs")
    write_spec(folder / "specs" / "b.docx")
    write_spec(folder / "specs" / "a.docx", OTHER)
    write_spec(folder / "specs" / "more" / "a.docx", CLAUSES[:3])
    write_settings(folder)
    return folder


@pytest.fixture(scope="module")
def first(folder):
    """The first run, with one file at a time."""
    result = call("run", folder / "specs", "--config", folder / "settings.toml", "--out", folder / "1", "--jobs", 1)
    assert result.returncode == 0, result.stderr
    return folder / "1"


def data(folder):
    return {name: (folder / name).read_bytes() for name in DATA}


@pytest.mark.parametrize(
    "change",
    [
        "a second run",
        "another order",
        *(pytest.param(change, marks=pytest.mark.slow) for change in ("two at a time", "fresh", "no store")),
    ],
)
def test_nothing_but_documents_and_settings_changes_what_comes_out(folder, first, tmp_path, change):
    specs = [folder / "specs" / name for name in ("b.docx", "more", "a.docx")]
    settings = folder / "settings.toml"
    if change == "no store":
        settings = write_settings(tmp_path, store="")
    arguments = {"two at a time": ["--jobs", 2, "--fresh"], "fresh": ["--fresh"]}.get(change, [])
    named = specs if change == "another order" else [folder / "specs"]
    result = call("run", *named, "--config", settings, "--out", tmp_path / "out", *arguments)
    assert result.returncode == 0, result.stderr
    assert data(tmp_path / "out") == data(first)


def test_documents_of_one_name_are_told_apart_by_their_folders(first):
    documents = [line["document"] for line in read_lines(first / "documents.jsonl")]
    assert documents == ["b.docx", "more/a.docx", "specs/a.docx"]


@pytest.mark.slow
def test_a_fresh_run_reads_each_file_once(folder, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import pipeline.documents as documents\n"
        "read = documents.read\n"
        "def counting(path, *rest, **more):\n"
        f"    with open({str(tmp_path / 'reads')!r}, 'a') as file:\n"
        "        print(path.name, file=file)\n"
        "    return read(path, *rest, **more)\n"
        "documents.read = counting\n"
    )
    both = ":".join([str(tmp_path), environment()["PYTHONPATH"]])
    arguments = ("run", folder / "specs" / "b.docx", "--config", folder / "settings.toml", "--out", tmp_path / "out")
    assert emcmatch(*arguments, "--fresh", PYTHONPATH=both).returncode == 0
    assert (tmp_path / "reads").read_text().split() == ["document.docx"]  # the private copy of the one file


def test_run_json_says_what_the_run_was(folder, first):
    run, settings = runs.resume(first)
    assert run.stage == "report"
    assert run.jobs == 1
    assert run.inputs["b.docx"] == str(folder / "specs" / "b.docx")
    assert run.counts["documents"] == 3
    assert run.counts["clauses"] == len(CLAUSES) + len(OTHER) + 3
    assert set(run.digests) == {"catalogue", "weights"}
    assert {"read", "split", "keywords", "match", "whole run"} <= set(run.seconds)
    assert settings["embedding"]["backend"] == "none"


# --- one stage at a time ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def staged(folder, first):
    """The same documents, one stage after the other in one folder; what the folder held after each."""
    out, held = folder / "staged", {}
    for name in ("split", "keywords", "match", "report"):
        start = [folder / "specs", "--config", folder / "settings.toml"] if name == "split" else []
        result = call(name, *start, "--out", out)
        assert result.returncode == 0, result.stderr
        held[name] = {path.name: path.read_bytes() for path in out.iterdir()}
    return held


def test_one_stage_at_a_time_comes_to_the_same_as_all_at_once(staged, first):
    assert {name: staged["report"][name] for name in DATA} == data(first)
    assert {"report.xlsx", "report.html"} <= set(staged["report"])


def test_each_stage_adds_its_files_and_no_others(staged):
    base = {"clauses.jsonl", "documents.jsonl", "problems.csv", "run.json"}
    assert set(staged["split"]) == base
    assert set(staged["keywords"]) == base | {"keywords.jsonl"}
    assert set(staged["match"]) == base | {
        "keywords.jsonl",
        "matches.csv",
        "matches.jsonl",
        "requirements.jsonl",
        "limits.jsonl",
    }


def test_the_clauses_are_the_same_after_every_stage(staged):
    assert len({held["clauses.jsonl"] for held in staged.values()}) == 1
    assert len({held["documents.jsonl"] for held in staged.values()}) == 1
    assert len({held["keywords.jsonl"] for name, held in staged.items() if name != "split"}) == 1


def test_keywords_jsonl_holds_the_phrases_of_every_clause(folder, staged):
    lines = {line["id"]: line for line in read_lines(folder / "staged" / "keywords.jsonl")}
    line = lines["b.docx#2"]
    assert "bulk current injection" in {keyword["phrase"].lower() for keyword in line["keywords"]}
    assert {"kind": "standard", "value": "ISO 11452-4", "where": "text", "weak": False} in line["evidence"]


def test_a_stage_done_again_removes_what_would_contradict_it_and_leaves_the_workbook(folder, first, tmp_path):
    shutil.copytree(first, tmp_path / "run")
    result = call("split", "--out", tmp_path / "run")
    assert result.returncode == 0, result.stderr
    left = {path.name for path in (tmp_path / "run").iterdir()}
    assert not left & {"matches.csv", "matches.jsonl", "requirements.jsonl", "limits.jsonl"}
    assert "report.xlsx" in left


def test_a_stage_does_what_is_missing_on_the_way(folder, first, tmp_path):
    assert call("split", folder / "specs", "--config", folder / "settings.toml", "--out", tmp_path).returncode == 0
    result = call("report", "--out", tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "matches.csv").read_bytes() == (first / "matches.csv").read_bytes()


def test_a_report_needs_neither_the_documents_nor_the_store_any_more(first, tmp_path):
    shutil.copytree(first, tmp_path / "run")
    for name in ("report.xlsx", "report.html"):
        (tmp_path / "run" / name).unlink()
    changed = (tmp_path / "run" / "run.json").read_text().replace("specs", "gone").replace("store.sqlite", "no.sqlite")
    (tmp_path / "run" / "run.json").write_text(changed)
    result = call("report", "--out", tmp_path / "run")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "run" / "report.xlsx").exists()
    assert data(tmp_path / "run") == data(first)


@pytest.mark.slow
def test_a_document_that_is_gone_is_a_problem_of_its_own_when_it_is_needed_again(folder, tmp_path):
    write_spec(tmp_path / "specs" / "stays.docx")
    write_spec(tmp_path / "specs" / "goes.docx")
    settings = write_settings(tmp_path)
    assert call("split", tmp_path / "specs", "--config", settings, "--out", tmp_path / "out").returncode == 0
    (tmp_path / "specs" / "goes.docx").unlink()
    result = call("match", "--out", tmp_path / "out")
    assert result.returncode == 10
    (row,) = read_rows(tmp_path / "out" / "problems.csv")
    assert (row["file"], row["kind"]) == ("goes.docx", "unreadable")


def test_a_folder_that_was_only_split_says_so_when_it_is_to_be_measured(folder, tmp_path):
    assert call("split", folder / "specs", "--config", folder / "settings.toml", "--out", tmp_path).returncode == 0
    with pytest.raises(UsageError, match="emcmatch match --out"):
        list(runs.decided(tmp_path))


# --- against labels ---------------------------------------------------------------------------------------------------


def test_a_finished_run_is_measured_like_a_run_with_labels(folder, first, tmp_path):
    labels = write_labels(tmp_path / "labels.csv", "b.docx", LABELS)
    with_labels = call(
        "run", folder / "specs", "--config", folder / "settings.toml", "--labels", labels, "--out", tmp_path / "run"
    )
    afterwards = call("evaluate", first, "--labels", labels, "--out", tmp_path / "measured")
    assert with_labels.returncode == afterwards.returncode == 0, afterwards.stderr
    said = (tmp_path / "measured" / "accuracy.json").read_bytes()
    assert said == (tmp_path / "run" / "accuracy.json").read_bytes()
    assert f"of {len(LABELS)} clauses" in afterwards.stdout
    assert {path.name for path in (tmp_path / "measured").iterdir()} == {"accuracy.json", "accuracy.xlsx"}


def test_runs_and_specifications_are_not_measured_together(folder, first, tmp_path):
    labels = write_labels(tmp_path / "labels.csv", "b.docx", LABELS)
    result = call("evaluate", first, folder / "specs", "--labels", labels)
    assert result.returncode == 2
    assert "not both" in result.stderr


def test_the_same_document_in_two_runs_is_not_measured_twice(first, tmp_path):
    labels = write_labels(tmp_path / "labels.csv", "b.docx", LABELS)
    with pytest.raises(UsageError, match=r"b\.docx.*several"):
        runs.evaluate((first, first), labels, config.load(), tmp_path / "out")
