"""Where in a text the evidence stands, so that it can be shown in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.records import Decision

Piece = tuple[str, str]  # text, and what it is: "" plain, "code" coded evidence, "word" shared with a candidate's entry

_MOST = 200  # expressions looked for in one clause
_GAP = r"[\s\-–—_/:.]{0,2}"


class Highlighter:
    """Cuts texts of one clause into plain and marked pieces; joined they are the text again."""

    def __init__(self, decision: Decision, tests: Iterable[str] = ()) -> None:
        wanted = set(tests)
        codes = [item.value for item in decision.match.profile.evidence]
        words = [word for each in decision.match.candidates if each.test in wanted for word in each.words]
        self._kinds = {"code": _join(codes), "word": _join(words)}
        found = [f"(?P<{kind}>{pattern})" for kind, pattern in self._kinds.items() if pattern]
        self._pattern = re.compile("|".join(found), re.IGNORECASE) if found else None

    def cut(self, text: str) -> list[Piece]:
        """Cut a text."""
        if self._pattern is None:
            return [(text, "")] if text else []
        pieces: list[Piece] = []
        at = 0
        for match in self._pattern.finditer(text):
            if match.end() == match.start():
                continue
            if match.start() > at:
                pieces.append((text[at : match.start()], ""))
            pieces.append((match.group(), match.lastgroup or ""))
            at = match.end()
        if at < len(text):
            pieces.append((text[at:], ""))
        return pieces


def _join(values: Iterable[str]) -> str:
    unique = sorted(
        {value.strip() for value in values if len(value.strip()) > 1}, key=lambda value: (-len(value), value)
    )
    return "|".join(_spell(value) for value in unique[:_MOST])


def _spell(value: str) -> str:
    """Return an expression for a normalised value, which the text may write with other spaces and dashes."""
    parts = [re.escape(part) for part in re.split(r"[\s\-–—_]+", value) if part]
    ending = r"\w{0,3}" if value[-1].isalpha() and value.islower() else ""
    return rf"(?<!\w){_GAP.join(parts)}{ending}(?!\w)"
