"""Every channel's score of every entry for every clause of a document: computed once, and all that is decided on.

Shapes: n clauses, e entries (tests, then topics), k channels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.matches import codes
from pipeline.matches.aliases import name_lexicon, thing_lexicon
from pipeline.matches.entries import Entries, names
from pipeline.matches.lexical import keyword_space, letter_space, word_space

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.embeddings import Embedder
    from pipeline.records import Clause, Profile
    from pipeline.references import Catalogue

    Floats = NDArray[np.float64]

CHANNELS = (
    "keywords",  # cosine of keyword TF-IDF: the predecessor's method
    "text",  # cosine of word TF-IDF, whole clause against passages
    "title words",  # the same, title alone
    "title letters",  # cosine of letter-run TF-IDF, title against names
    "name in title",  # a name of the entry stands in the title
    "name in text",
    "name compared",  # a name of the entry stands in a comparison: "unlike BCI"
    "thing in title",  # apparatus or a keyword of the entry stands in the title
    "thing in text",
    "standard in title",  # a base standard of the entry is cited
    "standard in text",
    "standard compared",  # cited only as a comparison
    "code in title",  # a method code the catalogue knows
    "code in text",
    "own code in title",  # a method code as this document defines it
    "own code in text",
    "unit",  # a unit of the entry stands behind a value
    "embedding of title",  # cosine of sentence embeddings, title against names
    "embedding of text",  # whole clause against passages
    "embedding of path",  # ancestors' titles and title against names and passages
)
SIGNS = (
    "always",
    "is a heading",
    "is a chapter",
    "has subclauses",
    "is an annex",
    "gives levels",
    "is short",
    "stands early",
)
"""What a clause is, whatever it is about."""


@dataclass(frozen=True)
class Features:
    """What is known about the clauses of one document."""

    ids: tuple[str, ...]
    parents: NDArray[np.int64]  # (n,) index of the parent, -1 for a chapter
    headings: NDArray[np.bool_]  # (n,) has a heading of its own, not only a numbered paragraph
    scores: Floats  # (n, e, k)
    signs: Floats  # (n, len(SIGNS)), 0 or 1


_ID = re.compile(r"^\s*[\[(]?[A-Z][A-Za-z]{1,7}(?:[-_][A-Za-z]{1,4})*[-_ ]?\d{2,5}[\])]?\s*[:.]?\s+(?=\S)")
_LEVELS = {"dBµV/m", "dBµV", "dBµA", "dBµA/m", "dBpT", "dBm", "V/m", "A/m", "kV", "mA"}
_HEADING_WORDS = 14


def is_heading(clause: Clause) -> bool:
    """Tell a heading from a numbered paragraph: short, and no sentence."""
    title = clause.title.strip()
    sentence = title.endswith((".", ";", "。")) or re.search(r"\b(shall|should|must|is|are|may|can)\b", title)
    return len(title) <= 110 and len(title.split()) <= _HEADING_WORDS and not sentence


def plain_title(clause: Clause) -> str:
    """Return the title in words: no requirement id, no method codes, a numbered paragraph cut to its first words.

    Codes are looked up; as words they would only be spelled like each other.
    """
    title = codes.strip(_ID.sub("", clause.title, count=1))
    return title if is_heading(clause) else " ".join(title.split()[:20])


class Featurizer:
    """Scores clauses against one catalogue."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder | None, stop: frozenset[str] = frozenset()) -> None:
        """Fit the channels on the catalogue.

        :param embedder: None leaves the embedding channels at 0.
        :param stop: words that the text channels leave out.
        """
        self.entries = Entries.of(catalogue)
        self._embedder = embedder
        self._keywords = keyword_space(self.entries)
        self._words = word_space(self.entries, catalogue.phrases, stop)
        self._letters = letter_space(self.entries)
        self._names = name_lexicon(self.entries)
        self._things = thing_lexicon(self.entries)
        self._codes = codes.known(self.entries)
        self._standards = _standards(self.entries)
        self._units = _units(self.entries)
        self._references = _References(self.entries, embedder) if embedder is not None else None

    def compute(self, profiles: Sequence[Profile]) -> Features:
        """Compute all channels for all clauses of one document, given in document order."""
        clauses = [profile.clause for profile in profiles]
        place = {clause.id: index for index, clause in enumerate(clauses)}
        parents = np.array([place.get(clause.parent or "", -1) for clause in clauses], dtype=np.int64)
        headings = np.array([is_heading(clause) for clause in clauses], dtype=np.bool_)
        channels = self._lexical(profiles) | self._coded(profiles) | self._embedded(clauses)
        empty = np.zeros((len(clauses), len(self.entries)))
        scores = np.stack([channels.get(name, empty) for name in CHANNELS], axis=-1)
        return Features(tuple(place), parents, headings, scores, _signs(profiles, parents, headings))

    def words(self, clause: Clause, entry: int) -> tuple[str, ...]:
        """Words and phrases a clause has in common with an entry, the most telling first."""
        return self._words.words(clause.all_text, entry)

    def _lexical(self, profiles: Sequence[Profile]) -> dict[str, Floats]:
        titles = [plain_title(profile.clause) for profile in profiles]
        texts = [profile.clause.all_text for profile in profiles]
        keywords = ["\n".join(keyword.phrase for keyword in profile.keywords) for profile in profiles]
        return {
            "keywords": self._keywords.score(keywords),
            "text": self._words.score(texts),
            "title words": self._words.score(titles),
            "title letters": self._letters.score(titles),
            "name in title": _stack([self._names.score(title, compared=False) for title in titles]),
            "name in text": _stack([self._names.score(text, compared=False) for text in texts]),
            "name compared": _stack([self._names.score(text, compared=True) for text in texts]),
            "thing in title": _stack([self._things.score(title) for title in titles]),
            "thing in text": _stack([self._things.score(text) for text in texts]),
        }

    def _coded(self, profiles: Sequence[Profile]) -> dict[str, Floats]:
        learned = codes.learn(profiles, self._define)
        known = {code: row for code, row in self._codes.items() if code not in learned or learned[code].sum() < codes.SURE}
        return {
            "standard in title": self._cited(profiles, ("title",), weak=False),
            "standard in text": self._cited(profiles, ("text", "table", "note"), weak=False),
            "standard compared": self._cited(profiles, ("title", "text", "table", "note"), weak=True),
            "code in title": self._looked_up(profiles, "code", known, ("title",)),
            "code in text": self._looked_up(profiles, "code", known, ("text", "table")),
            "own code in title": self._looked_up(profiles, "code", learned, ("title",)),
            "own code in text": self._looked_up(profiles, "code", learned, ("text", "table")),
            "unit": self._looked_up(profiles, "unit", self._units, ("title", "text", "table")),
        }

    def _define(self, texts: Sequence[str]) -> Floats:
        """How well each text names each entry; used for the definitions of codes."""
        return _stack([self._names.score(text) for text in texts]) + self._letters.score(texts) ** 2

    def _looked_up(
        self, profiles: Sequence[Profile], kind: str, table: dict[str, Floats], where: tuple[str, ...]
    ) -> Floats:
        result = np.zeros((len(profiles), len(self.entries)))
        for index, profile in enumerate(profiles):
            rows = [
                table[e.value] for e in profile.evidence if e.kind == kind and e.where in where and e.value in table
            ]
            if rows:
                result[index] = np.max(rows, axis=0)
        return result

    def _cited(self, profiles: Sequence[Profile], where: tuple[str, ...], *, weak: bool) -> Floats:
        result = np.zeros((len(profiles), len(self.entries)))
        for index, profile in enumerate(profiles):
            for found in profile.evidence:
                if found.kind == "standard" and found.weak == weak and found.where in where:
                    result[index] = np.maximum(result[index], self._standards.get(found.value, 0.0))
        return result

    def _embedded(self, clauses: Sequence[Clause]) -> dict[str, Floats]:
        if self._references is None:
            return {}
        titles = [plain_title(clause) for clause in clauses]
        paths = [". ".join((*clause.path[-2:], title)) for clause, title in zip(clauses, titles, strict=True)]
        return {
            "embedding of title": self._references.score(titles, passages=False),
            "embedding of text": self._references.score([clause.all_text for clause in clauses], passages=True),
            "embedding of path": self._references.score(paths, passages=True, names=True),
        }


