"""Pieces of text put together to lines."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.documents.pdf.pieces import Line, Part, Piece, Word
from pipeline.documents.pdf.words import write_script

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAME_LINE = 0.5  # share of the type size by which baselines within one line differ at most: sub- and superscripts
_SCRIPT = 1.8  # times that the type of a line is larger than that of its sub- and superscripts, at most
_TAB = 1.0  # gap within a line, in type sizes, that is written as a tab
_WIDE_TAB = 2.2  # the same behind anything longer than a number: justified lines have wide spaces
_LABEL = 12  # characters that a number or list sign has less than
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,3})*\.?\s+\S")
_TOUCH = 0.12  # gap, in type sizes, below which two pieces are one word


def cell_text(pieces: list[Piece]) -> str:
    """Return the text of a table cell, one line below the other; an empty one ends a numbered heading in bold."""
    lines = [each for each in (line(0, row) for row in rows(pieces)) if not each.struck]
    text = ""
    heading = bool(lines) and lines[0].bold and _NUMBERED.match(lines[0].text) is not None
    for index, each in enumerate(lines):
        ends = heading and not each.bold
        heading = heading and not ends
        text += ("\n\n" if ends else "\n" if index else "") + each.text.replace("\t", " ")
    return text


def rows(pieces: list[Piece]) -> list[list[Piece]]:
    """Group pieces by baseline, top to bottom."""
    groups: list[list[Piece]] = []
    y = size = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.y):
        larger, smaller = max(size, piece.size), min(size, piece.size)
        if groups and piece.y - y <= _SAME_LINE * min(larger, _SCRIPT * smaller):
            groups[-1].append(piece)
            if piece.size > size:
                y, size = piece.y, piece.size
        else:
            groups.append([piece])
            y, size = piece.y, piece.size
    return groups


def line(page: int, row: list[Piece]) -> Line:
    """Make one line of pieces on one baseline.

    :param page: 1-based.
    """
    row.sort(key=lambda piece: piece.x0)
    row, is_struck = _valid(row)
    if len(row) > 1:
        row = _scripted(row)
    main = max(row, key=lambda piece: len(piece.text))
    text = row[0].text
    for before, after in pairwise(row):
        text += _space(before, after) + after.text
    bold = main.bold and all(piece.bold or not piece.text.strip("•·-–.,:") for piece in row)
    return Line(
        page,
        text,
        row[0].x0,
        max(piece.x1 for piece in row),
        main.y,
        main.size,
        bold,
        tuple(row),
        main.ocr,
        struck=is_struck,
    )


def _valid(row: list[Piece]) -> tuple[list[Piece], bool]:
    """Leave out what is struck of a line; a line of which no word or only its number is left is struck as a whole."""
    if not any(piece.struck for piece in row):
        return row, False
    valid: list[Piece] = []
    for piece in row:
        if not piece.struck:
            valid.append(piece)
        elif valid:  # its place is no gap between columns
            valid[-1] = valid[-1]._replace(x1=max(valid[-1].x1, piece.x1))
    whole = not any(any(map(str.isalpha, piece.text)) for piece in valid)
    return (row, True) if whole else (valid, False)


def _scripted(row: list[Piece]) -> list[Piece]:
    """Write the pieces of a line that are raised or lowered as such."""
    base = max(row, key=lambda piece: (piece.size, len(piece.text)))
    signs = [
        piece if piece.y == base.y or len(piece.text) > _LABEL else _rewritten(piece, base.y - piece.y, base.size)
        for piece in row
    ]
    marks = [sign for sign, piece in zip(signs, row, strict=True) if sign is not piece]
    return sorted(_cut_at(signs, marks), key=lambda piece: piece.x0) if marks else signs


def _cut_at(row: list[Piece], marks: list[Piece]) -> Iterator[Piece]:
    """Cut pieces where a mark that was drawn for itself stands between two of their words."""
    for piece in row:
        words = list(piece.words) if any(piece.x0 < mark.x0 < mark.x1 < piece.x1 for mark in marks) else []
        for mark in sorted(marks, key=lambda mark: mark.x0):
            before = [word for word in words if (word.x0 + word.x1) / 2 < mark.x0]
            if before and len(before) < len(words):
                yield cut_piece(piece, before)
                words = words[len(before) :]
        yield cut_piece(piece, words) if words else piece


def _rewritten(piece: Piece, rise: float, size: float) -> Piece:
    text = write_script(piece.text, piece.size, rise, size)
    if text == piece.text:
        return piece
    words = [word._replace(text=write_script(word.text, piece.size, rise, size)) for word in piece.words]
    return piece._replace(text=text, parts=tuple(Part(*word, {}) for word in words))


def _space(before: Piece, after: Piece) -> str:
    """White space between two pieces of one line."""
    gap = after.x0 - before.x1
    size = max(before.size, after.size)
    if gap > (_TAB if len(before.text) < _LABEL else _WIDE_TAB) * size:
        return "\t"
    return "" if gap < _TOUCH * size and before.y != after.y else " "


def cut_piece(piece: Piece, words: list[Word]) -> Piece:
    """Return the part of a piece that these of its words make."""
    if len(words) == piece.length:
        return piece
    text = " ".join(word.text for word in words)
    broken = piece.broken and words[-1] == piece.words[-1]
    return piece._replace(
        text=text + "-" if broken else text,
        x0=words[0].x0,
        x1=words[-1].x1,
        parts=tuple(Part(*word, {}) for word in words),
        broken=broken,
    )
