"""How many of the known edits between two revisions are found and told right.

    python benchmarks/comparing.py

Two kinds of pairs, 60 edits each: generated specifications (of the tests), and two of the sample specifications of
specs/ behind each other, whose clauses are written anew as chapters with one level below them and then edited: values
changed, sentences reworded, clauses moved to other chapters, removed, added. An edit is right when its clause is
paired with itself and the kind is the one that was made; a false alarm is a clause nobody touched that is said to be
more than renumbered. Results go to benchmarks/results/comparing.json.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "builders"))

import revision_builders as build  # noqa: E402 - of the tests

from pipeline import clauses, config, documents  # noqa: E402
from pipeline.comparisons import contrast  # noqa: E402
from pipeline.evaluation.figures import Proportion  # noqa: E402
from pipeline.matching.catalogue import load as load_catalogue  # noqa: E402

if TYPE_CHECKING:
    from pipeline.comparisons.changes import Comparison
    from pipeline.matching.catalogue import Catalogue

EDITS = {"value": 18, "reworded": 14, "moved": 8, "removed": 10, "added": 10}
PAIRS = 20
_VALUE = re.compile(r"(?<![\w.,/-])(\d{1,3})(?= (?:V/m|A/m|mA|kV|V|MHz|kHz|ms|s|mm|m|dBµV|dBµV/m|Ω)(?![\w/]))")
_WORD = re.compile(r"\b[a-z]{5,}\b")
_SWAPS = ("agreed", "shown", "given", "stated", "chosen")


def main() -> None:
    """Measure and write the results."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=int, default=PAIRS, help="of each kind")
    arguments.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "comparing.json")
    given = arguments.parse_args()
    catalogue = load_catalogue([config.resource(name) for name in config.load(None).match.references])
    samples = sorted((ROOT / "specs").glob("sample_*.docx"))
    found: dict[str, list[dict[str, Any]]] = {"generated specifications": [], "sample specifications": []}
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(given.pairs):
            (old, new), uids, truth = build.make_pair(Path(scratch), seed, EDITS)
            found["generated specifications"].append(judge(contrast(old, new, catalogue), uids, truth))
            two = samples[seed % len(samples)], samples[(seed + 1) % len(samples)]
            found["sample specifications"].append(measure(two, seed, Path(scratch), catalogue))
    results = {
        "what": "known edits found and told right; see the docstring of benchmarks/comparing.py",
        **{name: total(rows) for name, rows in found.items()},
    }
    given.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=1, ensure_ascii=False))


def measure(samples: tuple[Path, Path], seed: int, scratch: Path, catalogue: Catalogue) -> dict[str, Any]:
    """Edit two sample specifications, written as one, and compare the revisions."""
    dice = random.Random(seed)
    old = [*chapters_of(samples[0]), *chapters_of(samples[1], 1000)]
    new, truth = revise(old, dice)
    pair = [
        build.read(build.write(scratch / f"rev_{name}.docx", some), some) for name, some in (("A", old), ("B", new))
    ]
    return judge(contrast(*pair, catalogue), (build.uids(old), build.uids(new)), truth)


def chapters_of(sample: Path, start: int = 0) -> Any:  # noqa: ANN401 - as the builders have them
    """Read a specification into chapters with one level of clauses below them."""
    settings = config.load()
    outline = clauses.split(documents.read(sample, settings.read), settings.split)
    chapters: list[tuple[list[build.Part], str]] = []
    for uid, clause in enumerate(outline.clauses, start):
        lines = tuple(line for line in clause.text.split("\n") if line.strip())
        rows = tuple(clause.tables[0].rows) if clause.tables else ()
        width = max((len(row) for row in rows), default=0)
        table = tuple((*row, *[""] * (width - len(row))) for row in rows)
        if clause.level == 1:
            chapters.append(([], ""))
        chapters[-1][0].append(build.Part(uid, clause.title[:100].rstrip(".;"), lines, table))
    return chapters


def revise(chapters: Any, dice: random.Random) -> Any:  # noqa: ANN401
    """Edit a specification; return the new one and what was done to which clause (uid -> kind)."""
    chapters = [(list(parts), test) for parts, test in chapters]
    truth: dict[int, str] = {}
    acts = {"value": _change_value, "reworded": _reword}
    for kind, act in acts.items():
        places = [(parts, place) for parts, _ in chapters for place in range(1, len(parts))]
        dice.shuffle(places)
        for parts, place in places:
            changed = act(parts[place], dice)
            if changed is not None and parts[place].uid not in truth and _count(truth, kind) < EDITS[kind]:
                parts[place] = changed
                truth[changed.uid] = kind
    for kind in ("moved", "removed", "added"):
        for _ in range(EDITS[kind]):
            _shift(kind, chapters, truth, dice)
    return chapters, truth


