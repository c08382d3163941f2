"""Labelled documents from folders: read, split, scored on every channel, lined up with their labels."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import config, flow
from pipeline.evaluation import labels
from pipeline.evaluation.labels import Label
from pipeline.keywords import stopwords
from pipeline.matching import evidence
from pipeline.matching.channels.featurizer import Featurizer
from pipeline.matching.decisions.states import States
from pipeline.records import Clause, Profile
from pipeline.tuning.dataset import Taught, teach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.matching.channels.examples import Example


_NUMBERED = re.compile(r"(?P<number>\d+(?:\.\d+)*)\.?\s*(?P<title>.*)")


@dataclass(frozen=True)
class School:
    """All that is learned from."""

    documents: tuple[Taught, ...]
    own: tuple[Taught, ...]  # those whose words may be kept
    states: States

    @property
    def lent(self) -> Mapping[str, tuple[Example, ...]]:
        """Group -> examples of our own documents."""
        groups: dict[str, tuple[Example, ...]] = defaultdict(tuple)
        for taught in self.own:
            groups[taught.group] += taught.examples
        return groups


def open_school(own: Path, data: Path | None = None, lists: Path | None = None, *, model: str | None = None) -> School:
    """Read all labelled documents.

    :param own: folder of folders, each a group of documents with its `labels.csv`.
    :param lists: folder of lists of headings in our own words, each a group of its own.
    :param data: folder with `specs` (each document a group of its own) and `oem_headings` (lists of headings).
    :param model: embedding model in place of the configured one.
    """
    pipeline = flow.Pipeline(config.load(overrides={"embedding": {"model": model}} if model else None))
    featurizer = Featurizer(pipeline.catalogue, pipeline.embedder, stopwords.ALL)
    mine = [one for folder in sorted(own.iterdir()) if folder.is_dir() for one in _folder(folder, pipeline, featurizer)]
    mine += [_headings(path, pipeline, featurizer) for path in sorted(lists.glob("*.csv"))] if lists is not None else []
    others: list[Taught] = []
    if data is not None:
        others += _folder(data / "specs", pipeline, featurizer, alone=True)
        others += [_headings(path, pipeline, featurizer) for path in sorted((data / "oem_headings").glob("*.csv"))]
    states = States.of(featurizer.entries, pipeline.catalogue.together)
    pipeline.close()
    return School((*mine, *others), tuple(mine), states)


def _folder(folder: Path, pipeline: flow.Pipeline, featurizer: Featurizer, *, alone: bool = False) -> Iterator[Taught]:
    known: dict[str, list[Label]] = defaultdict(list)
    for label in labels.read(folder / "labels.csv"):
        known[label.document].append(label)
    for document in sorted(known):
        if not (folder / document).is_file():
            continue  # one of several documents in a file, which labels name "file.pdf (2 of 3)"
        job = flow.FileJob(str(folder / document), document, until="keywords")
        profiles = flow.process(job, pipeline).profiles
        if profiles:
            yield teach(document, document if alone else folder.name, profiles, known[document], featurizer)


def _headings(path: Path, pipeline: flow.Pipeline, featurizer: Featurizer) -> Taught:
    """A list of headings (columns heading, tests) as a document without text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    clauses = list_as_clauses(path.name, [row["heading"].strip() for row in rows])
    found = [
        Label(
            path.name, clause.number, clause.title,
            labels.parse(row["tests"].replace("*", "")), scored="*" not in row["tests"],
        )
        for clause, row in zip(clauses, rows, strict=True)
    ]  # fmt: skip
    extract, phrases = pipeline.extractor.extract, pipeline.catalogue.phrases
    profiles = [Profile(one, extract(one.all_text, phrases), evidence.collect(one)) for one in clauses]
    return teach(path.name, path.name, profiles, found, featurizer)


def list_as_clauses(document: str, headings: Iterable[str]) -> list[Clause]:
    """Make the clauses of a document of which only the headings are known."""
    clauses: list[Clause] = []
    for index, heading in enumerate(headings):
        clauses.append(_clause(document, index, heading, clauses))
    return clauses


def _clause(document: str, index: int, heading: str, before: list[Clause]) -> Clause:
    """A heading as a clause; its parent is the nearest one before whose number begins its own."""
    number, title = _number(heading)
    stem = number.removesuffix(".0")
    parent = next((one for one in reversed(before) if stem.startswith(one.number.removesuffix(".0") + ".")), None)
    path = (*parent.path, parent.title) if parent else ()
    number = number or f"x{index}"
    again = sum(one.number == number for one in before)
    id = f"{document}#{number}" + (f"~{again + 1}" if again else "")  # as the tree of a document names it
    return Clause(
        id, document, number, title, number.count(".") + 1, parent.id if parent else None, path
    )  # fmt: skip


def _number(heading: str) -> tuple[str, str]:
    """Split a heading into number and title; a number that translation moved into the middle is not looked for."""
    match = _NUMBERED.match(heading)
    return (match["number"], match["title"] or heading) if match else ("", heading)
