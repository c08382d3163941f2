"""Write the figures of benchmarks/results into README.md, between the markers.

python benchmarks/readme.py           write them
python benchmarks/readme.py --check   exit 1 when README.md is out of date
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
README = ROOT / "README.md"
START, END = "<!-- figures: written by benchmarks/readme.py -->", "<!-- end of figures -->"
SETS = {
    "own documents": "62 fictional component specifications",
    "military and space": "4 fictional military and space standards",
    "rail, type approval, laboratory reports, charging": "4 fictional rail, charging, approval standards, reports",
    "other languages": "5 fictional specifications in other languages",
    "odd shapes": "4 fictional specifications in odd shapes (tables that are the document ...)",
    "specifications": "4 OEM-style specifications",
    "heading lists": "6 real OEM heading lists (headings only)",
    "own heading lists": "5 fictional heading lists (headings only)",
    "in German": "of the fictional ones in German",
    "in French": "in French",
    "in Chinese": "in Chinese",
    "in Japanese": "in Japanese, with English beside it",
}
RIVALS = {"all-MiniLM-L6-v2": "all-MiniLM-L6-v2 in place of the small encoder"}


def main() -> int:
    """Write the README, or with --check only compare it."""
    before = README.read_text(encoding="utf-8")
    head, _, rest = before.partition(START)
    _, _, tail = rest.partition(END)
    after = f"{head}{START}\n\n{figures()}\n{END}{tail}"
    if "--check" in sys.argv:
        return int(before != after)
    README.write_text(after, encoding="utf-8", newline="\n")
    return 0


def figures() -> str:
    """All tables."""
    return "\n".join([accuracy(), ablation(), reading()])


def load(name: str) -> dict[str, Any]:
    """One file of results."""
    content: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return content


def percent(share: dict[str, Any]) -> str:
    """A share with its interval: "97.4 % (95.5-98.5)"."""
    if share["value"] is None:
        return "–"
    low, high = share["interval"]
    return f"{100 * share['value']:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def accuracy() -> str:
    """Accuracy of the sets, with the baseline beside it."""
    results = load("accuracy")
    lines = [
        "| documents the matcher had not learned from | clauses | right (95 % interval) | test sections | none |"
        " decided without review | right of those | calibration error | keyword TF-IDF alone |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, what in SETS.items():
        row = results["sets"][name]
        lines.append(
            f"| {what} | {row['clauses']['n']} | {percent(row['clauses'])} | {percent(row['test sections'])} |"
            f" {percent(row['none'])} | {100 * row['decided without review']['value']:.1f} % |"
            f" {percent(row['right of those'])} | {row['calibration error']:.3f} | {percent(row['baseline'])} |"
        )
    return "\n".join(lines) + "\n" + rivals(results)


def rivals(results: dict[str, Any]) -> str:
    """The same with another embedding model."""
    rows = [(what, results["rivals"][name]) for name, what in RIVALS.items() if name in results["rivals"]]
    if not rows:
        return ""
    shown = ("own documents", "specifications", "heading lists", "other languages", "in French", "in Chinese")
    lines = [
        "Right with another embedding model, learned and held out the same way:",
        "",
        "| model | " + " | ".join(SETS[name] for name in shown) + " |",
        "|---" * (len(shown) + 1) + "|",
    ]
    for what, sets in [("emc-static, which comes with the program", results["sets"]), *rows]:
        lines.append(f"| {what} | " + " | ".join(percent(sets[name]["clauses"]) for name in shown) + " |")
    return "\n" + "\n".join(lines) + "\n"


def ablation() -> str:
    """What each channel adds."""
    lines = [
        "What each channel adds (learned on three specifications, scored on the fourth and on the lists; in every",
        "row none and sets of tests can be said, which the bare best-of-fifteen of the last column above cannot):",
        "",
        "| channels | specifications | heading lists |",
        "|---|---|---|",
    ]
    for row in load("accuracy")["ablation"]:
        lists = percent(row["heading lists"]) if "heading lists" in row else "–"
        lines.append(f"| {row['channels']} | {percent(row['specifications'])} | {lists} |")
    return "\n".join(lines) + "\n"


def reading() -> str:
    """Clauses found under number and title, and what Word files lose."""
    names = {
        "specs": "4 Word specifications",
        "specs_pdf": "the same as PDF",
        "mil_std_461": "MIL-STD-461F, PDF, 269 pages",
    }
    lines = [
        "Clauses found under their number and title:",
        "",
        "| documents | labelled | found | invented |",
        "|---|---|---|---|",
    ]
    results = load("splitting")
    for key, what in names.items():
        row = results[key]
        lines.append(f"| {what} | {row['labelled']} | {row['found']} | {row['invented']} |")
    words = load("reading_docx")
    corpus = words["corpus"]
    rival = corpus["rivals"]["python-docx"]
    lines += [
        "",
        f"Of {corpus['files']} odd and broken public Word files {corpus['outcomes']['read']} are read, with more than "
        f"1 % of the text unexplained in {corpus['over one percent unexplained']} (a plain python-docx loop refuses "
        f"{rival['refused']} and loses over 1 % in {rival['files losing over 1 percent']}); list numbers agree with "
        f"what Word itself printed in {words['labels']['right']} of {words['labels']['count']} places.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
