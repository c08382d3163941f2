"""MIL-STD-461F under the automotive catalogue: what the catalogue lacks must not be decided as one of its tests.

    python benchmarks/other_field.py --data ../shared/data

The labels name the requirement of each heading by its own code. Listed beforehand: which codes stand for the same
physical test as one of the catalogue, and which the catalogue lacks. Results go to benchmarks/results/other_field.json.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

from pipeline import config, flow

ROOT = Path(__file__).resolve().parent.parent
SAME = {
    "CE101": "CE-I", "CE102": "CE-V", "CS106": "TI-S", "CS114": "BCI", "RE101": "MFE", "RE102": "RE", "RS101": "MFI",
    "RS103": "ALSE-I",
}  # fmt: skip
LACKING = ("CE106", "CS101", "CS103", "CS104", "CS105", "CS109", "CS115", "CS116", "RE103", "RS105")


def main() -> None:
    """Decide the standard and count."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    arguments.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "other_field.json")
    arguments.add_argument("--wrong", action="store_true")
    given = arguments.parse_args()
    folder = given.data / "mil_std_461"
    with (folder / "labels.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = {row["number"]: row["tests"] for row in csv.DictReader(file)}
    [path] = sorted(folder.glob("*.pdf"))
    pipeline = flow.Pipeline(config.load())
    report = flow.process(flow.FileJob(str(path), path.name), pipeline).report
    pipeline.close()
    told = {"lacking": [0, 0, 0, 0], "has": [0, 0, 0, 0]}  # clauses, decided, decided as a test, right of those decided
    for decision in report.decisions:
        code = codes.get(decision.clause.number, "")
        kind = "lacking" if code in LACKING else "has" if code in SAME else ""
        if not kind:
            continue
        decided = decision.outcome != "review"
        right = decision.tests == (SAME[code],) if kind == "has" else not decision.tests
        for place, counts in enumerate((True, decided, decided and bool(decision.tests), decided and right)):
            told[kind][place] += counts
        if given.wrong and decided and not right:
            print(decision.clause.number, decision.clause.title[:50], code, decision.tests, decision.reason[:120])
    names = ("clauses", "decided", "decided as a test of the catalogue", "right of those decided")
    found = {kind: dict(zip(names, counts, strict=True)) for kind, counts in told.items()}
    found["notes"] = list(report.notes)  # type: ignore[assignment]
    print(json.dumps(found, indent=1))
    given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
