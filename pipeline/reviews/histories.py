"""Everything that was said about clauses, word by word, each with what it replaced and what holds now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.choices import join
from pipeline.reports.sheets.history import HistoryEntry
from pipeline.reviews.conflicts import Standing, reviewer, standings, tell
from pipeline.reviews.revisions import alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.records import TitleBlock
    from pipeline.reviews.records import Reviewed


def about(history: Iterable[Reviewed], documents: Iterable[tuple[str, TitleBlock]]) -> tuple[HistoryEntry, ...]:
    """Return what was said about documents and other revisions of them, in the order in which it was said.

    :param history: as `ReviewStore.history` gives it, oldest first.
    :param documents: file name and title block of each.
    """
    known = [(name, block.number) for name, block in documents]
    wanted: dict[tuple[str, str], bool] = {}
    kept = []
    for item in history:
        mine = item.document, item.document_number
        if mine not in wanted:
            wanted[mine] = any(alike(mine[0], name, mine[1], number) for name, number in known)
        if wanted[mine]:
            kept.append(item)
    return trace(kept)


def trace(history: Sequence[Reviewed]) -> tuple[HistoryEntry, ...]:
    """Go through what was said in its order, and tell what each word replaced and what holds after all of them."""
    held = {key: _tell_held(standing) for key, standing in standings(history).items()}
    before: dict[tuple[str, str], Standing] = {}
    entries = []
    for item in history:
        standing = before.setdefault(item.key, Standing())
        entries.append(_enter(item, _replaced(standing, item), held[item.key]))
        standing.add(item)
    return tuple(entries)


def _enter(item: Reviewed, replaced: str, holds: str) -> HistoryEntry:
    return HistoryEntry(
        clause=item.clause,
        document=item.document,
        number=item.number,
        title=item.title,
        when=item.when,
        who=item.who,
        source=item.source,
        said=_say(item),
        comment=item.comment,
        replaced=replaced,
        holds=holds,
    )


def _say(item: Reviewed) -> str:
    """Say what one person said: the tests and the verdict as it was typed."""
    if not item.settled:
        held = f"on hold ({join(item.tests)})" if item.verdict == "HOLD" and item.tests is not None else ""
        return held or tell(item).removeprefix(f"{item.who or item.source or 'a person'}: ")
    verdict = {"APPROVE": ", approved", "REJECT": ", guess rejected"}.get(item.typed, "")
    return join(item.tests or ()) + verdict + (" – settles what reviewers differed on" if item.settles else "")


def _replaced(before: Standing, item: Reviewed) -> str:
    """Tell what a word took the place of: own earlier words, the words it settles, else the program's guess."""
    words = [*before.words.values(), *([before.settlement] if before.settlement is not None else [])]
    mine = [word for word in words if reviewer(word) == reviewer(item)]
    if item.settles or (item.verdict == "WITHDRAWN" and not mine):
        mine = words
    if mine:
        return "\n".join(tell(word) + (f" ({' '.join(word.comment.split())})" if word.comment else "") for word in mine)
    return "" if item.verdict in ("NOTE", "WITHDRAWN") else f"the program's guess: {join(item.guess)}"


def _tell_held(standing: Standing) -> str:
    held = standing.holds()
    if held is None:
        return "nothing: taken back"
    return f"reviewers differ: {held.comment}" if held.verdict == "DISPUTED" else tell(held)
