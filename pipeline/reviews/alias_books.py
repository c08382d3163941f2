"""Proposed words of an OEM as a workbook: a person marks those that are right, and they are read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from pipeline.errors import UsageError
from pipeline.matching.catalogue.oem_aliases import Alias, Kind
from pipeline.reports.cells import clean, shorten
from pipeline.reports.choices import join, parse
from pipeline.reports.grids import Column, Grid
from pipeline.reports.styles import Styles
from pipeline.reports.workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.matching.catalogue import Catalogue
    from pipeline.reviews.alias_evaluation import Effect
    from pipeline.reviews.proposals import Proposal
    from pipeline.reviews.records import Reviewed

YES = "yes"
_YES = frozenset({YES, "y", "x", "ja", "j", "oui", "si", "sí", "ok", "true", "1", "accept", "accepted"})
_ACCEPT, _OEM, _DOCUMENTS, _KIND, _TEXT, _TESTS, _NAME = (
    "Accept", "OEM", "Documents", "Kind", "As the OEM writes it", "Tests", "Accepted by",
)  # fmt: skip
_EVIDENCE = "Evidence"
_PARTS: tuple[Kind, ...] = get_args(Kind)
_COLUMNS = (
    Column(_ACCEPT, 9, "yes, or nothing", "input"),
    Column(_NAME, 12, "For you: your name or initials.", "input"),
    Column(_TEXT, 34, "The code, abbreviation or name.", "wrap", tall=True),
    Column(_TESTS, 12, "What it means; change it where that is wrong.", "input"),
    Column(_KIND, 12, "code, abbreviation or name."),
    Column("For", 7, "Reviewed clauses under it that are about these tests.", "count"),
    Column("Against", 9, "Reviewed clauses under it that are about anything else.", "count"),
    Column("Program wrong", 9, "Of those that speak for it, decided otherwise by the program.", "count"),
    Column("Catalogue", 14, "What the catalogue takes it for.", "wrap"),
    Column("Held out", 20, "What it did to reviewed clauses it was not proposed from.", "wrap", tall=True),
    Column(_EVIDENCE, 60, "Clauses that speak for it, then those against it.", "wrap", tall=True),
    Column(_OEM, 14, "Whose word it is; it means nothing in others' documents.", "wrap"),
    Column(_DOCUMENTS, 20, "How this OEM's documents are known: file names or document numbers, with * and ?.", "wrap"),
)
_EFFECT = (Column("What", 30, "", "wrap", tall=True), Column("Figure", 100, "", "wrap", tall=True))
_SHOWN = 12  # clauses named as evidence


@dataclass(frozen=True, slots=True)
class Accepted:
    """What one workbook brought."""

    found: tuple[tuple[str, tuple[str, ...], Alias], ...]  # OEM, its documents, the word
    refused: tuple[str, ...]  # rows that make no sense, each with its reason
    left: int  # proposals that were not accepted


def save(
    path: Path, oem: str, documents: Sequence[str], proposals: Sequence[Proposal], effect: Effect, catalogue: Catalogue
) -> None:
    """Write the proposals, none of them accepted.

    :raises UsageError: the file cannot be written.
    """
    try:
        with open_book(path, "emcmatch aliases") as book:
            styles = Styles(book)
            sheets = book.add_worksheet("Aliases"), book.add_worksheet("Effect")
            grid = Grid(sheets[0], _COLUMNS, styles, frozen=3, highest=5)
            for one in proposals:
                grid.add(_cells(one, oem, documents, effect))
            last = grid.end()
            accept = {"validate": "list", "source": [YES]}
            sheets[0].data_validation(1, grid.index(_ACCEPT), last, grid.index(_ACCEPT), accept)
            _write_effect(Grid(sheets[1], _EFFECT, styles, highest=8), proposals, effect, catalogue)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); is it open in another program?") from None


def read(path: Path, catalogue: Catalogue, who: str, when: str) -> Accepted:
    """Read what a person accepted; the file is opened for reading only.

    :param who: for rows without a name.
    :param when: ISO 8601.
    :raises UsageError: it is no such workbook.
    """
    found, refused, left = [], [], 0
    for number, row in _rows(path):
        if row[_ACCEPT].casefold() not in _YES:
            left += 1
            continue
        try:
            found.append(_read(row, catalogue, who, when))
        except ValueError as error:
            refused.append(f"row {number}: {error}.")
    return Accepted(tuple(found), tuple(refused), left)


def _cells(one: Proposal, oem: str, documents: Sequence[str], effect: Effect) -> tuple[str | int, ...]:
    alias = one.alias
    changes = [change for change in effect.changes if alias in change.due]
    better = sum(change.better for change in changes)
    held = f"{better} put right, {len(changes) - better} made wrong" if changes else "no clause changed"
    evidence = "\n".join(
        f"{head}: {_list(some)}" for head, some in (("for", one.speaking), ("against", one.against)) if some
    )
    counts = (len(one.speaking), len(one.against), one.missed)
    meaning = (one.elsewhere, held if effect.parts else "not measured", evidence)
    return ("", "", alias.text, join(alias.tests), alias.kind, *counts, *meaning, oem, "; ".join(documents))


def _list(words: Sequence[Reviewed]) -> str:
    places: dict[str, list[str]] = {}
    for word in words[:_SHOWN]:
        places.setdefault(word.document, []).append(f"{word.number} {shorten(word.title, 40)}")
    shown = [f"{document} {', '.join(clauses)}" for document, clauses in places.items()]
    return "; ".join([*shown, *([f"and {len(words) - _SHOWN} more"] if len(words) > _SHOWN else [])])


def _write_effect(grid: Grid, proposals: Sequence[Proposal], effect: Effect, catalogue: Catalogue) -> None:
    documents = sorted({name for one in proposals for name in one.documents})
    rows = [
        ("Effect", str(effect)),
        (
            "All words together",
            "They are measured as if every one were accepted; a person leaves out those that are wrong.",
        ),
        ("Proposed from", ", ".join(documents)),
        ("Catalogue", catalogue.name),
    ]
    rows += [
        (
            f"{'put right' if change.better else 'made wrong'}: {change.word.document} {change.word.number}",
            f"{change.word.title}\n{join(change.word.tests or ())}; "
            f"under: {', '.join(one.text for one in change.due) or 'none of the words, but beside a clause that is'}",
        )
        for change in effect.changes
    ]
    for row in rows:
        grid.add(row)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as a workbook ({error}); save it as .xlsx.") from None
    needed = (_ACCEPT, _OEM, _DOCUMENTS, _KIND, _TEXT, _TESTS)
    for cells in sheets:
        heads = [_text(cell) for cell in cells[0]] if cells else []
        if set(needed) <= set(heads):
            rows = [dict(zip(heads, map(_text, row), strict=True)) for row in cells[1:]]
            return [(number, row) for number, row in enumerate(rows, start=2) if row[_TEXT]]
    raise UsageError(f"{path}: no sheet has the columns {', '.join(needed)}; is it a file of `review aliases propose`?")


def _read(row: dict[str, str], catalogue: Catalogue, who: str, when: str) -> tuple[str, tuple[str, ...], Alias]:
    """Read one accepted row.

    :raises ValueError: something is missing in it or unknown; says what.
    """
    documents = tuple(piece.strip() for piece in row[_DOCUMENTS].split(";") if piece.strip())
    kind = next((kind for kind in _PARTS if kind == row[_KIND].casefold()), None)
    if not row[_OEM] or not documents:
        raise ValueError("it names no OEM, or not how its documents are known")
    if kind is None:
        raise ValueError(f"'{row[_KIND]}' is no kind; it is one of {', '.join(_PARTS)}")
    tests = parse(row[_TESTS], catalogue)
    accepted = ", ".join(piece for piece in (row.get(_NAME) or who, when[:10]) if piece)
    evidence = clean(f"{row.get('For', '')} for, {row.get('Against', '')} against. {row.get(_EVIDENCE, '')}", 1000)
    return row[_OEM], documents, Alias(row[_TEXT], kind, tests, " ".join(evidence.split()), accepted)


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
