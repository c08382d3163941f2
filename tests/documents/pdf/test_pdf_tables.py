"""Tables by their rulings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pdf_files import HEIGHT, Sheet, filler, paragraphs, read_sheets

from pipeline.documents.pdf import ruled_cells
from pipeline.documents.pdf.pieces import Ruling

ROWS = [["Band", "Range", "Limit"], ["1", "30 - 75", "62"], ["2", "75 - 400", "52"]]


def _tables(document):
    return [[list(row) for row in block.rows] for block in document.blocks if block.kind == "table"]


def test_a_ruled_table_gives_rows_and_no_paragraphs(tmp_path):
    document = read_sheets(tmp_path, Sheet().lines(*filler(3)).table(ROWS).lines(*filler(3, 10)))
    assert _tables(document) == [ROWS]
    assert [block.kind for block in document.blocks] == ["paragraph", "table", "paragraph"]
    assert document.blocks[1].text == "Band\tRange\tLimit\n1\t30 - 75\t62\n2\t75 - 400\t52"


def test_words_on_both_sides_of_a_ruling_are_parted(tmp_path):
    sheet = Sheet().table([["", ""], ["one", "two"]], width=60).text(110, 112, "left right")
    assert _tables(read_sheets(tmp_path, sheet))[0][0] == ["left", "right"]


def test_a_merged_cell_stands_once(tmp_path):
    sheet = Sheet().text(76, 112, "both").text(76, 130, "a").text(176, 130, "b")
    for y in (100, 118, 136):
        sheet.rule(72, y, 272, y)
    for x in (72, 272):
        sheet.rule(x, 100, x, 136)
    sheet.rule(172, 118, 172, 136)
    assert _tables(read_sheets(tmp_path, sheet)) == [[["both", ""], ["a", "b"]]]


def test_two_tables_on_a_page_stay_two(tmp_path):
    sheet = Sheet().table(ROWS).lines("Something between them").table(ROWS[:2])
    assert [len(rows) for rows in _tables(read_sheets(tmp_path, sheet))] == [3, 2]


def test_a_frame_around_the_page_is_no_table(tmp_path):
    sheet = Sheet().rule(40, 60, 555, 60).rule(40, 80, 555, 80).rule(40, HEIGHT - 40, 555, HEIGHT - 40)
    sheet.rule(40, 60, 40, HEIGHT - 40).rule(555, 60, 555, HEIGHT - 40).rule(300, 60, 300, 80)
    sheet.text(50, 74, "ACME").text(310, 74, "EMC").lines("5.1 Limits", bold=True).lines(*filler(4))
    assert "5.1 Limits" in paragraphs(read_sheets(tmp_path, sheet))


def test_words_cut_in_a_narrow_cell_are_joined_when_the_document_knows_them(tmp_path):
    sheet = Sheet().lines("The emission is measured, and no other emission counts.")
    sheet.table([["What", "emis-\nsion"], ["Radiated", "emissi\non"]], height=40)
    assert [row[1] for row in _tables(read_sheets(tmp_path, sheet))[0]] == ["emission", "emission"]


def _cut(second: list[list[str]]) -> list[Sheet]:
    return [Sheet(y=740).table(ROWS[:2]), Sheet().table(second).lines(*filler(3))]


def test_a_row_cut_by_the_page_break_is_put_together(tmp_path):
    rows = _tables(read_sheets(tmp_path, *_cut([["", "", "at most"], ["2", "75 - 400", "52"]])))
    assert rows == [[["Band", "Range", "Limit"], ["1", "30 - 75", "62 at most"]], [["2", "75 - 400", "52"]]]


def test_column_heads_printed_again_are_dropped_and_counted(tmp_path):
    document = read_sheets(tmp_path, *_cut([ROWS[0], ROWS[2]]))
    assert _tables(document) == [ROWS[:2], [ROWS[2]]]
    assert ("table head printed again", 14) in {(line.what, line.characters) for line in document.loss.lines}


def test_heads_that_stand_upright_belong_to_their_cells(tmp_path):
    sheet = Sheet().table([["", "", ""], ["yes", "no", "no"]], width=40, height=60)
    sheet.upward(90, 150, "RE 1").upward(130, 150, "RE 2").upward(170, 150, "RE 3")
    assert _tables(read_sheets(tmp_path, sheet))[0][0] == ["RE 1", "RE 2", "RE 3"]


@given(st.lists(st.integers(10, 80), min_size=2, max_size=6), st.lists(st.integers(10, 40), min_size=1, max_size=8))
def test_a_full_grid_has_a_cell_for_every_row_and_column(widths, heights):
    xs = [sum(widths[:count]) for count in range(len(widths) + 1)]
    ys = [sum(heights[:count]) for count in range(len(heights) + 1)]
    rulings = [Ruling(xs[0], y, xs[-1], y) for y in ys] + [Ruling(x, ys[0], x, ys[-1]) for x in xs]
    (grid,) = ruled_cells.find(rulings)
    assert len(grid.cells) == len(widths) * len(heights)
    assert grid.whole == (xs[0], ys[0], xs[-1], ys[-1])


def test_double_rulings_are_one():
    rulings = [Ruling(0, y + d, 100, y + d) for y in (0, 20, 40) for d in (0, 1.5)]
    rulings += [Ruling(x + d, 0, x + d, 41.5) for x in (0, 50, 100) for d in (0, 1.5)]
    (grid,) = ruled_cells.find(rulings)
    assert len(grid.cells) == 4


def test_the_paper_of_a_diagram_takes_no_time_and_is_no_table(tmp_path):
    sheet = Sheet()
    for step in range(80):
        sheet.rule(100, 100 + 5 * step, 500, 100 + 5 * step).rule(100 + 5 * step, 100, 100 + 5 * step, 500)
    sheet.text(80, 100, "100")
    document = read_sheets(tmp_path, sheet.lines("Figure 1: Paper"))
    assert _tables(document) == []


def _aligned(sheet: Sheet, rows: list[list[str]], stops: tuple[int, ...] = (72, 200, 330)) -> Sheet:
    for row in rows:
        for x, cell in zip(stops, row, strict=False):
            if cell:
                sheet.text(x, sheet.y, cell)
        sheet.y += 14
    sheet.y += 12
    return sheet


def test_columns_without_rulings_are_a_table(tmp_path):
    sheet = _aligned(Sheet().lines(*filler(3)), [*ROWS, ["", "and above", ""]]).lines(*filler(3, 10))
    assert _tables(read_sheets(tmp_path, sheet)) == [[*ROWS[:2], ["2", "75 - 400 and above", "52"]]]


def test_two_columns_are_a_table_below_a_caption_only(tmp_path):
    rows = [["DUT", "device under test"], ["AN", "artificial network"], ["GND", "ground"]]
    captioned = _aligned(Sheet().lines("Table 1: Abbreviations"), rows, (72, 150)).lines(*filler(3))
    assert _tables(read_sheets(tmp_path, captioned)) == [rows]
    bare = _aligned(Sheet().lines(*filler(3)), rows, (72, 150)).lines(*filler(3, 10))
    assert _tables(read_sheets(tmp_path, bare)) == []


def test_rulings_between_rows_only_tell_the_rows(tmp_path):
    sheet = _aligned(
        Sheet(), [["Range", "Limit"], ["30 - 75", "62 at"], ["MHz", "most"], ["75 - 400", "52"]], (72, 200)
    )
    for y in (89, 103, 131, 145):
        sheet.rule(72, y, 300, y)
    rows = [["Range", "Limit"], ["30 - 75 MHz", "62 at most"], ["75 - 400", "52"]]
    assert _tables(read_sheets(tmp_path, sheet.lines(*filler(3)))) == [rows]


def test_headings_and_lists_with_gaps_behind_their_numbers_are_no_table(tmp_path):
    rows = [["5.1", "Limits of the field"], ["5.1.1", "Range of frequencies"], ["a)", "first"], ["b)", "second"]]
    document = read_sheets(tmp_path, _aligned(Sheet().lines("Table 1: Something"), rows, (72, 120)))
    assert paragraphs(document)[1:] == ["\t".join(row) for row in rows]
