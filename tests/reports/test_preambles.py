"""What stands before the first clause is in the files of a run, in the page, and found by a search."""

from dataclasses import replace

from pipeline.records import LossAccount, Report, TitleBlock
from pipeline.reports.jsonl import flatten_document
from pipeline.reports.overviews import survey
from pipeline.search.index.entries import make

TEXT = "The level was lowered from 60 mA to 40 mA <b>by agreement</b>."
REPORT = Report("spec.docx", "0" * 64, "docx", None, TitleBlock(), LossAccount(), None, (), preamble=TEXT)


def test_the_preamble_is_a_field_of_the_document():
    assert flatten_document(REPORT)["preamble"] == TEXT
    assert survey(REPORT).preamble == TEXT


def test_the_preamble_is_searchable_and_no_clause_of_a_test():
    (entry,) = make(REPORT)
    assert (entry.clause.text, entry.clause.number, entry.tests) == (TEXT, "", ())
    assert "agreement" in entry.fields.text
    assert {(amount.low, amount.unit) for amount in entry.amounts} == {(60.0, "mA"), (40.0, "mA")}
    assert list(make(replace(REPORT, preamble=""))) == []
