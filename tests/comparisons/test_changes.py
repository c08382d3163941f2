"""Two revisions with known edits: each is found, and said to be what it is."""

from dataclasses import replace

import pytest
from report_builders import decide, make_report
from revision_builders import make_pair

from pipeline.comparisons import contrast
from pipeline.records import Table

SIXTY = {"value": 18, "reworded": 14, "moved": 8, "removed": 10, "added": 10}
STILL = ("unchanged", "renumbered")


def tell(comparison, uids):
    """Return what was found for every clause, by uid."""
    old = {decision.clause.id: uid for decision, uid in zip(comparison.old.decisions, uids[0], strict=True)}
    new = {decision.clause.id: uid for decision, uid in zip(comparison.new.decisions, uids[1], strict=True)}
    found = {}
    for change in comparison.changes:
        before = old[change.old.clause.id] if change.old else None
        after = new[change.new.clause.id] if change.new else None
        kind = change.kind if before is None or after is None or before == after else "wrong partner"
        for uid in {before, after} - {None}:
            found[uid] = kind if uid not in found else "twice"
    return found


@pytest.mark.parametrize("seed", range(3))
def test_of_60_edits_97_per_cent_are_found_and_told_right(tmp_path, seed):
    (old, new), uids, truth = make_pair(tmp_path, seed, SIXTY)
    assert len(truth) == 60
    found = tell(contrast(old, new), uids)
    wrong = {uid: (kind, found[uid]) for uid, kind in truth.items() if found[uid] != kind}
    alarms = {uid: kind for uid, kind in found.items() if uid not in truth and kind not in STILL}
    assert len(wrong) <= 0.03 * len(truth), wrong
    assert not alarms


def test_the_same_file_twice_has_no_change(tmp_path):
    (old, new), uids, _ = make_pair(tmp_path, 7, {})
    assert set(tell(contrast(old, new), uids).values()) == {"unchanged"}


def clause(number, title="Levels", text="", **changes):
    return decide(number, changes.pop("tests", "BCI"), title=title, clause={"text": text, "path": (), **changes})


def kinds(old, new):
    return [change.kind for change in contrast(make_report(*old), make_report(*new)).changes]


def test_a_value_is_compared_as_a_value_and_named_with_its_band():
    old = clause("8.1", text="The field is 100 V/m from 400 MHz to 1 GHz, for 60 s.")
    new = clause("8.1", text="The field is 200 V/m from 400 MHz to 1000 MHz, for 1 min.")
    (change,) = contrast(make_report(old), make_report(new)).changes
    assert change.kind == "value"
    assert change.values == ("100 V/m → 200 V/m, 400 MHz - 1 GHz",)


def test_the_same_value_written_otherwise_is_a_rewording():
    old, new = clause("1", text="At 0,1 kV for 60 s."), clause("1", text="At 100 V for 1 min.")
    assert kinds([old], [new]) == ["reworded"]


def test_values_in_another_order_are_a_rewording():
    old, new = clause("1", text="At 13.5 V for 60 s."), clause("1", text="For 60 s at 13.5 V.")
    assert kinds([old], [new]) == ["reworded"]


def test_a_cell_of_a_table_has_the_unit_of_its_head():
    tables = [(Table((("Band", "Level [dBµV]"), ("1 MHz to 2 MHz", level))),) for level in ("54", "48")]
    old, new = (clause("8.1", text="As below.", tables=table) for table in tables)
    (change,) = contrast(make_report(old), make_report(new)).changes
    assert change.values == ("54 dBµV → 48 dBµV, 1 MHz - 2 MHz",)


def test_another_edition_of_a_standard_or_another_clause_number_is_no_value():
    old = clause("1", text="As in ISO 11452-4:2011, see clause 8.2 and Table 3.")
    new = clause("1", text="As in ISO 11452-4:2020, see clause 9.2 and Table 4.")
    assert kinds([old], [new]) == ["reworded"]


def test_an_added_clause_only_counts_the_others_on():
    old = [clause(str(n), f"Subject {n}", f"What {n} is about stands here in words.") for n in range(1, 6)]
    new = [old[0], clause("2", "Something else", "This has not been here before at all.")]
    new += [clause(str(n + 1), f"Subject {n}", f"What {n} is about stands here in words.") for n in range(2, 6)]
    assert sorted(kinds(old, new)) == ["added", *["renumbered"] * 4, "unchanged"]


def test_tests_affected_stand_first_and_another_guess_is_named():
    old = [
        clause("1", "Scope", "Of 5 parts.", tests=""),
        clause("2", text="At 5 mA."),
        clause("3", "Aim", "Old words."),
    ]
    new = [
        clause("1", "Scope", "Of 6 parts.", tests=""),
        clause("2", text="At 6 mA."),
        clause("3", "Aim", "New words."),
    ]
    new[2] = replace(new[2], tests=("ESD",))
    found = contrast(make_report(*old), make_report(*new)).changes
    assert [change.decision.clause.number for change in found] == ["2", "3", "1"]
    assert found[1].notes == ("test: BCI → ESD",)
    assert found[1].tests == ("ESD", "BCI")
