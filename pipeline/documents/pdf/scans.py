"""One page of a PDF as pieces of text, turned so that they read left to right."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.documents import struck
from pipeline.documents.pdf import drawings, letter_spacing, overlays, strikes
from pipeline.documents.pdf.drawings import Drawings
from pipeline.documents.pdf.pieces import CLEAN, Page, Part, Piece, visible
from pipeline.documents.pdf.turns import Box, place, span
from pipeline.documents.pdf.words import Fonts, Raw, Words, read_text, write_script

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_EDGE = 3.0  # points by which text may lie outside its page
_MOSTLY = 0.5  # share of the text of a page that lies on it where its edges are right
_GAP = 0.9  # a space wider than this many type sizes separates columns, cells, or a number from its title
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\uffff]")


def scan(document: PdfDocument, index: int, fonts: Fonts, *, drawn: bool = True) -> Page:
    """Read the text of one page.

    :param document: a pypdfium2 PdfDocument.
    :param index: 0-based page.
    :param fonts: what the pages before have told about the fonts; more is added.
    :param drawn: look at rulings, images and shapes too, without which no table is found.
    :raises pypdfium2.PdfiumError: the page cannot be loaded.
    """
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            text = read_text(textpage.raw)
            words = letter_spacing.close(Words(textpage.raw, text, fonts).read())
        finally:
            textpage.close()
        shapes = drawings.collect(page) if drawn or not text.strip() else Drawings()
        laid = overlays.collect(document, page)
        words += laid.words
        text = " ".join((text, *(word.text for word in laid.words)))
        shapes.strikes = laid.struck
        found = _arrange(index + 1, page.get_bbox(), page.get_rotation(), words, text, shapes)
        found.notes = laid.notes
        return found
    finally:
        page.close()


def _arrange(number: int, box: Box, rotation: int, words: list[Raw], text: str, drawn: Drawings) -> Page:
    """Turn the words so that they read left to right, and join them to pieces; upright text makes the page."""
    angles = Counter[int | None]()
    for word in words:
        angles[word.style.angle] += len(word.text)
    upright: int | None = -rotation % 360
    main = upright if angles[upright] or not angles else angles.most_common(1)[0][0]
    page = _view(number, box, main, words, drawn)
    page.turned = [_view(number, box, angle, words, drawn) for angle in angles if angle != main and angles[angle]]
    page.found = visible(text)
    page.drop("control character", len(_CONTROL.findall(text)))
    return page


def _view(number: int, box: Box, angle: int | None, words: list[Raw], drawn: Drawings) -> Page:
    """Make a page of the words that read in one direction."""
    turn = angle or 0
    page = Page(number, *span(box, turn), box, turn, is_skewed=angle is None)
    pieces = _join([word for word in words if word.style.angle == angle], box, turn)
    page.pieces = [piece for piece in pieces if _is_on(piece, page)]
    if len(page.pieces) < _MOSTLY * len(pieces):  # the file is wrong about its own edges
        page.pieces = [piece for piece in pieces if math.isfinite(piece.x0 + piece.x1 + piece.y)]
    if len(page.pieces) < len(pieces):
        kept = set(map(id, page.pieces))
        page.drop("outside the page", sum(visible(piece.text) for piece in pieces if id(piece) not in kept))
    page.rulings = drawings.rulings(drawn.rulings, box, turn)
    lines = [*page.rulings, *drawings.rulings(drawn.strikes, box, turn)]
    page.pieces = strikes.mark(page.pieces, lines) if lines else page.pieces
    page.drop(struck.WHAT, sum(visible(piece.text) for piece in page.pieces if piece.struck))
    page.images = drawings.areas(drawn.images, box, turn)
    page.shapes = drawings.areas(drawn.shapes, box, turn)
    return page


def _is_on(piece: Piece, page: Page) -> bool:
    """Whether a piece can be seen on its page; what has no place at all is not."""
    return piece.x1 > -_EDGE and piece.x0 < page.width + _EDGE and -_EDGE < piece.y < page.height + piece.size


def _join(words: list[Raw], box: Box, angle: int) -> list[Piece]:
    """Join words with ordinary spaces between them."""
    pieces: list[Piece] = []
    group: list[Raw] = []
    parts: list[Part] = []
    baseline = reach = 0.0
    left, top = box[0], box[3]
    for word in words:
        style, size = word.style, word.style.size
        if angle:
            (x0, y), (x1, _) = place(word.start, box, angle), place(word.end, box, angle)
        else:
            x0, x1, y = word.start[0] - left, word.end[0] - left, top - word.start[1]
        near = word.joins and -0.5 * size < x0 - reach < _GAP * size and abs(y - baseline) < 0.6 * size
        if group and near and y != baseline:
            word = _scripted(word, baseline - y, group[-1].style.size)
        if group and not (near and style.bold == group[0].style.bold):
            pieces.append(_piece(group, parts, baseline))
            group, parts = [], []
        if not group:
            baseline = y
        group.append(word)
        parts.append(Part(word.text, x0, x1, style.widths))
        reach = x1
    if group:
        pieces.append(_piece(group, parts, baseline))
    return pieces


def _scripted(word: Raw, rise: float, base: float) -> Raw:
    """Write a word of a line as raised or lowered where it is."""
    text = write_script(word.text, word.style.size, rise, base)
    for plain, sign in zip(word.text, text, strict=True):
        if plain != sign and plain in word.style.widths:
            word.style.widths[sign] = word.style.widths[plain]
    return word._replace(text=text)


def _piece(group: list[Raw], parts: list[Part], baseline: float) -> Piece:
    style = group[0].style
    size = style.size
    text = group[0].text
    if len(group) > 1:
        text = " ".join(raw.text for raw in group)
        if any(raw.style is not style for raw in group):
            size = max(group, key=lambda raw: (len(raw.text), raw.style.size)).style.size
    if "  " in text:
        text = " ".join(text.split())
    if not text.isascii():
        text = text.translate(CLEAN)
    broken = group[-1].broken
    text = text + "-" if broken else text
    return Piece(text, parts[0].x0, parts[-1].x1, baseline, size, style.bold, tuple(parts), broken, style.hidden)
