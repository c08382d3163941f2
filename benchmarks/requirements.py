"""How well the rules read requirements: precision and recall of bands, levels and standards, document by document.

    python -m benchmarks.requirements FOLDER [--misses] [--save benchmarks/results/requirements.json]

FOLDER holds specifications and their `labels.csv`. The sections are those of the labelled clauses, so the figures are
those of the reading alone and not of the matching. The truth is `labels/requirements.csv`, written by hand while
reading the documents: facts only, no text. What counts, in the clauses of a section and in the tables they refer to by
number without changing their values: frequency ranges of the test and of its limits (not of steps or receiver
settings), levels in a unit the section's tests have (of a limit given as a formula its constant), and standards the
section rests on; remarks do not count.

The rules were written looking at chrysler_style and translated_chinese, then at sample_nordhavn and sample_talvio.
ford_style and flat_startup were labelled after that, and measured once before anything was changed: the results keep
this under "first". What they taught is in the rules now, so "now" is no held-out figure for them; sample_yuanshan has
taught nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from pathlib import Path

from pipeline import clauses, documents, references
from pipeline.config import load
from pipeline.evidence import normalise_standard
from pipeline.records import Decision, Match, Profile
from pipeline.requirements import Requirement, extract
from pipeline.requirements.bands import find as find_bands
from pipeline.resources import resource

KINDS = ("bands", "levels", "standards")
LABELS = Path(__file__).parent / "labels" / "requirements.csv"


def read_truth() -> dict[tuple[str, str, str], dict[str, set[str]]]:
    """Document, number, tests -> kind -> values in the normal form."""
    truth = {}
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values = {kind: {item.strip() for item in row[kind].split(";") if item.strip()} for kind in KINDS}
            values["bands"] = {str(next(find_bands(item))) for item in values["bands"]}
            values["standards"] = {normalise_standard(item) for item in values["standards"]}
            truth[row["document"], row["number"], row["tests"]] = values
    return truth


def found_in(requirement: Requirement) -> dict[str, set[str]]:
    """Return what was extracted, in the form of the truth; editions are left out."""
    return {
        "bands": {fact.value for fact in requirement.of("band")},
        "levels": {fact.value for fact in requirement.of("level")},
        "standards": {re.sub(r":\d{4}.*$| Ed\. .*$", "", fact.value) for fact in requirement.of("standard")},
    }


def read_requirements(folder: Path) -> dict[tuple[str, str, str], Requirement]:
    """Extract from every labelled document of a folder, with the tests of its labels."""
    settings = load()
    catalogue = references.load([resource("references/emc_tests.toml")])
    labels: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    with (folder / "labels.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            labels[row["document"]][row["number"]] = tuple(test for test in row["tests"].split(";") if test)
    found = {}
    for name, tests in labels.items():
        outline = clauses.split(documents.read(folder / name, settings.read), settings.split)
        decisions = [
            Decision(Match(Profile(clause), ()), "matched", tests.get(clause.number, ()), 1.0, "label")
            for clause in outline.clauses
        ]
        for requirement in extract(decisions, catalogue):
            order = [test for test in catalogue.ids if test in requirement.tests]
            found[name, requirement.number, ";".join(order)] = requirement
    return found


def main() -> None:
    """Measure and print; `--misses` names each wrong and missing value."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--document")
    parser.add_argument("--save", type=Path)
    arguments = parser.parse_args()
    truth, found = read_truth(), read_requirements(arguments.folder)
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: {kind: [0, 0, 0] for kind in KINDS})
    sections: dict[str, int] = defaultdict(int)
    for key, expected in truth.items():
        if (arguments.document and arguments.document not in key[0]) or not (arguments.folder / key[0]).exists():
            continue
        got = found_in(found[key])
        sections[key[0]] += 1
        for kind in KINDS:
            right, wrong, missing = expected[kind] & got[kind], got[kind] - expected[kind], expected[kind] - got[kind]
            for place, values in enumerate((right, wrong, missing)):
                counts[key[0]][kind][place] += len(values)
            if arguments.misses and (wrong or missing):
                print(f"{key[0]} {key[1]} {kind}: wrong {sorted(wrong)}, missing {sorted(missing)}")
    results = {}
    for document, kinds in counts.items():
        results[document] = {"sections": sections[document]}
        for kind, (right, wrong, missing) in kinds.items():
            figures = {"right": right, "wrong": wrong, "missing": missing}
            figures["precision"] = round(right / (right + wrong), 4) if right + wrong else None
            figures["recall"] = round(right / (right + missing), 4) if right + missing else None
            results[document][kind] = figures
            print(document, f"{sections[document]} sections", kind, figures)
    if arguments.save:
        kept = json.loads(arguments.save.read_text(encoding="utf-8")) if arguments.save.exists() else {}
        kept["now"] = kept.get("now", {}) | results
        arguments.save.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
