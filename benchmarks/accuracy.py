"""How often the matcher is right, on documents it has not learned from.

    python benchmarks/accuracy.py --data ../shared/data

Every figure is measured with documents held out: the weights are learned without the groups that are scored (all
documents of two authors, two specifications, or two heading lists at a time), and the examples channel never sees a
word of them. The catalogue was written by people who had seen the specifications and heading lists of the data folder,
so the groups whose authors had not seen the catalogue ("own documents" and the kinds beside it) are the harder and the
fairer test. Documents mostly in German, French, Chinese or Japanese are told apart too. Results go to
benchmarks/results/accuracy.json; with `--rival MODEL` the same is measured with another embedding model and kept there
as its rival.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from first_looks import KINDS, THRESHOLDS
from joblib import Parallel, delayed

from pipeline import config
from pipeline.evaluation.figures import Proportion
from pipeline.matching.channels.features import CHANNELS
from pipeline.matching.decisions.held_out import HeldOut, gather, save
from pipeline.matching.decisions.weights import load
from pipeline.matching.matcher import decide_with_care
from pipeline.tuning import collecting
from pipeline.tuning.dataset import crossfit, is_right
from pipeline.tuning.learning import STEPS, learn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.matching.channels.features import Features
    from pipeline.tuning.collecting import School
    from pipeline.tuning.dataset import Taught

ROOT = Path(__file__).resolve().parent.parent
REVIEW_BELOW = 0.8  # configs/default.toml, [decide]
COMMON = {
    "English": {"the", "of", "and", "is", "to", "shall", "with"},
    "German": {"der", "die", "das", "und", "ist", "nicht", "mit"},
    "French": {"le", "la", "les", "des", "et", "est", "du"},
}
ABLATION: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    # name, channels that are used, whether the tree is
    ("keyword TF-IDF", ("keywords",), False),
    (
        "+ text TF-IDF",
        ("text", "title words", "title letters", "name in title", "name in text", "name compared"),
        False,
    ),
    ("+ embeddings", ("embedding of title", "embedding of text", "embedding of path"), False),
    (
        "+ coded evidence",
        tuple(name for name in CHANNELS if name.startswith(("thing", "standard", "code", "own", "unit", "direction"))),
        False,
    ),
    ("+ examples", ("examples",), False),
    ("+ tree", (), True),
)


def main() -> None:
    """Measure and write the results."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    arguments.add_argument("--documents", type=Path, default=ROOT / "benchmarks" / "documents")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "accuracy.json")
    arguments.add_argument("--rival", help="another embedding model; neither ablation nor promises are made anew")
    arguments.add_argument("--steps", type=int, default=STEPS, help="of learning; fewer for a quick comparison")
    arguments.add_argument("--kinds", nargs="*", help="only these kinds of document are scored; needs --rival")
    given = arguments.parse_args()
    start = time.perf_counter()
    school = collecting.open_school(given.documents, given.data, given.documents.with_name("lists"), model=given.rival)
    features = crossfit(school.documents, school.lent, school.states.entries)
    kinds = {taught.group: kind_of(taught, school) for taught in school.documents}
    with Parallel(n_jobs=given.jobs) as pool:
        rows = pool(
            delayed(hold_out)(groups, school, features, given.steps)
            for groups in in_pairs(kinds)
            if not given.kinds or kinds[groups[0]] in given.kinds
        )
        scored = [row | {"kind": kinds[row["group"]]} for some in rows for row in some]
        sets = {name: summarise(some) for name, some in by_set(scored, school).items()}
        for name, figures in sets.items():
            print(name, json.dumps(figures))
        if given.rival:
            keep_rival(given.out, given.rival, sets | {"steps": given.steps})
            return
        ablation = ablate(school, features, pool)
    results = {
        "what": "clause accuracy with documents held out; see the docstring of benchmarks/accuracy.py",
        "embedding": config.load().embedding.model,
        "review_below": REVIEW_BELOW,
        "sets": sets,
        "worst kind": worst(scored),
        "documents": {name: summarise([row for row in scored if row["document"] == name]) for name in names(scored)},
        "ablation": ablation,
        "rivals": earlier(given.out),
        "seconds": round(time.perf_counter() - start),
    }
    sure = [0.0 if doubted(row) else row["confidence"] for row in scored]
    held = gather([(row["kind"], row["right"], one) for row, one in zip(scored, sure, strict=True)], THRESHOLDS)
    save(HeldOut(held), ROOT / "references" / "promises.json")
    given.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(ablation, indent=1))


