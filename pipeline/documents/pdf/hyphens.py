"""Hyphens at the ends of lines: part of the word, or only of the line?

The document itself is asked: a word that it writes elsewhere in one piece, or with its hyphen, is written that way.
What it never writes elsewhere follows the custom of the document: one that splits no known word splits no unknown one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.documents.pdf.pieces import Line

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BEFORE = re.compile(r"(?<![^\W\d_])(?<![^\W\d_]-)([^\W\d_]++(?:-[^\W\d_]++)*+)-$")
_LAST = re.compile(r"(?<![^\W\d_])[^\W\d_]++$")
_AFTER = re.compile(r"[^\W\d_]+")
_CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


class Hyphens:
    """Knows the words of one document, and joins its lines."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.removed = 0
        self._words: set[str] = set()
        ends: list[tuple[str, str]] = []
        previous: Line | None = None
        for line in lines:
            self._words.update(_WORD.findall(line.text.casefold()))
            if previous is not None and previous.text.endswith("-"):
                ends.append((previous.text, line.text))
            previous = line
        verdicts = [self._known(before, after) for before, after in ends]
        self._splits = verdicts.count(True) >= max(1, verdicts.count(False))

    def join(self, texts: Iterable[str]) -> str:
        """Join the lines of a paragraph to one text."""
        joined = ""
        for text in texts:
            if not joined:
                joined = text
            elif joined.endswith("-") and self._is_soft(joined, text):
                joined = joined[:-1] + text
                self.removed += 1
            else:
                joined += text if _touch(joined, text) else " " + text
        return joined

    def join_cell(self, text: str) -> str:
        """Join the lines of a table cell; a heading that an empty line ends keeps a line of its own."""
        return "\n".join(map(self._join_lines, text.split("\n\n")))

    def _join_lines(self, text: str) -> str:
        """Join lines in which words are also cut without a hyphen where the cell is narrow."""
        parts = text.split("\n")
        whole: list[str] = []
        while parts:
            part = parts.pop(0)
            for taken in range(min(4, len(parts)), 0, -1):
                if self._is_cut(part, parts[:taken]):
                    part += "".join(parts[:taken])
                    del parts[:taken]
                    break
            whole.append(part)
        return self.join(whole)

    def _is_cut(self, before: str, after: list[str]) -> bool:
        """Whether the last word of a line and the lines after it make one word that the document knows."""
        head, tail = _LAST.search(before), _AFTER.match(after[-1])
        if head is None or tail is None or not all(line.isalpha() for line in after[:-1]):
            return False
        word = "".join((head[0], *after[:-1], tail[0])).casefold()
        return word in self._words and tail[0].casefold() not in self._words

    def _is_soft(self, before: str, after: str) -> bool:
        known = self._known(before, after)
        if known is not None:
            return known
        return self._splits and bool(_BEFORE.search(before)) and after[:1].islower()

    def _known(self, before: str, after: str) -> bool | None:
        """Whether the document writes the word without the hyphen; None when it writes it nowhere else."""
        head, tail = _BEFORE.search(before), _AFTER.match(after)
        if head is None or tail is None or not after[:1].islower():
            return None
        left, right = head[1].casefold(), tail[0].casefold()
        if f"{left}-{right}" in self._words:
            return False
        return True if left + right in self._words else None


def _touch(before: str, after: str) -> bool:
    """Whether no space stands between two lines: after a hyphen within a word, and between Chinese characters."""
    if before.endswith("-"):
        return before[-2:-1].isalnum() and after[:1].isalnum()
    return bool(_CJK.match(before[-1:]) and _CJK.match(after[:1]))
