"""accuracy.xlsx and accuracy.json say what the evaluation found."""

import json
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from report_builders import CATALOGUE, decide, label, make_report

from pipeline.evaluation import evaluate
from pipeline.reports import accuracy
from pipeline.reports.accuracy_book import SHEETS, show

# openpyxl drops the data bars of Excel 2010 and says so; it only reads here
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

DECISIONS = (
    decide("1", "RE", confidence=0.95),
    decide("2", "RE", confidence=0.85, title="=1+1"),
    decide("3", (), confidence=0.75),
    decide("4", ("BCI", "ESD"), "review", confidence=0.35),
    decide("7", "CE", confidence=0.5),
)
LABELS = (
    label("1", "RE"),
    label("2", "CE", title="=1+1"),
    label("3"),
    label("4", ("BCI", "ESD")),
    label("5", "RE", ()),
)
RIVAL = (decide("1", "CE"), decide("2", "CE"))


@pytest.fixture
def folder(tmp_path):
    reports = [make_report(*DECISIONS), make_report(document="new.docx")]
    accuracy.write(tmp_path, evaluate(reports, LABELS, CATALOGUE, [make_report(*RIVAL)]))
    return tmp_path


def rows(folder, sheet):
    heads, *lines = CalamineWorkbook.from_path(str(folder / "accuracy.xlsx")).get_sheet_by_name(sheet).to_python()
    return [dict(zip(heads, line, strict=True)) for line in lines]


def test_both_files_appear_and_no_other(folder):
    assert {path.name for path in folder.iterdir()} == set(accuracy.FILES)
    assert tuple(openpyxl.load_workbook(folder / "accuracy.xlsx").sheetnames) == SHEETS


def test_json_gives_each_share_with_its_n_and_interval(folder):
    content = json.loads((folder / "accuracy.json").read_text(encoding="utf-8"))

    assert content["figures"]["clauses"]["count"] == 3
    assert content["figures"]["clauses"]["n"] == 5
    low, high = content["figures"]["clauses"]["interval"]
    assert low < content["figures"]["clauses"]["value"] == 0.6 < high
    assert content["figures"]["documents"]["a.docx"]["n"] == 5
    assert content["baseline"]["clauses"]["count"] == 1
    assert content["tests"]["RE"]["precision"]["n"] == 2
    assert content["not_found"] == ["a.docx#5"]
    assert content["invented"] == ["a.docx#7"]
    assert content["without_labels"] == ["new.docx"]
    assert [item["id"] for item in content["wrong"]] == ["a.docx#2"]
    assert sum(map(sum, content["confusion"]["counts"])) == 6


def test_the_workbook_begins_with_what_the_figures_mean_in_sentences(folder):
    sentences = [row["In short"] for row in rows(folder, "In short")]

    assert sentences[:4] == [
        "Of 5 labelled clauses in 1 document 3 (60.0 %, 95 % interval 23.1 to 88.2 %) got the right answer; "
        "comparing keywords alone gets 20.0 %.",
        "3 (60.0 %, 95 % interval 23.1 to 88.2 %) were decided without a person; of those 2 (66.7 %, 95 % interval "
        "20.8 to 93.9 %) are right, and 1 wrong answer among them would pass unseen.",
        "2 (40.0 %) are left to a person: 1 in review, and 1 that were not found under their number.",
        "By their names none of these documents is among the examples that the program learned from.",
    ]


def test_five_thresholds_say_what_each_would_decide_and_how_right_it_were(folder):
    found = [row for row in rows(folder, "In short") if row["Decided"] != ""]

    assert [(row["Confidence at least"], row["Decided"], row["Right"]) for row in found] == [
        (0.5, 3, pytest.approx(2 / 3)), (0.7, 3, pytest.approx(2 / 3)), (0.8, 2, 0.5), (0.9, 1, 1), (0.95, 1, 1),
    ]  # fmt: skip
    assert [row["Of all labels"] for row in found] == pytest.approx([0.6, 0.6, 0.4, 0.2, 0.2])


def test_documents_that_were_learned_from_are_named_and_the_others_judged_apart(tmp_path):
    reports = [make_report(*DECISIONS), make_report(decide("1", "RE", document="b.docx"), document="b.docx")]
    labels = (*LABELS, label("1", "RE", document="b.docx"))
    found = replace(evaluate(reports, labels, CATALOGUE), seen=("a.docx",))
    accuracy.write(tmp_path, found)

    assert [row["In short"] for row in rows(tmp_path, "In short")][3] == (
        "The program learned from a.docx: these figures flatter it; of the clauses of the other documents 1 "
        "(100.0 %, 95 % interval 20.7 to 100.0 %) are right."
    )
    assert json.loads((tmp_path / "accuracy.json").read_text())["learned_from"] == ["a.docx"]