def by_set(scored: Sequence[dict[str, Any]], school: School) -> dict[str, list[dict[str, Any]]]:
    """Rows by kind of document, and by language where that is not English."""
    spoken = {one.document: language(one) for one in school.own if not one.document.endswith(".csv")}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(scored, key=lambda one: str(one["kind"])):
        found.setdefault(row["kind"], []).append(row)
    for row in scored:
        if spoken.get(row["document"]):
            found.setdefault(f"in {spoken[row['document']]}", []).append(row)
    return found


def language(taught: Taught) -> str:
    """The language that most of a document is written in, by its letters and commonest words; "" for English."""
    text = " ".join(profile.clause.all_text for profile in taught.profiles).lower()
    signs = sum("\u4e00" <= sign <= "\u9fff" for sign in text), sum("\u3040" <= sign <= "\u30ff" for sign in text)
    if sum(signs) > len(text) / 10:
        return "Japanese" if signs[1] > signs[0] / 4 else "Chinese"
    words = text.split()
    counts = {name: sum(word in common for word in words) for name, common in COMMON.items()}
    best = max(counts, key=lambda name: counts[name])
    return "" if best == "English" else best


def earlier(path: Path) -> dict[str, Any]:
    """Rivals of the last results."""
    return dict(json.loads(path.read_text(encoding="utf-8")).get("rivals", {})) if path.exists() else {}


def keep_rival(path: Path, name: str, sets: dict[str, Any]) -> None:
    """Write the figures of another embedding model beside those of the configured one."""
    results = json.loads(path.read_text(encoding="utf-8"))
    results["rivals"] = results.get("rivals", {}) | {name: sets}
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kind_of(taught: Taught, school: School) -> str:
    """Name the set a document belongs to."""
    if taught.document.endswith(".csv"):
        return "own heading lists" if taught in school.own else "heading lists"
    return KINDS.get(taught.group, "own documents") if taught in school.own else "specifications"


