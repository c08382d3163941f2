"""The limits that answer a question for a value: whole records, band, level, class and detector together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.records import Decision, Match, Profile
from pipeline.requirements import limits
from pipeline.requirements.decimal_marks import Marks
from pipeline.requirements.limits import heads, vocabulary
from pipeline.requirements.quantities import same
from pipeline.search.index.terms import terms
from pipeline.search.passages import ABOVE_IT, BELOW_IT
from pipeline.search.records import LimitLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Clause, OutcomeName
    from pipeline.requirements.decimal_marks import DecimalMark
    from pipeline.requirements.limits import LimitRecord
    from pipeline.search.index import Amount
    from pipeline.search.records import Hit, Query

_OTHER = frozenset(("time", "length", "count", "standard", "temperature", "impedance", "bandwidth", "definition"))
_MARKED = 3  # limits shown of a clause
_COUNTS = 2.0  # what a limit that has all that is asked adds to the relevance of its clause
_WORD = 0.2  # what the words of the question that stand with the limit count beside what it says of itself
_CODES = re.compile(r"[A-Z]{0,3}-?\d+[a-z]?|[IVX]+|[A-Z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question says of the limit it is about."""

    frequencies: tuple[Amount, ...]
    levels: tuple[Amount, ...]
    above: bool
    below: bool
    said: tuple[tuple[str, str], ...]  # "class" -> "Class 3", "pulse" -> "3b" ...
    words: frozenset[str]
    tests: tuple[str, ...]


class LimitFinder:
    """Finds the limits of clauses that answer a question; reads each clause once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._read = lru_cache(maxsize=2000)(self._read_one)

    def answer(self, hits: Sequence[Hit], query: Query) -> tuple[Hit, ...]:
        """Give each clause the limits that answer a question for a value, and put first the clauses that have them."""
        if not _for_value(query):
            return tuple(hits)
        asked = _ask(query)
        found = [self._with_limits(hit, asked) for hit in hits]
        return tuple(sorted(found, key=lambda hit: -hit.score))  # stable: equal ones keep their order

    def _with_limits(self, hit: Hit, asked: _Asked) -> Hit:
        records = self._read(hit.found.clause, hit.found.tests, hit.found.outcome, hit.found.decimal_mark)
        judged = [(_fit(record, asked), place, record) for place, record in enumerate(records)]
        good = sorted((each for each in judged if each[0] > 0), key=lambda each: (-each[0], each[1]))
        if not good:
            return hit
        best = good[0][0]
        lines = tuple(_line(record, fit) for fit, _, record in good if fit >= best - _WORD / 2)[:_MARKED]
        return replace(hit, limits=lines, score=round(hit.score + _COUNTS * min(best, 1.0), 6))

    def _read_one(
        self, clause: Clause, tests: tuple[str, ...], outcome: OutcomeName, mark: DecimalMark
    ) -> tuple[LimitRecord, ...]:
        decided = Decision(Match(Profile(clause), ()), outcome, tests, 0.0, "")
        return limits.read([decided], self._catalogue, Marks(mark))


def _for_value(query: Query) -> bool:
    """Tell a question for a level from one for a time, a number, a standard."""
    if "level" in query.wants:
        return not {"count", "standard", "definition", "length"} & set(query.wants)
    return not _OTHER & set(query.wants) and bool(
        query.amounts or heads.said(same(query.text), heads=True) or "status" in query.wants
    )


def _ask(query: Query) -> _Asked:
    said = heads.said(same(query.text), heads=True)
    supply = said.get("supply")
    levels = [each for each in query.amounts if each.kind == "level"]
    return _Asked(
        tuple(each for each in query.amounts if each.kind != "level"),
        tuple(each for each in levels if supply is None or (each.unit, each.low) != ("V", float(supply))),
        bool(ABOVE_IT.search(query.text)),
        bool(BELOW_IT.search(query.text)),
        tuple((kind, value) for kind, value in said.items() if kind != "bandwidth"),
        frozenset(query.rest),
        query.tests,
    )


def _line(record: LimitRecord, fit: float) -> LimitLine:
    return LimitLine(
        limits.say(limits.as_row(record)),
        record.place,
        record.wording,
        " ".join(record.head.split()),
        round(fit, 4),
        record.sure,
    )


def _fit(record: LimitRecord, asked: _Asked) -> float:
    """Say how much of what is asked a limit has, 0 to 1.2; 0 where it has something else instead."""
    if record.kind == "shift" or record.level is None or (asked.tests and not set(asked.tests) & set(record.tests)):
        return 0.0
    judged = [*_bands(record, asked), *_levels(record, asked)]
    judged += [_same(record, kind, value) for kind, value in asked.said]
    if judged and (min(judged) < 0 or not any(judged)):
        return 0.0
    beside = frozenset(terms(f"{record.condition or ''} {record.head} {record.wording}"))
    shared = _WORD * len(asked.words & beside) / max(1, len(asked.words))
    return sum(judged) / len(judged) + shared if judged else shared


def _bands(record: LimitRecord, asked: _Asked) -> Iterator[float]:
    low = 0.0 if record.low_hz is None else record.low_hz
    high = float("inf") if record.high_hz is None else record.high_hz
    if record.low_hz is None and record.high_hz is None:
        yield from (0.0 for _ in asked.frequencies)
        return
    for each in asked.frequencies:
        holds = low <= each.low * 1.001 and each.high <= high * 1.001
        past = (asked.above and high <= each.low) or (asked.below and low >= each.high)
        yield 1.0 if holds and not past else -1.0


def _levels(record: LimitRecord, asked: _Asked) -> Iterator[float]:
    for each in asked.levels:
        yield 1.0 if record.unit == each.unit and record.level is not None and abs(record.level) == each.low else -1.0


def _same(record: LimitRecord, kind: str, value: str) -> float:
    """Compare what a question says with what a limit says: 1 = the same, 0 = it says nothing, -1 = something else."""
    own = {
        "class": record.grade,
        "detector": record.detector,
        "status": record.status,
        "supply": None if record.supply_v is None else f"{record.supply_v:g}",
        "pulse": record.pulse,
        "coupling": (record.pulse or "").split()[0] if (record.pulse or "")[:3] in ("CCC", "DCC", "ICC") else None,
        "mode": record.mode,
        "polarity": record.polarity,
        "network": record.network,
    }.get(kind)
    if not own:
        return 0.0
    if kind == "pulse":
        return 1.0 if set(value.split("/")[0].split()) <= set(own.split()) else -1.0
    if kind == "class":
        return 1.0 if _codes(value) & _codes(own) else -1.0
    if kind == "polarity" and own == "±":
        return 1.0
    return 1.0 if own in value.split("/") else -1.0


def _codes(grade: str) -> frozenset[str]:
    """Reduce a class to its codes: "Severity III" and "III" are the same."""
    named = [token.value.split(" ", 1)[-1] for token in vocabulary.classes(grade)]
    bare = " ".join(named) or grade
    return frozenset(code.casefold() for code in re.findall(r"\w+", bare) if _CODES.fullmatch(code))
