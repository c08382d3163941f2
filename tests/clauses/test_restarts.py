"""Numbers that jump, slip or begin again."""


def test_jumps_and_deleted_chapters(house):
    house.expect(
        """
        * 1 Scope
        .
        * 2 (reserved)
        * 3 (deleted)
        * 5 Tests
        .
        * 5.1 Voltage
        .
        * 5.4 Current
        .
        * 5.4.2 Probe
        .
        * 9 Quality
        .
        * 12 Report
        .
        """
    )


def test_a_slip_in_a_heading_does_not_lose_the_clause(house):
    outline = house.expect(
        """
        * 5 Tests
        .
        * 5.1 Voltage
        .
        * 5.1.1 Set-up
        .
        * 5.2 Current
        .
        * 5.2.1 Purpose
        .
        * 5.1.2 Set-up
        .
        * 5.2.3 Procedure
        .
        """,
        {"outline": 3},
    )
    assert outline.clauses[5].parent == "spec.docx#5.2"


def test_annexes_with_a_numbering_of_their_own(house):
    outline = house.expect(
        """
        * 1 Scope
        .
        * 2 Tests
        .
        * Annex A Probe
        .
        * 1 Calibration
        .
        * 2 Use
        .
        * Annex B Forms
        .
        * 1 Cover
        .
        """,
        {"outline": 1},
    )
    assert house.ids(outline) == ["1", "2", "A", "1~2", "2~2", "B", "1~3"]
    assert [clause.path for clause in outline.clauses[2:]] == [(), ("Probe",), ("Probe",), (), ("Forms",)]


def test_a_second_part_begins_again(house):
    outline = house.expect(
        """
        * 1 Scope
        .
        * 2 Terms
        .
        * 3 Tests
        .
        * 3.1 Voltage
        .
        Part two
        * 1 Scope of part two
        .
        * 2 Bench
        .
        * 2.1 Antenna
        .
        """,
        {"outline": 1},
    )
    assert house.ids(outline) == ["1", "2", "3", "3.1", "1~2", "2~2", "2.1"]
    assert outline.clauses[-1].parent == "spec.docx#2~2"