def _shift(kind: str, chapters: Any, truth: dict[int, str], dice: random.Random) -> None:  # noqa: ANN401
    """Move, remove or add one clause."""
    places = [(parts, place) for parts, _ in chapters for place in range(1, len(parts))]
    free = [(parts, place) for parts, place in places if parts[place].uid not in truth and parts[place].lines]
    if not free:  # a short specification was edited all over
        return
    parts, place = dice.choice(free)
    if kind == "added":
        uid = 10_000 + len(truth)
        lines = (*(build.sentence(dice) for _ in range(3)), f"It lasts {dice.randint(3, 9)} min.")
        parts.insert(place, build.Part(uid, dice.choice(("Ageing", "Wiring", "Software", "Cabling")), lines))
        truth[uid] = kind
        return
    part = parts.pop(place)
    truth[part.uid] = kind
    if kind == "moved":
        other = dice.choice([some for some, _ in chapters if some is not parts])
        other.insert(dice.randint(1, len(other)), part)


def _count(truth: dict[int, str], kind: str) -> int:
    return sum(one == kind for one in truth.values())


def _change_value(part: build.Part, dice: random.Random) -> build.Part | None:
    """Change one amount of the text; None where there is none."""
    places = [(index, found) for index, line in enumerate(part.lines) for found in _VALUE.finditer(line)]
    if not places:
        return None
    index, found = dice.choice(places)
    line = part.lines[index]
    changed = f"{line[: found.start()]}{int(found[0]) * 2 + 1}{line[found.end() :]}"
    return replace(part, lines=(*part.lines[:index], changed, *part.lines[index + 1 :]))


def _reword(part: build.Part, dice: random.Random) -> build.Part | None:
    """Exchange one word, or put a sentence behind the others; None where there is no text."""
    if not part.lines:
        return None
    if dice.random() < 0.5:
        return replace(part, lines=(*part.lines, build.sentence(dice)))
    index = dice.randrange(len(part.lines))
    words = list(_WORD.finditer(part.lines[index]))
    if not words:
        return None
    found = dice.choice(words)
    line = part.lines[index]
    word = dice.choice([one for one in _SWAPS if one != found[0]])
    changed = f"{line[: found.start()]}{word}{line[found.end() :]}"
    return replace(part, lines=(*part.lines[:index], changed, *part.lines[index + 1 :]))


def judge(comparison: Comparison, uids: Any, truth: dict[int, str]) -> dict[str, Any]:  # noqa: ANN401
    """Count the edits that are right, and the false alarms."""
    old = {decision.clause.id: uid for decision, uid in zip(comparison.old.decisions, uids[0], strict=True)}
    new = {decision.clause.id: uid for decision, uid in zip(comparison.new.decisions, uids[1], strict=True)}
    found: dict[int, str] = {}
    for change in comparison.changes:
        before = old[change.old.clause.id] if change.old else None
        after = new[change.new.clause.id] if change.new else None
        kind = change.kind if before is None or after is None or before == after else "wrong partner"
        for uid in {before, after} - {None}:
            found[uid] = kind if uid not in found else "twice"
    wrong = Counter(f"{kind} taken for {found[uid]}" for uid, kind in truth.items() if found[uid] != kind)
    alarms = sum(uid not in truth and kind not in ("unchanged", "renumbered") for uid, kind in found.items())
    return {"edits": len(truth), "wrong": wrong, "alarms": alarms, "clauses": len(uids[1])}


def total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Add up."""
    wrong: Counter[str] = sum((row["wrong"] for row in rows), Counter())
    edits = sum(row["edits"] for row in rows)
    share = Proportion(edits - wrong.total(), edits)
    low, high = share.interval
    return {
        "pairs": len(rows), "edits": edits, "right": share.count, "share": round(share.value, 4),
        "interval": [round(low, 4), round(high, 4)], "wrong": dict(wrong.most_common()),
        "false alarms": sum(row["alarms"] for row in rows), "clauses": sum(row["clauses"] for row in rows),
    }  # fmt: skip


if __name__ == "__main__":
    main()
