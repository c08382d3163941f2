"""The workbook and the page of a comparison."""

import re

import pytest
from python_calamine import CalamineWorkbook
from report_builders import decide, make_report
from spec_files import CLAUSES, call, write_settings, write_spec

from pipeline.comparisons import contrast
from pipeline.comparisons.pages import save as save_page
from pipeline.comparisons.pairings import pair
from pipeline.comparisons.wordings import weave
from pipeline.errors import UsageError

HOSTILE = "<script>alert(1)</script> =1+1"


def test_the_words_of_both_revisions_are_woven_into_one_text():
    old, new = (decide("1", "RE", title="Limits", clause={"text": f"At most {level} here."}) for level in (40, 35))
    (change,) = contrast(make_report(old), make_report(new)).changes
    pieces = weave(change)
    assert "".join(text for text, mark in pieces if mark != "ins") == old.clause.all_text
    assert "".join(text for text, mark in pieces if mark != "del") == new.clause.all_text
    assert [piece for piece in pieces if piece[1]] == [("40", "del"), ("35", "ins")]


def test_nothing_of_a_document_is_markup_on_the_page(tmp_path):
    old = make_report(decide("1", "RE", title=HOSTILE, clause={"text": HOSTILE}))
    new = make_report(decide("1", "RE", title=HOSTILE, clause={"text": f"{HOSTILE} 2"}))
    save_page(tmp_path / "c.html", [contrast(old, new)], {})
    text = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "&lt;" in text
    assert not re.search(r"https?://", text)


def test_documents_are_paired_by_their_names():
    old = [make_report(document=name) for name in ("QX7_rev_A.docx", "LM3 v1.pdf", "gone.docx")]
    new = [make_report(document=name) for name in ("LM3 v2.pdf", "QX7_rev_B.docx", "fresh.docx")]
    for report in (*old, *new):
        object.__setattr__(report, "title_block", type(report.title_block)())
    pairs = [(one.document, two.document) for one, two in pair(old, new)]
    assert pairs == [("LM3 v1.pdf", "LM3 v2.pdf"), ("QX7_rev_A.docx", "QX7_rev_B.docx")]
    with pytest.raises(UsageError, match="No document is a revision"):
        pair(old[2:] * 2, new[2:])


@pytest.mark.slow
def test_the_command_compares_two_files(tmp_path):
    old = write_spec(tmp_path / "spec_rev_A.docx")
    changed = [(n, t, x.replace("100 mA", "200 mA")) for n, t, x in CLAUSES if n != "4"]
    new = write_spec(tmp_path / "spec_rev_B.docx", [*changed, ("4", "Software", "Its version is kept with each run.")])
    settings = write_settings(tmp_path)
    result = call("compare", old, new, "--out", tmp_path / "out", "--config", settings)
    assert result.returncode == 0, result.stderr
    assert "1 value, 1 added, 1 removed, 4 unchanged" in result.stdout
    book = CalamineWorkbook.from_path(str(tmp_path / "out" / "comparison.xlsx"))
    rows = book.get_sheet_by_name("Changes").to_python()
    assert rows[1][0] == "value"
    assert rows[1][2:4] == ["2.1", "2.1"]
    assert "1 MHz - 400 MHz: 100 mA → 200 mA" in rows[1][5]
    assert "200 mA" in (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8")
