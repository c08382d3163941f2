"""Rows of a reviewed workbook placed on the clauses of its run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.reports.cells import clean
from pipeline.reports.choices import NONE, VERDICTS, join, parse
from pipeline.reports.phrases import digest
from pipeline.reviews.conflicts import reviewer
from pipeline.reviews.overlay import restore
from pipeline.reviews.records import Reviewed, note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Decision, Report
    from pipeline.reviews.records import Verdict
    from pipeline.reviews.reviewed_workbooks import Row

_SPELLINGS: dict[str, Verdict] = {
    "approve": "APPROVE", "approved": "APPROVE", "ok": "APPROVE",
    "reject": "REJECT", "rejected": "REJECT",
    "hold": "HOLD", "on hold": "HOLD",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken over."""

    row: Row
    why: str  # one sentence

    def __str__(self) -> str:
        return f"{self.row.where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What one workbook brought."""

    decisions: tuple[Reviewed, ...]  # in the order of the run
    refused: tuple[RefusedRow, ...]  # first what could not be placed, then what says nothing clear
    stale: frozenset[str] = frozenset()  # clauses of which the workbook did not show what holds now
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)  # clause id -> its rows


@dataclass
class _ReviewedRun:
    """The clauses of a run by their keys."""

    by_id: dict[str, tuple[Report, Decision]] = field(default_factory=dict)

    def add(self, report: Report) -> None:
        report = restore(report)  # what a person approves or rejects is what the program thought
        for decision in report.decisions:
            self.by_id[clean(decision.clause.id).strip()] = (report, decision)  # as a cell holds it

    def find(self, row: Row) -> tuple[Report, Decision]:
        """Find the clause of a row.

        :raises ValueError: it cannot be found for certain; says why.
        """
        if not row.clause or not row.digest:
            raise ValueError("its hidden key columns are empty, so nothing tells which clause it belongs to.")
        if row.clause not in self.by_id:
            raise ValueError(f"there is no clause '{row.clause}' in this run; it belongs to another one.")
        found = self.by_id[row.clause]
        if digest(found[1].clause) != row.digest:
            raise ValueError(f"clause '{row.clause}' says something else in this run than when it was reviewed.")
        return found


def place(
    rows: Iterable[Row],
    reports: Iterable[Report],
    catalogue: Catalogue,
    *,
    source: str,
    when: str,
    who: str = "",
    words: Mapping[str, Reviewed] = MappingProxyType({}),
    marks: Mapping[str, str] = MappingProxyType({}),
) -> Imported:
    """Turn rows into decisions, each on the clause that has its keys.

    Sheets of one workbook may name a clause twice; what is set in one row only counts, and rows that contradict each
    other are refused together.

    :param when: ISO 8601; the workbook does not know when a row was filled in.
    :param who: for rows without a reviewer's name.
    :param words: clause id -> what holds for it now, which a row that was emptied takes back.
    :param marks: clause id -> what a workbook written now would have in its hidden column "Filled in".
    """
    run = _ReviewedRun()
    for report in reports:
        run.add(report)
    groups, refused = _group(rows, run)
    decisions: list[Reviewed] = []
    stale: list[str] = []
    for id in (id for id in run.by_id if id in groups):
        clause = run.by_id[id][1].clause.id
        word, seen = words.get(clause), marks.get(clause, "")
        try:
            merged = _merge(groups[id])
            if not merged.emptied or (word is None and merged.comment):
                said = _judge(merged, *run.by_id[id], catalogue, source, when, who)
                settles = seen.startswith("?") and merged.filled == seen and said.verdict != "NOTE"
                decisions.append(replace(said, settles=settles))
            elif word is not None:
                _check_seen(merged, seen, known=bool(marks))
                decisions.append(_withdraw(word, merged, source, when, who))
        except ValueError as error:
            refused += [RefusedRow(row, str(error)) for row in groups[id]]
        else:
            stale += [clause] * (merged.filled != seen)
    rows_of = {run.by_id[id][1].clause.id: tuple(rows) for id, rows in groups.items()}
    return Imported(tuple(decisions), tuple(refused), frozenset(stale), rows_of)


def _group(rows: Iterable[Row], run: _ReviewedRun) -> tuple[dict[str, list[Row]], list[RefusedRow]]:
    """Rows by the clause they are about, and those that have none in this run."""
    groups: dict[str, list[Row]] = {}
    refused: list[RefusedRow] = []
    for row in rows:
        try:
            run.find(row)
        except ValueError as error:
            refused.append(RefusedRow(row, str(error)))
        else:
            groups.setdefault(row.clause, []).append(row)
    return groups, refused


def _withdraw(word: Reviewed, row: Row, source: str, when: str, who: str) -> Reviewed:
    """Take back what holds for a clause whose row was emptied."""
    name = row.reviewer or who or word.who
    back = replace(word, verdict="WITHDRAWN", who=name, when=when, source=source, settles=False)
    return replace(back, comment=row.comment or word.comment)


