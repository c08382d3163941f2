"""What persons said before, as it stands in the reviewer's columns of a new workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.choices import join, label
from pipeline.reports.sheets.inputs import Said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.records import Report
    from pipeline.references import Catalogue
    from pipeline.reviews.applying import Decisions
    from pipeline.reviews.records import Reviewed


def fill(report: Report, decisions: Decisions, catalogue: Catalogue) -> Mapping[str, Said]:
    """Say what to write into the reviewer's columns, so that reading it back would say the same.

    :param report: with or without the decisions in it.
    :return: clause id -> its cells; clauses about which nothing was said are not in it.
    """
    guesses = decisions.guesses(report)
    labels = {test.id: label(test) for test in catalogue.tests}
    return {id: _fill(word, guesses[id], labels) for id, word in decisions.words(report).items()}


def _fill(word: Reviewed, guess: tuple[str, ...], labels: Mapping[str, str]) -> Said:
    test, verdict = "", ""
    if word.tests is not None:
        test = labels.get(word.tests[0], word.tests[0]) if len(word.tests) == 1 else join(word.tests)
    if word.settled:  # as the guess of today makes it
        verdict = "APPROVE" if set(word.tests or ()) == set(guess) else "REJECT"
    elif word.verdict in ("HOLD", "REJECT"):
        verdict = word.verdict
    return Said(test, verdict, word.comment, word.who)
