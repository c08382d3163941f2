"""How fast what computes YAKE and RAKE is, and how alike what they find.

    python benchmarks/keywords.py [--documents 8] [--repeats 3] [--out benchmarks/results/keywords.json]

The clauses are those of our own fictional specifications in benchmarks/documents and specs. The packages take turns;
seconds are medians over the repetitions, of the extraction alone, in processor time: other programs matter less.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pipeline import config, flow, keywords
from pipeline.keywords import words
from pipeline.matching import catalogue

ROOT = Path(__file__).resolve().parent.parent
RIVALS = {"yake": ("yake-rust", "yake"), "rake": ("own", "rake-nltk")}  # extractor -> ours, the reference


def clauses(documents: int) -> list[str]:
    """All text of the clauses of so many of our documents."""
    found = sorted([*ROOT.glob("benchmarks/documents/*/*.docx"), *ROOT.glob("specs/*.docx")])
    chosen = found[:: max(1, len(found) // documents)][:documents]
    line = flow.Pipeline(config.load(overrides={"store": {"path": ""}, "embedding": {"backend": "none"}}))
    jobs = [flow.FileJob(str(path), path.name, until="split") for path in chosen]
    drafts = [flow.process(job, line) for job in jobs]
    return [profile.clause.all_text for draft in drafts for profile in draft.profiles]


def measure(texts: list[str], repeats: int, extractor: str) -> dict[str, object]:
    """Extract the keywords of all texts with both packages of an extractor in turn."""
    packages = RIVALS[extractor]
    settings = config.load(overrides={"keywords": {"extractors": [extractor]}}).keywords
    phrases = catalogue.load([ROOT / "references" / "emc_tests.toml"]).phrases
    extractors = {name: keywords.load(settings.model_copy(update={extractor: name})) for name in packages}
    seconds: dict[str, list[float]] = {name: [] for name in packages}
    found: dict[str, list[frozenset[str]]] = {}
    for one in extractors.values():
        one.extract(texts[0], phrases)
    for _ in range(repeats):
        for name, one in extractors.items():
            words._cutter.cache_clear()
            start = time.process_time()
            every = [one.extract(text, phrases) for text in texts]
            seconds[name].append(time.process_time() - start)
            found[name] = [frozenset(keyword.phrase.lower() for keyword in one) for one in every]
    quick, slow = (found[name] for name in packages)
    pairs = list(zip(quick, slow, strict=True))
    return {
        "milliseconds of processor time a clause": {
            name: round(statistics.median(one) / len(texts) * 1000, 3) for name, one in seconds.items()
        },
        "clauses with the same keywords": round(sum(a == b for a, b in pairs) / len(pairs), 4),
        "keywords in common (mean Jaccard index)": round(
            statistics.fmean(len(a & b) / len(a | b) if a | b else 1.0 for a, b in pairs), 4
        ),
    }


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=8)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "keywords.json")
    given = parser.parse_args()
    texts = clauses(given.documents)
    found = {
        "what": "keywords of the clauses of our own specifications, tokens and choice of phrases included",
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.system()}, Python {platform.python_version()}",
        "versions": {name: version(name) for name in ("yake-rust", "yake", "rake-nltk")},
        "clauses": len(texts),
        "characters": sum(map(len, texts)),
        **{extractor: measure(texts, given.repeats, extractor) for extractor in RIVALS},
    }
    given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
