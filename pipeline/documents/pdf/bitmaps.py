"""Rulings in the picture of a scanned page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.pdf.pieces import Ruling

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from pypdfium2 import PdfDocument

    from pipeline.documents.pdf.pieces import Page

    Picture = NDArray[numpy.uint8]

_DARK = 140  # grey level below which a pixel is ink [0 to 255]
_SHORTEST = 24.0  # a ruling is at least this long: letters are not [points]
_MOST = 20_000  # rows of pixels in runs beyond which the page is a photograph
_THICK = 8  # pixels that a ruling is thick, at most, however coarse the scan
_LOOK_BACK = 80  # runs that can lie side by side


class _PixelRun(NamedTuple):
    """A straight run of ink in pixels; `first` and `last` are its edges across, ends not included."""

    first: int
    last: int
    start: int
    end: int


def draw(document: PdfDocument, page: Page, dots: int, most: int) -> tuple[Picture, float]:
    """Draw a page.

    :param dots: to the inch; fewer where the picture would have more than `most` pixels.
    :return: its grey levels, shape (height, width), and points for each pixel.
    """
    sheet = document[page.number - 1]
    try:
        scale = min(dots / 72, (most / max(1.0, page.width * page.height)) ** 0.5)
        bitmap = sheet.render(scale=scale, grayscale=True)
        levels = bitmap.to_numpy()
        picture: Picture = levels.reshape(levels.shape[0], levels.shape[1]).copy()
        bitmap.close()
    finally:
        sheet.close()
    return picture, 1 / scale


def find_rulings(picture: Picture, scale: float) -> list[Ruling]:
    """Find long straight runs of ink.

    :param picture: grey levels, shape (height, width).
    :param scale: points for each pixel.
    """
    lying, standing = _both(picture, scale)
    found = [Ruling(r.start * scale, _middle(r) * scale, r.end * scale, _middle(r) * scale) for r in lying]
    return found + [Ruling(_middle(r) * scale, r.start * scale, _middle(r) * scale, r.end * scale) for r in standing]


def without_rulings(picture: Picture, scale: float) -> Picture:
    """Return a picture whose rulings are wiped out: letters near them are recognised better."""
    lying, standing = _both(picture, scale)
    clean = picture.copy()
    for run in lying:
        clean[max(0, run.first - 1) : run.last + 1, run.start : run.end] = 255
    for run in standing:
        clean[run.start : run.end, max(0, run.first - 1) : run.last + 1] = 255
    return clean


def _both(picture: Picture, scale: float) -> tuple[list[_PixelRun], list[_PixelRun]]:
    ink = picture < _DARK
    length = int(_SHORTEST / scale)
    return _runs(ink, length), _runs(ink.T, length)


def _middle(run: _PixelRun) -> float:
    return (run.first + run.last) / 2


def straighten(picture: Picture, angle: float) -> Picture:
    """Turn a picture whose lines fall to the right so that they lie level.

    :param angle: by how much they fall, in radians.
    """
    import numpy
    from scipy.ndimage import rotate

    turned: Picture = rotate(picture, math.degrees(angle), reshape=False, order=1, cval=255).astype(numpy.uint8)
    return turned


def _runs(ink: NDArray[numpy.bool_], length: int) -> list[_PixelRun]:
    """Return the thin runs of ink along the rows that are at least `length` pixels long."""
    import numpy

    padded = numpy.pad(ink, ((0, 0), (1, 1))).astype(numpy.int8)
    steps = numpy.diff(padded, axis=1)
    rows, starts = numpy.nonzero(steps == 1)
    _, ends = numpy.nonzero(steps == -1)
    long = (ends - starts) >= length
    if int(long.sum()) > _MOST:
        return []
    runs: list[_PixelRun] = []
    for row, start, end in zip(rows[long].tolist(), starts[long].tolist(), ends[long].tolist(), strict=True):
        for index in range(len(runs) - 1, max(-1, len(runs) - _LOOK_BACK), -1):
            run = runs[index]
            if run.last >= row - 1 and run.start < end and run.end > start:
                runs[index] = _PixelRun(run.first, row + 1, min(run.start, start), max(run.end, end))
                break
        else:
            runs.append(_PixelRun(row, row + 1, start, end))
    return [run for run in runs if run.last - run.first <= max(_THICK, length // 5)]
