"""What a person has to settle before a plan is released: missing values, conditions, footnotes, doubts, conflicts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.plans.records import Point

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pipeline.plans.records import Entry, Matrix, PlannedTest
    from pipeline.records import Decision
    from pipeline.requirements import Requirement

_WANTED = ("base standard", "operating mode", "functional status", "samples")
_EDITION = re.compile(r"(?::(?P<year>\d{4}(?:-\d\d)?)| Ed\. (?P<edition>\d+))$")
_NO_STATUS = frozenset(("CE-V", "CE-I", "RE", "MFE", "CV", "CTE"))  # emission tests demand no functional status
_MOST = 6  # items listed in one sentence


def collect(
    tests: Sequence[PlannedTest],
    matrices: Sequence[Matrix],
    lines: Mapping[tuple[str, str], Sequence[Entry]],
    decisions: Sequence[Decision],
    requirements: Sequence[Requirement],
    general: Collection[str],
) -> tuple[Point, ...]:
    """List the open points of a plan: those of the matrix first, then test by test, then what the plan leaves out.

    :param general: kinds of values that the document gives for all its tests.
    """
    found = list(_of_matrices(matrices))
    read = [test for test in tests if test.sections]
    nowhere = [kind for kind in _WANTED if read and kind not in general and not any(test.of(kind) for test in read)]
    if nowhere:
        found.append(Point("", "missing value", f"Not found for any test: {', '.join(nowhere)}."))
    unsure = {each.clause.id: each for each in decisions if each.outcome == "review"}
    reached: set[str] = set()
    for test in tests:
        found += _conditions(test)
        found += _missing(test, {*general, *nowhere})
        found += _conflicts(test)
        clauses = _clauses_of(test, requirements)
        reached |= clauses
        for id in sorted(clauses & set(unsure)):
            decision = unsure[id]
            text = f"Clause {decision.clause.number} is in review ({decision.confidence:.0%} sure of its test)."
            found.append(Point(test.name, "clause in review", text))
    found += _left_over(lines, requirements, unsure, reached)
    return tuple(dict.fromkeys(found))


def _of_matrices(matrices: Sequence[Matrix]) -> Iterator[Point]:
    if not matrices:
        yield Point("", "matrix", "No selection matrix was found; every test of the document is in this draft.")
    for matrix in matrices:
        yield from (Point("", "matrix", doubt) for doubt in matrix.doubts)


def _conditions(test: PlannedTest) -> Iterator[Point]:
    for entry in test.entries:
        said = f" ({entry.legend})" if entry.legend else ""
        if entry.meaning == "conditional":
            text = f"The matrix has '{entry.text}' for {entry.category}{said}: settle whether the test is run."
            yield Point(test.name, "condition", f"{text} {entry.place}")
        elif entry.meaning == "text":
            yield Point(test.name, "condition", f"The matrix says '{entry.text}' for {entry.category}. {entry.place}")
        for note in entry.notes:
            yield Point(test.name, "footnote", f"The matrix restricts it for {entry.category}: {note}. {entry.place}")
    if len({entry.meaning for entry in test.entries}) > 1:
        said = ", ".join(f"{entry.category}: {entry.meaning}" for entry in test.entries)
        yield Point(test.name, "conflict", f"The categories differ ({said}); the strictest is taken.")


def _missing(test: PlannedTest, general: Collection[str]) -> Iterator[Point]:
    if not test.sections:
        why = "No values were read" if test.tests else "No values were read, for it is no test of the catalogue"
        where = f"see clauses {', '.join(test.others)}" if test.others else "no clause was found for it"
        yield Point(test.name, "missing value", f"{why}: {where}.")
        return
    emission = bool(test.tests) and set(test.tests) <= _NO_STATUS
    known = {*general, *(("functional status",) if emission else ())}
    lacking = [kind for kind in _WANTED if not test.of(kind) and kind not in known]
    if not test.limits and not test.of("level"):
        lacking.append("level or limit")
    if lacking:
        yield Point(test.name, "missing value", f"Not found in its sections: {', '.join(lacking)}.")
    unclear = [limit for limit in test.limits if limit.unclear]
    if unclear:
        said = "; ".join(f"{limit.value} in {limit.number}: {limit.unclear}" for limit in unclear[:_MOST])
        more = f"; and {len(unclear) - _MOST} more" if len(unclear) > _MOST else ""
        yield Point(test.name, "missing value", f"Levels to be read by a person: {said}{more}.")


def _conflicts(test: PlannedTest) -> Iterator[Point]:
    editions: dict[str, dict[str, str]] = {}
    for value in test.of("base standard"):
        edition = _EDITION.search(value.text)
        if edition:
            editions.setdefault(value.text[: edition.start()], {})[edition[0]] = value.number
    for standard, found in editions.items():
        if len(found) > 1:
            said = ", ".join(f"{standard}{edition} in {number}" for edition, number in found.items())
            yield Point(test.name, "conflict", f"Several editions of one standard: {said}.")
    cells: dict[tuple[str, str, str, str], dict[str, str]] = {}
    for limit in test.limits:
        if limit.head and limit.band:
            key = (limit.band, limit.head, limit.row, limit.detector)
            cells.setdefault(key, {}).setdefault(limit.value, f"{limit.number}, {limit.place}")
    for (band, head, _, _), values in cells.items():
        if len(values) > 1:
            said = ", ".join(f"{value} ({place})" for value, place in values.items())
            yield Point(test.name, "conflict", f"Several values for {band}, {head}: {said}.")


def _clauses_of(test: PlannedTest, requirements: Sequence[Requirement]) -> set[str]:
    return {id for each in requirements if each.number in test.sections for id in each.clauses}


def _left_over(
    lines: Mapping[tuple[str, str], Sequence[Entry]],
    requirements: Sequence[Requirement],
    unsure: Mapping[str, Decision],
    reached: set[str],
) -> Iterator[Point]:
    """Name the sections that no line of the matrix reaches, and clauses in review that are in no test of the plan."""
    named = {test for entries in lines.values() for test in entries[0].tests}
    for requirement in requirements:
        if lines and not set(requirement.tests) & named:
            tests = ", ".join(requirement.tests)
            yield Point(
                "", "matrix", f"Section {requirement.number} is about {tests}, which no line of the matrix names."
            )
    others = [decision.clause.number for id, decision in unsure.items() if id not in reached]
    if others:
        said = ", ".join(others[:12]) + (f" and {len(others) - 12} more" if len(others) > 12 else "")
        yield Point("", "clause in review", f"Clauses in review that are in no test of this plan: {said}.")
