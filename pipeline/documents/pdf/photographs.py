"""Pictures that show things and not print: recognition takes long on them and finds nothing.

Print is dark on one even ground; in a photograph the ground changes from place to place. So a small drawing of the page
is cut into tiles, and those that hold anything are looked at: is there one ground, and ink clearly darker than it?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.pdf.bitmaps import draw

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

    from pipeline.documents.pdf.bitmaps import Picture
    from pipeline.documents.pdf.pieces import Page

_DPI = 160
_TILE = 20  # pairs of pixels
_NEAR = 22  # grey levels by which the ground of a tile varies, at most
_DARKER = 55  # grey levels by which ink is darker than its ground, at least
_INK = (0.01, 0.55)  # share of a tile that ink covers where it holds print
_EVEN = 0.72  # share of a tile that is either ground or ink where it holds print
_GROUND = 0.4  # share of a tile that is ground where it holds print
_BLANK = 0.985  # share of ground from which a tile holds nothing
_PRINTED = 0.4  # share of the tiles that hold anything which hold print, below which a picture is a photograph
_FEWEST = 0.12  # share of tiles that hold anything, below which nothing is said
_LEAST = 0.01  # share of tiles that hold print on a page with a line of it
_SOFT = 60  # grey levels between the dark and the light of a soft picture, at least
_MOST_PIXELS = 8_000_000


def is_photograph(document: PdfDocument, page: Page) -> bool:
    """Whether a page without text shows photographs only."""
    if not page.images:
        return False
    return shows_things(draw(document, page, _DPI, _MOST_PIXELS)[0])


def shows_things(picture: Picture) -> bool:
    """Whether a picture is a photograph rather than print.

    :param picture: grey levels, shape (height, width), at about 160 dots to the inch.
    """
    import numpy

    down, across = (side // 2 for side in picture.shape)
    pairs = picture[: 2 * down, : 2 * across].reshape(down, 2, across, 2)
    smooth = pairs.mean(axis=(1, 3))  # the grain of a scan is no picture
    high, wide = down // _TILE, across // _TILE
    if high < 2 or wide < 2:
        return False
    cut = smooth[: high * _TILE, : wide * _TILE].reshape(high, _TILE, wide, _TILE)
    tiles = cut.swapaxes(1, 2).reshape(high * wide, _TILE * _TILE).astype(numpy.int16)
    ground = numpy.percentile(tiles, 85, axis=1).astype(numpy.int16)[:, None]
    is_ground = (numpy.abs(tiles - ground) <= _NEAR).mean(axis=1)
    ink = (tiles < ground - _DARKER).mean(axis=1)
    held = (numpy.abs(tiles - numpy.median(tiles, axis=1)[:, None]) <= 2 * _NEAR).mean(axis=1) < _BLANK
    printed = (ink > _INK[0]) & (ink < _INK[1]) & (is_ground + ink > _EVEN) & (is_ground > _GROUND)
    if held.mean() < _FEWEST:  # even all over, or soft like a sky
        return bool(printed.mean() < _LEAST and numpy.ptp(numpy.percentile(tiles, (10, 90))) > _SOFT)
    return bool((printed & held).sum() < _PRINTED * held.sum())
