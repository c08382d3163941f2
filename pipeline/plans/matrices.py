"""The selection matrices of a document: component category by test, in whatever way its author drew them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.plans import layouts, legends, marks
from pipeline.plans.items import ItemReader
from pipeline.plans.records import Entry, Matrix
from pipeline.requirements.joining import join

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.plans.items import Meant
    from pipeline.plans.layouts import Layout, LayoutLabel
    from pipeline.plans.records import Meaning
    from pipeline.records import Clause, Decision
    from pipeline.requirements.joining import Joined

_SELECTS = re.compile(
    r"matri|select|applicab|categor|choice\sof|which\s(?:part|test|component)|test\sitems?|auswahl|prüfumfang|zuordnung"
    r"|applicable\stests?|scope\sof\stests?|tests?\s(?:to\sbe|required|by)|选择|适用|项目|選定|sélection|choix",
    re.IGNORECASE,
)
_NO_CATEGORY = re.compile(
    r"^(?:operating\s)?modes?\b|\bsamples?\b|\bspecimens?\b|\bDUT\s?\d|\bleg\s?\d|^M\d$|^S\d$|\bphase\b|^(?:DV|PV|ES|PT)\b"
    r"|\bfunction\s?\d|\bclass\s(?:I|V|\d|[A-E])\b|\bstep\s?\d|样品|样件",
    re.IGNORECASE,
)
_LEAST, _MOST = 2, 400  # rows of a table that may be a matrix
_SIGNS = 40  # different cells, the commonest, that are looked up in legends
_NAMED = 0.5  # share of the lines of an axis that must name a test, a clause or a code


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said about the marks of one table."""

    explained: Mapping[str, tuple[Meaning, str]]
    meanings: Mapping[str, Meaning]
    footnotes: Mapping[str, str]


def read(decisions: Sequence[Decision], catalogue: Catalogue) -> tuple[Matrix, ...]:
    """Read the selection matrices of one document.

    :param decisions: of all clauses of the document, in document order.
    :return: in document order; none where no table crosses tests with component categories.
    """
    reader = ItemReader(decisions, catalogue)
    clauses = {each.clause.id: each.clause for each in decisions}
    found = []
    for decision in decisions:
        for joined in join(decision.clause.tables):
            if matrix := _read(decision.clause, joined, clauses, reader):
                found.append(matrix)
    return tuple(found)


def _read(clause: Clause, table: Joined, clauses: Mapping[str, Clause], reader: ItemReader) -> Matrix | None:
    rows = legends.set_apart(layouts.square(table.rows))
    if not _LEAST < len(rows) <= _MOST:
        return None
    counts = Counter(cell for row in rows[1:] for cell in row[1:] if cell)
    texts = _texts(clause, table, clauses)
    explained = legends.explain(texts, [cell for cell, _ in counts.most_common(_SIGNS)])
    told = bool(_SELECTS.search(f"{clause.title} {table.caption}"))
    layout = layouts.find(rows, explained) or (layouts.find(rows, _letters(counts)) if told else None)
    if layout is None:
        return None
    down, across = reader.read(layout.rows), reader.read(layout.columns)
    named, crossed = _share(down), _share(across)
    turned = crossed > named
    tests, categories = (layout.columns, layout.rows) if turned else (layout.rows, layout.columns)
    least = _NAMED / 2 if told else _NAMED
    strange = sum(bool(_NO_CATEGORY.search(_category(each, turned=turned))) for each in categories)
    if max(named, crossed) < least or strange * 2 > len(categories):
        return None
    words = _words(rows, layout, explained, (*layout.footers, *texts))
    meant = dict(zip((each.place for each in tests), across if turned else down, strict=True))
    entries = tuple(_entries(clause, table, rows, layout, words, meant, turned=turned))
    names = tuple(dict.fromkeys(entry.category for entry in entries))
    items = tuple(dict.fromkeys(entry.item for entry in entries))
    return Matrix(
        clause.document,
        clause.id,
        table.caption,
        table.page,
        names,
        items,
        entries,
        tuple(_doubts(clause, entries, words)),
    )


def _letters(counts: Counter[str]) -> frozenset[str]:
    """Return capital letters that fill a table and that nothing explains: each is taken over as it stands."""
    return frozenset(cell for cell, count in counts.items() if count > 1 and re.fullmatch(r"[A-Z]\d?", cell))


def _share(found: Sequence[Meant]) -> float:
    return sum(bool(each.by) for each in found) / len(found) if found else 0.0


