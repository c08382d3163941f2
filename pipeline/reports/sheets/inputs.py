"""The columns a reviewer fills in, and the hidden keys by which they are read back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reports.cells import clean
from pipeline.reports.choices import VERDICTS
from pipeline.reports.grids import Column
from pipeline.reports.phrases import digest

if TYPE_CHECKING:
    from pipeline.records import Clause
    from pipeline.reports.grids import Grid, Value

CHOICES = "TestChoices"  # name of the range on the Tests sheet that feeds the drop-down
TEST, VERDICT, COMMENT, REVIEWER = "Reviewed test", "Verdict", "Comment", "Reviewer"
CLAUSE_ID, DIGEST, FILLED = "Clause id", "Content digest", "Filled in"

INPUTS = (
    Column(TEST, 27, "For you: the right test from the list, none, or several ids joined by semicolons.", "input"),
    Column(VERDICT, 11, "For you: APPROVE the guess, REJECT it (and name the right test), or HOLD.", "input"),
    Column(COMMENT, 28, "For you: anything worth keeping with the decision.", "input"),
    Column(REVIEWER, 12, "For you: your name or initials.", "input"),
)
KEYS = (
    Column(CLAUSE_ID, 24, "Hidden. The clause a row belongs to, however rows are sorted. Leave it.", "key", True),
    Column(DIGEST, 18, "Hidden. Tells whether the clause still says what was reviewed. Leave it.", "key", True),
    Column(FILLED, 18, "Hidden. Tells whether the yellow cells are as they were written. Leave it.", "key", True),
)


@dataclass(frozen=True, slots=True)
class ReviewInput:
    """What stands in the reviewer's columns of one row."""

    test: str = ""
    verdict: str = ""
    comment: str = ""
    reviewer: str = ""
    disputed: str = ""  # where reviewers differ: what tells this dispute from another, beginning with "?"

    @property
    def cells(self) -> tuple[Value, ...]:
        """The cells, in the order of INPUTS."""
        return self.test, self.verdict, clean(self.comment), self.reviewer

    @property
    def mark(self) -> str:
        """What tells later whether test, verdict or comment were changed: 16 hex digits, "" where they are empty."""
        if self.disputed:
            return self.disputed
        pieces = [" ".join(clean(piece).split()) for piece in (self.test, self.verdict, self.comment)]
        return hashlib.sha256("\n".join(pieces).encode("utf-8", "replace")).hexdigest()[:16] if any(pieces) else ""


NO_INPUT = ReviewInput()


def keys(clause: Clause, said: ReviewInput = NO_INPUT) -> tuple[Value, ...]:
    """Return the cells of the key columns.

    :param said: what was filled in already.
    """
    return clause.id, digest(clause), said.mark


def offer_choices(grid: Grid, last: int) -> None:
    """Put the drop-downs on the reviewer's columns, down to the last row."""
    test, verdict = grid.index(TEST), grid.index(VERDICT)
    grid.sheet.data_validation(
        1,
        test,
        last,
        test,
        {
            "validate": "list",
            "source": f"={CHOICES}",
            "input_title": "Reviewed test",
            "input_message": "Choose the right test, or none. For several, type their ids: ESD-U; ESD-P",
            "error_type": "information",
            "error_title": "Not in the list",
            "error_message": "Several tests: ids joined by semicolons, as on the sheet Tests.",
        },
    )
    grid.sheet.data_validation(
        1,
        verdict,
        last,
        verdict,
        {
            "validate": "list",
            "source": list(VERDICTS),
            "error_title": "Verdict",
            "error_message": f"One of {', '.join(VERDICTS)}, or nothing.",
        },
    )
