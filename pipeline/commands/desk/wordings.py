"""Where on its pages the words stand that a limit was read from; a place that is not sure is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.desk.pictures import PDFIUM, turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pypdfium2

    from pipeline.commands.desk.pictures import Rectangle, Sheets
    from pipeline.records import Box

    Signs = list[tuple[str, Box, bool]]  # a letter or digit, its rectangle, whether it follows the one before at once

_LEAST = 4  # letters and digits; fewer stand anywhere
_SLACK = 1.5  # points by which the middle of a sign may lie outside the rectangles of its clause


def find(sheets: Sheets, boxes: Sequence[Box], wordings: Iterable[str]) -> list[tuple[Rectangle, ...]]:
    """Find words within the rectangles of their clause, letter by letter and digit by digit, as PDFium reads the page.

    :param boxes: of the clause in the PDF that is shown.
    :return: for each wording one rectangle a line; nothing where it stands there never, more than once, or is too
        short to tell.
    """
    import pypdfium2

    if not boxes:
        return [() for _ in wordings]
    with PDFIUM, pypdfium2.PdfDocument(sheets.path) as pdf:
        pages = [number for number in sorted({box[0] for box in boxes}) if 1 <= number <= len(pdf)]
        signs = [sign for number in pages for sign in _read(pdf[number - 1], number, boxes)]
        frames = {number: (pdf[number - 1].get_rotation(), pdf[number - 1].get_cropbox()) for number in pages}
    found = (_once(signs, _plain(wording)) for wording in wordings)
    return [tuple(turn(box, *frames[box[0]]) for box in _lines(each)) for each in found]


def _read(page: pypdfium2.PdfPage, number: int, boxes: Sequence[Box]) -> Iterator[tuple[str, Box, bool]]:
    """Yield the letters and digits of a page whose middle lies in one of the rectangles, in the order of the file."""
    text = page.get_textpage()
    own = [box[1:] for box in boxes if box[0] == number]
    last = -2
    for index in range(text.count_chars()):
        sign = text.get_text_range(index, 1)
        if not _plain(sign):
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        x, y = (left + right) / 2, (bottom + top) / 2
        if any(a - _SLACK <= x <= c + _SLACK and b - _SLACK <= y <= d + _SLACK for a, b, c, d in own):
            yield from ((each, (number, left, bottom, right, top), last == index - 1) for each in _plain(sign))
            last = index


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _once(signs: Signs, words: str) -> Signs:
    """Return the signs of words that stand there once and do not begin or end within a number."""
    text = "".join(sign for sign, *_ in signs)
    if len(words) < _LEAST or text.count(words) != 1:
        return []
    start = text.index(words)
    end = start + len(words)
    begins_within = words[0].isdigit() and signs[start][2] and text[start - 1].isdigit()
    ends_within = words[-1].isdigit() and end < len(signs) and signs[end][2] and text[end].isdigit()
    return [] if begins_within or ends_within else signs[start:end]


def _lines(signs: Signs) -> Iterator[Box]:
    """Join the signs of each line."""
    held: Box | None = None
    for _, box, _ in signs:
        if held and held[0] == box[0] and held[2] <= (box[2] + box[4]) / 2 <= held[4] and box[1] >= held[1]:
            held = (held[0], held[1], min(held[2], box[2]), max(held[3], box[3]), max(held[4], box[4]))
            continue
        if held:
            yield held
        held = box
    if held:
        yield held
