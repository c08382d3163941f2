"""Several documents bound in one PDF file."""

import pytest
from pdf_files import LEFT, Sheet, filler, paragraphs, read_sheets
from spec_files import accounted

from pipeline.clauses import split
from pipeline.config import load

_TITLES = ("Summary", "Equipment", "Emission", "Immunity")


def _report(number, pages=3, code="EX-00{}", counted="Page {} of {}", contents=False):
    """The pages of one report: a running line with its number, and a count of pages."""
    sheets = []
    for page in range(1, pages + 1):
        sheet = Sheet(y=120).text(LEFT, 40, f"Report {code.format(number)}").text(450, 40, counted.format(page, pages))
        if contents and page == 1:
            sheet.lines("Contents", bold=True, gap=0)
            sheet.lines(*(f"{n} {title} {'.' * 40} {n}" for n, title in enumerate(_TITLES[:pages], 1)))
        sheet.lines(f"{page} {_TITLES[page - 1]}", bold=True)
        sheets.append(sheet.lines(*filler(4, 100 * number + 10 * page)))
    return sheets


def _numbers(document):
    return [clause.number for clause in split(document, load().split).clauses]


def test_reports_bound_together_are_documents_of_their_own(tmp_path):
    first = read_sheets(tmp_path, *_report(1), *_report(2, 4), *_report(3))
    documents = [first, *first.others]
    assert [document.id for document in documents] == [f"made.pdf ({n} of 3)" for n in (1, 2, 3)]
    assert [_numbers(document) for document in documents] == [["1", "2", "3"], ["1", "2", "3", "4"], ["1", "2", "3"]]
    assert [document.pages for document in documents] == [3, 4, 3]
    assert [document.blocks[0].place.page for document in documents] == [1, 4, 8]
    assert all(accounted(document) == document.loss.found for document in documents)
    assert "pages 4 to 7" in documents[1].notes[0]
    assert documents[1].title_block.number == "EX-002"


@pytest.mark.parametrize("counted", ["Seite {} von {}", "{}/{}", "Page: {} of {}"])
def test_counts_of_pages_are_read_in_many_ways(tmp_path, counted):
    assert len(read_sheets(tmp_path, *_report(1, counted=counted), *_report(2, counted=counted)).others) == 1


def test_a_count_and_a_contents_table_agree_where_no_number_is_printed(tmp_path):
    first = read_sheets(
        tmp_path, *_report(1, code="of tests", contents=True), *_report(2, code="of tests", contents=True)
    )
    assert len(first.others) == 1
    assert [line.number for line in first.others[0].contents] == ["1", "2", "3"]


def test_a_number_and_a_contents_table_agree_where_no_page_is_counted(tmp_path):
    kinds = {"counted": "confidential", "contents": True}
    assert len(read_sheets(tmp_path, *_report(1, **kinds), *_report(2, **kinds)).others) == 1


@pytest.mark.parametrize(
    "second",
    [
        {"code": "EX-001"},  # an annex that counts its own pages
        {"counted": "confidential"},  # another number, but no count
    ],
    ids=["count alone", "number alone"],
)
def test_one_sign_alone_makes_no_document(tmp_path, second):
    counted = second.get("counted", "Page {} of {}")
    first = read_sheets(
        tmp_path, *_report(1, code="EX-001" if "code" in second else "EX-00{}", counted=counted), *_report(2, **second)
    )
    assert first.others == ()
    assert first.id == "made.pdf"


def test_pages_that_go_on_are_one_document_whatever_else_changes(tmp_path):
    sheets = []
    for page in range(1, 7):
        sheet = Sheet(y=120).text(LEFT, 40, f"Sheet QA-10{page}").text(450, 40, f"Page {page} of 6")
        sheets.append(sheet.lines(f"{page} Part", bold=True).lines(*filler(4, 10 * page)))
    document = read_sheets(tmp_path, *sheets)
    assert document.others == ()
    assert sum(text.endswith("Part") for text in paragraphs(document)) == 6


def test_lists_and_other_numbers_in_the_running_lines_of_one_document_make_no_bundle(tmp_path):
    front = [Sheet(y=120).text(LEFT, 40, "AB-STD-461").text(290, 800, "i").lines("Contents", bold=True)]
    front[0].lines(*(f"{n} {title} {'.' * 40} {n}" for n, title in enumerate(_TITLES, 1)))
    sheets = [*front, Sheet(y=120).text(LEFT, 40, "AB-STD-460E 1993").lines("Foreword", *filler(3))]
    for page, title in enumerate(_TITLES, 1):
        sheet = Sheet(y=120).text(LEFT, 40, "AB-STD-461").text(290, 800, str(page))
        sheets.append(sheet.lines(f"{page} {title}", bold=True).lines(*filler(4, 10 * page)))
    document = read_sheets(tmp_path, *sheets)
    assert (document.id, document.others) == ("made.pdf", ())
