"""Tables of contents are witnesses, never content."""

import pytest
from spec_files import accounted
from word_files import dropped, paragraph, read_word, style, texts

from pipeline.documents.word.contents import parse
from pipeline.records import ContentsLine

STYLES = style("V1", called="toc 1") + style("TF", called="table of figures") + style("TH", called="TOC Heading")


def toc(*lines, code="TOC \\o &quot;1-3&quot; \\h"):
    """A contents field over several paragraphs, with its end in a paragraph of its own."""
    begin = (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    first, *others = lines
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return "".join([paragraph(begin + line(first)), *(paragraph(line(each)) for each in others), paragraph(end)])


def line(text):
    pieces = "<w:tab/>".join(f"<w:t>{piece}</w:t>" for piece in text.split("\t"))
    return f'<w:hyperlink w:anchor="_Toc1"><w:r>{pieces}</w:r></w:hyperlink>'


def test_the_lines_of_a_contents_field_are_no_blocks(tmp_path):
    document = read_word(tmp_path, paragraph("Cover"), toc("1\tScope\t3", "1.1\tLimits\t4"), paragraph("Scope"))
    assert texts(document) == ["Cover", "Scope"]
    assert document.contents == (ContentsLine("1", "Scope", "3"), ContentsLine("1.1", "Limits", "4"))
    assert dropped(document) == {"contents table": 17}
    assert accounted(document) == document.loss.found


def test_text_after_the_end_of_the_field_in_the_same_paragraph_is_content(tmp_path):
    end_and_text = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>Foreword</w:t></w:r></w:p>'
    opened = toc("1\tScope\t3").rsplit("<w:p>", 1)[0]
    assert texts(read_word(tmp_path, opened, end_and_text, paragraph("more"))) == ["Foreword", "more"]


def test_contents_styles_and_content_controls_are_known_without_a_field(tmp_path):
    inside = paragraph("Inhalt") + paragraph(line("2\tTest\t9"))
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{inside}</w:sdtContent></w:sdt>"
    )
    typed = paragraph(line("1\tScope\t3"), style="V1") + paragraph("Contents", style="TH")
    document = read_word(tmp_path, typed, control, paragraph("text"), styles=STYLES)
    assert texts(document) == ["text"]
    assert [(each.number, each.title) for each in document.contents] == [
        ("1", "Scope"),
        ("2", "Test"),
    ]


@pytest.mark.parametrize(
    ("text", "number", "title", "page"),
    [
        ("5.1\tScope of it\t12", "5.1", "Scope of it", "12"),
        ("5.1 Scope\t12", "5.1", "Scope", "12"),
        ("5.1 Scope ......... 12", "5.1", "Scope", "12"),
        ("8.0 Scope…………7", "8.0", "Scope", "7"),
        ("Foreword\tiv", "", "Foreword", "iv"),
        ("Annex A Forms\tA-3", "Annex A", "Forms", "A-3"),
        ("A.3 Forms\t9", "A.3", "Forms", "9"),
        ("第8章 试验\t20", "第8章", "试验", "20"),
        ("1)\tOne\ttwo\t3", "1)", "One two", "3"),
        ("5.1\tScope", "5.1", "Scope", ""),
        ("12 V systems at 5 V", "12", "V systems at 5 V", ""),
    ],
)
def test_a_contents_line_is_taken_apart(text, number, title, page):
    assert parse(text) == ContentsLine(number, title, page)


def test_a_line_without_a_title_is_no_contents_line():
    assert parse("\t12") is None
    assert parse("") is None
    assert parse("Table of contents") is None


def test_a_long_line_of_dots_takes_no_time():
    assert parse("1\ta" + ". " * 200_000) is not None


def test_lists_of_figures_are_left_out_but_are_no_witness(tmp_path):
    field = toc("Figure 1 Setup\t9", code="TOC \\h \\c &quot;Figure&quot;")
    document = read_word(tmp_path, field, paragraph(line("Table 1\t3"), style="TF"), paragraph("text"), styles=STYLES)
    assert texts(document) == ["text"]
    assert document.contents == ()
    assert dropped(document) == {"contents table": 20}


def test_an_index_is_left_out_and_is_no_witness(tmp_path):
    document = read_word(tmp_path, toc("antenna, 7", "harness, 9", code="INDEX \\c &quot;2&quot;"), paragraph("text"))
    assert texts(document) == ["text"]
    assert document.contents == ()
