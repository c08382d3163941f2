"""How much work a clause is, counted and not timed: calls of Python functions in each stage, for each clause.

    python benchmarks/work.py                      write benchmarks/results/work.json
    python benchmarks/work.py --check              compare with it instead; ends with 1 where more than a tenth is added

The calls of Python's own and of libraries' functions are the same on every machine and under every load, for the same
versions of the libraries; seconds are not. The document is one of the samples, embeddings are off.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "work.json"
SAMPLE = ROOT / "specs" / "sample_yuanshan.docx"
TOLERANCE = 0.1
_LIBRARIES = ("lxml", "numpy", "pydantic", "rake-nltk", "scikit-learn", "yake-rust")

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.insert(0, str(ROOT))


def main() -> int:
    """Count, and write or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the last result")
    given = parser.parse_args()
    found = count()
    if not given.check:
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8", newline="\n")
        print(json.dumps(found["calls a clause"], indent=1))
        return 0
    faults = compare(json.loads(RESULTS.read_text(encoding="utf-8")), found)
    print("\n".join(faults) or "No more work than before.")
    return 1 if faults else 0


def count() -> dict[str, Any]:
    """Count the calls of each stage on a sample, everything loaded before."""
    from pipeline import config, flow

    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "settings.toml"
        settings.write_text('[embedding]\nbackend = "none"\n[store]\npath = ""\n', encoding="utf-8")
        line = flow.Pipeline(config.load(settings))
        job = flow.FileJob(str(SAMPLE), SAMPLE.name)
        flow.process(job, line)  # loads libraries, catalogue and examples
        calls, clauses = _stages(line)
    return {
        "what": "calls of Python functions for each clause of a sample, embeddings off, everything loaded before",
        "clauses": clauses,
        "calls a clause": {stage: round(number / clauses, 1) for stage, number in calls.items()},
        "versions": _versions(),
    }


def compare(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Say which stages do more than they did, where the libraries are the same; a line each."""
    if before["versions"] != now["versions"]:
        return []
    old, new = before["calls a clause"], now["calls a clause"]
    return [
        f"{stage}: {new[stage]:.0f} calls a clause, {old[stage]:.0f} before"
        for stage in old
        if new.get(stage, 0.0) > old[stage] * (1 + TOLERANCE)
    ]


def _stages(line: Any) -> tuple[dict[str, int], int]:  # noqa: ANN401 - pipeline.flow.Pipeline
    from pipeline import clauses, documents
    from pipeline.matching import evidence

    settings = line.config
    calls: dict[str, int] = {}

    def counted(stage: str, function: Callable[[], Any]) -> Any:  # noqa: ANN401
        result, calls[stage] = _count(function)
        return result

    document = counted("read", lambda: documents.read(SAMPLE, settings.read, document_id=SAMPLE.name))
    outline = counted("split", lambda: clauses.split(document, settings.split))
    extract, phrases = line.extractor.extract, line.catalogue.phrases
    words = counted("keywords", lambda: [extract(one.all_text, phrases) for one in outline.clauses])
    coded = counted("evidence", lambda: [evidence.collect(one) for one in outline.clauses])
    from pipeline.records import Profile

    profiles = [Profile(*each) for each in zip(outline.clauses, words, coded, strict=True)]
    counted("match", lambda: line.matcher.decide(profiles, settings.decide))
    return calls, len(profiles)


def _count(function: Callable[[], Any]) -> tuple[Any, int]:
    number = 0

    def note(_frame: object, event: str, _: object) -> None:
        nonlocal number
        number += event == "call"

    sys.setprofile(note)
    try:
        result = function()
    finally:
        sys.setprofile(None)
    return result, number


def _versions() -> dict[str, str]:
    python = ".".join(map(str, sys.version_info[:2]))
    return {"Python": python} | {name: version(name) for name in _LIBRARIES}


if __name__ == "__main__":
    sys.exit(main())