def worst(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The kind of document of which the fewest clauses decided without review are right."""
    kinds = sorted({row["kind"] for row in rows})
    shares = {kind: summarise([row for row in rows if row["kind"] == kind])["right of those"] for kind in kinds}
    kind = min(shares, key=lambda name: shares[name]["value"] or 0.0)
    return {"kind": kind, "right of those decided": shares[kind]}


def doubted(row: dict[str, Any]) -> bool:
    """Whether a clause goes to review at every threshold: its own heading speaks against the decision, say."""
    return not row["decided"] and row["confidence"] >= REVIEW_BELOW


def names(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Documents of the rows, each once."""
    return sorted({row["document"] for row in rows})


def in_pairs(kinds: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Groups that are held out together: two of one kind, which halves the time and is a little harder than one."""
    ordered = sorted(kinds, key=lambda group: (kinds[group], group))
    by_kind = [[group for group in ordered if kinds[group] == kind] for kind in dict.fromkeys(map(kinds.get, ordered))]
    return [tuple(groups[place : place + 2]) for groups in by_kind for place in range(0, len(groups), 2)]


def hold_out(
    groups: Sequence[str], school: School, features: Mapping[str, Features], steps: int
) -> list[dict[str, Any]]:
    """Learn without these groups and score their clauses."""
    weights = learn([one for one in school.documents if one.group not in groups], features, school.states, steps=steps)
    weights = replace(weights, temperature=load(ROOT / "references" / "weights.json").temperature)
    return [row for one in school.documents if one.group in groups for row in score(one, features, school, weights)]


def score(taught: Taught, features: Mapping[str, Features], school: School, weights: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """One row a labelled clause."""
    settings = config.load().decide.model_copy(update={"review_below": REVIEW_BELOW})
    found = decide_with_care(taught.profiles, features[taught.document], school.states, weights, settings)
    base = baseline(features[taught.document], school)
    return [
        {
            "document": taught.document,
            "group": taught.group,
            "right": is_right(decision.tests, label),
            "baseline": is_right(first, label),
            "confidence": decision.confidence,
            "decided": decision.outcome != "review",
            "test": all(label),
            "none": not any(label),
        }
        for decision, first, label in zip(found, base, taught.labels, strict=True)
        if label is not None
    ]


def baseline(features: Features, school: School) -> list[tuple[str, ...]]:
    """The predecessor's method: the test with the highest keyword cosine."""
    scores = features.scores[:, : len(school.states.entries.tests), CHANNELS.index("keywords")]
    ids = [entry.id for entry in school.states.entries.tests]
    return [(ids[int(row.argmax())],) if row.max() > 0 else () for row in scores]


def summarise(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Figures with n and 95 % Wilson intervals."""
    sure = [row for row in rows if row["decided"]]
    return {
        "clauses": share(rows),
        "test sections": share([row for row in rows if row["test"]]),
        "none": share([row for row in rows if row["none"]]),
        "decided without review": share([row | {"right": row["decided"]} for row in rows]),
        "right of those": share(sure),
        "calibration error": calibration(rows),
        "baseline": share([row | {"right": row["baseline"]} for row in rows]),
    }


def share(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Share of right rows."""
    proportion = Proportion(sum(bool(row["right"]) for row in rows), len(rows))
    low, high = proportion.interval if len(rows) else (None, None)
    rounded = [None if value is None else round(value, 4) for value in (proportion.value, low, high)]
    return {"value": rounded[0], "n": len(rows), "interval": rounded[1:]}


def calibration(rows: Sequence[dict[str, Any]]) -> float | None:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017)."""
    if not rows:
        return None
    sure = np.array([row["confidence"] for row in rows])
    right = np.array([row["right"] for row in rows], dtype=np.float64)
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(sure[bins == i].mean() - right[bins == i].mean()) * (bins == i).mean() for i in set(bins.tolist())]
    return round(float(sum(gaps)), 4)


def ablate(school: School, features: Mapping[str, Features], pool: Parallel) -> list[dict[str, Any]]:
    """Add the channels one after the other: learned on three specifications, scored on the fourth and on the lists."""
    specs = [one for one in school.documents if kind_of(one, school) == "specifications"]
    lists = [one for one in school.documents if one.document.endswith(".csv")]
    table, used = [], ()
    for name, channels, tree in ABLATION:
        used = (*used, *channels)
        cut = {key: restrict(value, used, tree=tree) for key, value in features.items()}
        rows = pool(delayed(one_fold)(out, specs, lists, cut, school) for out in specs)
        spec_rows = [row for some, _ in rows for row in some]
        list_rows = [row for _, some in rows for row in some]
        table.append({"channels": name, "specifications": share(spec_rows), "heading lists": share(list_rows)})
    honest = {}
    for name in ("keywords", "examples", "embedding of title"):
        without = tuple(one for one in CHANNELS if one != name)
        cut = {key: restrict(value, without, tree=True) for key, value in features.items()}
        rows = pool(delayed(one_fold)(out, specs, lists, cut, school) for out in specs)
        honest[name] = share([row for some, _ in rows for row in some])
    return [*table, *({"channels": f"all without {name}", "specifications": value} for name, value in honest.items())]


def one_fold(
    out: Taught, specs: Sequence[Taught], lists: Sequence[Taught], features: Mapping[str, Features], school: School
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Learn on the other specifications; score the one left out, and the heading lists."""
    weights = learn([one for one in specs if one is not out], features, school.states)
    return (
        score(out, features, school, weights),
        [row for one in lists for row in score(one, features, school, weights)],
    )


def restrict(features: Features, channels: Sequence[str], *, tree: bool) -> Features:
    """Silence all other channels; without the tree every clause stands alone."""
    mask = np.array([name in channels for name in CHANNELS], dtype=np.float64)
    parents = features.parents if tree else np.full_like(features.parents, -1)
    return replace(features, scores=features.scores * mask, parents=parents)


if __name__ == "__main__":
    main()
