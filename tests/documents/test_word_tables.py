"""Tables as rows and columns."""

from spec_files import accounted
from word_files import cell, dropped, only, paragraph, read_word, run, style, table, text_box, texts


def rows(document):
    return only(document).rows


def test_a_table_is_one_block_of_rows(tmp_path):
    document = read_word(tmp_path, table(["Band", "Level"], ["BC1", "60 V/m"]))
    block = only(document)
    assert block.kind == "table"
    assert block.rows == (("Band", "Level"), ("BC1", "60 V/m"))
    assert block.text == "Band\tLevel\nBC1\t60 V/m"


def test_a_cell_merged_to_the_right_stands_once(tmp_path):
    document = read_word(tmp_path, table([cell("wide", '<w:gridSpan w:val="3"/>'), "d"], ["a", "b", "c", "d"]))
    assert rows(document) == (("wide", "", "", "d"), ("a", "b", "c", "d"))


def test_a_cell_merged_downwards_stands_once(tmp_path):
    first = cell("tall", '<w:vMerge w:val="restart"/>')
    covered = cell(paragraph(), "<w:vMerge/>")
    document = read_word(tmp_path, table([first, "1"], [covered, "2"], [cell("next"), "3"]))
    assert rows(document) == (("tall", "1"), ("", "2"), ("next", "3"))


def test_a_covered_cell_that_repeats_the_text_is_counted_and_one_with_other_text_keeps_it(tmp_path):
    first = cell("tall", '<w:vMerge w:val="restart"/>')
    document = read_word(tmp_path, table([first], [cell("tall", "<w:vMerge/>")], [cell("other", "<w:vMerge/>")]))
    assert rows(document) == (("tall",), ("",), ("other",))
    assert dropped(document) == {"repeated in a merged cell": 4}
    assert accounted(document) == document.loss.found


def test_gaps_before_a_row_and_short_rows_keep_the_columns(tmp_path):
    late = '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("b") + "</w:tr>"
    document = read_word(tmp_path, table(["a", "b", "c"]).replace("</w:tbl>", late + "</w:tbl>"))
    assert rows(document) == (("a", "b", "c"), ("", "b", ""))


def test_absurd_spans_count_as_one(tmp_path):
    late = (
        '<w:tr><w:trPr><w:gridBefore w:val="999999999"/></w:trPr>'
        + cell("b", '<w:gridSpan w:val="1000000000"/>')
        + "</w:tr>"
    )
    document = read_word(
        tmp_path, table([cell("a", '<w:gridSpan w:val="-5"/>')]).replace("</w:tbl>", late + "</w:tbl>")
    )
    assert rows(document) == (("a",), ("b",))


def test_paragraphs_of_a_cell_are_lines_and_a_table_in_it_loses_nothing(tmp_path):
    inner = paragraph("above") + table(["1", "2"], ["3", "4"]) + paragraph("below")
    document = read_word(tmp_path, table([cell(inner), "right"]))
    assert rows(document) == (("above\n1\t2\n3\t4\nbelow", "right"),)
    assert accounted(document) == document.loss.found


def test_rows_and_cells_in_content_controls_are_read(tmp_path):
    def control(inner):
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    row = f"<w:tr>{control(cell('a'))}{cell('b')}</w:tr>"
    document = read_word(tmp_path, control(f"<w:tbl><w:tblPr/>{control(row)}</w:tbl>"))
    assert rows(document) == (("a", "b"),)


def test_deleted_rows_and_cells_and_hidden_rows_are_left_out(tmp_path):
    gone = '<w:tr><w:trPr><w:del w:id="1" w:author="x"/></w:trPr>' + cell("gone") + "</w:tr>"
    hidden = "<w:tr><w:trPr><w:hidden/></w:trPr>" + cell("hid") + "</w:tr>"
    cut = cell("cut", '<w:cellDel w:id="2" w:author="x"/>')
    document = read_word(tmp_path, table(["a", cut]).replace("</w:tbl>", gone + hidden + "</w:tbl>"))
    assert rows(document) == (("a",),)
    assert dropped(document) == {"deleted by tracked change": 7, "hidden text": 3}
    assert accounted(document) == document.loss.found


def test_boxes_and_notes_of_a_cell_follow_the_table(tmp_path):
    document = read_word(
        tmp_path, table([cell(paragraph(run("cell") + text_box(paragraph("box"))))]), paragraph("next")
    )
    assert texts(document) == ["cell", "box", "next"]


def test_a_frame_of_one_column_around_headings_is_no_table(tmp_path):
    framed = table([cell(paragraph("Scope", style="H") + paragraph("text") + table(["a", "b"]))])
    document = read_word(tmp_path, framed, styles=style("H", called="heading 1"))
    assert [(block.kind, block.text, block.outline) for block in document.blocks] == [
        ("paragraph", "Scope", 1),
        ("paragraph", "text", None),
        ("table", "a\tb", None),
    ]
    assert accounted(document) == document.loss.found


def test_a_table_of_nothing_is_no_block(tmp_path):
    assert read_word(tmp_path, table(["", ""]), "<w:tbl/>").blocks == ()
