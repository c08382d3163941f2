"""What the page shows of one clause: its words in their context, its candidates, and why it was decided so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.reports.choices import join
from pipeline.reports.explanations import explain
from pipeline.reports.phrases import NO_TEST, list_evidence, list_keywords
from pipeline.requirements import limits
from pipeline.reviews.highlights import Highlighter
from pipeline.reviews.histories import trace

if TYPE_CHECKING:
    from pipeline.records import Decision
    from pipeline.reports.explanations import Step
    from pipeline.reviews.sessions import Item, Session

MOST_KEYS = 9
_AROUND = 2  # clauses shown before and after
_SHORT = 280  # characters of a clause that is only shown as context
_LONG = 20_000  # characters of the clause's own text; the rest stands in clauses.jsonl
_MOST_ROWS, _MOST_CELLS = 60, 12
_MOST_LIMITS = 60
_WIDE, _HIGH = 190.0, 18  # pixels of the waterfall


def view(session: Session, index: int) -> dict[str, Any]:
    """Return everything the template of one clause needs, as plain values."""
    item = session.items[index]
    decision = item.decision
    clause = decision.clause
    candidates = _candidates(session, decision)
    marks = Highlighter(decision, [each["test"] for each in candidates[:3]])
    texts = [clause.text[:_LONG], *clause.notes] if clause.text else list(clause.notes)
    return {
        "index": index,
        "clause": clause,
        "cut": len(clause.text) > _LONG,
        "path": clause.path,
        "title": marks.cut(clause.title),
        "paragraphs": [marks.cut(line) for text in texts for line in text.split("\n") if line.strip()],
        "tables": [_table(table, marks) for table in clause.tables],
        "captions": [each for each in clause.captions if each not in {table.caption for table in clause.tables}],
        **_limits(session, item),
        "before": _around(item, range(item.position - _AROUND, item.position)),
        "after": _around(item, range(item.position + 1, item.position + 1 + _AROUND)),
        "decision": decision,
        "guess": join(decision.tests),
        "reason": decision.reason,
        "candidates": candidates,
        "none": next((each.value for each in decision.probabilities if not each.test), None),
        "evidence": list_evidence(decision),
        "keywords": list_keywords(decision),
        "fall": _waterfall(item, session.below),
        "state": session.state(index),
        "rank": item.rank,
        "history": trace(session.history(index)),
    }


def _limits(session: Session, item: Item) -> dict[str, Any]:
    """Return the limits read from the clause, each in one line, and why one is not sure."""
    found = session.limits(item)
    shown = [
        {"text": limits.say(limits.as_row(each)), "place": each.place, "why": "; ".join(each.candidates)}
        for each in found[:_MOST_LIMITS]
    ]
    return {"limits": shown, "more_limits": len(found) - len(shown)}


def _candidates(session: Session, decision: Decision) -> list[dict[str, Any]]:
    """Return the tests that keys choose: by probability, then by score."""
    names = {test.id: test.name for test in session.catalogue.tests}
    chances = {each.test: each.value for each in decision.probabilities if each.test}
    rest = [each.test for each in decision.match.candidates if each.test not in chances]
    ordered = [test for test in (*chances, *rest) if test in names][:MOST_KEYS]
    return [
        {"key": key, "test": test, "name": names[test], "value": chances.get(test), "chosen": test in decision.tests}
        for key, test in enumerate(ordered, start=1)
    ]


def _around(item: Item, positions: range) -> list[dict[str, str]]:
    found = item.report.decisions
    return [
        {
            "number": found[position].clause.number,
            "title": _shorten(found[position].clause.title),
            "text": _shorten(found[position].clause.text),
            "tests": join(found[position].tests),
        }
        for position in positions
        if 0 <= position < len(found)
    ]


def _shorten(text: str) -> str:
    """Cut a text between words, with a mark; within one only where it has no spaces, as Chinese."""
    if len(text) <= _SHORT:
        return text
    whole = text[: _SHORT + 1].rsplit(None, 1)[0]
    return f"{whole if len(whole) > _SHORT // 2 else text[:_SHORT]} …"


def _table(table: Any, marks: Highlighter) -> dict[str, Any]:  # noqa: ANN401 - records.Table, named only for types
    rows = [[marks.cut(cell) for cell in row[:_MOST_CELLS]] for row in table.rows[:_MOST_ROWS]]
    return {"caption": table.caption, "rows": rows, "more": max(0, len(table.rows) - _MOST_ROWS)}


def _waterfall(item: Item, below: float) -> dict[str, Any]:
    """Return the steps of the decision as bars between the log-odds before and after each."""
    found = explain(item.report, item.decision, below)
    reached = [0.0]
    for step in found.steps:
        reached.append(reached[-1] + step.odds)
    low, high = min(reached), max(reached)
    scale = _WIDE / ((high - low) or 1.0)

    def bar(step: Step, start: float, end: float, row: int) -> dict[str, Any]:
        return {
            "name": step.name,
            "odds": f"{step.odds:+.2f}",
            "x": round((min(start, end) - low) * scale, 1),
            "width": max(1.0, round(abs(end - start) * scale, 1)),
            "y": row * _HIGH,
            "kind": "for" if step.odds >= 0 else "against",
        }

    steps = zip(found.steps, reached, reached[1:], strict=False)
    return {
        "chosen": found.chosen or NO_TEST,
        "rival": found.rival,
        "bars": [bar(step, start, end, row) for row, (step, start, end) in enumerate(steps)],
        "zero": round(-low * scale, 1),
        "height": len(found.steps) * _HIGH,
        "width": _WIDE,
    }
