"""A click in the workbook opens the clause: a PDF at its page, Word at the bookmark of the annotated copy."""

import shutil
from dataclasses import replace

import openpyxl
import pytest
from annotation_builders import annotate, decide_all, parts, tree
from report_builders import CATALOGUE, RUN, decide, make_report
from spec_files import CLAUSES, write_spec

from pipeline import reports as report_files
from pipeline.reports.links import COPIES, bookmark, bookmarks

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def links(folder, *reports, inputs):
    """Write the workbook and return the links of its clauses: sheet -> head -> number -> (address, place)."""
    run = replace(RUN, stage="report", inputs=inputs)
    report_files.write(folder, reports, CATALOGUE, run, ())
    book = openpyxl.load_workbook(folder / "report.xlsx")
    found = {}
    for name in ("Matches", "Review"):
        heads = [cell.value for cell in book[name][1]]
        for row in book[name].iter_rows(min_row=2):
            for head in ("Number", "Document"):
                cell, number = row[heads.index(head)], row[heads.index("Number")].value
                if cell.hyperlink is not None:
                    address = cell.hyperlink.target and cell.hyperlink.target.replace("\\", "/")  # as Excel has it
                    found[name, head, number] = address, cell.hyperlink.location
    return found


def test_every_clause_of_a_word_file_opens_at_its_bookmark_once_there_is_a_copy(tmp_path):
    path = write_spec(tmp_path / "my spec #2.docx")
    report, _ = decide_all(path)
    before = links(tmp_path / "run", report, inputs={report.document: str(path)})
    assert before["Matches", "Number", "3.1"] == ("../my%20spec%20%232.docx", None)

    (tmp_path / "run" / COPIES).mkdir()
    target, _, _ = annotate(path, tmp_path / "run" / COPIES)
    after = links(tmp_path / "run", report, inputs={report.document: str(path)})

    names = {
        next(value for key, value in each.attrib.items() if key.endswith("name"))
        for each in tree(parts(target)["word/document.xml"]).iter("{*}bookmarkStart")
    }
    for decision in report.decisions:
        address, place = after["Matches", "Number", decision.clause.number]
        assert address == "annotated/my%20spec%20%232_annotated.docx"
        assert place == bookmark(decision.clause)
        assert place in names
    assert len(names) == len(CLAUSES)


def test_a_copy_of_other_words_is_not_opened_and_neither_is_one_that_is_damaged(tmp_path):
    path = write_spec(tmp_path / "a.docx")
    (tmp_path / "run" / COPIES).mkdir(parents=True)
    target, _, _ = annotate(path, tmp_path / "run" / COPIES)
    number, title, text = CLAUSES[2]
    write_spec(path, [*CLAUSES[:2], (number, title, text + " And 200 mA later."), *CLAUSES[3:]])
    report, _ = decide_all(path)
    found = links(tmp_path / "run", report, inputs={"a.docx": str(path)})
    assert found["Matches", "Number", "2"][0] == "annotated/a_annotated.docx"
    assert found["Matches", "Number", "2.1"] == ("../a.docx", None)
    target.write_bytes(target.read_bytes()[:-400])
    found = links(tmp_path / "run", report, inputs={"a.docx": str(path)})
    assert {address for key, (address, _) in found.items() if key[1] == "Number"} == {"../a.docx"}


def test_a_second_copy_of_a_copy_has_each_bookmark_once(tmp_path):
    first, report, _ = annotate(write_spec(tmp_path / "a.docx"), tmp_path)
    shutil.copy(first, tmp_path / "in.docx")
    (tmp_path / "two").mkdir()
    second, _, _ = annotate(tmp_path / "in.docx", tmp_path / "two", document="a.docx")
    assert bookmarks(second) == {bookmark(each.clause) for each in report.decisions}
    ids = [each.values()[0] for each in tree(parts(second)["word/document.xml"]).iter("{*}bookmarkStart")]
    assert len(ids) == len(set(ids)) == len(CLAUSES)


def test_a_clause_of_a_pdf_opens_at_its_page_and_the_summary_is_one_click_away(tmp_path):
    one = make_report(
        decide("1", "RE", document="a.pdf", clause={"page": 3}),
        decide("2", "CE", outcome="review", document="a.pdf", clause={"page": 15}),
        document="a.pdf",
    )
    two = make_report(decide("7", "RE", document="b.pdf", clause={"page": 2}), document="b.pdf")
    inputs = {"a.pdf": str(tmp_path / "in" / "a.pdf"), "b.pdf": str(tmp_path / "in" / "b.pdf")}
    found = links(tmp_path / "run", one, two, inputs=inputs)
    assert found["Matches", "Number", "1"] == ("../in/a.pdf", "page=3")
    assert found["Matches", "Number", "2"] == found["Review", "Number", "2"] == ("../in/a.pdf", "page=15")
    book = openpyxl.load_workbook(tmp_path / "run" / "report.xlsx")
    for row, name, first in ((2, "a.pdf", "1"), (3, "b.pdf", "7")):
        there = book["Summary"].cell(row, 1)
        assert there.value == name
        assert there.hyperlink.location.startswith("'Matches'!A")
        assert found["Matches", "Document", first] == (None, f"'Summary'!A{row}")
