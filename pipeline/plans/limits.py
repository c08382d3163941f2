"""Levels and limits with the bands they hold for, cell by cell, by the readers of requirements.

A requirement names each value once; for a plan and an envelope every cell of a table of limits is needed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.plans.records import Limit
from pipeline.requirements import bands, citations, levels, phrases
from pipeline.requirements.decimal_marks import Marks
from pipeline.requirements.quantities import same, unit_in
from pipeline.requirements.tables import join, take_apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Clause, Table
    from pipeline.requirements.bands import Band
    from pipeline.requirements.levels import Level
    from pipeline.requirements.quantities import Quantity
    from pipeline.requirements.records import Requirement
    from pipeline.requirements.tables import CellGrid

_PEAK = re.compile(r"(?<!quasi-)(?<!quasi )\b(?:pk|peak|crête)\b|峰值|尖峰", re.IGNORECASE)
_QUASI = re.compile(r"\bqp\b|quasi[\s-]?peak|准峰值", re.IGNORECASE)
_AVERAGE = re.compile(r"\b(?:avg?|ave|cav|average|mean|moyenne|mittelwert)\b|平均", re.IGNORECASE)
_DETECTORS = (("quasi-peak", _QUASI), ("peak", _PEAK), ("average", _AVERAGE))
_SEVERITY = re.compile(
    r"\b(?:class|level|severity(?:\slevel)?|grade|category|group|limit\sclass|klasse|stufe|niveau|classe)\s?"
    r"(?:[1-9]\d?|[IVX]{1,4}|[A-E]\d?)\b|\b[CL][0-6]\b|等级\s?[\dIVⅠ-Ⅴ]+|[\dⅠ-ⅤA-E]\s?级",
    re.IGNORECASE,
)
_SLOPE = re.compile(r"→|->|\bto\b|\bbis\b|\.\.\.|…|log|slope|falling|rising|decreas|increas|linear|至", re.IGNORECASE)
_FORMULA = re.compile(r"\blog\s?\(?\s?f|\blg\s?\(?\s?f|\blog(?:10)?\s?\(|×\s?f\b|\bf\s?\(|\bf\s?in\b", re.IGNORECASE)
_BESIDE = re.compile(r"[/;,]|\bor\b|\band\b")
_WITHOUT = frozenset(("V", "kV"))  # levels of pulses and discharges, which have no band
_QUOTED = 240  # signs of a row that are quoted
_SWAPPED = re.compile(r"\s?/\s?")


def read(requirements: Iterable[Requirement], clauses: Mapping[str, Clause], catalogue: Catalogue) -> tuple[Limit, ...]:
    """Read the levels of the test sections of one document, each cell once for each set of tests.

    :param clauses: all clauses of the document by id.
    """
    tables = citations.number_tables(clauses.values())
    marks = Marks.of(clauses.values())
    found: dict[tuple[str, ...], Limit] = {}
    for requirement in requirements:
        units = {unit for entry in catalogue.tests if entry.id in requirement.tests for unit in entry.units}
        allowed = levels.allow(units)
        for limit in _read_section(requirement, clauses, tables, allowed, marks):
            key = (limit.clause, limit.place, limit.head, limit.value, limit.band, limit.detector, limit.quote)
            found.setdefault((*key, *requirement.tests), limit)
    return tuple(found.values())


def _read_section(
    requirement: Requirement,
    clauses: Mapping[str, Clause],
    tables: Mapping[str, tuple[Clause, int, Table]],
    allowed: frozenset[str],
    marks: Marks,
) -> Iterator[Limit]:
    own = [clauses[id] for id in requirement.clauses if id in clauses]
    for clause in own:
        text = same(f"{clause.title} {clause.text}")
        unit = unit_in(text)
        around = unit if unit in allowed else ""
        for count, table in enumerate(join(clause.tables), start=1):
            yield from _read_table(requirement.tests, clause, count, table, allowed, around, marks)
        for number in dict.fromkeys(citations.cite(text)):
            if number in tables and tables[number][0].id not in requirement.clauses:
                owner, count, table = tables[number]
                yield from _read_table(requirement.tests, owner, count, table, allowed, "", marks)
        yield from _read_text(requirement.tests, clause, allowed, marks)


def _read_text(tests: tuple[str, ...], clause: Clause, allowed: frozenset[str], marks: Marks) -> Iterator[Limit]:
    """Read sentences that name one band and levels; with one level the two belong together."""
    for place, text in (("title", clause.title), *(("text", line) for line in clause.text.splitlines())):
        for sentence in phrases.sentences(text):
            folded = same(sentence, marks.of_clause(clause))
            found = list(levels.find_in_text(folded, allowed))
            spans = list(bands.find(folded))
            if not found or not spans:
                continue
            one = len({str(each) for each in found}) == 1
            before = all(band.end <= found[0].start for band in spans)  # "1 - 2 GHz and 3 - 4 GHz with 200 V/m"
            clear = one and (len(spans) == 1 or before)
            why = "" if clear else "several values or bands in one sentence"
            for quantity, band in (
                (each, span) for each in found[: 1 if one else None] for span in _held(spans, clear=clear)
            ):
                yield _limit(
                    tests, clause, place, clause.page, band, (quantity.value, quantity.value), quantity.unit,
                    wording=str(quantity), sign=quantity.sign,
                    head="", row="", heads=sentence, quote=" ".join(sentence.split())[:_QUOTED],
                    unclear=_ambiguous(quantity, band) or _formula(folded) or why,
                )  # fmt: skip


def _held(spans: Sequence[Band], *, clear: bool) -> Sequence[Band | None]:
    """Return the bands a level holds for: all where that is clear, the only one, or none."""
    return spans if clear or len(spans) == 1 else [None]


def _read_table(
    tests: tuple[str, ...], clause: Clause, count: int, table: Table, allowed: frozenset[str], around: str, marks: Marks
) -> Iterator[Limit]:
    grid = take_apart(table, marks.of_table(clause, table))
    by_cell: dict[tuple[int, int], list[Level]] = {}
    for level in levels.find_in_table(grid, allowed, around):
        by_cell.setdefault((level.cell.row, level.cell.column), []).append(level)
    rows = _bands_of_rows(grid)
    for (row, column), found in by_cell.items():
        head = grid.heads[column]
        spans: list[Band | None] = [*bands.find(head)] or [*rows.get(row, [])]
        cells = table.rows[row - 1] if row <= len(table.rows) else ()
        quote = " | ".join(" ".join(cell.split()) for cell in cells if cell.strip())[:_QUOTED]
        for detector, ends, why in _values(found, head, grid.caption):
            for band in [*spans] or [None]:
                yield _limit(
                    tests, clause, f"table {count}, row {row}", table.page or clause.page, band, ends,
                    found[0].quantity.unit, wording=found[0].cell.wording, sign=found[0].quantity.sign, head=head,
                    row=found[0].cell.label, quote=quote, detector=detector,
                    heads=f"{head} {found[0].cell.label} {table.caption}",
                    unclear=next((said for each in found if (said := _ambiguous(each.quantity, band))), "") or why,
                )  # fmt: skip


def _bands_of_rows(grid: CellGrid) -> dict[int, list[Band]]:
    """Return the bands of each row; a row whose cells of bands are merged with those above has theirs."""
    found: dict[int, list[Band]] = {}
    columns: set[int] = set()
    for cell, band in bands.find_in_table(grid):
        if cell is not None:
            found.setdefault(cell.row, []).append(band)
            columns.add(cell.column)
    filled = {(cell.row, cell.column) for cell in grid.cells}
    for row in sorted({cell.row for cell in grid.cells}):
        if row not in found and row - 1 in found and columns and not any((row, column) in filled for column in columns):
            found[row] = found[row - 1]
    return found


def _values(found: Sequence[Level], head: str, caption: str) -> Iterator[tuple[str, tuple[float, float], str]]:
    """Say what a cell gives: detector, value at both ends of the band, why that is not clear."""
    values = [each.quantity.value for each in found]
    wording = found[0].cell.text
    formula = _formula(wording)
    said = _detectors(head) or _detectors(caption)
    if len(values) == 1 or len(set(values)) == 1:
        yield (said[0] if len(said) == 1 else ""), (values[0], values[0]), formula
    elif len(values) == 2 and not formula and _SLOPE.search(wording) and not _SWAPPED.search(wording):
        yield (said[0] if len(said) == 1 else ""), (values[0], values[1]), ""
    elif len(said) == len(values) and _BESIDE.search(wording) and not formula:
        yield from ((detector, (value, value), "") for detector, value in zip(said, values, strict=True))
    else:
        listed = found[0].quantity.unit in _WITHOUT  # "±4, ±6 kV" are two levels of a discharge
        why = formula or ("" if listed else "several values in one cell")
        yield from (("", (value, value), why) for value in values)


def _ambiguous(quantity: Quantity, band: Band | None) -> str:
    """Say that a number can be read two ways."""
    found = [*([quantity] if quantity.other is not None else []), *([band] if band and band.other else [])]
    return f"the number can be read in two ways: {found[0]}" if found else ""


def _formula(text: str) -> str:
    return "the value depends on the frequency by a formula" if _FORMULA.search(text) else ""


def _detectors(text: str) -> list[str]:
    """Return the detectors a head names, in its order."""
    places = [(match.start(), name) for name, pattern in _DETECTORS if (match := pattern.search(text))]
    return [name for _, name in sorted(places)]


def _limit(
    tests: tuple[str, ...],
    clause: Clause,
    place: str,
    page: int | None,
    band: Band | None,
    ends: tuple[float, float],
    unit: str,
    *,
    wording: str,
    sign: str,
    head: str,
    row: str,
    heads: str,
    quote: str,
    detector: str = "",
    unclear: str = "",
) -> Limit:
    severity = _SEVERITY.search(heads)
    named = _detectors(heads) if not detector else [detector]
    why = unclear or ("" if band or unit in _WITHOUT else "no band was found for it")
    return Limit(
        document=clause.document,
        clause=clause.id,
        place=place,
        page=page,
        tests=tests,
        band=str(band) if band else "",
        low=band.low if band else None,
        high=band.high if band else None,
        start=ends[0],
        end=ends[1],
        unit=unit,
        head=head,
        row=row,
        detector=named[0] if len(named) == 1 else "",
        severity=" ".join(severity[0].split()) if severity else "",
        wording=wording,
        quote=quote,
        sign=sign if sign in ("±", "+") else "",
        unclear=why,
    )
