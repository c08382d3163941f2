"""report.html: one file to look at, that loads nothing; everything from documents is escaped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.reports import charts
from pipeline.reports.cells import clean, shorten
from pipeline.reports.overviews import OUTCOMES
from pipeline.reports.phrases import list_candidates, list_context, list_evidence, list_keywords, list_shares
from pipeline.reports.problems import describe
from pipeline.reports.sheets.coverage import say
from pipeline.reports.styles import OUTCOME_INK
from pipeline.reports.templates import inline, open_templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.evaluation import Evaluation
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Decision, Problem, Report
    from pipeline.reports.overviews import Overview
    from pipeline.reports.runs import RunInfo

MOST_ROWS = 20_000  # clauses a browser filters while one types
_MOST_DOCUMENTS = 100  # columns of the coverage matrix
_MOST_PROBLEMS = 500
_TEXT = 600  # characters of a clause's text; the workbook has it whole

_PAGE = Path(__file__).parent / "page"
_COLUMNS = (
    "document",
    "number",
    "title",
    "tests",
    "outcome",
    "confidence",
    "reason",
    "path",
    "page",
    "candidates",
    "evidence",
    "shares",
    "context",
    "keywords",
    "text",
)
_DETAILS = (
    ("path", "Under"),
    ("page", "Page"),
    ("candidates", "Candidates"),
    ("evidence", "Evidence"),
    ("shares", "Channel shares"),
    ("context", "Context"),
    ("keywords", "Keywords"),
    ("text", "Text"),
)
_HEADLINES = (
    ("clauses", "Clauses right"),
    ("sections", "of those about a test"),
    ("none", "of those about none"),
    ("found", "Clauses found"),
    ("decided", "Decided without review"),
    ("decided_right", "of those right"),
)


class HtmlPage:
    """Collects the clauses as the documents come, and writes the page at the end."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._rows: list[str] = []  # as JSON already: a fifth of the memory of lists
        self._documents = 0
        self._left_out = 0

    def add(self, report: Report) -> None:
        """Take the clauses of one document."""
        room = MOST_ROWS - len(self._rows)
        self._rows += [_dump(_row(item, self._documents)) for item in report.decisions[:room]]
        self._left_out += max(0, len(report.decisions) - room)
        self._documents += 1

    def save(
        self,
        path: Path,
        overviews: Sequence[Overview],
        run: RunInfo,
        problems: Sequence[Problem],
        evaluation: Evaluation | None,
    ) -> None:
        """Write the page."""
        from markupsafe import Markup

        text = (
            open_templates(_PAGE)
            .get_template("report.html.jinja")
            .render(
                **inline(_PAGE, "report"),
                data=Markup(self._embed(overviews)),  # noqa: S704 - JSON without any of < > &
                catalogue=self._catalogue,
                overviews=overviews,
                shown=overviews[:_MOST_DOCUMENTS],
                run=run,
                problems=problems,
                evaluation=evaluation,
                rows=len(self._rows),
                left_out=self._left_out,
                failed=sum(problem.fatal for problem in problems),
                **_totals(overviews),
                **_charts(overviews, evaluation),
            )
        )
        path.write_text(clean(text, len(text) * 2), encoding="utf-8", newline="\n")

    def _embed(self, overviews: Sequence[Overview]) -> str:
        """Return what the script needs as JSON that cannot end its own element."""
        head = {
            "columns": _COLUMNS,
            "details": _DETAILS,
            "documents": [item.document for item in overviews],
            "outcomes": OUTCOMES,
            "names": {test.id: test.name for test in self._catalogue.tests},
        }
        return f'{_dump(head)[:-1]},"rows":[{",".join(self._rows)}]}}'


def _row(decision: Decision, document: int) -> list[Any]:
    clause = decision.clause
    return [
        document,
        clause.number,
        shorten(clause.title, 400),
        decision.tests,
        OUTCOMES.index(decision.outcome),
        round(decision.confidence, 4),
        decision.reason,
        " › ".join(clause.path),
        clause.page,
        ", ".join(list_candidates(decision)),
        list_evidence(decision),
        list_shares(decision),
        list_context(decision),
        list_keywords(decision),
        shorten(clause.text, _TEXT),
    ]


def _dump(content: object) -> str:
    """Return JSON in which no < > & stands, so that no element can begin or end in it."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _totals(overviews: Sequence[Overview]) -> dict[str, Any]:
    totals = {name: sum(item.outcomes[name] for item in overviews) for name in OUTCOMES}
    found = {test for item in overviews for test, finding in item.findings.items() if finding.matched}
    return {
        "outcomes": OUTCOMES,
        "inks": OUTCOME_INK,
        "totals": totals,
        "clauses": sum(totals.values()),
        "found": len(found),
        "say": say,
        "severity": describe,
        "most_bars": charts.MOST_BARS,
        "most_problems": _MOST_PROBLEMS,
    }


def _charts(overviews: Sequence[Overview], evaluation: Evaluation | None) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "outcome_chart": charts.draw_outcomes(overviews),
        "confidence_chart": charts.draw_confidences(overviews),
    }
    if evaluation is not None:
        lowest = min((point.right.value or 0.0 for point in evaluation.curve), default=0.0)
        figures, rival = evaluation.figures, evaluation.baseline
        drawn |= {
            "reliability_chart": charts.draw_reliability(evaluation.bins),
            "curve_chart": charts.draw_curve(evaluation.curve, min(0.9, int(lowest * 10) / 10)),
            "heat": max(1, *(count for row in evaluation.confusion.counts for count in row)),
            "headlines": [
                (title, getattr(figures, name), getattr(rival, name) if rival else None) for name, title in _HEADLINES
            ],
        }
    return drawn
