"""A person reviewing one run: what there is to decide, what was decided, and the way back."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.reports.choices import join
from pipeline.requirements import limits
from pipeline.reviews.conflicts import Standing, reviewer, standings
from pipeline.reviews.importing import judge
from pipeline.reviews.overlay import CHANGED, Decisions, restore
from pipeline.reviews.queue import order
from pipeline.reviews.records import Reviewed, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Decision, Report
    from pipeline.requirements.limits import LimitRecord
    from pipeline.reviews.stores import ReviewStore

SOURCE = "page"
WITHDRAW = "WITHDRAW"
"""The verdict by which a person takes back what was said about a clause, in whatever session and by whomever."""
Change = tuple[int, "tuple[Reviewed, ...]"]
"""Index of a clause, and what has to be said so that all is as it was before."""


@dataclass(frozen=True, slots=True)
class Item:
    """One clause of the run."""

    report: Report
    position: int  # in the report
    decision: Decision  # as the program decided
    applied: Decision  # with what persons said when the page was opened
    rank: int  # 1 = worth looking at first


class Session:
    """Everything the page can ask for; used by several threads.

    :param who: the name that goes with each decision.
    """

    def __init__(
        self, reports: Sequence[Report], catalogue: Catalogue, store: ReviewStore, who: str = "", below: float = 0.0
    ) -> None:
        self.catalogue = catalogue
        self.below = below  # confidence below which a clause went to review
        self._store, self._who = store, who
        self._lock = threading.RLock()
        current = store.current()
        self._words = {item.key: item for item in current}
        decisions = Decisions(current)
        self._carried = {id: word for report in reports for id, word in decisions.words(report).items()}
        self._gone: set[int] = set()  # clauses whose word was taken back in this session
        self.items = _collect([restore(report) for report in reports], decisions)
        self._keys = [_key(item.decision) for item in self.items]
        self._undo: list[Change] = []
        self._limits: dict[int, dict[str, list[LimitRecord]]] = {}  # by identity of the report, then id of the clause
        self._reading = threading.Lock()  # its own: a long document holds up no decision

    def limits(self, item: Item) -> Sequence[LimitRecord]:
        """Return the limits of a clause, read with its whole document, as the run writes them; once a document."""
        with self._reading:
            found = self._limits.get(id(item.report))
            if found is None:
                found = self._limits[id(item.report)] = {}
                for record in limits.read(item.report.decisions, self.catalogue):
                    found.setdefault(record.clause, []).append(record)
        return found.get(item.decision.clause.id, ())

    def find(self, words: str) -> list[int]:
        """Return the indices of the clauses whose title, text, tables or notes hold these words, in any case."""
        wanted = " ".join(words.split()).casefold()
        if not wanted:
            return []
        texts = (item.decision.clause.all_text for item in self.items)
        return [index for index, text in enumerate(texts) if wanted in " ".join(text.split()).casefold()]

    def rows(self) -> list[list[Any]]:
        """Return a row for each clause: document, number, title, level, outcome, tests, confidence, rank, state."""
        return [
            [
                item.decision.clause.document,
                item.decision.clause.number,
                item.decision.clause.title[:120],
                item.decision.clause.level,
                item.decision.outcome,
                item.decision.tests,
                round(item.decision.confidence, 3),
                item.rank,
                self.state(index),
            ]
            for index, item in enumerate(self.items)
        ]

    def state(self, index: int) -> list[Any]:
        """Return what a person said about a clause: what, in words, the comment, who.

        :return: what is "" for nothing, "done", "hold", "note", "disputed" (reviewers differ), "changed" (said about
            an older wording) or "follows" (said about the clause it belongs to).
        """
        word = self._word(index)
        if word is not None:
            kind = "done" if word.settled else {"NOTE": "note", "DISPUTED": "disputed"}.get(word.verdict, "hold")
            said = {"HOLD": "on hold", "NOTE": "comment", "DISPUTED": "reviewers differ"}.get(word.verdict)
            said = said or ("rejected" if word.tests is None else join(word.tests))
            mine = word.document == self.items[index].decision.clause.document
            return [kind, said if mine else f"{said}, in {word.document}", word.comment, word.who]
        applied = self.items[index].applied
        if index in self._gone or applied.reason == self.items[index].decision.reason:
            return ["", "", "", ""]
        return ["changed" if applied.reason.startswith(CHANGED) else "follows", "", applied.reason, ""]

    def _word(self, index: int) -> Reviewed | None:
        """Return what holds for a clause, be it said here, in a workbook or about an older revision."""
        word = self._words.get(self._keys[index])
        if word is None and index not in self._gone:
            word = self._carried.get(self.items[index].decision.clause.id)
        return word

    def decide(self, index: int, test: str, verdict: str, comment: str = "") -> list[Any]:
        """Keep a decision; it is on the disk when this returns.

        :param test: as typed; see `choices.parse`; "" for none said.
        :param verdict: one of `choices.VERDICTS`, or WITHDRAW.
        :raises UsageError: it means nothing, or the store cannot be written.
        """
        item = self._item(index)
        if verdict == WITHDRAW:
            return self._withdraw(index)
        try:
            said, tests = judge(test.strip(), verdict.strip(), item.decision.tests, self.catalogue)
        except ValueError as error:
            raise UsageError(str(error)) from None
        with self._lock:
            held = self._word(index)
            word = note(
                item.decision.clause,
                said,
                tests,
                item.decision.tests,
                comment=comment.strip(),
                who=self._who,
                when=_now(),
                source=SOURCE,
                title_block=item.report.title_block,
                typed=verdict.strip(),
                settles=held is not None and held.verdict == "DISPUTED" and said != "NOTE",
            )
            before = self._standing(word.key)
            self._store.add([word])
            mine = before.words.get(reviewer(word))
            if before.settlement is not None and reviewer(before.settlement) == reviewer(word):
                mine = before.settlement
            back = replace(word, verdict="WITHDRAWN") if mine is None or word.settles else mine
            self._undo.append((index, (back,)))
            self._refresh(index, word.key)
            return self.state(index)

    def _withdraw(self, index: int) -> list[Any]:
        """Take back what holds for a clause, be it said here, in a workbook or about an older revision."""
        with self._lock:
            word = self._word(index)
            if word is None:
                raise UsageError("Nothing was said about this clause that could be taken back.")
            before = self._standing(word.key)
            taken = replace(word, when=_now(), who=self._who, source=SOURCE, verdict="WITHDRAWN", settles=False)
            self._store.add([taken])
            after = self._standing(word.key)
            lost = [one for who, one in before.words.items() if who not in after.words]
            lost += [before.settlement] if before.settlement is not None and after.settlement is None else []
            self._undo.append((index, tuple(lost)))
            if after.holds() is None:
                self._gone.add(index)
            self._refresh(index, word.key)
            return self.state(index)

    def undo(self) -> int | None:
        """Take the last decision of this session back and return its clause; None when there is none left."""
        with self._lock:
            if not self._undo:
                return None
            index, back = self._undo[-1]
            self._store.add([replace(one, when=_now()) for one in back])
            self._undo.pop()
            self._gone.discard(index)
            for one in back:
                self._refresh(index, one.key)
            return index

    def history(self, index: int) -> tuple[Reviewed, ...]:
        """Return all that was ever said about a clause, oldest first."""
        word = self._word(index)
        keys = dict.fromkeys([*([word.key] if word is not None else []), self._keys[index]])
        return tuple(item for key in keys for item in self._store.history(key))

    def _standing(self, key: tuple[str, str]) -> Standing:
        return standings(self._store.history(key)).get(key, Standing())

    def _refresh(self, index: int, key: tuple[str, str]) -> None:
        """Look up what holds now; others may have spoken into the same store meanwhile."""
        held = self._standing(key).holds()
        if key == self._keys[index]:
            self._words.pop(key, None)
            if held is not None:
                self._words[key] = held

    def _item(self, index: int) -> Item:
        if not 0 <= index < len(self.items):
            raise UsageError(f"There is no clause {index} in this run.")
        return self.items[index]


def _collect(reports: Sequence[Report], decisions: Decisions) -> tuple[Item, ...]:
    found: list[Item] = []
    shown = [decisions.apply(report) for report in reports]
    for report, after_report in zip(reports, shown, strict=True):
        applied = after_report.decisions
        found += [
            Item(report, position, decision, after, 0)
            for position, (decision, after) in enumerate(zip(report.decisions, applied, strict=True))
        ]
    ranks = {id: place for place, id in enumerate(order(shown), start=1)}
    return tuple(replace(item, rank=ranks[item.decision.clause.id]) for item in found)


def _key(decision: Decision) -> tuple[str, str]:
    return note(decision.clause, "NOTE", None, ()).key


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="milliseconds")
