"""The draft of a test plan: what the selection matrix asks of a component, with all values of the sections it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.plans import general, limits, matrices, open_points, remaining, sources
from pipeline.plans.records import Plan, PlannedTest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.plans.records import Entry, Limit, Matrix, Meaning, Value
    from pipeline.records import Clause, Report
    from pipeline.requirements import Requirement

_STRICT: tuple[Meaning, ...] = ("required", "conditional", "text", "not")  # a part of several categories has the first


def draft(report: Report, requirements: Sequence[Requirement], catalogue: Catalogue, categories: Sequence[str]) -> Plan:
    """Draft the plan for a component.

    :param requirements: of the report's document.
    :param categories: of the matrix that the component belongs to, one or more, as the matrix writes them; small and
        capital letters are alike. Not needed for a document without a matrix, whose tests all go into the plan.
    :raises UsageError: a category is not in the matrix; names those that are.
    """
    found = matrices.read(report.decisions, catalogue)
    chosen = choose(report.document, found, categories)
    clauses = {each.clause.id: each.clause for each in report.decisions}
    demanded = limits.read(report.decisions, catalogue)
    maker = _Maker(requirements, clauses, catalogue, demanded)
    lines = _lines(found, chosen)
    tests = tuple(maker.from_matrix(lines)) if found else tuple(maker.from_sections())
    left_out = tuple(entry for entries in lines.values() if _meaning(entries) == "not" for entry in entries)
    said = tuple(general.read(report.decisions))
    block = report.title_block
    return Plan(
        document=report.document,
        title=block.title,
        number=block.number,
        revision=block.revision,
        date=block.date,
        categories=chosen,
        tests=tests,
        left_out=left_out,
        matrices=found,
        general=said,
        points=(
            *open_points.collect(tests, found, lines, report.decisions, requirements, {value.kind for value in said}),
            *remaining.points(demanded, tests, {id for entry in left_out for id in entry.tests}, report.decisions),
        ),
    )


def choose(document: str, found: Sequence[Matrix], categories: Sequence[str]) -> tuple[str, ...]:
    """Return the categories as the matrix writes them.

    :raises UsageError: one is not in the matrix, or none is given where there is a matrix.
    """
    known = list(dict.fromkeys(name for matrix in found for name in matrix.categories))
    if not found:
        if categories:
            raise UsageError(
                f"{document}: no selection matrix was found in it; leave --category out for all its tests."
            )
        return ()
    listed = ", ".join(f"'{name}'" for name in known)
    chosen = []
    for wanted in categories:
        match = next((name for name in known if name.casefold() == wanted.strip().casefold()), None)
        if match is None:
            begun = [name for name in known if name.casefold().startswith(wanted.strip().casefold())]
            match = begun[0] if len(begun) == 1 else None
        if match is None:
            raise UsageError(f"{document}: has no component category '{wanted}'; it has {listed}.")
        chosen.append(match)
    if not chosen:
        raise UsageError(f"{document}: choose the component's category with --category; it has {listed}.")
    return tuple(dict.fromkeys(chosen))


def _lines(found: Sequence[Matrix], categories: Sequence[str]) -> dict[tuple[str, str], tuple[Entry, ...]]:
    """Return the cells of the categories for each line of each matrix, in the order of the tables."""
    lines: dict[tuple[str, str], tuple[Entry, ...]] = {}
    for matrix in found:
        for entry in matrix.entries:
            if entry.category in categories:
                key = (f"{matrix.clause} {matrix.caption}", entry.item)
                lines[key] = (*lines.get(key, ()), entry)
    return lines


def _meaning(entries: Sequence[Entry]) -> Meaning:
    return min((entry.meaning for entry in entries), key=_STRICT.index)


def _parts(tests: tuple[str, ...], sections: Sequence[Requirement]) -> list[tuple[tuple[str, ...], list[Requirement]]]:
    """Part a line that covers several tests: each test that has a section of its own stands by itself."""
    alone = [test for test in tests if any(section.tests == (test,) for section in sections)]
    if len(tests) < 2 or not alone:
        return [(tests, list(sections))]
    rest = tuple(test for test in tests if test not in alone)
    groups = [*((test,) for test in alone), *([rest] if rest else [])]
    groups.sort(key=lambda group: tests.index(group[0]))
    return [(group, [each for each in sections if set(each.tests) & set(group)]) for group in groups]


class _Maker:
    """Gathers what a document says about each test."""

    def __init__(
        self,
        requirements: Sequence[Requirement],
        clauses: Mapping[str, Clause],
        catalogue: Catalogue,
        found: Sequence[Limit],
    ) -> None:
        self._requirements = requirements
        self._clauses = clauses
        self._names = {test.id: test.name for test in catalogue.tests}
        self._limits = found

    def from_matrix(self, lines: Mapping[tuple[str, str], tuple[Entry, ...]]) -> Iterable[PlannedTest]:
        """Make a test of each line that is not left out."""
        taken: dict[str, set[tuple[str, str]]] = {}
        for key, entries in lines.items():
            for id in entries[0].clauses:
                taken.setdefault(id, set()).add(key)
        for key, entries in lines.items():
            if _meaning(entries) != "not":
                sections = self._sections(entries[0], key, taken)
                for tests, own in _parts(entries[0].tests, sections):
                    part = ", ".join(tests) if len(tests) < len(entries[0].tests) else ""
                    yield self._make(entries[0].item, tests, _meaning(entries), entries, own, part)

    def from_sections(self) -> Iterable[PlannedTest]:
        """Make a test of each set of tests that the document has sections of, where it has no matrix."""
        groups: dict[tuple[str, ...], list[Requirement]] = {}
        for requirement in self._requirements:
            groups.setdefault(requirement.tests, []).append(requirement)
        for tests, sections in groups.items():
            yield self._make(sections[0].name, tests, "required", (), sections)

    def _sections(
        self, entry: Entry, key: tuple[str, str], taken: Mapping[str, set[tuple[str, str]]]
    ) -> list[Requirement]:
        """Return the sections below the clauses a line names, and those of its tests that no line names.

        A section below a clause that several lines name goes to those whose tests it is about.
        """
        found = []
        for requirement in self._requirements:
            above = {id for each in requirement.clauses for id in self._above(each)}
            claims = set().union(*(taken[id] for id in above if id in taken))
            own = set(requirement.tests)
            fits = not entry.tests or bool(own & set(entry.tests))
            below = key in claims and (fits or claims == {key})
            if below or (not claims and own and own <= set(entry.tests)):
                found.append(requirement)
        return found

    def _above(self, id: str) -> Iterable[str]:
        """Give a clause and the clauses above it."""
        place: str | None = id
        while place and place in self._clauses:
            yield place
            place = self._clauses[place].parent

    def _make(
        self,
        name: str,
        tests: tuple[str, ...],
        meaning: Meaning,
        entries: tuple[Entry, ...],
        sections: Sequence[Requirement],
        part: str = "",
    ) -> PlannedTest:
        ids = list(dict.fromkeys(id for each in sections for id in each.clauses))
        named = [id for entry in entries[:1] for id in entry.clauses] if not sections else []
        ids += [id for id in self._clauses if set(self._above(id)) & set(named)]
        values: dict[tuple[str, str, str], Value] = {}
        for section in sections:
            for fact in section.facts:
                made = sources.value(fact, self._clauses)
                values.setdefault((made.kind, made.text, made.number), made)
        for id in ids:
            for figure in sources.figures(self._clauses[id]) if id in self._clauses else ():
                values.setdefault((figure.kind, figure.text, figure.number), figure)
        own = dict.fromkeys(self._of(sections))
        known = tuple(self._names.get(test, test) for test in tests)
        numbers = tuple(dict.fromkeys(section.number for section in sections))
        others = tuple(id.rpartition("#")[2] for id in named)
        found = tuple(values.values()), tuple(own)
        return PlannedTest(name, tests, known, meaning, entries, numbers, *found, others, part)

    def _of(self, sections: Sequence[Requirement]) -> Iterable[Limit]:
        """Return the limits of sections, those of tables they cite included, and those of their tests that stand in a
        section about other tests.
        """
        ids = {id for section in sections for id in section.clauses}
        cited = {fact.clause for section in sections for fact in section.facts if fact.kind == "level"}
        tests = {test for section in sections for test in section.tests}
        return (each for each in self._limits if self._belongs(each, tests, ids, cited))

    def _belongs(self, limit: Limit, tests: set[str], ids: set[str], cited: set[str]) -> bool:
        own = bool(set(limit.tests) & tests)
        if limit.clause in ids:
            return own or not limit.tests
        at_home = any(
            limit.clause in each.clauses and set(each.tests) & set(limit.tests) for each in self._requirements
        )
        return limit.clause in cited or (own and not at_home)
