"""The sentences of a clause in which limits may stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.requirements import phrases
from pipeline.requirements.limits.level_places import IN_UNIT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_REMARK = re.compile(
    r"\W*(?:注\s*)?(?:NOTE|Note|REMARK|Remark|ANMERKUNG|Anmerkung|Hinweis|HINWEIS|EXAMPLE|"
    r"Example|Beispiel)(?:S|s|EN|en)?\b|\W*注"
)
_FOOTNOTE = re.compile(r"\s*(?:(?P<mark>[a-z]|\d)\s?\)|(?P<sign>\*{1,3}|†|‡)\)?)\s")


def cut(text: str, marks: Collection[str]) -> Iterator[str]:
    """Give the sentences of a text, remarks and the footnotes of these marks left out."""
    for line in text.splitlines():
        called = _FOOTNOTE.match(line)
        if not _REMARK.match(line) and not (called and (called["mark"] or called["sign"]) in marks):
            pieces = list(phrases.sentences(line))
            yield from (piece for piece in _joined(pieces) if not _REMARK.match(piece))


def _joined(pieces: Sequence[str]) -> Iterator[str]:
    """Put the parts of a list together again whose unit is named once: "In dBµA: 60 from ...; 42 from ..."."""
    whole = ""
    for piece in pieces:
        if whole and whole.rstrip().endswith(";"):
            whole = f"{whole} {piece.lstrip()}"
            continue
        if whole:
            yield whole
        whole = piece if IN_UNIT.search(piece) and piece.rstrip().endswith(";") else ""
        if not whole:
            yield piece
    if whole:
        yield whole
