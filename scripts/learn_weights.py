"""Learn the weights and the examples that come with the program.

    python scripts/learn_weights.py --data ../shared/data

From the labelled documents in `benchmarks/documents` (our own words), and where given those of a data folder (`specs`
and `oem_headings`), the weights in `references/weights.json` are fitted and calibrated. The clauses of our own
documents become `references/examples.csv`, what they teach `references/examples.npz`; of the data folder only the
numbers in the weights are kept. `references/learned_documents.txt` holds digests of the names of all of them, so that
`evaluate` can say which figures flatter the program.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from joblib import Parallel, delayed

from pipeline.evaluation import learned_documents
from pipeline.matching.channels.examples import WordModel, read, write
from pipeline.matching.decisions.weights import save
from pipeline.tuning import collecting
from pipeline.tuning.dataset import crossfit
from pipeline.tuning.learning import calibrate, learn

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from pipeline.matching.channels.features import Features
    from pipeline.matching.decisions.weights import Weights

ROOT = Path(__file__).resolve().parent.parent
FOLDS = 4  # for the calibration


def main() -> None:
    """Learn from everything, calibrate on held-out groups, write both files."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=Path, default=ROOT / "benchmarks" / "documents")
    arguments.add_argument("--data", type=Path, help="folder with specs/ and oem_headings/ to learn weights from")
    arguments.add_argument("--jobs", type=int, default=2)
    given = arguments.parse_args()
    school = collecting.open_school(given.documents, given.data, given.documents.with_name("lists"))
    file = ROOT / "references" / "examples.csv"
    write(file, [one for taught in school.own for one in taught.examples])
    WordModel(read(file), school.states.entries).save(file.with_suffix(".npz"))
    learned_documents.write(file.with_name(learned_documents.FILE), [one.document for one in school.documents])
    features = crossfit(school.documents, school.lent, school.states.entries)
    plain = {one.document: one.features for one in school.documents}
    with Parallel(n_jobs=given.jobs) as pool:
        teach(school, features, ROOT / "references" / "weights.json", pool)
        teach(school, plain, ROOT / "references" / "weights_plain.json", pool)


def teach(school: collecting.School, features: Mapping[str, Features], path: Path, pool: Parallel) -> None:
    """Learn one set of weights from everything, calibrated on groups held out."""
    groups = sorted({taught.group for taught in school.documents})
    outs = [set(groups[fold::FOLDS]) for fold in range(FOLDS)]
    weights, *others = pool(delayed(without)(out, school, features) for out in (set[str](), *outs))
    held = [
        ([one for one in school.documents if one.group in out], other) for out, other in zip(outs, others, strict=True)
    ]
    temperature = calibrate(held, features, school.states)
    clauses = sum(label is not None for taught in school.documents for label in taught.labels)
    note = f"{len(school.documents)} documents of {len(groups)} groups, {clauses} labelled clauses"
    save(replace(weights, temperature=temperature, learned_on=note), path)
    print(path.name, note, "temperature", round(temperature, 3))


def without(out: Set[str], school: collecting.School, features: Mapping[str, Features]) -> Weights:
    """Learn from all groups but these."""
    return learn([one for one in school.documents if one.group not in out], features, school.states)


if __name__ == "__main__":
    main()
