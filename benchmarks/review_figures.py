"""Write the figures of the review into docs/review.md, between the markers, and draw docs/review_curve.svg.

python benchmarks/review_figures.py           write them
python benchmarks/review_figures.py --check   exit 1 when one of them is out of date
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
PAGE, PICTURE = ROOT / "docs" / "review.md", ROOT / "docs" / "review_curve.svg"
MARK = "<!-- {}: written by benchmarks/review_figures.py -->"
END = "<!-- end of figures -->"
STEP = 10  # answers between two points of a curve, as benchmarks/review.py keeps them
COLOURS = ("#1B7F56", "#2F6DB5", "#8A94A1")
ASKED = {
    "other documents of one author": "other fictional OEMs' words, in one more OEM's document",
    "other chapters of one document": "words of four fifths of the chapters, in the rest",
    "headings with a code alone": "a sister document whose headings carry the OEM's codes alone (made)",
}
WIDE, HIGH, LEFT, TOP = 560, 260, 56, 16  # of the plot and its margins [pixels]


def main() -> int:
    """Write both files, or with --check only compare them."""
    results = load("review")
    page = PAGE.read_text(encoding="utf-8")
    texts = {"answers": answers(results), "words": words(load("aliases")), "edits": edits(load("comparing"))}
    for name, text in texts.items():
        page = put(page, name, text)
    after = {PAGE: page, PICTURE: draw(results)}
    if "--check" in sys.argv:
        return int(any(not path.exists() or path.read_text(encoding="utf-8") != text for path, text in after.items()))
    for path, text in after.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def load(name: str) -> dict[str, Any]:
    """One file of results."""
    content: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return content


def put(page: str, name: str, text: str) -> str:
    """Put a text between the markers of this name."""
    head, mark, rest = page.partition(MARK.format(name))
    if not mark:
        raise SystemExit(f"{PAGE} has no marker '{MARK.format(name)}'")
    return f"{head}{mark}\n\n{text}\n{END}{rest.partition(END)[2]}"


def answers(results: dict[str, Any]) -> str:
    """The table of answers until a share is right, and the picture."""
    orders = results["answers until"]
    rows = [["clauses right", *(f"answers in {name}" for name in orders)], ["---"] * (1 + len(orders))]
    for goal in next(iter(orders.values())):
        counts = [found[goal] for found in orders.values()]
        if any(counts):
            rows.append([f"{float(goal):.1%}".replace("%", " %"), *(f"{count:.0f}" for count in counts)])
    right, clauses, asked = results["right without a person"], results["clauses"], results["in review"]
    said = f"{right:.1%} of {clauses} clauses are right before the first answer; {asked} of them are in review."
    said = said.replace("%", " %")
    return "\n".join([*(f"| {' | '.join(row)} |" for row in rows), "", said, "", "![The curves](review_curve.svg)"])


def words(results: dict[str, Any]) -> str:
    """The table of what an OEM's words are worth."""
    rows = [["words of ... used in ...", "documents", "clauses", "right without", "right with"], ["---"] * 5]
    for kind in ("own documents", "specifications"):
        for name, said in ASKED.items():
            found = results["questions"].get(f"{kind}: {name}")
            if found is not None:
                shares = [share(found[when]) for when in ("before", "after")]
                rows.append([said, kind, str(found["before"]["n"]), *shares])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def edits(results: dict[str, Any]) -> str:
    """The table of known edits between two revisions."""
    rows = [["pairs of revisions", "known edits", "found and told right", "false alarms"], ["---"] * 4]
    for name in ("generated specifications", "sample specifications"):
        found = results[name]
        rows.append([f"{found['pairs']} of {name}", str(found["edits"]), share(found), str(found["false alarms"])])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def share(found: dict[str, Any]) -> str:
    """A share with its interval: "97.4 % (95.5-98.5)"."""
    low, high = found["interval"]
    return f"{100 * found['share']:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def draw(results: dict[str, Any]) -> str:
    """The curves as a picture."""
    curves = results["curve"]
    count = max(len(curve) for curve in curves.values()) - 1
    low = min(min(curve) for curve in curves.values())
    floor = int(low * 200) / 200  # the next half per cent below

    def place(index: float, value: float) -> tuple[float, float]:
        return LEFT + WIDE * index / count, TOP + HIGH * (1 - (value - floor) / (1 - floor))

    parts = []
    for tick in range(round((1 - floor) * 200) + 1):
        value = floor + tick / 200
        _, y = place(0, value)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{LEFT + WIDE}" y2="{y:.1f}" stroke="#E3E7EC"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{100 * value:.1f} %</text>')
    for index in range(0, count + 1, 10):
        x, _ = place(index, 1)
        parts.append(f'<text x="{x:.1f}" y="{TOP + HIGH + 18}" text-anchor="middle">{index * STEP}</text>')
    for (name, curve), colour in zip(curves.items(), COLOURS, strict=True):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(index, value) for index, value in enumerate(curve)))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        y = TOP + HIGH - 14 - 18 * list(curves).index(name)
        parts.append(f'<text x="{LEFT + WIDE - 8}" y="{y}" text-anchor="end" fill="{colour}">{name}</text>')
    middle = LEFT + WIDE // 2
    parts.append(f'<text x="{middle}" y="{TOP + HIGH + 38}" text-anchor="middle">answers of the reviewer</text>')
    size = f'width="{LEFT + WIDE + 20}" height="{TOP + HIGH + 48}"'
    style = 'font-family="sans-serif" font-size="12" fill="#1F2A37"'
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style} role="img" aria-label="Share of clauses right">\n'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>\n{body}\n</svg>\n'
    )


if __name__ == "__main__":
    sys.exit(main())
