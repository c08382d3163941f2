"""Which numbers are clauses and which only look like it: the sequence of all of them decides."""

import pytest

LOOKS = [None, {"bold": True}, {"size": 13.0}, {"outline": 1}]


@pytest.mark.parametrize("heads", LOOKS)
def test_typed_numbers_however_they_are_marked(house, heads):
    outline = house.expect(
        """
        Component specification
        * 1 Scope
        .
        * 1.1 Purpose
        .
        * 2 References
        .
        * 2.1 Standards
        * 2.1.1 International
        .
        * 3 Tests
        .
        """,
        heads,
        {"size": 10.0},
    )
    assert house.ids(outline) == ["1", "1.1", "2", "2.1", "2.1.1", "3"]
    assert [clause.title for clause in outline.clauses[:2]] == ["Scope", "Purpose"]


@pytest.mark.parametrize("heads", LOOKS)
def test_quantities_at_the_start_of_paragraphs_are_text(house, heads):
    house.expect(
        """
        * 1 Scope
        .
        * 2 Set-up
        .
        * 2.1 Antenna
        1 m antenna distance is kept.
        3.3 kHz is the bandwidth.
        * 2.2 Supply
        13.5 V shall be applied for 5 s.
        2.3 V is the lower threshold.
        3 samples are tested.
        * 3 Limits
        .
        * 3.1 Peak
        3.2 dB may be added above 30 MHz.
        10 - 30 MHz in steps of 5 kHz
        2,5 m x 1 m is the size.
        * 3.2 Average
        .
        * 4 Report
        """,
        heads,
        {"size": 10.0},
    )


def test_a_heading_may_begin_with_a_quantity(house):
    outline = house.expect("* 5 Tests\n.\n* 5.1 12 V nets\n.\n* 5.2 48 V nets\n.\n* 5.3 1 GHz and above\n.")
    assert [clause.title for clause in outline.clauses] == ["Tests", "12 V nets", "48 V nets", "1 GHz and above"]


def test_references_at_the_start_of_a_paragraph_are_text(house):
    house.expect(
        """
        * 4 Emissions
        .
        * 4.1 Voltage
        .
        * 4.2 Current
        .
        4.3 applies in addition.
        4.1 and 4.2 are both carried out.
        * 5 Immunity
        .
        5.1 does not apply to motors.
        * 5.1 Injection
        .
        Section 4 applies to the rest.
        Annex A gives the limits.
        * 5.2 Field
        .
        """
    )


def test_typed_lists_within_a_clause_are_its_text(house):
    outline = house.expect(
        """
        * 1 Scope
        .
        * 2 Procedure
        .
        1. Switch the unit on.
        2. Wait for ten seconds.
        3. Note the reading.
        * 3 Limits
        .
        a) for the supply
        b) for the signal lines
        * 3.1 Peak
        .
        1) First polarity.
        2) Second polarity.
        (1) and so on
        * 4 Report
        """
    )
    assert outline.clauses[1].text.endswith("2. Wait for ten seconds.\n3. Note the reading.")


def test_generated_lists_within_a_clause_keep_their_labels_in_the_text(house):
    outline = house.expect(
        """
        * [1|heads] Scope
        .
        * [2|heads] Procedure
        [1.|steps] Switch the unit on.
        [2.|steps] Wait.
        [3.|steps] Note the reading.
        [a)|others] Write it down.
        * [3|heads] Limits
        .
        """,
        {"outline": 1},
    )
    assert outline.clauses[1].text.splitlines()[-1] == "a) Write it down."


def test_numbered_paragraphs_of_a_heading_list_are_clauses(house):
    blocks, _ = house.read(
        f"""
        * [1|x] Scope
        [1.1|x] {house.body}
        [1.2|x] 2 samples suffice.
        * [2|x] Tests
        * [2.1|x] Radiated
        [2.1.1|x] 1 m antenna distance is kept.
        [2.1.2|x] {house.body}
        """,
        {"outline": 1},
    )
    outline = house.split(blocks)
    assert house.ids(outline) == ["1", "1.1", "1.2", "2", "2.1", "2.1.1", "2.1.2"]
    assert outline.clauses[5].title == "1 m antenna distance is kept."


def test_typed_and_generated_numbers_in_one_document(house):
    house.expect("* [1|x] Scope\n.\n* 2 Tests\n* 2.1 Voltage\n.\n* [2.2|x] Current\n.\n* 2.2.1 Probe\n.\n* 3 Report\n.")


def test_dates_standards_and_running_headers_are_text(house):
    house.expect(
        """
        EMC-CS-2009 page 3 of 120
        2023-05-08 first issue
        12.04.2021 second issue
        5 March 2022 third issue
        * 1 Scope
        .
        EMC-CS-2009 page 4 of 120
        11452-4 is the method.
        7637-2:2011 Electrical transients
        * 2 Tests
        .
        EMC-0101: a rule
        """
    )


def test_all_capital_headings_and_figure_legends(house):
    house.expect(
        """
        * 1 GENERAL
        .
        1 Supply
        2 Network
        3 Load box
        Figure 1 Bench
        * 2 CONDITIONS
        3 m is the distance.
        * 2.1 AMBIENT
        .
        1 Antenna
        2 Harness
        Figure 2 Chamber
        * 3 TESTS
        .
        """,
        {"size": 14.0, "bold": True},
        {"size": 10.0},
    )
