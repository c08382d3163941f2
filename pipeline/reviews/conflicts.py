"""What holds for a clause after all that was said about it: the last word of each reviewer, and whether they agree.

The last word is the last of the same reviewer. Where two reviewers differ the clause is disputed, whoever spoke first,
until a person settles it having seen both; nobody's word is dropped for it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.reports.choices import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.reviews.records import Reviewed


@dataclass
class Standing:
    """What was said about one clause, as far as it still counts."""

    words: dict[str, Reviewed] = field(default_factory=dict)  # reviewer -> the last word, oldest first
    settlement: Reviewed | None = None  # the word of a person who saw all of them

    def add(self, item: Reviewed) -> None:
        """Take the next thing that was said, in the order in which it was."""
        who = reviewer(item)
        if item.verdict == "WITHDRAWN":
            self._withdraw(who)
        elif item.settles:
            self.settlement = item
        else:
            self._say(who, item)

    def _withdraw(self, who: str) -> None:
        if self.settlement is not None and reviewer(self.settlement) == who:
            self.settlement = None
        elif who in self.words:
            del self.words[who]
        else:  # a person takes back what others said
            self.words.clear()
            self.settlement = None

    def _say(self, who: str, item: Reviewed) -> None:
        if item.verdict == "NOTE":  # a comment takes nothing back
            mine = self.settlement if self.settlement and reviewer(self.settlement) == who else self.words.get(who)
            if mine is not None and mine.verdict != "NOTE":
                item = replace(mine, comment=item.comment, when=item.when, source=item.source)
        if self.settlement is not None and item.verdict != "NOTE":
            if reviewer(self.settlement) == who:
                self.settlement = replace(item, settles=True)
                return
            if not differ([self.settlement, item]):
                self.words.pop(who, None)
                self.words[who] = item
                return
            self.words = {reviewer(self.settlement): replace(self.settlement, settles=False)}
            self.settlement = None
        self.words.pop(who, None)
        self.words[who] = item

    def holds(self) -> Reviewed | None:
        """Return what holds: a word of a person, a "DISPUTED" one that names all, or None where nothing does."""
        if self.settlement is not None:
            return self.settlement
        words = list(self.words.values())
        if not words:
            return None
        if differ(words):
            return _dispute(words)
        told = [word for word in words if word.verdict != "NOTE"]
        best = next((word for word in reversed(told) if word.settled), (told or words)[-1])
        return replace(best, comment=_comments(words, best))


def standings(history: Iterable[Reviewed]) -> dict[tuple[str, str], Standing]:
    """Return what stands about each clause, by its key, in the order in which each was last spoken of.

    :param history: all that was ever said, oldest first.
    """
    found: dict[tuple[str, str], Standing] = {}
    for item in history:
        standing = found.pop(item.key, None) or Standing()
        standing.add(item)
        found[item.key] = standing
    return found


def current(history: Iterable[Reviewed]) -> tuple[Reviewed, ...]:
    """Return what holds for every clause of which anything does."""
    held = (standing.holds() for standing in standings(history).values())
    return tuple(item for item in held if item is not None)


def reviewer(item: Reviewed) -> str:
    """Return by what a reviewer is known: the name, or the workbook of one who gave none."""
    return " ".join(item.who.split()).casefold() or f"({item.source})"


def differ(words: Sequence[Reviewed]) -> bool:
    """Tell whether these words cannot all be right."""
    answers = {frozenset(word.tests or ()) for word in words if word.settled}
    held = [word for word in words if word.verdict == "HOLD"]
    wrong = {frozenset(word.guess) for word in words if word.verdict == "REJECT" and word.tests is None}
    return len(answers) > 1 or bool(answers & wrong) or bool(answers and held)


def tell(item: Reviewed) -> str:
    """Say in a few words what one person said: "Ada: RE"."""
    name = item.who or item.source or "a person"
    if item.settled:
        return f"{name}: {join(item.tests or ())}"
    said = {"HOLD": "on hold", "NOTE": "a comment", "WITHDRAWN": "taken back"}.get(item.verdict)
    return f"{name}: {said or f'not {join(item.guess)}'}"


def mark(item: Reviewed) -> str:
    """Return what tells one dispute from another: 16 characters, the first a question mark."""
    return "?" + hashlib.sha256(item.comment.encode("utf-8", "replace")).hexdigest()[:15]


def _dispute(words: Sequence[Reviewed]) -> Reviewed:
    told = [word for word in words if word.verdict != "NOTE"]
    said = "; ".join(tell(word) + (f" ({' '.join(word.comment.split())})" if word.comment else "") for word in words)
    names = ", ".join(dict.fromkeys(word.who or word.source for word in told))
    return replace(told[-1], verdict="DISPUTED", tests=None, comment=said, who=names, typed="", settles=False)


def _comments(words: Sequence[Reviewed], best: Reviewed) -> str:
    """Return the comment with those of others, which are named."""
    others = [word for word in words if word is not best and word.comment and word.comment != best.comment]
    if not others:
        return best.comment
    return "\n".join(filter(None, [best.comment, *(f"{one.who or one.source}: {one.comment}" for one in others)]))
