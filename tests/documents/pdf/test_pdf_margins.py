"""What stands beside, above and below the text: line numbers, change marks, page numbers, running lines, sheets."""

import pytest
from pdf_files import LEFT, Sheet, filler, paragraphs, read_sheets
from spec_files import accounted

from pipeline.clauses import split
from pipeline.config import load

_TITLES = ("Scope", "Supply", "Climate", "Emission", "Immunity", "Transients", "Discharge", "Report")


def _lost(document):
    return {line.what: line.characters for line in document.loss.lines if line.what != "kept"}


def _clauses(document):
    return [(clause.number, clause.title) for clause in split(document, load().split).clauses]


def _numbered(step, restart=True, x=40.0):
    """Pages of clauses whose lines are counted in the margin, every `step`-th number printed."""
    sheets, count = [], 0
    for page in range(2):
        sheet, count = Sheet(), 0 if restart else count
        for chapter in range(4):
            number = 4 * page + chapter + 1
            for text in (f"{number} {_TITLES[number - 1]}", *filler(3, 10 * number)):
                count += 1
                if count % step == 0:
                    sheet.text(x, sheet.y, str(count), 7.0)
                sheet.lines(text, bold=text[0].isdigit(), gap=0.0)
        sheets.append(sheet)
    return sheets


@pytest.mark.parametrize("step", [1, 2, 5])
@pytest.mark.parametrize("restart", [True, False])
@pytest.mark.parametrize("x", [40.0, 560.0])
def test_line_numbers_in_a_margin_hide_no_clause_and_stand_in_no_text(tmp_path, step, restart, x):
    document = read_sheets(tmp_path, *_numbered(step, restart, x))
    assert _clauses(document) == [(str(index + 1), title) for index, title in enumerate(_TITLES)]
    assert not any("\t" in text for text in paragraphs(document))
    assert _lost(document)["line number in the margin"] > 0
    assert accounted(document) == document.loss.found


def test_clause_numbers_that_hang_in_the_margin_are_no_line_numbers(tmp_path):
    sheet = Sheet()
    for index, title in enumerate(_TITLES):
        sheet.text(40, sheet.y, str(index + 1), bold=True).lines(title, bold=True, gap=0.0).lines(
            *filler(4, 10 * index)
        )
    document = read_sheets(tmp_path, sheet)
    assert _clauses(document) == [(str(index + 1), title) for index, title in enumerate(_TITLES)]
    assert "line number in the margin" not in _lost(document)


@pytest.mark.parametrize("x", [50.0, 550.0])
def test_change_bars_typed_in_a_margin_hide_no_clause(tmp_path, x):
    sheet = Sheet()
    for index, title in enumerate(_TITLES[:5]):
        if index % 2:
            sheet.text(x, sheet.y, "|")
        sheet.lines(f"3.{index + 1}  {title}", bold=True)
        if index % 2:
            sheet.text(x, sheet.y, "|")
        sheet.lines(*filler(2, 10 * index))
    document = read_sheets(tmp_path, sheet)
    assert _clauses(document) == [(f"3.{index + 1}", title) for index, title in enumerate(_TITLES[:5])]
    assert _lost(document)["change mark in the margin"] == 4


@pytest.mark.parametrize("between", ["-", ".", "–"])
def test_page_numbers_with_the_chapter_in_front_are_no_clauses(tmp_path, between):
    sheets = []
    for chapter in (1, 2, 3):
        for page in (1, 2):
            sheet = Sheet()
            if page == 1:
                sheet.lines(f"{chapter} {_TITLES[chapter]}", bold=True)
            sheets.append(sheet.lines(*filler(5, 10 * len(sheets))).text(290, 800, f"{chapter}{between}{page}"))
    document = read_sheets(tmp_path, *sheets)
    assert _clauses(document) == [(str(chapter), _TITLES[chapter]) for chapter in (1, 2, 3)]
    assert _lost(document) == {"running footer": 18}


def test_what_a_form_repeats_from_sheet_to_sheet_in_its_body_is_content(tmp_path):
    sheets = []
    for number in range(4):
        sheet = Sheet().lines(f"7.{number + 1} Sheet for {_TITLES[number]}", bold=True)
        sheets.append(sheet.text(LEFT, 300, f"Level: {number}0 V/m").text(LEFT, 400, "Dwell time: 2 s at every step"))
    document = read_sheets(tmp_path, *sheets)
    clauses = split(document, load().split).clauses
    assert [clause.number for clause in clauses] == ["7.1", "7.2", "7.3", "7.4"]
    assert all("Dwell time: 2 s at every step" in clause.text for clause in clauses)
    assert _lost(document) == {}


def test_a_heading_that_opens_a_page_in_each_of_several_reports_is_no_running_line(tmp_path):
    sheets = []
    for report in range(3):
        for page in range(3):
            sheet = Sheet().text(LEFT, 40, f"Report AB-{report}").lines(f"{page + 1} {_TITLES[page]}", bold=True)
            sheets.append(sheet.lines(*filler(4, 10 * len(sheets))))
    texts = paragraphs(read_sheets(tmp_path, *sheets))
    assert [text for text in texts if text[0].isdigit()] == ["1 Scope", "2 Supply", "3 Climate"] * 3
    assert not any("Report AB" in text for text in texts)


