"""The sheets beside Matches: Summary, Review, Coverage, Problems, Run, Tests, Legend."""

import zipfile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from report_builders import CATALOGUE, RUN, decide, make_large, make_report

from pipeline.records import Problem
from pipeline.reports import write
from pipeline.reports.phrases import digest
from pipeline.reports.sheets.inputs import COMMENT, DIGEST, FILLED, REVIEWER, TEST, VERDICT, ReviewInput

# openpyxl drops the data bars of Excel 2010 and says so; it only reads here
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def save(folder, *reports, problems=()):
    write(folder, reports, CATALOGUE, RUN, problems)
    return folder / "report.xlsx"


def rows(path, sheet):
    """Rows of a sheet as dictionaries, read by calamine."""
    heads, *lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    return [dict(zip(heads, line, strict=True)) for line in lines]


def open_sheet(path, name):
    return openpyxl.load_workbook(path)[name]


def test_summary_counts_each_document_and_links_to_its_rows(tmp_path):
    reports = [make_large("a.docx", 3), make_report(document="empty.docx"), make_large("b.docx", 4, seed=3)]
    path = save(tmp_path, *reports, problems=[Problem("locked.docx", "password", "Remove it.")])
    summary, matches = open_sheet(path, "Summary"), open_sheet(path, "Matches")
    found = {row["Document"]: row for row in rows(path, "Summary")}

    assert found["a.docx"]["Clauses"] == len(reports[0].decisions)
    assert found["a.docx"]["Matched"] + found["a.docx"]["Review"] + found["a.docx"]["Unmatched"] == len(
        reports[0].decisions
    )
    assert found["a.docx"]["Text lost"] == pytest.approx(0.01)
    assert found["a.docx"]["Contents agree"] == pytest.approx(0.96)
    assert found["locked.docx"]["Status"] == "not read: password"
    assert found["All 3 documents"]["Clauses"] == sum(len(report.decisions) for report in reports)
    links = {cell.value: cell.hyperlink.location for (cell,) in summary["A2:A10"] if cell.hyperlink}
    assert set(links) == {"a.docx", "b.docx"}
    for document, target in links.items():
        area = matches[target.partition("!")[2]]
        assert {row[0].value for row in area} == {document}
        assert len(area) == found[document]["Clauses"]


def test_coverage_says_aloud_what_is_not_found(tmp_path):
    first = make_report(decide("8", "RE"), decide("8.1", "RE"), decide("9", "BCI", "review"), document="a.docx")
    second = make_report(decide("3", "RE", document="b.docx"), document="b.docx")
    found = rows(save(tmp_path, first, second), "Coverage")
    counts = {row["Test"].partition(" ")[0]: row for row in found[:5]}
    places = {row["Test"].partition(" ")[0]: row for row in found[7:12]}

    assert (counts["RE"]["a.docx"], counts["RE"]["b.docx"], counts["RE"]["Clauses"]) == (2, 1, 3)
    assert (places["RE"]["a.docx"], places["RE"]["b.docx"]) == ("8 (+1)", "3")
    assert counts["BCI"]["a.docx"] == "1 in review"
    assert counts["BCI"]["Found in"] == "only in a.docx"
    assert (counts["ESD"]["a.docx"], counts["ESD"]["Found in"]) == ("not found", "not found")
    assert places["ESD"]["b.docx"] == "not found"


def test_review_is_a_list_of_work_in_order(tmp_path):
    report = make_report(
        decide("1", "RE"),
        decide("2", "RE", "review", 0.65),
        decide("3", "RE", "review", 0.35, clause={"text": "Own words."}),
        decide("4", "CE", by="person", confidence=1.0),
        decide("5", "RE", confidence=0.81),
    )
    path = save(tmp_path, report)
    found, more = rows(path, "Review"), rows(path, "Worth a look")
    sheet = open_sheet(path, "Review")

    assert [(row["Rank"], row["Number"], row["Outcome"]) for row in found] == [(1, "3", "review"), (2, "2", "review")]
    assert [(row["Rank"], row["Number"], row["Outcome"]) for row in more] == [
        (1, "5", "matched"), (2, "1", "matched"), (3, "4", "matched"),
    ]  # fmt: skip
    assert more[0]["Worth a look because"] == "not in review; 19 % doubt"
    assert found[0]["Text"] == "Own words."
    assert found[0][DIGEST] == digest(report.decisions[2].clause)
    assert "TestChoices" in [rule.formula1 for rule in sheet.data_validations.dataValidation]


def test_of_the_clauses_not_in_review_only_the_best_of_all_documents_are_listed(tmp_path):
    sure, unsure = (
        make_report(*(decide(str(n), "RE", confidence=chance, document=name) for n in range(1, 101)), document=name)
        for name, chance in (("a.docx", 0.99), ("b.docx", 0.9))
    )
    path = save(tmp_path, sure, unsure)

    assert [row["Title"] for row in rows(path, "Review")] == ["No clause is in review."]
    assert [row["Document"] for row in rows(path, "Worth a look")] == ["b.docx"] * 100


def test_what_a_reviewer_said_before_stands_in_both_sheets(tmp_path):
    report = make_report(decide("1", "RE"), decide("2", "RE", "review", 0.4))
    said = {"a.docx#2": ReviewInput("CE", "REJECT", "see annex", "Ada")}
    write(tmp_path, [report], CATALOGUE, RUN, (), said=lambda _: said)
    cells = (TEST, VERDICT, COMMENT, REVIEWER, FILLED)
    for sheet, number, wanted in (
        ("Matches", "2", ["CE", "REJECT", "see annex", "Ada", said["a.docx#2"].mark]),
        ("Review", "2", ["CE", "REJECT", "see annex", "Ada", said["a.docx#2"].mark]),
        ("Matches", "1", [""] * 5),
        ("Worth a look", "1", [""] * 5),
    ):
        found = {row["Number"]: row for row in rows(tmp_path / "report.xlsx", sheet)}
        assert [found[number][head] for head in cells] == wanted


def test_empty_runs_make_a_workbook_that_says_so(tmp_path):
    path = save(tmp_path)

    assert rows(path, "Matches") == []
    assert rows(path, "Review")[0]["Title"] == "No clause is in review."
    assert rows(path, "Problems")[0]["File"].startswith("Nothing: every file was read")


def test_problems_run_tests_and_legend_are_filled(tmp_path):
    report = make_large("a.docx", 2)
    path = save(tmp_path, report, problems=[Problem("x.docx", "drm", "It is protected; ask for an open copy.")])

    assert (rows(path, "Problems")[0]["Kind"], rows(path, "Problems")[0]["Severity"]) == ("drm", "failed")
    run = {(row["What"], row["Key"]): row["Value"] for row in rows(path, "Run")}
    assert run["run", "started"] == RUN.started
    assert run["version", "emcmatch"] == "9"
    assert run["file (SHA-256)", "a.docx"] == report.sha256
    assert [row["Id"] for row in rows(path, "Tests")][1:6] == list(CATALOGUE.ids)
    legend = {(row["Sheet"], row["Column or colour"]) for row in rows(path, "Legend")}
    assert {("Matches", TEST), ("Review", "Rank"), ("Summary", "Text lost"), ("", "review")} <= legend


def test_charts_point_at_the_cells_they_draw(tmp_path):
    with zipfile.ZipFile(save(tmp_path, make_large("a.docx", 3), make_large("b.docx", 3))) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]

    assert len(charts) == 2
    assert any("Summary!$I$2:$I$3" in chart for chart in charts)
    assert any("Coverage!$C$2:$C$6" in chart for chart in charts)
