"""Write the figures of benchmarks/results/speed.json into docs/sizing.md, between the markers.

python benchmarks/sizing.py           write them
python benchmarks/sizing.py --check   exit 1 when the page is out of date
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "speed.json"
PAGE = ROOT / "docs" / "sizing.md"
START, END = "<!-- figures: written by benchmarks/sizing.py -->", "<!-- end of figures -->"
_TARGETS = (
    # part, ratio, what it says, wanted
    ("100x60", "warm against cold", "100 documents again, against the first time", "at most 0.05"),
    ("100x60", "warm into a new folder against cold", "the same, all reports written into a new folder", "–"),
    ("100x60", "one changed against cold", "one of 100 documents changed, against the first time", "at most 0.08"),
    ("100x60 with embeddings", "warm against cold", "100 documents again, with embeddings", "at most 0.05"),
    ("100x60 with embeddings", "one changed against cold", "one of 100 changed, with embeddings", "at most 0.08"),
    ("100x60", "2 processes against 1", "two processes, times as fast as one", "at least 1.7"),
    ("large", "cold against encode", "300 pages cold, against SentenceTransformer.encode alone", "below 0.5"),
    ("large", "warm against encode", "300 pages warm, against the same", "at most 0.1"),
    ("readers", "Word: whole run against docling", "whole cold run on Word, times docling's reading", "at least 3"),
    (
        "readers",
        "PDF: whole run against docling-parse",
        "whole cold run on PDF, times docling-parse's reading",
        "at least 10",
    ),
    (
        "predecessor",
        "keywords and match against the predecessor",
        "keywords and match, against the predecessor's RAKE and TF-IDF",
        "–",
    ),
)


def main() -> int:
    """Write the page, or with --check only compare it."""
    before = PAGE.read_text(encoding="utf-8")
    head, _, rest = before.partition(START)
    _, _, tail = rest.partition(END)
    after = f"{head}{START}\n\n{figures()}\n{END}{tail}"
    if "--check" in sys.argv:
        return int(before != after)
    PAGE.write_text(after, encoding="utf-8", newline="\n")
    return 0


def figures() -> str:
    """All tables."""
    if not RESULTS.exists():
        return "Nothing is measured here yet: `python benchmarks/speed.py`, then `python benchmarks/sizing.py`.\n"
    known = json.loads(RESULTS.read_text(encoding="utf-8"))
    said = f"{known['machine']}, Python {known['python']}, {known['date']}. "
    said += "Embeddings are off but where said and in the last table."
    return "\n".join([said, "", *folders(known["parts"]), "", *growth(known), "", *ratios(known["parts"]), ""]) + (
        "\n".join(["", *large(known["parts"]), ""]) if "large" in known["parts"] else ""
    )


def folders(parts: dict[str, Any]) -> list[str]:
    """One row a folder: what it takes cold, warm, and with one file changed."""
    lines = [
        "| folder | pages | clauses | cold | again | one file changed | pages a second | 1,000 such documents "
        "| parent | a worker |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name in ("10x10", "100x10", "1000x10", "100x60", "100x60 with embeddings", "10x20-300"):
        if name not in parts:
            continue
        part = parts[name]
        runs, ratio = part["2 processes"], part["ratios"]
        cold = runs["cold"]
        documents, pages, how = re.fullmatch(r"(\d+)x([\d-]+)(.*)", name).groups()  # type: ignore[union-attr]
        lines.append(
            f"| {documents} documents of {pages.replace('-', ' to ')} pages{how} | {part['pages']:,} "
            f"| {round(cold['clauses']):,} "
            f"| {cold['seconds']:.1f} s | {runs['warm']['seconds']:.1f} s | {runs['one changed']['seconds']:.1f} s "
            f"| {ratio['cold pages a second']:.0f} | {ratio['cold seconds a document'] * 1000 / 60:.1f} min "
            f"| {cold['peak MB of the parent']:.0f} MB | {cold['peak MB of a worker']:.0f} MB |"
        )
    return lines


def growth(known: dict[str, Any]) -> list[str]:
    """How much dearer a document is in one batch than in another."""
    share, further = (
        known["growth"]["dearest against cheapest"],
        known["growth"]["cold seconds of each further document"],
    )
    if share is None or len(further) < 2:
        return []
    costs = " and ".join(f"{cost:.2f} s from {span}" for span, cost in further.items())
    return [f"Beside the start, each further document of one length costs {costs} documents: {share - 1:.0%} apart."]


def ratios(parts: dict[str, Any]) -> list[str]:
    """What was aimed at, and what it is."""
    lines = ["| what | measured | wanted |", "|---|---|---|"]
    for part, ratio, what, wanted in _TARGETS:
        value = parts.get(part, {}).get("ratios", {}).get(ratio)
        if value is not None:
            lines.append(f"| {what} | {value:.3g} | {wanted} |")
    return lines


def large(parts: dict[str, Any]) -> list[str]:
    """One long document with embeddings."""
    part = parts["large"]
    stages = part["cold"]["stages"]
    took = ", ".join(f"{stage} {stages[stage]['seconds']:.1f} s" for stage in stages)
    plain = part["SentenceTransformer.encode over the clause texts"]
    return [
        "| one document with embeddings | |",
        "|---|---|",
        f"| pages, clauses | {part['pages']:,}, {part['clauses']:,} |",
        f"| cold | {part['cold']['seconds']:.1f} s ({took}) |",
        f"| again | {part['warm']['seconds']:.2f} s |",
        f"| `SentenceTransformer.encode` over its clause texts alone | {plain:.1f} s |",
        f"| most memory of the worker | {part['cold']['peak MB of a worker']:.0f} MB |",
    ]


if __name__ == "__main__":
    sys.exit(main())
