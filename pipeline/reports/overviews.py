"""What is worth knowing of a whole document: counts, the tests it asks for and where, confidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Decision, OutcomeName, Problem, Report, TitleBlock

OUTCOMES: tuple[OutcomeName, ...] = ("matched", "review", "unmatched")
BINS = 20  # of the confidence histogram, each 0.05 wide


@dataclass(frozen=True, slots=True)
class Finding:
    """Where one document speaks of one test."""

    test: str
    matched: int  # clauses decided for it
    review: int  # clauses in review whose best guess it is
    places: tuple[str, ...]  # "8.1 (+11)": the topmost clauses, each with the count of its subclauses for that test


@dataclass(frozen=True, slots=True)
class Overview:
    """One document in figures."""

    document: str
    sha256: str
    format: str
    pages: int | None
    title_block: TitleBlock
    outcomes: dict[OutcomeName, int]
    findings: dict[str, Finding]  # test id -> where; tests that were not found are not in it
    others: dict[str, Finding]  # name of a test outside the catalogue -> where it is asked for
    confidences: dict[OutcomeName, tuple[int, ...]]  # clauses in each of BINS bins of confidence
    loss: float  # share of the characters nothing accounts for, 0 to 1
    fidelity: float | None  # share of the contents lines found, 0 to 1
    mismatches: int
    ocr: int  # clauses read by optical character recognition
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    preamble: str = field(default="", repr=False)  # what stands before the first clause

    @property
    def clauses(self) -> int:
        """How many clauses the document has."""
        return sum(self.outcomes.values())


def survey(report: Report) -> Overview:
    """Count what a report holds."""
    counts = Counter(decision.outcome for decision in report.decisions)
    return Overview(
        document=report.document,
        sha256=report.sha256,
        format=report.format,
        pages=report.pages,
        title_block=report.title_block,
        outcomes={name: counts[name] for name in OUTCOMES},
        findings=_find(report.decisions),
        others=_find_others(report.decisions),
        confidences={name: _bin(report.decisions, name) for name in OUTCOMES},
        loss=report.loss.unexplained,
        fidelity=report.fidelity,
        mismatches=len(report.mismatches),
        ocr=sum(decision.clause.ocr for decision in report.decisions),
        notes=report.notes,
        problems=report.problems,
        preamble=report.preamble,
    )


def _find(decisions: Sequence[Decision]) -> dict[str, Finding]:
    tests = sorted({test for decision in decisions for test in decision.tests})
    return {test: _locate(test, [decision for decision in decisions if test in decision.tests]) for test in tests}


def _find_others(decisions: Sequence[Decision]) -> dict[str, Finding]:
    names = sorted({decision.other_test for decision in decisions if decision.other_test})
    return {name: _locate(name, [one for one in decisions if one.other_test == name], "unmatched") for name in names}


def _locate(test: str, decisions: Sequence[Decision], decided: OutcomeName = "matched") -> Finding:
    """Collect the clauses of a test under the topmost of them."""
    tops: dict[str, str] = {}  # clause id -> id of the topmost clause it counts with
    numbers: dict[str, str] = {}
    for decision in decisions:  # in document order, so that a parent comes before its subclauses
        clause = decision.clause
        tops[clause.id] = tops.get(clause.parent or "", clause.id)
        numbers[clause.id] = clause.number
    sizes = Counter(tops.values())
    return Finding(
        test=test,
        matched=sum(decision.outcome == decided for decision in decisions),
        review=sum(decision.outcome != decided for decision in decisions),
        places=tuple(numbers[top] + (f" (+{size - 1})" if size > 1 else "") for top, size in sizes.items()),
    )


def _bin(decisions: Sequence[Decision], outcome: OutcomeName) -> tuple[int, ...]:
    found = Counter(min(int(item.confidence * BINS), BINS - 1) for item in decisions if item.outcome == outcome)
    return tuple(found[index] for index in range(BINS))
