"""report.xlsx as Excel, openpyxl and calamine see it."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from report_builders import CATALOGUE, RUN, decide, make_large, make_report

from pipeline.records import Problem, Table
from pipeline.reports import grids, write
from pipeline.reports.cells import LIMIT
from pipeline.reports.choices import parse
from pipeline.reports.phrases import digest
from pipeline.reports.sheets.inputs import CLAUSE_ID, COMMENT, DIGEST, FILLED, REVIEWER, TEST, VERDICT
from pipeline.reports.workbook import SHEETS

# openpyxl drops the data bars of Excel 2010 and says so; it only reads here
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

HOSTILE = '=HYPERLINK("http://x","y") <b>&amp;</b> \x00\x07 ]]> _x0041_ 电 \ud800'


def save(folder, *reports, problems=()):
    write(folder, reports, CATALOGUE, RUN, problems)
    return folder / "report.xlsx"


def rows(path, sheet):
    """Rows of a sheet as dictionaries, read by calamine."""
    heads, *lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    return [dict(zip(heads, line, strict=True)) for line in lines]


def open_sheet(path, name):
    return openpyxl.load_workbook(path)[name]


def column_of(sheet, head):
    return next(cell.column_letter for cell in sheet[1] if cell.value == head)


def test_the_sheets_stand_in_their_order(tmp_path):
    path = save(tmp_path, make_large("a.docx"))

    assert tuple(openpyxl.load_workbook(path).sheetnames) == SHEETS


def test_the_workbook_bears_no_date_of_its_making(tmp_path):
    assert openpyxl.load_workbook(save(tmp_path)).properties.created.year == 2000


def test_matches_has_one_row_a_clause_in_document_order(tmp_path):
    first, second = make_large("a.docx", 3), make_large("b.docx", 3, seed=2)
    found = rows(save(tmp_path, second, first), "Matches")

    wanted = [item.clause for report in (first, second) for item in report.decisions]
    assert [(row["Document"], row["Number"], row[CLAUSE_ID]) for row in found] == [
        (clause.document, clause.number, clause.id) for clause in wanted
    ]
    assert [row[DIGEST] for row in found] == [digest(clause) for clause in wanted]


def test_a_row_says_what_was_decided_and_why(tmp_path):
    clause = {"path": ("Immunity", "Injection"), "page": 9, "text": "Own words."}
    report = make_report(decide("8.10", ("BCI", "ESD"), "review", 0.4, title="Levels", clause=clause))
    (row,) = rows(save(tmp_path, report), "Matches")

    assert row["Number"] == "8.10"
    assert row["Test"] == "BCI – Bulk Current Injection\nESD – Electrostatic Discharge"
    assert (row["Outcome"], row["Confidence"], row["Page"]) == ("review", 0.4, 9)
    assert row["Alternatives"] == "RE 30 %\nCE 30 %"
    assert row["Under"] == "Immunity › Injection"
    assert row["Channel shares"] == "BCI: text 0.15, evidence 0.25"
    assert row["Words in common"] == "clamp"
    assert row["Text"] == "Own words."


def test_matches_opens_with_ten_columns_and_the_rest_is_folded_beside_them(tmp_path):
    sheet = open_sheet(save(tmp_path, make_large("a.docx", 3)), "Matches")
    grouped = {}
    for found in sheet.column_dimensions.values():  # openpyxl keeps one entry for equal neighbours
        for column in range(found.min, found.max + 1):
            grouped[column] = found
    heads = {cell.value: grouped[cell.column] for cell in sheet[1]}

    assert [head for head, column in heads.items() if not column.hidden] == [
        "Document", "Number", "Title", "Text", "Test", "Outcome", "Confidence", "Alternatives", TEST, COMMENT,
    ]  # fmt: skip
    folded = [head for head, column in heads.items() if column.outlineLevel]
    assert {VERDICT, REVIEWER, "Reason", "Channel shares"} <= set(folded)
    assert not {CLAUSE_ID, DIGEST, FILLED} & set(folded)  # opening the group does not show the keys
    assert heads[COMMENT].collapsed
    assert not sheet.sheet_properties.outlinePr.summaryRight  # the plus stands above Comment


def test_a_text_shows_its_tables_as_lines_of_cells(tmp_path):
    clause = {
        "text": "Levels:",
        "tables": (Table((("Band", "Level"), ("1 MHz\nto 2 MHz", "90 mA"))),),
        "notes": ("* peak",),
    }
    path = save(tmp_path, make_report(decide("1", "BCI", "review", clause=clause)))

    for sheet in ("Matches", "Review"):
        assert rows(path, sheet)[0]["Text"] == "Levels:\nBand | Level\n1 MHz to 2 MHz | 90 mA\n* peak"


def test_a_row_is_high_enough_for_its_text_and_no_higher_than_a_screen(tmp_path):
    texts = ("Short.", "A sentence of some words. " * 9, "A sentence of some words. " * 900)
    report = make_report(*(decide(str(n), "RE", clause={"text": text}) for n, text in enumerate(texts)))
    sheet = open_sheet(save(tmp_path, report), "Matches")
    short, middle, long = (sheet.row_dimensions[row].height for row in (2, 3, 4))

    assert 14 <= short < 31
    assert 4 * 13 <= middle < long <= 9 * 13.5


def test_the_number_of_a_clause_opens_the_pdf_at_its_page_from_wherever_both_lie(tmp_path):
    folder = tmp_path / "outputs" / "mine"
    place = tmp_path / "specs" / "a 100%#1.pdf"
    run = replace(
        RUN, inputs={"a.pdf": str(place), "b.docx": str(place.with_name("b.docx")), "c.pdf": "https://host/c.pdf"}
    )
    reports = [
        make_report(
            decide("7", "RE", "review", document="a.pdf (2 of 3)", clause={"page": 15}), document="a.pdf (2 of 3)"
        ),
        make_report(decide("8", "RE", "review", document="b.docx"), document="b.docx"),
        make_report(decide("9", "RE", "review", document="c.pdf"), document="c.pdf"),
    ]
    folder.mkdir(parents=True)
    write(folder, reports, CATALOGUE, run, ())

    for name in ("Matches", "Review"):
        sheet = open_sheet(folder / "report.xlsx", name)
        number = column_of(sheet, "Number")
        links = {cell.value: cell.hyperlink for cell in sheet[number][1:]}
        assert (links["7"].target.replace("\\", "/"), links["7"].location) == (
            "../../specs/a%20100%25%231.pdf",
            "page=15",
        )
        assert (links["8"].target.replace("\\", "/"), links["8"].location) == ("../../specs/b.docx", None)
        assert links["9"] is None  # an address is nothing to click


def test_a_file_name_cannot_become_another_kind_of_link(tmp_path):
    name = "https:x.pdf"
    write(tmp_path, [make_report(decide("7", "RE", document=name), document=name)], CATALOGUE,
          replace(RUN, inputs={name: str(tmp_path / name)}), ())  # fmt: skip
    sheet = open_sheet(tmp_path / "report.xlsx", "Matches")

    with zipfile.ZipFile(tmp_path / "report.xlsx") as package:
        links = [package.read(name).decode() for name in package.namelist() if name.endswith("sheet2.xml.rels")]
    assert 'TargetMode="External"' in links[0]
    assert sheet[column_of(sheet, "Number")][1].hyperlink.target == "https:x.pdf"


def test_the_reviewers_columns_are_empty_and_ready(tmp_path):
    path = save(tmp_path, make_large("a.docx", 3))
    sheet = open_sheet(path, "Matches")
    last = sheet.max_row

    assert {(row[TEST], row[VERDICT], row[COMMENT], row[REVIEWER]) for row in rows(path, "Matches")} == {
        ("", "", "", "")
    }
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    test, verdict = column_of(sheet, TEST), column_of(sheet, VERDICT)
    assert rules[f"{test}2:{test}{last}"].formula1 == "TestChoices"
    assert rules[f"{test}2:{test}{last}"].errorStyle == "information"
    assert rules[f"{verdict}2:{verdict}{last}"].formula1 == '"APPROVE,REJECT,HOLD"'


def test_the_drop_down_offers_none_every_test_and_what_goes_together(tmp_path):
    path = save(tmp_path, make_report(decide("1", ("ESD", "BCI"))))
    book = openpyxl.load_workbook(path)
    (sheet, area), *more = book.defined_names["TestChoices"].destinations
    offered = [cell.value for (cell,) in book[sheet][area]]

    assert not more
    assert [parse(text, CATALOGUE) for text in offered] == [
        (),
        *((test.id,) for test in CATALOGUE.tests),
        ("ESD", "BCI"),
        ("RE", "CE"),
    ]


def test_header_and_id_columns_stay_in_sight_and_filters_cover_the_hidden_keys(tmp_path):
    sheet = open_sheet(save(tmp_path, make_large("a.docx", 3)), "Matches")
    key = column_of(sheet, FILLED)

    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == f"A1:{key}{sheet.max_row}"
    assert sheet.column_dimensions[column_of(sheet, CLAUSE_ID)].hidden
    assert not sheet.column_dimensions[column_of(sheet, TEST)].hidden


def test_outcomes_are_coloured_and_confidence_is_a_bar(tmp_path):
    sheet = open_sheet(save(tmp_path, make_large("a.docx", 3)), "Matches")
    rules = {
        str(area.sqref).rstrip("0123456789").partition(":")[0].rstrip("0123456789"): [rule.type for rule in found]
        for area, found in sheet.conditional_formatting._cf_rules.items()
    }

    assert rules[column_of(sheet, "Outcome")] == ["cellIs", "cellIs", "cellIs"]
    assert rules[column_of(sheet, "Confidence")] == ["dataBar"]


def test_no_cell_of_a_hostile_document_is_a_formula_or_a_link(tmp_path):
    report = make_report(
        decide("=1", "RE", "review", title=HOSTILE, reason=HOSTILE, clause={"text": HOSTILE, "path": (HOSTILE,)}),
        decide("+2", "CE", title="@SUM(A1)", document="=a.docx", clause={"text": "<r>x</r>"}),
        document="=a.docx",
        notes=("=1+1",),
    )
    path = save(tmp_path, report, problems=[Problem("=p", "=k", "=m")])

    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert cell.hyperlink is None or cell.hyperlink.location.startswith(("'Matches'!", "'Summary'!"))
    assert rows(path, "Matches")[0]["Title"].startswith(
        '=HYPERLINK("http://x","y") <b>&amp;</b>  ]]> _x0041_ 电 \ufffd'
    )


def test_every_part_is_well_formed_and_no_string_is_too_long(tmp_path):
    text = "long words " * 9000
    report = make_report(decide("1", "RE", "review", title=text, reason=HOSTILE, clause={"text": text}))

    with zipfile.ZipFile(save(tmp_path, report)) as package:
        for name in package.namelist():
            root = ElementTree.fromstring(package.read(name))
            assert max((len(node.text or "") for node in root.iter()), default=0) <= LIMIT
    (row,) = rows(tmp_path / "report.xlsx", "Matches")
    assert row["Text"].endswith("the whole text stands in clauses.jsonl")


def test_clauses_that_no_longer_fit_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(grids, "MOST_ROWS", 11)
    report = make_large("a.docx", 8)
    path = save(tmp_path, report)

    assert len(rows(path, "Matches")) == 10
    assert f"{len(report.decisions) - 10} clauses stand in matches.csv" in str(rows(path, "Problems"))


@pytest.mark.slow
@pytest.mark.live
def test_libreoffice_opens_it_and_shows_the_same_cells(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    path = save(tmp_path, make_large("a.docx", 3))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        tmp_path / "lo",
        path,
    ]

    subprocess.run(command, check=True, capture_output=True, timeout=120)

    theirs = rows(tmp_path / "lo" / "report.xlsx", "Matches")
    assert [row[CLAUSE_ID] for row in theirs] == [row[CLAUSE_ID] for row in rows(path, "Matches")]
    assert [row["Title"] for row in theirs] == [row["Title"] for row in rows(path, "Matches")]
