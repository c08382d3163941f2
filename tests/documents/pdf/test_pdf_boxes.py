"""The rectangles of blocks, checked against what PDFium finds inside them, on pages turned and not."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from pdf_files import Sheet, filler, read_sheets

from pipeline.clauses import split
from pipeline.config import load

ROWS = [["Band", "Range", "Limit"], ["1", "30 - 75", "62"], ["2", "75 - 400", "52"]]


def inside(path, box):
    """The words PDFium finds in a rectangle, without white space."""
    with pypdfium2.PdfDocument(path) as pdf:
        text = pdf[box[0] - 1].get_textpage()
        return re.sub(r"\s", "", text.get_text_bounded(box[1] - 1, box[2] - 1, box[3] + 1, box[4] + 1))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_words_inside_the_rectangles_of_a_block_are_its_words(tmp_path, rotate):
    sheet = Sheet(rotate=rotate).lines("5.1 Limits", bold=True).lines(*filler(4)).table(ROWS).lines(*filler(3, 10))
    document = read_sheets(tmp_path, sheet)
    (path,) = tmp_path.glob("*.pdf")
    assert [block.kind for block in document.blocks] == ["paragraph", "paragraph", "table", "paragraph"]
    for block in document.blocks:
        found = "".join(inside(path, box) for box in block.boxes)
        assert sorted(found) == sorted(re.sub(r"\s", "", block.text))  # PDFium reads a turned page in its own order


def test_a_table_has_a_rectangle_for_each_row(tmp_path):
    document = read_sheets(tmp_path, Sheet().lines(*filler(3)).table(ROWS))
    (path,) = tmp_path.glob("*.pdf")
    table = document.blocks[1]
    assert [inside(path, box) for box in table.boxes] == ["".join(row).replace(" ", "") for row in ROWS]


def test_a_paragraph_over_two_pages_has_one_on_each(tmp_path):
    *full, _ = filler(4)
    document = read_sheets(tmp_path, Sheet(y=740.0).lines(*full), Sheet().lines("and goes on in small letters."))
    assert [box[0] for box in document.blocks[-1].boxes] == [1, 2]


def test_a_clause_has_its_heading_text_and_rows_in_reading_order(tmp_path):
    sheet = Sheet().lines("5.1 Limits of the test", bold=True).lines(*filler(4)).table(ROWS)
    document = read_sheets(tmp_path, sheet.lines("5.2 Next one here", bold=True).lines(*filler(2, 10)))
    (path,) = tmp_path.glob("*.pdf")
    first, _ = split(document, load().split).clauses
    told = "".join(inside(path, box) for box in first.boxes)
    assert told.startswith("5.1Limitsofthetest")
    assert told.endswith("275-40052")
    assert len(first.tables[0].boxes) == len(ROWS)
    assert first.boxes[-3:] == first.tables[0].boxes
