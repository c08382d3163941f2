"""Numbers that go back or repeat in documents without heading styles: kept where they look like their neighbours."""

import pytest


def _listed(outline):
    return [(clause.number, clause.title) for clause in outline.clauses]


BACK = """
* 1 Scope
.
* 2 Emission
* 2.1 Housing
.
* 2.3 Supply lines
.
* 2.2 Magnetic field
.
* 2.4 Signal lines
.
* 3 Immunity
* 3.1 Injection
.
* 3.1 Radiated field
.
* 3.2 Discharge
.
* 5 Documents
.
* 4 Transients
* 4.1 Pulses
.
* 6 Report
.
"""


@pytest.mark.parametrize("heads", [{"bold": True}, {"size": 14.0}, {"bold": True, "size": 12.0}])
def test_numbers_that_go_back_or_repeat_are_kept(house, heads):
    body = {"size": 10.0} if "size" in heads else {}
    outline = house.expect(BACK, heads, body)
    assert [number for number, _ in _listed(outline)].count("3.1") == 2
    assert "spec.docx#3.1~2" in [clause.id for clause in outline.clauses]


def test_a_heading_repeated_with_its_title_is_a_running_line(house):
    text = "* 1 Scope\n.\n* 2 Tests\n.\n2 Tests\n.\n* 2.1 Lines\n.\n* 2.2 Fields\n.\n2 Tests\n.\n* 3 Report\n."
    house.expect(text, {"bold": True}, {"bold": False})


def test_bold_words_with_a_number_in_a_plain_document_are_no_clauses(house):
    text = "* 1 Scope\n.\n* 2 Tests\n.\n* 3 Report\n.\n* 4 Plans\n.\n12 pieces are tested\n.\n* 5 Forms\n."
    house.expect(text, {"bold": True}, {"bold": False})
