"""Headings without numbers that name tests make parts of their clause."""

import pytest

from pipeline.clauses.parts import open_parts
from pipeline.clauses.tree import ClauseSection, Seat
from pipeline.records import Block, Place


def block(text, *, bold=False, label=""):
    return Block("paragraph", text, Place(0), bold=bold, label=label)


def opened(title, *blocks):
    sections, seats = open_parts([ClauseSection("7.2", title, block(title), list(blocks))], [Seat(2, None)])
    return [(section.number, section.title) for section in sections], sections, seats


TWO = (
    block("Immunity to electrostatic discharges", bold=True), block("8 kV in air."),
    block("Bursts", bold=True), block("1 kV on the lines."),
)  # fmt: skip


def test_each_heading_that_names_a_test_opens_a_part_below_its_clause():
    found, sections, seats = opened("Immunity of the unit", block("All of them apply."), *TWO)

    assert found[1:] == [("7.2 (1)", "Immunity to electrostatic discharges"), ("7.2 (2)", "Bursts")]
    assert [one.text for one in sections[0].blocks] == ["All of them apply."]
    assert [one.text for one in sections[2].blocks] == ["1 kV on the lines."]
    assert [(seat.level, seat.parent) for seat in seats] == [(2, None), (3, 0), (3, 0)]


def test_what_every_test_has_opens_no_part():
    found, _, _ = opened("Radiated emissions", block("Test set-up", bold=True), block("A table."),
                         block("Limits", bold=True), block("26 dBµV/m."))  # fmt: skip

    assert found == [("7.2", "Radiated emissions")]


@pytest.mark.parametrize("kept", [TWO[:2], (block("Bursts."), block("x"), block("Surges."), block("y"))])
def test_one_heading_alone_or_plain_text_opens_no_part(kept):
    assert len(opened("Immunity of the unit", *kept)[0]) == 1


def test_headings_that_name_no_test_open_parts_where_levels_stand_below_them():
    found, _, _ = opened("Disturbances emitted by the unit", block("On the lines", bold=True), block("70 dBµV"),
                         block("Into the air", bold=True), block("26 dBµV/m"))  # fmt: skip

    assert [number for number, _ in found] == ["7.2", "7.2 (1)", "7.2 (2)"]


def test_positions_of_parents_move_with_the_parts_before_them():
    sections = [
        ClauseSection("7", "Immunity", block("Immunity"), list(TWO)),
        ClauseSection("7.1", "Surges", block("Surges")),
    ]
    _, seats = open_parts(sections, [Seat(1, None), Seat(2, 0)])

    assert [seat.parent for seat in seats] == [None, 0, 0, 0]


def test_the_heading_of_a_table_is_no_part_of_a_clause_that_is_not_about_tests():
    table = Block("table", "0.5\t66", Place(0), rows=(("0.5", "66"),))
    blocks = (block("Conducted emissions", bold=True), table, block("Radiated emissions", bold=True), table)
    assert opened("Bought goods", *blocks)[0] == [("7.2", "Bought goods")]
    assert len(opened("Requirements", *blocks)[0]) == 3
