"""The title block from running lines, cover and properties."""

import pytest

from pipeline.documents.title_block import find


@pytest.mark.parametrize(
    ("lines", "number", "revision", "date"),
    [
        (["Doc Number: QX-EMC-1234", "Revision: C", "Date: 28-Jun-2031"], "QX-EMC-1234", "C", "28-Jun-2031"),
        (["Specification No. 4711.22\tIssue 3.0\tDate issued: 2031-05-08"], "4711.22", "3.0", "2031-05-08"),
        (["Document No.\tRev.\tDate", "ES-90210\tB2\t3 May 2031"], "ES-90210", "B2", "3 May 2031"),
        (["Document No.\tES-90210", "Revision\t05"], "ES-90210", "05", ""),
        (["QX-EMC-1234 Rev D | Component EMC | Status: Approved"], "QX-EMC-1234", "D", ""),
        (
            ["文件编号：Q/ABCD 12.345-2031", "版本：A/2", "发布日期：2031年5月8日"],
            "Q/ABCD 12.345-2031",
            "A/2",
            "2031年5月8日",
        ),
        (["Dokumentennummer: 60-88, Ausgabe 4, Stand 05.2031"], "60-88", "4", ""),
        (["Acme Motors\tENGINEERING STANDARD\tACM-EMC-2031"], "ACM-EMC-2031", "", ""),
        (["Groupe Acme\tEMC of equipments\tACM 02 411 – index C"], "ACM 02 411", "C", ""),
        (["ACME GROUP ENGINEERING STANDARD   HS 96200-12"], "HS 96200-12", "", ""),
        (["Q/ACM 3-108—2031", "2031-11-20 发布    2032-01-01 实施"], "Q/ACM 3-108—2031", "", "2031-11-20"),
        (["STANDARD AC 51-0099   Ed. 3   2031-06"], "AC 51-0099", "3", "2031-06"),
        (["according to ISO 11452-4 and CISPR 25"], "", "", ""),
        (["All Rights Reserved. Revision of this text is not allowed."], "", "", ""),
        (["The document number is found on the drawing"], "", "", ""),
    ],
)
def test_number_revision_and_date_are_found(lines, number, revision, date):
    block = find("", lines, [])
    assert (block.number, block.revision, block.date) == (number, revision, date)


def test_running_lines_come_before_the_cover_and_the_cover_before_properties():
    block = find("", ["Rev. C"], ["Revision: B", "Document No: AB-12"], {"Revision": "A", "Document number": "ZZ-99"})
    assert (block.revision, block.number) == ("C", "AB-12")
    assert find("", [], [], {"Document number": "ZZ-99", "Revision": "A"}).number == "ZZ-99"


def test_a_title_of_the_file_that_says_nothing_is_not_taken():
    assert find("", [], [], {"title": "Microsoft Word - spec.doc"}).title == ""
    assert find("", [], [], {"title": "EMC of components"}).title == "EMC of components"
    assert find("Cover\ntitle", [], [], {"title": "Other"}).title == "Cover title"


def test_long_lines_are_text_and_no_title_block():
    assert find("", [], ["Revision: B " + "and so on " * 50]).revision == ""


def test_a_history_of_changes_does_not_say_which_row_holds():
    block = find("", [], ["Rev.\tDate\tDescription\n1\t2029-06\tNew\n2\t2030-03\tChanged"])
    assert (block.revision, block.date) == ("", "")


def test_a_code_of_a_method_is_no_revision():
    assert find("", [], ["21.0 Discharge: ED 903"]).revision == ""
