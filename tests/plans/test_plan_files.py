"""The files of plans and envelopes, and the two commands."""

import csv
import json
import re

import pytest
from docx import Document
from plan_builders import LEVELS, SELECTION, catalogue, report, table, write_run
from python_calamine import CalamineWorkbook
from spec_files import call

from pipeline.commands.decided_documents import choose
from pipeline.errors import UsageError
from pipeline.plans import drafts, envelope_book, envelopes, excel, pages, run_documents, tables, word
from pipeline.plans.limits import read as read_limits
from pipeline.requirements import extract, write_jsonl

HOSTILE = '=HYPERLINK("http://x","y")<b>\x07\x0b'


def draft(made, *categories):
    return drafts.draft(made, extract(made.decisions, catalogue()), catalogue(), categories)


def hostile():
    """A specification whose matrix and levels are out to be more than text."""
    matrix = table(*[[cell.replace("Injection", f"{HOSTILE}Injection") for cell in row] for row in SELECTION.rows])
    levels = table(*[[cell.replace("Class 1", f"{HOSTILE} Class 1") for cell in row] for row in LEVELS.rows])
    return report(matrix=matrix, levels=levels)


def texts(document):
    cells = [cell.text for each in document.tables for row in each.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def test_the_word_file_is_a_landscape_page_whose_heads_repeat(tmp_path):
    word.save(tmp_path / "plan.docx", draft(report(), "AM"))
    document = Document(str(tmp_path / "plan.docx"))
    (section,) = document.sections
    assert section.page_width > section.page_height
    assert "PAGE" in section.footer._element.xml
    heads = [each for each in document.tables if each.rows[0]._tr.xpath("./w:trPr/w:tblHeader")]
    assert len(heads) >= len(document.tables) - 1  # all but the fields to fill in
    found = texts(document)
    for wanted in ("ISO 11452-4", "60 to 30 mA", "5.2.1, table 1, row 3", "Deviation", "Plan number", "Figure 3 Bench"):
        assert any(wanted in text for text in found), wanted


def test_the_workbook_has_the_tests_their_values_and_the_open_points(tmp_path):
    excel.save(tmp_path / "plan.xlsx", draft(report(), "AM"))
    book = CalamineWorkbook.from_path(str(tmp_path / "plan.xlsx"))
    assert book.sheet_names == ["Plan", "Tests", "Values", "Limits", "Open points", "Applicability"]
    rows = book.get_sheet_by_name("Tests").to_python()
    assert [row[1] for row in rows[1:]] == ["5.1, Emission on supply", "5.2, Injection", "5.3, Spark, powered"]
    assert rows[2][5] == "ISO 11452-4"
    values = book.get_sheet_by_name("Values").to_python()
    assert all(row[4] for row in values[1:] if row[3] not in ("not found", "as said for all tests"))
    assert len(book.get_sheet_by_name("Applicability").to_python()) == 1 + 4 * 3


def test_nothing_of_a_document_is_a_formula_or_markup(tmp_path):
    made = hostile()
    plan = draft(made, "AM")
    word.save(tmp_path / "plan.docx", plan)
    excel.save(tmp_path / "plan.xlsx", plan)
    tables.save(tmp_path, plan.matrices)
    assert any("HYPERLINK" in text for text in texts(Document(str(tmp_path / "plan.docx"))))
    book = CalamineWorkbook.from_path(str(tmp_path / "plan.xlsx"))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert any("=HYPERLINK" in str(cell) for cell in cells)
    from openpyxl import load_workbook

    opened = load_workbook(tmp_path / "plan.xlsx")
    assert not [cell for sheet in opened for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with (tmp_path / tables.CSV).open(encoding="utf-8-sig", newline="") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell[:1] in "=+@" and cell]
    found = read_limits(made.decisions, catalogue())
    made_envelopes = envelopes.envelop([each for each in found if "BCI" in each.tests], emission=False)
    pages.save(tmp_path / "e.html", HOSTILE, [HOSTILE], made_envelopes, [(found[0], HOSTILE)], emission=False)
    page = (tmp_path / "e.html").read_text(encoding="utf-8")
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_the_applicability_list_says_every_cell_with_its_place(tmp_path):
    plan = draft(report(), "A")
    tables.save(tmp_path, plan.matrices)
    with (tmp_path / tables.CSV).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["row"], row["column"], row["tests"], row["meaning"]) for row in rows[3:6]] == [
        ("4", "3", "BCI", "not"),
        ("4", "4", "BCI", "required"),
        ("4", "5", "BCI", "conditional"),
    ]
    lines = [json.loads(line) for line in (tmp_path / tables.JSONL).read_text(encoding="utf-8").splitlines()]
    assert [line["notes"] for line in lines[5:6]] == [["2) not fed by the module", "1) with a Hall sensor"]]


