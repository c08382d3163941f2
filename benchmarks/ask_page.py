"""Write the figures of benchmarks/results/ask.json into docs/ask.md, between the markers.

python -m benchmarks.ask_page           write them
python -m benchmarks.ask_page --check   exit 1 when the page is out of date
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "ask.md"
RESULTS = ROOT / "benchmarks" / "results" / "ask.json"
START, END = "<!-- figures: written by benchmarks/ask_page.py -->", "<!-- end of figures -->"
METHODS = {
    "traits": "as `ask` ranks",
    "fusion": "reciprocal rank fusion of the same finds",
    "words": "words alone (BM25)",
    "vectors": "vectors alone",
}
PARTS = {
    "all": "all 60",
    "specs": "4 specifications",
    "mil": "MIL-STD-461F",
    "choose": "half chosen with",
    "held": "half held out",
}


def main() -> int:
    """Write the page, or with --check only compare it."""
    before = PAGE.read_text(encoding="utf-8")
    head, _, rest = before.partition(START)
    _, _, tail = rest.partition(END)
    after = f"{head}{START}\n\n{figures(json.loads(RESULTS.read_text(encoding='utf-8')))}\n{END}{tail}"
    if "--check" in sys.argv:
        return int(before != after)
    PAGE.write_text(after, encoding="utf-8", newline="\n")
    return 0


def figures(result: dict[str, Any]) -> str:
    """All tables."""
    return "\n".join([places(result["now"]), compared(result), absent(result), speed(result)])


def places(now: dict[str, Any]) -> str:
    """Where the right clause stands, by part."""
    lines = ["| questions | n | right clause first (95 % interval) | in the first five |", "|---|---|---|---|"]
    for part, name in PARTS.items():
        found = now["traits"][part]
        lines.append(f"| {name} | {found['first']['n']} | {share(found['first'])} | {share(found['first five'])} |")
    return "\n".join(lines) + "\n"


def compared(result: dict[str, Any]) -> str:
    """The rankings side by side, now and at the first look."""
    lines = [
        "| ranking | first, all | first, held out | in five, all | in five, held out | first look: first, in five |",
        "|---|---|---|---|---|---|",
    ]
    for method, name in METHODS.items():
        now, first = result["now"][method], result["first"][method]["all"]
        wanted = [(part, what) for what in ("first", "first five") for part in ("all", "held")]
        cells = [f"{100 * now[part][what]['share']:.1f} %" for part, what in wanted]
        look = f"{100 * first['first']['share']:.1f} %, {100 * first['first five']['share']:.1f} %"
        lines.append(f"| {name} | {' | '.join(cells)} | {look} |")
    return "\n".join(lines) + "\n"


def absent(result: dict[str, Any]) -> str:
    """What is said about questions that are not answered, and about those that are."""
    now, held, first = result["now"]["traits"]["all"], result["now"]["traits"]["held"], result["first"]["traits"]["all"]

    def said(found: dict[str, Any]) -> str:
        no, refused = found["recognised as not answered"], found["refused though answered"]
        return f"{no['count']} of {no['n']}, and {refused['count']} of {refused['n']} refused that are answered"

    return (
        f"Questions that the documents do not answer, recognised: {said(now)} (held out: {said(held)}; "
        f"first look: {said(first)}).\n"
    )


def speed(result: dict[str, Any]) -> str:
    """Seconds and milliseconds."""
    lines = [
        "| index | clauses | question, warm, median | slowest | of the processor, median |",
        "|---|---|---|---|---|",
    ]
    names = {"specs": "4 specifications", "mil": "MIL-STD-461F"}
    for part, found in result["questions"].items():
        lines.append(f"| {names[part]} | {'456' if part == 'specs' else '370'} | {_times(found)} |")
    if "large" in result:
        lines.append(f"| generated | {result['large']['clauses']} | {_times(result['large'])} |")
    cold = result["cold seconds"]["mil"]
    lines += [
        "",
        f"MIL-STD-461F, 269 pages, cold (read, split, matched, reported, embedded, indexed): {cold['and indexed']} s, "
        f"{cold['processor seconds of all']} s of them on a processor, on two cores that "
        f"{cold['processes waiting at the end']} processes wanted at once.",
    ]
    return "\n".join(lines) + "\n"


def _times(found: dict[str, Any]) -> str:
    names = ("warm, median ms", "warm, slowest ms", "warm, median processor ms")
    return " | ".join(f"{found[name]:.0f} ms" for name in names)


def share(found: dict[str, Any]) -> str:
    """A share with its interval."""
    return f"{100 * found['share']:.1f} % ({100 * found['low']:.1f}–{100 * found['high']:.1f})"


if __name__ == "__main__":
    sys.exit(main())