def _texts(clause: Clause, table: Joined, clauses: Mapping[str, Clause]) -> tuple[str, ...]:
    """Return where a legend may stand: the table, its clause, what is beside it, the clause above."""
    lines = [f"{row[0]} = {row[1]}" for other in clause.tables for row in other.rows if len(row) == 2]
    beside = [each for each in clauses.values() if each.parent == clause.parent and each.id != clause.id]
    near = [each for each in beside if abs(each.index - clause.index) < 12]
    above = [clauses[clause.parent]] if clause.parent and clause.parent in clauses else []
    own = legends.set_apart(layouts.square(table.rows))
    spare = [" ".join(row[:1]) for row in (*own[:2], *own[-8:]) if row[0] and not any(row[1:])]
    footers = [*legends.above(layouts.square(table.rows)), *spare]
    more = [text for each in (*above, *near) for text in (each.title, each.text, *each.notes)]
    return tuple(
        text for text in (table.caption, *footers, clause.text, clause.title, *clause.notes, *lines, *more) if text
    )


def _words(
    rows: Sequence[Sequence[str]],
    layout: Layout,
    explained: Mapping[str, tuple[Meaning, str]],
    texts: Sequence[str],
) -> _Words:
    read = [marks.read(rows[row.place][column.place], explained) for row in layout.rows for column in layout.columns]
    heads = [marks.call_of(text) for each in (*layout.rows, *layout.columns) for _, text in each.parts]
    calls = [call for mark in read for call in mark.calls] + [call for _, call in heads if call]
    signs = [mark.sign for mark in read if mark.known] + [""]
    return _Words(explained, legends.settle(signs, explained), legends.footnotes(texts, calls))


def _entries(
    clause: Clause,
    table: Joined,
    rows: Sequence[Sequence[str]],
    layout: Layout,
    words: _Words,
    meant: Mapping[int, Meant],
    *,
    turned: bool,
) -> Iterator[Entry]:
    for row in layout.rows:
        for column in layout.columns:
            item, category = (column, row) if turned else (row, column)
            text = rows[row.place][column.place]
            mark = marks.read(text, words.explained)
            meaning = _meaning(mark, words)
            name = meant[item.place]
            number, place, page = table.place(row.place)
            yield Entry(
                document=clause.document,
                clause=clause.id,
                table=number,
                caption=table.caption,
                page=page,
                row=place,
                column=column.place + 1,
                item=item.text,
                tests=name.tests,
                clauses=name.clauses,
                category=_category(category, turned=turned),
                group=category.group,
                meaning=meaning,
                text=text,
                legend=words.explained[mark.sign][1] if mark.sign in words.explained else "",
                notes=tuple(_notes(mark, item, category, layout.remark(row.place), words)),
            )


def _meaning(mark: marks.Mark, words: _Words) -> Meaning:
    """Say what a cell means; one that only calls a footnote depends on that."""
    if mark.known and not mark.sign and mark.calls:
        return "conditional"
    return words.meanings.get(mark.sign, "text") if mark.known else "text"


def _category(label: LayoutLabel, *, turned: bool) -> str:
    return marks.call_of(label.text if turned else label.parts[-1][1])[0]


def _notes(
    mark: marks.Mark, item: LayoutLabel, category: LayoutLabel, remarks: tuple[str, ...], words: _Words
) -> Iterator[str]:
    if mark.remark:
        yield mark.remark
    heads = [call for label in (item, category) for _, text in label.parts if (call := marks.call_of(text)[1])]
    for call in dict.fromkeys((*mark.calls, *heads)):
        yield f"{call}) {words.footnotes.get(call, 'footnote not found')}"
    yield from remarks


def _doubts(clause: Clause, entries: Sequence[Entry], words: _Words) -> Iterator[str]:
    for note in clause.notes:
        if not any(found in note for found in words.footnotes.values()):
            yield f"The clause of the matrix has a note whose place is not known: {' '.join(note.split())[:200]}"
    lost = sorted({note.partition(")")[0] for entry in entries for note in entry.notes if "footnote not found" in note})
    if lost:
        yield f"The footnotes {', '.join(lost)} are called in the matrix and were not found."
    for text in dict.fromkeys(entry.text for entry in entries if entry.meaning == "text"):
        yield f"The entry '{text}' is no mark that is known; it is taken over as it stands."
    for sign in sorted(sign for sign in words.meanings if sign not in words.explained and not marks.is_plain(sign)):
        yield f"The document does not say what '{sign}' means; it is read as {words.meanings[sign]}."
    for item in dict.fromkeys(entry.item for entry in entries if not entry.tests and not entry.clauses):
        yield f"No clause was found for '{item}'."
