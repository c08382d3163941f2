"""The page on sizing shows the committed figures, and its tables can be made from any part of them."""

import importlib.util
import json
import subprocess
import sys

import pytest
from spec_files import ROOT


@pytest.fixture
def sizing():
    spec = importlib.util.spec_from_file_location("sizing", ROOT / "benchmarks" / "sizing.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measured(cold, documents):
    run = {"seconds": cold, "clauses": 900, "peak MB of the parent": 90.0, "peak MB of a worker": 300.0}
    ratios = {"cold seconds a document": cold / documents, "cold pages a second": 40.0, "warm against cold": 0.04}
    runs = {"cold": run, "warm": run | {"seconds": 1.0}, "one changed": run | {"seconds": 2.0}}
    return {"documents": documents, "pages": 2000, "2 processes": runs, "ratios": ratios}


def test_the_page_shows_the_committed_figures():
    done = subprocess.run([sys.executable, ROOT / "benchmarks" / "sizing.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0, "run: python benchmarks/sizing.py"


def test_tables_are_made_of_what_was_measured_so_far(sizing, tmp_path, monkeypatch):
    growth = {
        "dearest against cheapest": 1.1,
        "cold seconds of each further document": {"10 to 100": 0.5, "100 to 1000": 0.55},
    }
    parts = {"10x10": measured(10.0, 10) | {"backend": "auto"}, "100x60": measured(110.0, 100)}
    known = {"machine": "Linux, 2 cores", "python": "3.11", "date": "2026-11-22", "growth": growth, "parts": parts}
    path = tmp_path / "speed.json"
    path.write_text(json.dumps(known), encoding="utf-8")
    monkeypatch.setattr(sizing, "RESULTS", path)
    text = sizing.figures()
    assert "| 100 documents of 60 pages, embeddings off | 2,000 | 900 | 110.0 s | 1.0 s | 2.0 s | 40 |" in text
    assert "0.50 s from 10 to 100 and 0.55 s from 100 to 1000 documents: 10% apart" in text
    assert "| 100 documents again, against the first time (embeddings off) | 0.04 | at most 0.01 |" in text
    assert "| 10 documents of 10 pages | 2,000 |" in text
    assert "encode" not in text


def test_without_results_the_page_says_how_to_measure(sizing, tmp_path, monkeypatch):
    monkeypatch.setattr(sizing, "RESULTS", tmp_path / "none.json")
    assert "python benchmarks/speed.py" in sizing.figures()
