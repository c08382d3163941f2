"""Rulings in the picture of a scanned page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pipeline.documents.pdf.pieces import Ruling

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Picture = NDArray[numpy.uint8]

_DARK = 140  # grey level below which a pixel is ink [0 to 255]
_SHORTEST = 24.0  # a ruling is at least this long: letters are not [points]
_MOST = 4000  # rulings beyond which the page is a picture


def find_rulings(picture: Picture, scale: float) -> list[Ruling]:
    """Find long straight runs of ink.

    :param picture: grey levels, shape (height, width).
    :param scale: points for each pixel.
    """
    ink = picture < _DARK
    length = int(_SHORTEST / scale)
    lying = [Ruling(x0 * scale, y * scale, x1 * scale, y * scale) for y, x0, x1 in _runs(ink, length)]
    standing = [Ruling(x * scale, y0 * scale, x * scale, y1 * scale) for x, y0, y1 in _runs(ink.T, length)]
    return lying + standing if len(lying) + len(standing) <= _MOST else []


def straighten(picture: Picture, angle: float) -> Picture:
    """Turn a picture whose lines fall to the right so that they lie level.

    :param angle: by how much they fall, in radians.
    """
    import numpy
    from scipy.ndimage import rotate

    turned: Picture = rotate(picture, math.degrees(angle), reshape=False, order=1, cval=255).astype(numpy.uint8)
    return turned


def _runs(ink: NDArray[numpy.bool_], length: int) -> list[tuple[int, int, int]]:
    """Return the runs of ink in each row that are at least `length` pixels: (row, first, last).

    Runs right below each other are the thickness of one ruling; the middle one is kept.
    """
    import numpy

    padded = numpy.pad(ink, ((0, 0), (1, 1))).astype(numpy.int8)
    steps = numpy.diff(padded, axis=1)
    rows, starts = numpy.nonzero(steps == 1)
    _, ends = numpy.nonzero(steps == -1)
    long = (ends - starts) >= length
    found: list[tuple[int, int, int]] = []
    stacks: list[list[int]] = []  # first row, last row, start, end
    for row, start, end in zip(rows[long].tolist(), starts[long].tolist(), ends[long].tolist(), strict=True):
        for stack in reversed(stacks):
            if stack[1] >= row - 2 and stack[2] < end and stack[3] > start:
                stack[1], stack[2], stack[3] = row, min(stack[2], start), max(stack[3], end)
                break
        else:
            stacks.append([row, row, start, end])
            if len(stacks) > 60:
                found += _thin(stacks[:1], length)
                del stacks[0]
    return found + _thin(stacks, length)


def _thin(stacks: list[list[int]], length: int) -> list[tuple[int, int, int]]:
    """Keep the middles of stacks that are thin enough to be rulings."""
    return [
        ((first + last) // 2, start, end) for first, last, start, end in stacks if last - first < max(8, length // 4)
    ]