def _check_seen(row: Row, seen: str, *, known: bool) -> None:
    """Refuse to take back what the person who emptied a row did not see.

    :raises ValueError: something else holds now than stood in the row.
    """
    if known and row.filled != seen:
        raise ValueError("it was emptied in a workbook older than what holds now; empty it in a new one.")


def _merge(rows: Sequence[Row]) -> Row:
    """Make one row of those that speak of the same clause.

    :raises ValueError: they contradict each other.
    """
    set_ones = [row for row in rows if not row.emptied] or rows
    merged = set_ones[0]
    for row in set_ones[1:]:
        for name in ("test", "verdict"):
            mine, other = getattr(merged, name), getattr(row, name)
            if mine and other and mine.casefold() != other.casefold():
                places = " and ".join(each.where for each in set_ones)
                raise ValueError(f"the rows of this clause contradict each other ({places}); make them the same.")
        merged = replace(
            merged,
            test=merged.test or row.test,
            verdict=merged.verdict or row.verdict,
            comment=merged.comment if row.comment in merged.comment else f"{merged.comment}\n{row.comment}".strip(),
            reviewer=merged.reviewer or row.reviewer,
        )
    return merged


def _judge(
    row: Row, report: Report, decision: Decision, catalogue: Catalogue, source: str, when: str, who: str
) -> Reviewed:
    """Say what a row means for its clause.

    :raises ValueError: it means nothing; says why.
    """
    verdict, tests = judge(row.test, row.verdict, decision.tests, catalogue)
    return note(
        decision.clause,
        verdict,
        tests,
        decision.tests,
        comment=row.comment,
        who=row.reviewer or who,
        when=when,
        source=source,
        title_block=report.title_block,
        typed=_SPELLINGS.get(" ".join(row.verdict.casefold().split()), ""),
    )


def judge(
    test: str, verdict: str, guess: tuple[str, ...], catalogue: Catalogue
) -> tuple[Verdict, tuple[str, ...] | None]:
    """Say what a person means by a test and a verdict, of which one may be empty.

    A named test is the last word. Without one APPROVE stands for the guess, and REJECT says only what is wrong.

    :param test: as chosen or typed; see `choices.parse`.
    :raises ValueError: the test or the verdict is unknown, or they contradict each other.
    """
    said = _SPELLINGS.get(" ".join(verdict.casefold().split()))
    if verdict and said is None:
        raise ValueError(f"'{verdict}' is no verdict; it is one of {', '.join(VERDICTS)}.")
    try:
        tests = parse(test, catalogue) if test else None
    except ValueError as error:
        raise ValueError(f"{error}; choose one of the sheet Tests, or '{NONE}'.") from None
    if said == "HOLD":
        return "HOLD", tests
    if tests is None:
        return (said or "NOTE"), (guess if said == "APPROVE" else None)
    same = set(tests) == set(guess)
    if said == "REJECT" and same:
        raise ValueError(f"the guess {join(guess)} is rejected and named as the right test; one of them is a mistake.")
    return ("APPROVE" if same else "REJECT"), tests


def news(
    found: Imported, history: Sequence[Reviewed], saved: str = ""
) -> tuple[tuple[Reviewed, ...], tuple[Reviewed, ...], tuple[RefusedRow, ...]]:
    """Tell what a workbook says that its reviewer did not say last already.

    An answer that was given before and changed since is not taken from a workbook that was saved before the change and
    does not show it: it is an older copy. What a row without a name says may be the word of anybody who says the same.

    :param history: all that was ever said.
    :param saved: when the workbook was saved, ISO 8601 in UTC; "" = not known, now.
    :return: what is new, what is known, and what an older copy repeats.
    """
    said: dict[tuple[str, str], list[Reviewed]] = {}
    for item in history:
        said.setdefault(item.key, []).append(item)
    fresh, known, old = [], [], []
    for item in found.decisions:
        mine = [one for one in said.get(item.key, ()) if not item.who or reviewer(one) == reviewer(item)]
        last = {reviewer(one): one for one in mine}.values()
        if any(one.says == item.says for one in last) and not item.settles:
            known.append(item)
        elif item.clause in found.stale and _repeats(item, mine, saved):
            why = "this was said before and something else since; say it in a new workbook if it is meant."
            old += [RefusedRow(row, why) for row in found.rows.get(item.clause, ())[:1]]
        else:
            fresh.append(item)
    return tuple(fresh), tuple(known), tuple(old)


def _repeats(item: Reviewed, mine: Sequence[Reviewed], saved: str) -> bool:
    """Whether the word was said before and changed after the workbook was saved."""
    before = any(one.says == item.says for one in mine)
    return before and bool(saved) and _utc(mine[-1].when) > saved


def _utc(when: str) -> str:
    try:
        return datetime.fromisoformat(when).astimezone(UTC).isoformat(timespec="seconds")
    except ValueError:
        return ""


def count(decisions: Iterable[Reviewed]) -> Counter[Verdict]:
    """Count decisions by verdict."""
    return Counter(item.verdict for item in decisions)