@pytest.mark.parametrize("title", ["Appendix B - Photographs", "Annex C Forms", "Anhang 2 Formblätter"])
def test_a_title_on_every_page_of_an_appendix_opens_it_once(tmp_path, title):
    sheets = [Sheet().lines(f"{n + 1} {_TITLES[n]}", bold=True).lines(*filler(4, 10 * n)) for n in range(4)]
    sheets += [Sheet(y=130).text(LEFT, 40, title).lines(*filler(4, 100 + 10 * n)) for n in range(4)]
    texts = paragraphs(read_sheets(tmp_path, *sheets))
    assert texts.count(title) == 1
    assert texts.index(title) == 8


def test_a_chapter_repeated_in_the_header_opens_it_at_its_heading_only(tmp_path):
    sheets = []
    for n in range(6):
        sheet = Sheet(y=130).text(LEFT, 40, f"{n // 3 + 1} {_TITLES[n // 3].upper()}")
        if n % 3 == 0:
            sheet.lines(f"{n // 3 + 1} {_TITLES[n // 3]}", bold=True)
        sheets.append(sheet.lines(*filler(4, 10 * n)))
    document = read_sheets(tmp_path, *sheets)
    assert _clauses(document) == [("1", "Scope"), ("2", "Supply")]
    assert not any("SCOPE" in text for text in paragraphs(document))


def test_a_title_over_two_lines_is_whole_though_another_page_is_wider(tmp_path):
    upright = Sheet().lines("3.1 Emission on the supply lines of units with a high voltage", "source", bold=True, gap=0)
    upright.lines(*(f"line {n} of a text that goes on and on to the right edge of it" for n in range(6)))
    across = Sheet(842, 595).lines("A table set across the sheet stands here, with longer lines than any")
    across.lines(*(f"row {n}: " + "words that fill the whole width of this sheet and more " * 2 for n in range(6)))
    document = read_sheets(tmp_path, upright, Sheet().lines(*filler(4)), across)
    assert _clauses(document)[0][1] == "Emission on the supply lines of units with a high voltage source"


@pytest.mark.parametrize("mark", ["R4", "C", "†2", "[B]"])
@pytest.mark.parametrize("gap", [34, 22])
def test_the_mark_of_a_revision_beside_a_heading_costs_no_clause(tmp_path, mark, gap):
    sheet = Sheet()
    for number, title in enumerate(_TITLES[:4], start=1):
        if number == 3:
            sheet.text(LEFT - gap, sheet.y, mark, 8.0)
        sheet.lines(f"2.{number}. {title}", bold=True).lines(*filler(3, 10 * number))
    found = [("2.1", "Scope"), ("2.2", "Supply"), ("2.3", "Climate"), ("2.4", "Emission")]
    assert _clauses(read_sheets(tmp_path, sheet)) == found


@pytest.mark.parametrize("pages", [2, 4, 8])
def test_a_paragraph_that_opens_page_after_page_is_text(tmp_path, pages):
    sheets = [
        Sheet(y=60.0).lines(*filler(5), *filler(20 if pages < 6 else 12, 20 * page + 10)) for page in range(pages)
    ]
    document = read_sheets(tmp_path, *sheets)
    assert "\n".join(paragraphs(document)).count(filler(5)[0]) == pages
    assert "running header" not in _lost(document)


def test_the_head_of_a_table_on_two_pages_is_kept_once_with_what_stands_above_it(tmp_path):
    head = ["Levels for all parts that are bought", "Band", "MHz", "Peak dBuV", "Average dBuV", "Class 5", "Class 4"]
    sheets = [Sheet(y=40.0).lines(*head, *filler(12, 20 * page), gap=4.0) for page in range(2)]
    text = "\n".join(paragraphs(read_sheets(tmp_path, *sheets)))
    assert all(line in text for line in head)


def test_a_running_header_of_several_lines_above_a_gap_is_still_taken_off(tmp_path):
    head = ["Example Motors", "Standard 4711", "Issue 3", "Confidential to all who read it and pass it on"]
    sheets = [Sheet(y=40.0).lines(*head, gap=2.0).lines("", gap=30.0).lines(*filler(6, 20 * page)) for page in range(8)]
    document = read_sheets(tmp_path, *sheets)
    assert not any("4711" in text for text in paragraphs(document))
    assert _lost(document)["running header"] > 0


@pytest.mark.parametrize(("count", "said"), [(1, False), (12, True)])
def test_text_beside_the_page_is_said_with_its_amount(tmp_path, count, said):
    sheet = Sheet().lines(*filler(30))
    for row in range(count):
        sheet.text(-400.0, 100.0 + 10 * row, "Printer's mark", 8.0)
    messages = [problem.message for problem in read_sheets(tmp_path, sheet).problems if problem.kind == "loss"]
    assert [message.split(" characters")[0] for message in messages] == (["156"] if said else [])
    assert all("outside the page: page 1" in message for message in messages)
