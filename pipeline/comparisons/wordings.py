"""The words of a clause in both revisions as one text with what went and what came."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.comparisons.changes import Change

Piece = tuple[str, str]  # text, and "del", "ins" or ""

_MOST = 6000  # characters of a clause that are compared word by word
_TOKENS = re.compile(r"\s+|\w+(?:[.,]\d+)*|[^\w\s]")


def weave(change: Change) -> list[Piece]:
    """Return the text of a clause, whatever was taken out or put in marked; one run of words a piece."""
    old = change.old.clause.all_text[:_MOST] if change.old else ""
    new = change.new.clause.all_text[:_MOST] if change.new else ""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    pieces: list[Piece] = []
    for what, one, two, three, four in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(("".join(after[three:four]), ""))
            continue
        pieces += [("".join(before[one:two]), "del")] if two > one else []
        pieces += [("".join(after[three:four]), "ins")] if four > three else []
    return pieces
