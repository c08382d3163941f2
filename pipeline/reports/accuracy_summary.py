"""The first and the third sheet of accuracy.xlsx: what the figures mean in sentences, and where they are weak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.evaluation.figures import Proportion
from pipeline.reports.grids import Column, Grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.worksheet import Worksheet

    from pipeline.evaluation import Evaluation, Scored
    from pipeline.reports.grids import Value
    from pipeline.reports.styles import Styles

THRESHOLDS = (0.5, 0.7, 0.8, 0.9, 0.95)
"""Least confidences with which a clause would be decided without a person."""
NONE = "none"
_SHORT = (
    Column("In short", 100, "", "wrap", tall=True),
    Column("Confidence at least", 11, "", "percent"),
    Column("Decided", 9, "", "number"),
    Column("Of all labels", 9, "", "percent"),
    Column("Right", 9, "", "percent"),
    Column("95 % from", 9, "", "percent"),
    Column("95 % to", 9, "", "percent"),
)
_NAMED = 5  # documents that are named


def write_short(sheet: Worksheet, styles: Styles, evaluation: Evaluation) -> None:
    """Write what a reader wants to know first, and what another threshold would bring."""
    grid = Grid(sheet, _SHORT, styles, frozen=1, highest=6)
    for sentence in say(evaluation):
        grid.add((sentence, *[None] * 6), {0: "level 1"})
    for threshold, decided, right in at_thresholds(evaluation.scored):
        low, high = right.interval or (None, None)
        text = f"If a clause were decided from {threshold:.0%} confidence on and left to a person below:"
        grid.add((_spaced(text), threshold, decided.count, decided.value, right.value, low, high))


def say(evaluation: Evaluation) -> Iterator[str]:
    """Say how right the program is, how much it decides by itself, what is left to a person, and what it had seen."""
    figures = evaluation.figures
    right, decided, sure = figures.clauses, figures.decided, figures.decided_right
    if not right.n:
        yield "Nothing was measured: the labels speak of none of these documents."
        return
    rival = evaluation.baseline.clauses.value if evaluation.baseline else None
    beside = f"; comparing keywords alone gets {rival:.1%}" if rival is not None else ""
    count = len(figures.documents)
    where = f"{count} document{'s' if count > 1 else ''}"
    yield _spaced(f"Of {right.n:,} labelled clauses in {where} {_share(right)} got the right answer{beside}.")
    wrong = sure.n - sure.count
    unseen = f"{wrong:,} wrong {'answer' if wrong == 1 else 'answers'} among them would pass unseen"
    yield _spaced(f"{_share(decided)} were decided without a person; of those {_share(sure)} are right, and {unseen}.")
    lost = len(evaluation.not_found)
    rest = right.n - decided.count
    yield _spaced(
        f"{rest:,} ({rest / right.n:.1%}) are left to a person: {rest - lost:,} in review, and {lost:,} that were not "
        "found under their number."
    )
    yield say_seen(evaluation)


def say_seen(evaluation: Evaluation) -> str:
    """Say which of the scored documents the program learned from, as far as their names tell."""
    seen = evaluation.seen
    if not seen:
        return "By their names none of these documents is among the examples that the program learned from."
    named = ", ".join(seen[:_NAMED]) + (f" and {len(seen) - _NAMED} more" if len(seen) > _NAMED else "")
    rest = [item.right for item in evaluation.scored if item.label.document not in seen]
    other = (
        f"of the clauses of the other documents {_share(Proportion(sum(rest), len(rest)))} are right"
        if rest
        else "there is no other document to judge it by"
    )
    return _spaced(f"The program learned from {named}: these figures flatter it; {other}.")


def at_thresholds(scored: Sequence[Scored]) -> Iterator[tuple[float, Proportion, Proportion]]:
    """Give for each of THRESHOLDS the labels whose clause is at least so sure, and of those the right ones."""
    for threshold in THRESHOLDS:
        sure = [item for item in scored if item.decision is not None and item.decision.confidence >= threshold]
        yield threshold, Proportion(len(sure), len(scored)), Proportion(sum(item.right for item in sure), len(sure))


def write_documents(sheet: Worksheet, styles: Styles, evaluation: Evaluation, tests: Sequence[str]) -> None:
    """Write how right the clauses of each test are in each document, as a heat map; how many they are stands beside."""
    found = count_right(evaluation.scored)
    used = [test for test in (*tests, NONE) if any(name == test for _, name in found)]
    columns = (
        Column("Document", 28, "", "text"),
        Column("All", 9, "", "percent"),
        *(Column(test, 9, "", "percent") for test in used),
        Column("Labels", 8, "", "count"),
        *(Column(f"{test} n", 8, "", "count") for test in used),
    )
    grid = Grid(sheet, columns, styles, frozen=1)
    for document, share in evaluation.figures.documents:
        shares = [found.get((document, test)) for test in used]
        values: list[Value] = [share.value, *(one.value if one else None for one in shares)]
        grid.add((document, *values, share.n, *(one.n if one else None for one in shares)))
    scale = {
        "type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num",
        "min_value": 0.5, "mid_value": 0.85, "max_value": 1,
        "min_color": "#F0A79F", "mid_color": "#FFE9B8", "max_color": "#A6D9BE",
    }  # fmt: skip
    sheet.conditional_format(1, 1, max(grid.next - 1, 1), 1 + len(used), scale)
    grid.end()


def count_right(scored: Sequence[Scored]) -> dict[tuple[str, str], Proportion]:
    """Count by document and test the labels that name the test, and of those the right ones; "none" for no test."""
    flags: dict[tuple[str, str], list[bool]] = {}
    for item in scored:
        for test in sorted(item.label.tests) or [NONE]:
            flags.setdefault((item.label.document, test), []).append(item.right)
    return {key: Proportion(sum(right), len(right)) for key, right in flags.items()}


def _share(share: Proportion) -> str:
    """Return "412 (82.4 %, 95 % interval 80.1 to 84.9 %)"."""
    if share.value is None or share.interval is None:
        return "0"
    low, high = share.interval
    return f"{share.count:,} ({share.value:.1%}, 95 % interval {low * 100:.1f} to {high:.1%})"


def _spaced(text: str) -> str:
    """Put a space before the percent signs, as the other sheets have it."""
    return text.replace(" %", "%").replace("%", " %")
