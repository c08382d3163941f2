"""Explanations: the steps add up to the decision, and what would change it is true."""

import math
from dataclasses import replace

import openpyxl
import pytest
from spec_files import call, write_settings, write_spec

from pipeline.errors import UsageError
from pipeline.records import (
    Candidate,
    Clause,
    Decision,
    LossAccount,
    Match,
    Probability,
    Profile,
    Report,
    Share,
    TitleBlock,
)
from pipeline.reports import explanation_book, explanations


def decide(number="2.1", own=2.0, below=0.0, above=0.5, outcome="matched", confidence=0.8, parent="2", **changes):
    """A clause decided for BCI over RE, with two channels."""
    clause = Clause(f"a.docx#{number}", "a.docx", number, "Level", 2, f"a.docx#{parent}" if parent else None, ())
    mine = Candidate("BCI", 2.5, (Share("text", 3.0, 0.5), Share("unit", 1.0, 1.0)), ("clamp",))
    other = Candidate("RE", 1.0, (Share("text", 2.0, 0.5),), ("antenna",))
    outside = Candidate("scope", 0.5, (Share("text", 1.0, 0.5),))
    context = (Share("own words", own), Share("subclauses", below), Share("parent", above))
    given = {"tests": ("BCI",), "runner_up": "RE", "probabilities": (Probability("BCI", confidence),), **changes}
    match = Match(Profile(clause), (mine, other), outside)
    return Decision(match, outcome, confidence=confidence, reason="It says so.", context=context, **given)


def report(*decisions):
    return Report("a.docx", "0" * 64, "docx", None, TitleBlock(), LossAccount(), None, decisions)


def explain(decision, *others, review_below=0.7):
    return explanations.explain(report(decision, *others), decision, review_below)


def test_the_steps_add_up_to_what_the_decision_says():
    decision = decide(own=2.0, below=-0.25, above=0.5)
    found = explain(decision)
    assert math.isclose(found.odds, sum(share.score for share in decision.context))
    own = sum(step.odds for step in found.steps if step.kind == "own words")
    assert math.isclose(own, 2.0)


def test_channels_come_heaviest_first_and_what_they_leave_is_said():
    steps = explain(decide(own=2.0)).steps
    assert [step.name for step in steps] == ["unit", "text", "what kind of clause it is", "subclauses", "parent"]
    assert [step.odds for step in steps[:3]] == [1.0, 0.5, 0.5]
    assert (steps[0].mine, steps[0].other) == (1.0, None)


def test_a_decision_for_no_test_is_explained_by_the_nearest_topic():
    found = explain(decide(tests=(), outcome="unmatched", runner_up="BCI"))
    assert (found.chosen, found.rival) == ("no test", "BCI")
    assert {step.name: (step.mine, step.other) for step in found.steps}["text"] == (0.5, 1.5)


def test_family_is_found_by_id():
    parent, child, stranger = decide("2", parent=""), decide("2.1.1", parent="2.1"), decide("3", parent="")
    decision = decide()
    found = explain(decision, parent, child, stranger)
    assert found.parent == parent
    assert found.children == (child,)


def test_a_piece_of_evidence_that_alone_carries_the_decision_is_named():
    changes = explain(decide(own=-0.5, above=2.0)).changes
    assert any("Without 'parent' (+2.00) RE would lead by 0.50" in change for change in changes)
    assert not any("'text'" in change for change in changes)  # it adds 0.50 of 1.50


def test_a_decision_that_stands_without_any_one_piece_says_so():
    assert any("No single piece" in change for change in explain(decide(own=3.0, above=3.0)).changes)


@pytest.mark.parametrize(
    ("outcome", "confidence", "words"), [("review", 0.6, "below review_below 0.70"), ("matched", 0.8, "above 0.80")]
)
def test_the_limit_that_decides_about_review_is_named(outcome, confidence, words):
    changes = explain(decide(outcome=outcome, confidence=confidence)).changes
    assert any(words in change for change in changes)


def test_a_clause_is_found_by_its_id_or_by_a_number_that_only_one_has():
    here, there = report(decide("2"), decide("2.1")), replace(report(), document="b.docx")
    assert explanations.find((here, there), "a.docx#2.1")[1] == decide("2.1")
    assert explanations.find((here, there), "2")[1] == decide("2")


def test_a_clause_that_is_not_there_names_its_neighbours():
    with pytest.raises(UsageError, match=r"no clause 'a\.docx#2\.2'.*a\.docx#2\.1"):
        explanations.find((report(decide("2"), decide("2.1")),), "a.docx#2.2")


def test_a_number_that_several_have_is_not_guessed():
    with pytest.raises(UsageError, match="Several clauses"):
        explanations.find((report(decide("2")), report(decide("2"))), "2")


def test_the_workbook_holds_the_steps_and_their_sums(tmp_path):
    explanation_book.save(tmp_path / "why.xlsx", explain(decide()), {"BCI": "=Bulk Current Injection"})
    sheet = openpyxl.load_workbook(tmp_path / "why.xlsx")["Explanation"]
    rows = list(sheet.iter_rows(values_only=True))
    start = next(index for index, row in enumerate(rows) if row[0] == "Step") + 1
    steps = explain(decide()).steps
    assert [row[0] for row in rows[start : start + len(steps)]] == [step.name for step in steps]
    assert math.isclose(rows[start + len(steps) - 1][5], explain(decide()).odds, abs_tol=1e-3)
    assert sheet._charts
    assert {path.name for path in tmp_path.iterdir()} == {"why.xlsx"}


def test_the_bars_of_the_waterfall_span_each_step_from_its_start_to_its_end():
    for before, after in [(0, 2), (2, 1), (1, -1), (-1, -3), (-3, -2), (-2, 1), (0, 0)]:
        base, *parts = explanation_book._stack(before, after)
        above, below = sum(part for part in parts if part > 0), sum(part for part in parts if part < 0)
        top = max(base, 0) + above
        bottom = min(base, 0) + below
        assert top - (base if base > 0 else 0) + (base if base < 0 else 0) - bottom == abs(after - before)
        reached = {round(value, 9) for value in (top, bottom, base)}
        assert {before, after} <= reached | {0}
        rising, falling = parts[:2], parts[2:]
        assert not any(falling if after >= before else rising)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A folder with one run below outputs/."""
    folder = tmp_path_factory.mktemp("explained")
    write_spec(folder / "spec.docx")
    done = call("match", "spec.docx", "--config", write_settings(folder), cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_command_says_why_on_a_run_and_writes_the_workbook(workspace, tmp_path):
    (run,) = (workspace / "outputs").iterdir()
    result = call("explain", "2.1", "--run", run, "--sheet", tmp_path / "why.xlsx")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("spec.docx#2.1  Level")
    for words in ("Bulk Current Injection", "log-odds", "Parent: 2 Bulk current injection", "What would change it"):
        assert words in result.stdout
    assert (tmp_path / "why.xlsx").exists()
    missing = call("explain", "spec.docx#9", "--run", run)
    assert missing.returncode == 2
    assert "spec.docx#" in missing.stderr


def test_the_newest_run_is_taken_where_none_is_named(workspace, tmp_path):
    nothing = call("explain", "2.1", cwd=tmp_path)
    assert nothing.returncode == 2
    assert "--run" in nothing.stderr
    assert call("explain", "2.1", cwd=workspace).stdout.startswith("spec.docx#2.1")
