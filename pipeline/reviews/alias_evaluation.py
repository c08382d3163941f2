"""What proposed words of an OEM are worth, measured on reviewed decisions they were not proposed from.

The reviewed documents are held out one after the other; where only one was reviewed, its chapters are held out in up to
five parts. Words are proposed from the rest alone, all of them taken as accepted, and the clauses held out are matched
with and without them. A reviewer looks at doubtful clauses first, so these are harder than the rest of the document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reviews.proposals import has, propose

if TYPE_CHECKING:
    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.catalogue.oem_aliases import Alias
    from pipeline.records import Profile, Report
    from pipeline.reviews.records import Reviewed

Guess = Callable[["Sequence[Profile]", "tuple[Alias, ...]"], "Sequence[tuple[str, ...]]"]
"""Matches all clauses of one document with the words of its OEM: the tests of each clause."""
_PARTS = 5  # of a single document
_FEWEST = 2  # parts


@dataclass(frozen=True, slots=True)
class ChangedDecision:
    """One reviewed clause that is decided otherwise with the words than without."""

    word: Reviewed
    better: bool  # put right; False: made wrong
    due: tuple[Alias, ...]  # the words in its heading or in those above it


@dataclass(frozen=True, slots=True)
class Effect:
    """How many reviewed clauses are right when held out."""

    parts: str  # what was held out: "documents", "parts of a document", "" where there was too little
    clauses: int  # reviewed clauses
    before: int  # right without the words
    after: int  # right with them
    changes: tuple[ChangedDecision, ...] = ()
    proposed: int = 0  # words, all parts together

    @property
    def better(self) -> int:
        """Clauses put right."""
        return sum(change.better for change in self.changes)

    @property
    def worse(self) -> int:
        """Clauses made wrong."""
        return len(self.changes) - self.better

    def __str__(self) -> str:
        if not self.parts:
            return "Too little was reviewed to hold anything out, so what these words are worth is not known."
        figures = f"with the words {self.after} of {self.clauses} right, without {self.before}"
        moved = f"{self.better} put right, {self.worse} made wrong"
        return f"Held out by {self.parts}: {figures} ({moved})."


@dataclass(frozen=True)
class ReviewedDocument:
    """One reviewed document, ready to be matched again."""

    profiles: tuple[Profile, ...]
    words: dict[str, Reviewed]  # clause id -> what a person settled

    @classmethod
    def of(cls, report: Report, words: dict[str, Reviewed]) -> ReviewedDocument:
        """Take what is needed of a report."""
        return cls(tuple(item.match.profile for item in report.decisions), words)


def measure(readings: Sequence[ReviewedDocument], catalogue: Catalogue, guess: Guess) -> Effect:
    """Measure what words proposed from some of the documents do to the others.

    :param readings: the reviewed documents of one OEM.
    """
    used = [reading for reading in readings if reading.words]
    parts = _split(used)
    total = Effect(_name(used), sum(len(reading.words) for reading in used), 0, 0)
    if len(parts) < _FEWEST:
        return Effect("", total.clauses, 0, 0)
    plain = {id(reading): _match(reading, guess, ()) for reading in used}
    before = after = proposed = 0
    changes: list[ChangedDecision] = []
    for reading, held in parts:
        rest = [word for one in used for key, word in one.words.items() if one is not reading or key not in held]
        aliases = tuple(one.alias for one in propose(rest, catalogue))
        without, with_ = plain[id(reading)], _match(reading, guess, aliases) if aliases else plain[id(reading)]
        proposed += len(aliases)
        for key in held:
            word = reading.words[key]
            was, now = is_right(without[key], word), is_right(with_[key], word)
            before, after = before + was, after + now
            if was != now:
                changes.append(ChangedDecision(word, now, tuple(one for one in aliases if _concerns(one, word))))
    return Effect(total.parts, total.clauses, before, after, tuple(changes), proposed)


def is_right(tests: Sequence[str], word: Reviewed) -> bool:
    """Whether a guess says what the person said, or a part of it."""
    right = set(word.tests or ())
    return set(tests) <= right if tests else not right


def _match(reading: ReviewedDocument, guess: Guess, aliases: tuple[Alias, ...]) -> dict[str, tuple[str, ...]]:
    found = guess(reading.profiles, aliases)
    return {profile.clause.id: tests for profile, tests in zip(reading.profiles, found, strict=True)}


def _split(readings: Sequence[ReviewedDocument]) -> list[tuple[ReviewedDocument, tuple[str, ...]]]:
    """Say what is held out in turn: each document, or parts of the only one, chapter by chapter."""
    if len(readings) != 1:
        return [(reading, tuple(reading.words)) for reading in readings]
    reading = readings[0]
    chapters: dict[str, list[str]] = defaultdict(list)
    for id, word in reading.words.items():
        chapters[word.path[0] if word.path else word.title].append(id)
    groups = list(chapters.values())
    count = min(_PARTS, len(groups))
    return [(reading, tuple(id for group in groups[part::count] for id in group)) for part in range(count)]


def _name(readings: Sequence[ReviewedDocument]) -> str:
    return "document" if len(readings) != 1 else "parts of the only document"


def _concerns(alias: Alias, word: Reviewed) -> bool:
    return any(has(alias, title) for title in (*word.path, word.title))
