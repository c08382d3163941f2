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
    ("100x60", "cold pages a second", "100 documents of 60 pages the first time, pages a second", "at least 100"),
    ("100x60", "warm against cold", "100 documents again, against the first time", "at most 0.01"),
    ("100x60", "warm into a new folder against cold", "the same, all reports written into a new folder", "–"),
    ("100x60", "one changed against cold", "one of 100 documents changed, against the first time", "at most 0.05"),
    ("100x60", "2 processes against 1", "two processes, times as fast as one", "at least 1.8"),
    ("large", "cold against encode", "300 pages cold, against SentenceTransformer.encode alone", "at most 0.2"),
    (
        "large",
        "cold against python-docx",
        "300 pages cold, against python-docx's plain walk over the file",
        "at most 10",
    ),
    ("large", "warm against encode", "300 pages warm, against SentenceTransformer.encode alone", "–"),
    ("readers", "Word: whole run against docling", "whole cold run on Word, times docling's reading", "at least 1"),
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
    said += "Everything is as a plain installation has it, but where embeddings are said to be off."
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
    for name in ("10x10", "100x10", "1000x10", "100x60", "100x60 without embeddings", "10x20-300"):
        if name not in parts:
            continue
        part = parts[name]
        runs, ratio = part["2 processes"], part["ratios"]
        cold = runs["cold"]
        documents, pages = re.match(r"(\d+)x([\d-]+)", name).groups()  # type: ignore[union-attr]
        how = ", embeddings off" if _is_bare(part) else ""
        lines.append(
            f"| {documents} documents of {pages.replace('-', ' to ')} pages{how} | {part['pages']:,} "
            f"| {round(cold['clauses']):,} "
            f"| {cold['seconds']:.1f} s | {runs['warm']['seconds']:.1f} s | {runs['one changed']['seconds']:.1f} s "
            f"| {ratio['cold pages a second']:.0f} | {ratio['cold seconds a document'] * 1000 / 60:.1f} min "
            f"| {cold['peak MB of the parent']:.0f} MB | {cold['peak MB of a worker']:.0f} MB |"
        )
    return lines


def _is_bare(part: dict[str, Any]) -> bool:
    """Whether a folder was measured without embeddings, as all were before the backend was written down."""
    return "2 processes" in part and part.get("backend", "none") == "none"


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
            off = " (embeddings off)" if _is_bare(parts[part]) else ""
            lines.append(f"| {what}{off} | {value:.3g} | {wanted} |")
    return lines


def large(parts: dict[str, Any]) -> list[str]:
    """One long document."""
    part = parts["large"]
    stages = part["cold"]["stages"]
    took = ", ".join(f"{stage} {stages[stage]['seconds']:.1f} s" for stage in stages)
    plain = part["SentenceTransformer.encode over the clause texts"]
    walk = part.get("python-docx, every paragraph and cell")
    lines = [
        "| one document | |",
        "|---|---|",
        f"| pages, clauses | {part['pages']:,}, {part['clauses']:,} |",
        f"| cold | {part['cold']['seconds']:.1f} s ({took}) |",
        f"| again | {part['warm']['seconds']:.2f} s |",
        f"| `SentenceTransformer.encode` over its clause texts alone | {plain:.1f} s |",
        f"| every paragraph and cell by python-docx | {walk:.1f} s |" if walk else "",
        f"| most memory of a worker (wanted: at most 400 MB) | {part['cold']['peak MB of a worker']:.0f} MB |",
    ]
    return [line for line in lines if line]


if __name__ == "__main__":
    sys.exit(main())
