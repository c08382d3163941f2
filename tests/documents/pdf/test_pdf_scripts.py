"""Raised, lowered and letter-spaced text in PDF files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders.pdf_files import LEFT, Sheet, read_sheets

if TYPE_CHECKING:
    from pathlib import Path


def _escaped(text: str) -> str:
    return text.replace("(", "\\(").replace(")", "\\)")


def raised(sheet: Sheet, y: float, *pieces: tuple[str, float, float]) -> Sheet:
    """Write a line of pieces: text, type size, rise above the line."""
    drawn = " ".join(f"/F1 {size} Tf {rise} Ts ({_escaped(text)}) Tj" for text, size, rise in pieces)
    sheet.content.append(f"BT {LEFT} {sheet.height - y} Td {drawn} ET")
    return sheet


def apart(sheet: Sheet, y: float, *pieces: tuple[float, str, float, float]) -> Sheet:
    """Write each piece for itself, the raised ones last, as many programs do."""
    for x, text, size, rise in sorted(pieces, key=lambda piece: piece[3]):
        sheet.text(LEFT + x, y - rise, text, size)
    return sheet


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([("The density is 10 W/m", 10, 0), ("2", 6, 4), (" here.", 10, 0)], "The density is 10 W/m² here."),
        ([("Inject 100", 10, 0), ("2", 6, 3.5), (" mA here.", 10, 0)], "Inject 100² mA here."),
        ([("Inject 60", 10, 0), ("1)", 6.5, 3), (" mA here.", 10, 0)], "Inject 60¹⁾ mA here."),
        ([("The factor is 10", 10, 0), ("-3", 6, 4), (" here.", 10, 0)], "The factor is 10⁻³ here."),
        ([("The factor is 10", 10, 0), ("8", 10, 4), (" here.", 10, 0)], "The factor is 10⁸ here."),
        ([("The time t", 10, 0), ("1", 6, -2), (" is short.", 10, 0)], "The time t₁ is short."),
        ([("The 5", 10, 0), ("th", 6, 4), (" pulse.", 10, 0)], "The 5th pulse."),
        ([("S", 12, 0), ("MALL", 9, 0), (" capitals stay.", 12, 0)], "SMALL capitals stay."),
    ],
)
def test_raised_text_is_told_from_the_base_line(
    tmp_path: Path, pieces: list[tuple[str, float, float]], expected: str
) -> None:
    document = read_sheets(tmp_path, raised(Sheet(), 100, *pieces))
    assert [block.text for block in document.blocks] == [expected]


def test_a_raised_mark_that_is_drawn_by_itself_is_a_mark(tmp_path: Path) -> None:
    sheet = apart(Sheet(), 100, (0, "Inject 100", 10, 0), (43.5, "2)", 6, 4), (52, "mA into the harness.", 10, 0))
    (block,) = read_sheets(tmp_path, sheet).blocks
    assert block.text == "Inject 100²⁾ mA into the harness."


def test_marks_in_the_cells_of_a_table_are_marks(tmp_path: Path) -> None:
    sheet = Sheet().table([["Band (MHz)", "Level (mA)"], ["1 - 30", "60"], ["30 - 400", "100"]])
    sheet.text(LEFT + 110 + 4 + 12, 100 + 18 + 12 - 4, "1)", 6).text(LEFT + 110 + 4 + 17, 100 + 36 + 12 - 4, "2", 6)
    (block,) = read_sheets(tmp_path, sheet).blocks
    assert block.rows == (("Band (MHz)", "Level (mA)"), ("1 - 30", "60¹⁾"), ("30 - 400", "100²"))


def spaced(text: str, gap: float) -> str:
    return f"{gap} Tc ({text}) Tj 0 Tc"


@pytest.mark.parametrize("gap", [2.5, 4, 6])
@pytest.mark.parametrize("text", ["RADIATED EMISSION", "Stromeinspeisung", "Test report"])
def test_letter_spaced_headings_are_closed(tmp_path: Path, text: str, gap: float) -> None:
    sheet = Sheet()
    sheet.content.append(f"BT /F2 12 Tf {LEFT} {sheet.height - 100} Td {spaced(text, gap)} ET")
    (block,) = read_sheets(tmp_path, sheet).blocks
    assert block.text == text


@pytest.mark.parametrize("row", ["A B C D E F G", "1 2 3 4 5 6 7", "x y z x y", "Class A B C D E"])
def test_a_row_of_classes_is_not_closed(tmp_path: Path, row: str) -> None:
    (block,) = read_sheets(tmp_path, Sheet().lines(row)).blocks
    assert block.text == row


def test_letters_that_kerning_leaves_together_are_closed_with_the_others(tmp_path: Path) -> None:
    sheet = Sheet()
    drawn = "4 Tc [(SUPPL) 80 (Y LINES)] TJ"
    sheet.content.append(f"BT /F2 12 Tf {LEFT} {sheet.height - 100} Td {drawn} ET")
    (block,) = read_sheets(tmp_path, sheet).blocks
    assert block.text == "SUPPLY LINES"
