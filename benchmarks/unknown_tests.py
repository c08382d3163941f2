"""What becomes of a test that nobody told the program about: each of the fifteen tests is taken away in turn.

    python benchmarks/unknown_tests.py --data ../shared/data

The test leaves the catalogue (its entry and the sets it stands in) and every clause about it leaves the examples; then
documents are carried that hold it: one of each author in `benchmarks/documents`, and the specifications of the data
folder. Counted are the clauses whose label is that test alone. Right is "another test", none or review; wrong is a
neighbour of the catalogue that looks sure. Beside it, so that caution is not bought by reviewing everything: what
share of the same documents' clauses is decided with the whole catalogue. The weights were learned with the test in
place: they weigh channels, and know no test by name. Results go to benchmarks/results/unknown_tests.json.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joblib import Parallel, delayed

from pipeline import config, flow
from pipeline.evaluation import labels as label_files
from pipeline.evaluation.figures import Proportion
from pipeline.matching.channels import examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.evaluation.labels import Label

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "references" / "emc_tests.toml"


def main() -> None:
    """Take each test away and count."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "unknown_tests.json")
    given = arguments.parse_args()
    material = gather(given.data)
    tests = [test["id"] for test in tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["test"]]
    with Parallel(n_jobs=given.jobs) as pool:
        rows = pool(delayed(without)(test, material) for test in ["", *tests])
    whole, *each = rows
    total = Counter[str]()
    for row in each:
        total.update({key: row[key] for key in ("clauses", "honest")})
    found = {
        "documents": len(material),
        "each test taken away": {row["test"]: row for row in each},
        "all": share(total["honest"], total["clauses"]),
        "decided with the whole catalogue": share(whole["decided"], whole["of"]),
        "wrong of these": whole["wrong"],
    }
    given.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for row in each:
        print(row["test"], row["honest"], "of", row["clauses"], row["taken for"])
    print({key: found[key] for key in ("all", "decided with the whole catalogue", "wrong of these")})


def gather(data: Path) -> list[tuple[Path, tuple[Label, ...]]]:
    """The first readable document of every author, and all specifications of the data folder, with their labels."""
    folders = [
        (one, 1) for one in sorted((ROOT / "benchmarks" / "documents").iterdir()) if (one / "labels.csv").is_file()
    ]
    found = []
    for folder, most in [*folders, (data / "specs", 99)]:
        known = label_files.read(folder / "labels.csv")
        names = [name for name in sorted({one.document for one in known}) if (folder / name).is_file()][:most]
        found += [(folder / name, tuple(one for one in known if one.document == name)) for name in names]
    return found


def without(test: str, material: Sequence[tuple[Path, tuple[Label, ...]]]) -> dict[str, Any]:
    """Carry the documents that hold a test without it; with "" all documents with the whole catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        pipeline = flow.Pipeline(
            config.load(
                overrides=lacking(test, Path(folder)) if test else {"store": {"path": ""}, "review": {"store": ""}}
            )
        )
        count = Counter[str]()
        taken = Counter[str]()
        for path, known in material:
            mine = {one.number for one in known if one.scored and one.answers == ((test,),)}
            if test and not mine:
                continue
            right = {one.number: [set(answer) for answer in one.answers] for one in known if one.scored}
            for decision in flow.process(flow.FileJob(str(path), path.name), pipeline).report.decisions:
                number, decided = decision.clause.number, decision.outcome != "review"
                count.update(
                    of=1,
                    decided=decided,
                    wrong=decided and set(decision.tests) not in right.get(number, [set(decision.tests)]),
                )
                if number in mine:
                    honest = not decided or not decision.tests
                    count.update(clauses=1, honest=honest)
                    taken.update([] if honest else ["+".join(decision.tests)])
        pipeline.close()
    return {"test": test, **count, "taken for": dict(taken.most_common())}


def lacking(test: str, folder: Path) -> dict[str, Any]:
    """Write a catalogue and examples that do not know a test, and settings that name them."""
    head, *entries = CATALOGUE.read_text(encoding="utf-8").split("\n[[")
    head = "\n".join(line for line in head.splitlines() if not (line.startswith("    [") and f'"{test}"' in line))
    kept = [entry for entry in entries if f'\nid = "{test}"\n' not in entry]
    (folder / "catalogue.toml").write_text("\n[[".join([head, *kept]), encoding="utf-8")
    known = [one for one in examples.read(ROOT / "references" / "examples.csv") if test not in one.tests]
    examples.write(folder / "examples.csv", known)
    match = {"references": [str(folder / "catalogue.toml")], "examples": [str(folder / "examples.csv")]}
    return {"match": match, "store": {"path": ""}, "review": {"store": ""}}


def share(count: int, n: int) -> dict[str, Any]:
    """A proportion with its 95 % Wilson interval."""
    proportion = Proportion(count, n)
    value, interval = proportion.value, proportion.interval or (None, None)
    return {"value": value and round(value, 4), "n": n, "interval": [side and round(side, 4) for side in interval]}


if __name__ == "__main__":
    main()