class _References:
    """The embeddings of names and passages of the entries."""

    def __init__(self, entries: Entries, embedder: Embedder) -> None:
        self._embedder = embedder
        self._count = len(entries)
        self._texts = [(index, "name", text) for index, entry in enumerate(entries) for text in names(entry)]
        self._texts += [(index, "passage", text) for index, entry in enumerate(entries) for text in entry.passages]
        self._vectors = np.asarray(embedder.encode([text for _, _, text in self._texts]), dtype=np.float64)

    def score(self, texts: Sequence[str], *, passages: bool, names: bool | None = None) -> Floats:
        kinds = {"passage"} if passages else {"name"}
        if names:
            kinds.add("name")
        rows = [row for row, (_, kind, _) in enumerate(self._texts) if kind in kinds]
        owners = np.array([self._texts[row][0] for row in rows])
        vectors = np.asarray(self._embedder.encode(list(texts)), dtype=np.float64)
        cosines = vectors @ self._vectors[rows].T
        best = np.zeros((len(texts), self._count))
        for column, owner in enumerate(owners):
            np.maximum(best[:, owner], cosines[:, column], out=best[:, owner])
        return best


def _standards(entries: Entries) -> dict[str, Floats]:
    """Standard -> weight of each entry (e,)."""
    from pipeline.evidence import normalise_standard

    table: dict[str, Floats] = {}
    for index, entry in enumerate(entries):
        for standard in entry.standards:
            row = table.setdefault(normalise_standard(standard.name), np.zeros(len(entries)))
            row[index] = max(row[index], standard.weight)
    return table


def _units(entries: Entries) -> dict[str, Floats]:
    """Unit -> weight of each entry (e,), less where many entries use it."""
    table: dict[str, Floats] = {}
    for index, entry in enumerate(entries):
        for unit in entry.units:
            table.setdefault(unit, np.zeros(len(entries)))[index] = 1.0
    return {unit: row / np.sqrt(row.sum()) for unit, row in table.items()}


def _signs(profiles: Sequence[Profile], parents: NDArray[np.int64], headings: NDArray[np.bool_]) -> Floats:
    inner = set(parents.tolist())
    count = len(profiles)
    rows = [
        (
            1.0,
            headings[index],
            parents[index] < 0,
            index in inner,
            profile.clause.number[:1].isalpha(),
            any(e.kind == "unit" and e.value in _LEVELS for e in profile.evidence),
            len(profile.clause.all_text) < 60,
            index < 0.12 * count,
        )
        for index, profile in enumerate(profiles)
    ]
    return np.array(rows, dtype=np.float64).reshape(count, len(SIGNS))


def _stack(rows: Sequence[Floats]) -> Floats:
    return np.stack(rows) if rows else np.zeros((0, 0))
