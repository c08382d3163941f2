"""What persons said before, as it stands in the reviewer's columns of a new workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.choices import join, label
from pipeline.reports.sheets.inputs import ReviewInput
from pipeline.reviews.conflicts import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.reviews.overlay import Decisions
    from pipeline.reviews.records import Reviewed


def fill(report: Report, decisions: Decisions, catalogue: Catalogue) -> Mapping[str, ReviewInput]:
    """Say what to write into the reviewer's columns, so that reading it back would say the same.

    :param report: with or without the decisions in it.
    :return: clause id -> its cells; clauses about which nothing was said are not in it.
    """
    guesses = decisions.guesses(report)
    labels = {test.id: label(test) for test in catalogue.tests}
    return {id: _fill(word, guesses[id], labels) for id, word in decisions.words(report).items()}


def _fill(word: Reviewed, guess: tuple[str, ...], labels: Mapping[str, str]) -> ReviewInput:
    """Say it as the person did, where that still means the same."""
    if word.verdict == "DISPUTED":
        return ReviewInput(disputed=mark(word))  # what each said stands in the reason
    test, verdict = "", ""
    if word.tests is not None:
        test = labels.get(word.tests[0], word.tests[0]) if len(word.tests) == 1 else join(word.tests)
    if word.settled:
        said = "APPROVE" if set(word.tests or ()) == set(guess) else "REJECT"
        verdict = said if word.typed == said else ""
    elif word.verdict in ("HOLD", "REJECT"):
        verdict = word.verdict
    return ReviewInput(test, verdict, word.comment, word.who)
