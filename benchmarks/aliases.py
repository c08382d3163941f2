"""What accepted words of an OEM are worth on documents and chapters they were not proposed from.

    python benchmarks/aliases.py --data ../shared/data

Labels stand for reviewed decisions, and every proposal counts as accepted, which a person would not do. Weights and
examples never saw the author of the document that is scored. Three questions:

- "other documents of one author": words of three documents, applied to the fourth. The documents of one author are
  fictional specifications of different OEMs, so this is what words are worth where they should not be used at all.
- "other chapters of one document": words of four fifths of the chapters, applied to the rest, as in a sister document
  of the same OEM with other sections.
- "headings with a code alone": the same document once more, as a sister document would have it whose headings carry
  nothing but the OEM's codes ("7.3 RE 51"), and without lists that explain them. Made by taking the other words out of
  the headings that have a code, and the rows and lines out that define one.

Results go to benchmarks/results/aliases.json.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import config, flow
from pipeline.evaluation.figures import Proportion
from pipeline.keywords import stopwords
from pipeline.matching.channels.examples import Shelf
from pipeline.matching.channels.featurizer import Featurizer
from pipeline.matching.decisions.weights import load
from pipeline.matching.evidence import collect, find_codes
from pipeline.reviews import note
from pipeline.reviews.alias_evaluation import ReviewedDocument, measure
from pipeline.reviews.proposals import propose
from pipeline.tuning import collecting
from pipeline.tuning.dataset import crossfit
from pipeline.tuning.learning import guess, learn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.matching.catalogue.oem_aliases import Alias
    from pipeline.matching.decisions.weights import Weights
    from pipeline.records import Clause, Profile
    from pipeline.reviews.alias_evaluation import Effect, Guess
    from pipeline.tuning.collecting import School
    from pipeline.tuning.dataset import Taught

ROOT = Path(__file__).resolve().parent.parent


class Bench:
    """The documents, and a matcher for each group of them that has not seen it."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.line = flow.Pipeline(config.load())
        self._features = crossfit(school.documents, school.lent, school.states.entries)
        self._temperature = load(ROOT / "references" / "weights.json").temperature

    def matcher(self, group: str) -> Guess:
        """Make a matcher that has learned from all other groups."""
        others = [one for one in self.school.documents if one.group != group]
        weights = replace(learn(others, self._features, self.school.states), temperature=self._temperature)
        lent = [one for name, some in self.school.lent.items() if name != group for one in some]
        featurizer = Featurizer(
            self.line.catalogue, self.line.embedder, stopwords.ALL, lent, Shelf(store=self.line.store)
        )
        return partial(self._match, featurizer, weights)

    def _match(
        self, featurizer: Featurizer, weights: Weights, profiles: Sequence[Profile], aliases: tuple[Alias, ...]
    ) -> list[tuple[str, ...]]:
        features = featurizer.compute(profiles, aliases)
        return [tests for tests, _ in guess(features, self.school.states, weights)]

    def bare(self, taught: Taught) -> tuple[Profile, ...]:
        """Give a document whose headings carry codes alone, and whose codes are explained nowhere."""
        clauses = [_strip(profile.clause) for profile in taught.profiles]
        extract, phrases = self.line.extractor.extract, self.line.catalogue.phrases
        return tuple(replace(profile, clause=one, keywords=extract(one.all_text, phrases), evidence=collect(one))
                     for profile, one in zip(taught.profiles, clauses, strict=True))  # fmt: skip