def test_requirements_of_the_run_folder_are_used_where_it_has_them(tmp_path):
    made = report()
    folder = write_run(tmp_path / "run", made)
    ((_, anew),) = run_documents.load(folder, [made], catalogue())
    assert [each.number for each in anew] == ["5.1", "5.2", "5.3"]
    write_jsonl(anew[:1], folder / "requirements.jsonl")
    ((_, kept),) = run_documents.load(folder, [made], catalogue())
    assert kept == anew[:1]


def test_the_envelope_workbook_has_every_band_with_its_source(tmp_path):
    made = report()
    found = read_limits(made.decisions, catalogue())
    own = envelopes.envelop([each for each in found if "BCI" in each.tests], emission=False)
    envelope_book.save(tmp_path / "e.xlsx", "BCI", own, [], emission=False)
    book = CalamineWorkbook.from_path(str(tmp_path / "e.xlsx"))
    rows = book.get_sheet_by_name("Envelope").to_python()
    assert [row[1:6] for row in rows[1:]] == [
        ["1 MHz", "20 MHz", "100 mA", "Class 2", "spec.docx 5.2.1, table 1, row 2, column 3"],
        ["20 MHz", "400 MHz", "100 mA", "Class 2", "spec.docx 5.2.1, table 1, row 3, column 3"],
    ]
    points = book.get_sheet_by_name("Data of the charts").to_python()
    assert [row[:2] for row in points[2:6]] == [[1e6, 100], [2e7, 100], [2e7, 100], [4e8, 100]]


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory):
    stricter = table(("Band MHz", "Class 1 (dBµA)"), ("1 - 400", "110"), caption="Table 2 Currents")
    folder = tmp_path_factory.mktemp("runs") / "run"
    return write_run(folder, report("one.docx"), report("two.docx", levels=stricter))


def test_the_command_lists_the_categories_and_then_writes_the_plan(run_folder, tmp_path):
    listed = call("plan", run_folder, "--document", "one", "--out", tmp_path / "out")
    assert listed.returncode == 0, listed.stderr
    assert '--category "AM" (Modules): 2 tests required, 1 conditional' in listed.stdout
    assert not (tmp_path / "out").exists()
    made = call("plan", run_folder, "--document", "one", "--category", "am", "--out", tmp_path / "out")
    assert made.returncode == 0, made.stderr
    assert "3 tests (2 required, 1 to be settled)" in made.stdout
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["applicability.csv", "applicability.jsonl", "plan.docx", "plan.xlsx"]


def test_the_document_is_asked_for_where_there_are_several():
    documents = [(report(name), ()) for name in ("one.docx", "two.docx", "two.docx.pdf")]
    assert choose(iter(documents), "TWO.docx")[0].document == "two.docx"
    assert choose(iter(documents[:1]), None)[0].document == "one.docx"
    with pytest.raises(UsageError, match=r"one\.docx, two\.docx"):
        choose(iter(documents), None)
    with pytest.raises(UsageError, match="no document whose name begins with 'three'"):
        choose(iter(documents), "three")


def test_the_command_finds_the_strictest_level_over_the_documents(run_folder, tmp_path):
    result = call("envelope", run_folder, "--test", "bci", "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert "Current in mA: highest level: 5 limits, 1 bands" in result.stdout
    page = (tmp_path / "out" / "envelope.html").read_text(encoding="utf-8")
    assert "316.2 mA" in page
    assert "two.docx 5.2.1, table 1, row 2" in page
    assert not re.search(r"(?:src|href)=", page)


def test_the_command_names_the_tests_there_are(run_folder, tmp_path):
    result = call("envelope", run_folder, "--test", "BCX", "--out", tmp_path)
    assert result.returncode == 2
    assert "no test 'BCX'; it has CE-V, CE-I" in result.stderr
