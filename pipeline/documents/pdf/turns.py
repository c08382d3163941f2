"""Between the coordinates of the file and those of a page whose text reads left to right.

The file counts from the lower left corner of an unturned sheet; a view counts from its own upper left corner, along and
across the direction in which its text reads.
"""

from __future__ import annotations

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top in the file


def place(point: Point, box: Box, angle: int) -> Point:
    """Put a point of the file on the view in which text at this angle is upright.

    :param angle: degrees counter-clockwise: 0, 90, 180 or 270.
    """
    x, y = point
    left, bottom, right, top = box
    if angle == 90:
        return y - bottom, x - left
    if angle == 180:
        return right - x, y - bottom
    if angle == 270:
        return top - y, right - x
    return x - left, top - y


def unplace(point: Point, box: Box, angle: int) -> Point:
    """Undo `place`."""
    u, v = point
    left, bottom, right, top = box
    if angle == 90:
        return v + left, u + bottom
    if angle == 180:
        return right - u, v + bottom
    if angle == 270:
        return right - v, top - u
    return u + left, top - v


def span(box: Box, angle: int) -> Point:
    """Return width and height of a view."""
    width, height = box[2] - box[0], box[3] - box[1]
    return (height, width) if angle in (90, 270) else (width, height)