def main() -> None:
    """Measure and write the results."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, help="folder with specs/ and their labels, beside the own documents")
    arguments.add_argument("--documents", type=Path, default=ROOT / "benchmarks" / "documents")
    arguments.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "aliases.json")
    given = arguments.parse_args()
    start = time.perf_counter()
    bench = Bench(collecting.open_school(given.documents, given.data))
    groups: dict[str, list[Taught]] = defaultdict(list)
    for taught in bench.school.documents:
        if not taught.document.endswith(".csv"):
            groups[taught.group].append(taught)
    found: dict[str, list[Effect]] = defaultdict(list)
    for group, documents in groups.items():
        print(group, round(time.perf_counter() - start), "s", flush=True)
        kind = "own documents" if documents[0] in bench.school.own else "specifications"
        for question, effect in ask(bench, documents):
            found[f"{kind}: {question}"].append(effect)
    results = {
        "what": "clauses right with and without proposed words of an OEM; see the docstring of benchmarks/aliases.py",
        "questions": {name: summarise(effects) for name, effects in sorted(found.items())},
        "seconds": round(time.perf_counter() - start),
    }
    given.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=1, ensure_ascii=False))


def ask(bench: Bench, documents: Sequence[Taught]) -> list[tuple[str, Effect]]:
    """Answer the three questions for the documents of one group."""
    match = bench.matcher(documents[0].group)
    catalogue = bench.line.catalogue
    readings = [read(taught, taught.profiles) for taught in documents]
    answers = []
    if len(readings) > 1:
        answers.append(("other documents of one author", measure(readings, catalogue, match)))
    answers += [("other chapters of one document", measure([reading], catalogue, match)) for reading in readings]
    for taught, reading in zip(documents, readings, strict=True):
        twin = read(taught, bench.bare(taught), coded=True)
        if len(twin.words) >= 5:
            words = tuple(one.alias for one in propose(reading.words.values(), catalogue))
            answers.append(("headings with a code alone", compare(twin, match, words)))
    return answers


def read(taught: Taught, profiles: Sequence[Profile], *, coded: bool = False) -> ReviewedDocument:
    """Take labels for what a person said; those with several right answers are left out.

    :param coded: only of clauses that have a code in their heading or in one above it.
    """
    words = {}
    for profile, label in zip(profiles, taught.labels, strict=True):
        clause = profile.clause
        if label is not None and len(label) == 1 and (not coded or _codes(clause)):
            words[clause.id] = note(clause, "APPROVE", tuple(sorted(label[0])), ())
    return ReviewedDocument(tuple(profiles), words)


def compare(reading: ReviewedDocument, match: Guess, words: tuple[Alias, ...]) -> Effect:
    """Match a document with and without words that were proposed elsewhere."""
    from pipeline.reviews.alias_evaluation import Effect, is_right

    right = []
    for aliases in ((), words):
        found = dict(zip((one.clause.id for one in reading.profiles), match(reading.profiles, aliases), strict=True))
        right.append({id: is_right(found[id], word) for id, word in reading.words.items()})
    return Effect("twin", len(reading.words), sum(right[0].values()), sum(right[1].values()), proposed=len(words))


def _codes(clause: Clause) -> bool:
    return any(find_codes(title) for title in (*clause.path, clause.title))


def _strip(clause: Clause) -> Clause:
    """Leave nothing but the code in headings that have one, and take out what explains codes."""
    lines = [line for line in clause.text.split("\n") if not find_codes(line)]
    tables = tuple(
        replace(table, rows=tuple(row for row in table.rows if not any(find_codes(cell) for cell in row)))
        for table in clause.tables
    )
    path = tuple(_bare(title) for title in clause.path)
    return replace(clause, title=_bare(clause.title), path=path, text="\n".join(lines), tables=tables)


def _bare(title: str) -> str:
    found = find_codes(title) if len(title) <= 110 else ()
    return found[0] if len(found) == 1 else title


def summarise(effects: Sequence[Effect]) -> dict[str, Any]:
    """Add up, with 95 % Wilson intervals."""
    clauses = sum(one.clauses for one in effects)
    shares = {}
    for name in ("before", "after"):
        share = Proportion(sum(getattr(one, name) for one in effects), clauses)
        low, high = share.interval
        shares[name] = {"right": share.count, "n": clauses, "share": round(share.value, 4),
                        "interval": [round(low, 4), round(high, 4)]}  # fmt: skip
    moved = {"put right": sum(one.better for one in effects), "made wrong": sum(one.worse for one in effects)}
    return {"measurements": len(effects), "words": sum(one.proposed for one in effects), **shares,
            **(moved if any(one.changes for one in effects) else {})}  # fmt: skip


if __name__ == "__main__":
    main()
