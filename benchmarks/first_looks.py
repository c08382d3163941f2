"""How well the program does on documents it has never met, each set measured before anything is learned from it.

    python benchmarks/first_looks.py --name "fourth round" --documents FOLDER... --lists FOLDER...

Every folder of documents holds its `labels.csv`, every folder of lists files with the columns heading, tests. The
figures are appended to benchmarks/results/first_looks.json under the name, and a name that stands there is refused: a
first look is taken once. `--again` gives the figures of today's program on the same files, outside the series, and with
`--keep` writes them beside it, marked as such.
A clause that was not found counts as wrong, and is told apart.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import config, flow
from pipeline.errors import ReadError
from pipeline.evaluation import labels as label_files
from pipeline.evaluation.figures import Proportion
from pipeline.evaluation.labels import Label
from pipeline.evaluation.scores import Scored, pair
from pipeline.matching import evidence
from pipeline.matching.decisions.held_out import HeldOut, gather, save
from pipeline.records import Profile
from pipeline.tuning.collecting import list_as_clauses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.records import Decision

ROOT = Path(__file__).resolve().parent.parent
THRESHOLDS = (
    *(0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998, 0.999),
    0.9995,
)
KINDS = {  # groups of own documents that are not of the kind of most
    "m": "military and space",
    "n": "rail, type approval, laboratory reports, charging",
    "o": "other languages",
    "p": "odd shapes",
}
ENDINGS = (".docx", ".pdf")


def main() -> None:
    """Score every document and write or print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--name", required=True)
    arguments.add_argument("--documents", type=Path, nargs="*", default=[])
    arguments.add_argument("--lists", type=Path, nargs="*", default=[])
    arguments.add_argument("--labels", default="labels.csv")
    arguments.add_argument("--references", nargs="*", default=[])
    arguments.add_argument("--again", action="store_true")
    arguments.add_argument("--keep", action="store_true", help="with --again: keep the figures beside the first looks")
    arguments.add_argument("--promises", action="store_true", help="write references/promises.json from these")
    arguments.add_argument("--wrong", action="store_true", help="print every clause that is wrong")
    arguments.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "first_looks.json")
    given = arguments.parse_args()
    series: list[dict[str, Any]] = json.loads(given.out.read_text(encoding="utf-8")) if given.out.exists() else []
    if not given.again and given.name in [one["name"] for one in series]:
        arguments.error(f"{given.name}: there is a first look of this name already; a second one is no first look.")
    line = flow.Pipeline(
        config.load(overrides={"match": {"references": given.references}} if given.references else None)
    )
    scored = {
        f"{folder.name}/{document}": rows
        for folder in given.documents
        for document, rows in documents(folder, given.labels, line)
    }
    scored |= {f"{folder.name}/{path.name}": heading_list(path, line)
               for folder in given.lists for path in sorted(folder.glob("*.csv"))}  # fmt: skip
    line.close()
    found = {"name": given.name, "references": given.references or ["default"], "documents": {}, "sets": {}}
    found["documents"] = {name: figures(rows) for name, rows in scored.items()}
    for kind, ending in (("heading lists", True), ("documents", False)):
        rows = [row for name, some in scored.items() if name.endswith(".csv") == ending for row in some]
        if rows:
            found["sets"][kind] = figures(rows)
    for name, told in {**found["documents"], **found["sets"]}.items():
        print(f"{name:50}", "  ".join(f"{what} {one['value']} of {one['n']}" for what, one in told.items()))
    if given.wrong:
        print("\n".join(told for name, rows in scored.items() for told in wrong(name, rows)))
    if given.promises:
        save(HeldOut(gather(list(pairs(scored)), THRESHOLDS)), ROOT / "references" / "promises.json")
    found |= {"again": True} if given.again else {}
    if not given.again or given.keep:
        given.out.write_text(json.dumps([*series, found], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def pairs(scored: Mapping[str, Sequence[Scored]]) -> Iterator[tuple[str, bool, float]]:
    """Kind of document, whether the decision is right, and its confidence; 0 where its heading speaks against it."""
    below = config.load().decide.review_below
    for name, rows in scored.items():
        kind = "heading lists" if name.endswith(".csv") else KINDS.get(name.split("/")[0], "own documents")
        for row in rows:
            if row.decision is not None:
                doubted = row.decision.outcome == "review" and row.decision.confidence >= below
                yield kind, row.right, 0.0 if doubted else row.decision.confidence


def documents(folder: Path, name: str, line: flow.Pipeline) -> Iterator[tuple[str, list[Scored]]]:
    """Carry each labelled document of a folder and lay its labels beside what was decided."""
    known = label_files.read(folder / name)
    named = dict.fromkeys(label.document for label in known)
    for path in sorted(one for one in folder.iterdir() if one.suffix in ENDINGS):
        mine = [one for one in named if one == path.name or one.startswith(f"{path.name} (")]
        if not mine:
            continue
        reports = carry(path, line)
        for document in mine:
            own = [label for label in known if label.document == document]
            result = pair(reports, own)
            rows = list(result.scored) if result.scored else [Scored(label, None) for label in own if label.scored]
            yield document, rows


def carry(path: Path, line: flow.Pipeline) -> list[Any]:
    """Decide one file; an empty list where it cannot be read."""
    try:
        return [flow.process(flow.FileJob(str(path), path.name), line).report]
    except ReadError as error:
        print(path.name, error)
        return []


def heading_list(path: Path, line: flow.Pipeline) -> list[Scored]:
    """Decide a list of headings as a document without text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    clauses = list_as_clauses(path.name, [row["heading"].strip() for row in rows])
    phrases = line.catalogue.phrases
    profiles = [Profile(one, line.extractor.extract(one.all_text, phrases), evidence.collect(one)) for one in clauses]
    decisions: Sequence[Decision] = line.matcher.decide(profiles, line.config.decide)
    return [
        Scored(
            Label(path.name, one.clause.number, one.clause.title, label_files.parse(row["tests"].replace("*", ""))), one
        )
        for one, row in zip(decisions, rows, strict=True)
        if "*" not in row["tests"]
    ]


def figures(rows: Sequence[Scored]) -> dict[str, Any]:
    """Clauses found, right, decided, and right of the decided, each with n and its interval."""
    found = [row for row in rows if row.decision is not None]
    decided = [row for row in found if row.decided]
    test = [row for row in rows if row.label.tests]
    return {
        "found": share(len(found), len(rows)),
        "right": share(sum(row.right for row in rows), len(rows)),
        "right of those found": share(sum(row.right for row in found), len(found)),
        "right of the test sections found": share(
            sum(row.right for row in test if row.decision), sum(row.decision is not None for row in test)
        ),
        "decided of those found": share(len(decided), len(found)),
        "right of those decided": share(sum(row.right for row in decided), len(decided)),
    }


def share(count: int, n: int) -> dict[str, Any]:
    """A proportion with its 95 % Wilson interval."""
    proportion = Proportion(count, n)
    value, interval = proportion.value, proportion.interval
    return {
        "value": None if value is None else round(value, 4),
        "n": n,
        "interval": None if interval is None else [round(side, 4) for side in interval],
    }


def wrong(name: str, rows: Sequence[Scored]) -> Iterator[str]:
    """One line for each clause that was found and is wrong."""
    for row in rows:
        one = row.decision
        if one is not None and not row.right:
            yield (
                f"{name} {row.label.number} {row.label.title[:60]!r} label {';'.join(row.label.tests) or '-'} "
                f"got {';'.join(one.tests) or '-'} {one.confidence:.2f} {one.outcome} | {one.reason}"
            )


if __name__ == "__main__":
    main()