def test_documents_by_tests_are_a_heat_map_with_their_numbers_beside(folder):
    (row,) = rows(folder, "Documents")
    sheet = openpyxl.load_workbook(folder / "accuracy.xlsx")["Documents"]

    assert (row["All"], row["Labels"], row["RE"], row["RE n"], row["CE"], row["none"], row["none n"]) == (
        pytest.approx(0.6), 5, pytest.approx(0.5), 2, 0, 1, 1,
    )  # fmt: skip
    rules = [rule.type for found in sheet.conditional_formatting._cf_rules.values() for rule in found]
    assert rules == ["colorScale"]


def test_headline_figures_stand_beside_the_baseline(folder):
    sheet = openpyxl.load_workbook(folder / "accuracy.xlsx")["Accuracy"]
    found = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=2)}

    assert found["Clauses right"][1:3] == [pytest.approx(0.6), 5]
    assert found["Clauses right"][5:7] == [pytest.approx(0.2), 5]
    assert found["Decided without review"][1] == pytest.approx(0.6)
    assert found["  of those right"][1:3] == [pytest.approx(2 / 3), 3]
    assert found["new.docx"][-1].startswith("In this run, but without labels")
    assert found["a.docx"][2] == 5


def test_every_wrong_clause_stands_with_its_evidence(folder):
    (row,) = rows(folder, "Wrong")

    assert (row["Number"], row["Title"], row["Label"], row["Guess"]) == ("2", "=1+1", "CE", "RE")
    assert row["Evidence"] == "code RI 112; (unit mA)"
    assert row["Channel shares of the guess"] == "RE: text 0.15, evidence 0.25"
    assert row["Reason"] == "The code RI 112 stands in the title."


def test_what_was_lost_and_what_was_invented_is_listed(folder):
    lost, invented = rows(folder, "Not found")

    assert (lost["Number"], lost["Tests"]) == ("5", "RE|NONE")
    assert (invented["Number"], invented["Tests"]) == ("7", "CE")


def test_the_confusion_sheet_adds_up_and_has_a_colour_scale(folder):
    sheet = openpyxl.load_workbook(folder / "accuracy.xlsx")["Confusion"]
    heads = [cell.value for cell in sheet[1]]
    cells = {
        (row[0].value, head): cell.value
        for row in sheet.iter_rows(min_row=2)
        for head, cell in zip(heads, row, strict=True)
    }

    assert cells["RE", "RE"] == 1
    assert cells["CE", "RE"] == 1
    assert cells["BCI", "BCI"] == 1
    assert cells["RE", "not found"] == 1
    assert cells["no label", "CE"] == 1
    assert cells["RE", "BCI"] is None
    (rules,) = sheet.conditional_formatting._cf_rules.values()
    assert rules[0].type == "colorScale"


def test_tests_have_their_scores(folder):
    found = {row["Test"]: row for row in rows(folder, "Tests")}

    assert found["RE"]["Precision"] == pytest.approx(0.5)
    assert found["RE"]["Recall"] == pytest.approx(0.5)
    assert found["TI-L"]["F1"] == ""


def test_reliability_and_coverage_are_tables_with_charts(folder):
    bins, curve = rows(folder, "Reliability"), rows(folder, "Coverage")

    assert [row["Clauses"] for row in bins[:10]] == [0, 0, 0, 1, 0, 0, 0, 1, 1, 1]
    assert [row["Clauses decided"] for row in curve] == [1, 2, 3, 4]
    assert curve[-1]["Coverage"] == pytest.approx(0.8)
    with zipfile.ZipFile(folder / "accuracy.xlsx") as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert any("Reliability!$D$2:$D$11" in chart and "Reliability!$A$13:$A$14" in chart for chart in charts)
    assert any("Coverage!$C$2:$C$5" in chart for chart in charts)


def test_no_cell_is_a_formula_and_every_part_is_well_formed(folder):
    for sheet in openpyxl.load_workbook(folder / "accuracy.xlsx"):
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with zipfile.ZipFile(folder / "accuracy.xlsx") as package:
        assert all(ElementTree.fromstring(package.read(name)) is not None for name in package.namelist())


def test_the_same_evaluation_gives_the_same_bytes(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    reports = [make_report(*DECISIONS), make_report(document="new.docx")]
    accuracy.write(other, evaluate(reports, LABELS, CATALOGUE, [make_report(*RIVAL)]))

    for name in accuracy.FILES:
        assert (other / name).read_bytes() == (folder / name).read_bytes()


def test_nothing_to_score_still_makes_a_workbook(tmp_path):
    accuracy.write(tmp_path, evaluate([], [label("1", document="other.docx")], CATALOGUE))

    assert json.loads((tmp_path / "accuracy.json").read_text())["figures"]["clauses"]["value"] is None
    assert rows(tmp_path, "Wrong")[0]["Title"] == "No clause that was found is wrong."


def test_labels_are_shown_as_they_are_written():
    assert show((("RE", "CE"), (), ("BCI",))) == "RE;CE|NONE|BCI"
