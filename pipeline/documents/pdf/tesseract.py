"""Tesseract as a program: the words of a picture and where they stand."""

from __future__ import annotations

import csv
import io
import math
import os
import re
import subprocess
import time
from functools import lru_cache
from statistics import fmean, median
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.pdf.bitmaps import find_rulings, straighten, without_rulings
from pipeline.storage import programs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.documents.pdf.bitmaps import Picture
    from pipeline.documents.pdf.pieces import Ruling

_PROGRAM = "tesseract"
_PAGE_SECONDS = 60.0  # longest that one page may take
_UNSURE = 45.0  # confidence below which signs that are no letters are dirt [percent]
_DOUBTFUL = 60.0  # mean confidence below which a page may stand on its side [percent]
_SKEWED = 0.004  # slope from which a scan is straightened: 4 mm across a metre [radians]
_LONG_LINE = 5  # words of a line whose slope counts, and lines it takes
_TALL = 3.0  # times the usual height of words from which one is doubted
_SURE = 85.0  # confidence from which it is believed all the same [percent]
_TURN = re.compile(r"Rotate: (90|180|270)")


class TesseractRow(NamedTuple):
    """One word as Tesseract reports it, in pixels."""

    line: tuple[str, ...]
    text: str
    left: float
    top: float
    width: float
    height: float
    confidence: float


class OcrReading(NamedTuple):
    """What was recognised on a page."""

    rows: list[TesseractRow]
    rulings: list[Ruling]
    turned: bool  # the page stood on its side, so that its width is its height

    @property
    def is_doubtful(self) -> bool:
        """Whether most of it may be wrong, as when the language is another."""
        return bool(self.rows) and fmean(row.confidence for row in self.rows) < _DOUBTFUL


def is_installed() -> bool:
    """Whether Tesseract can be called."""
    return programs.find(_PROGRAM) is not None


def _program() -> str:
    """Path of Tesseract.

    :raises FileNotFoundError: it is not installed.
    """
    found = programs.find(_PROGRAM)
    if found is None:
        raise FileNotFoundError(_PROGRAM)
    return found


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Return the names of the languages that Tesseract has data for."""
    try:
        listed = subprocess.run([_program(), "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(listed.stdout.split("\n")[1:])


def recognise(picture: Picture, scale: float, language: str, deadline: float) -> OcrReading:
    """Run Tesseract on a picture, once more when it stands on its side.

    :param scale: points for each pixel.
    :param language: Tesseract's language names joined by "+".
    :param deadline: by time.monotonic(), in seconds.
    :raises subprocess.TimeoutExpired: it took too long.
    :raises subprocess.CalledProcessError: it failed.
    """
    import numpy

    rows = _words(picture, scale, language, deadline)
    turned = False
    if not rows or fmean(row.confidence for row in rows) < _DOUBTFUL:
        degrees = _side(picture, deadline)
        if degrees:
            picture = numpy.ascontiguousarray(numpy.rot90(picture, -degrees // 90))
            rows = _words(picture, scale, language, deadline)
            turned = degrees != 180
    angle = _slope(rows)
    if abs(angle) > _SKEWED:
        picture = straighten(picture, angle)
        rows = [_turned(row, angle, picture.shape) for row in rows]
    return OcrReading(rows, find_rulings(picture, scale), turned)


def _words(picture: Picture, scale: float, language: str, deadline: float) -> list[TesseractRow]:
    clean = without_rulings(picture, scale)
    return _plausible(_rows(_call(clean, ("-l", language, "--psm", "3"), "tsv", deadline)))


def _slope(rows: Sequence[TesseractRow]) -> float:
    """Return by how much the lines of a page fall to the right, in radians."""
    lines: dict[tuple[str, ...], list[TesseractRow]] = {}
    for row in rows:
        lines.setdefault(row.line, []).append(row)
    slopes = []
    for words in lines.values():
        first, last = words[0], words[-1]
        length = last.left - first.left
        if len(words) >= _LONG_LINE and length > 0:
            middles = (first.top + first.height / 2, last.top + last.height / 2)
            slopes.append(math.atan2(middles[1] - middles[0], length))
    return median(slopes) if len(slopes) >= _LONG_LINE else 0.0


def _turned(row: TesseractRow, angle: float, shape: tuple[int, ...]) -> TesseractRow:
    """Turn a word with its page around the middle of the page."""
    x = row.left + row.width / 2 - shape[1] / 2
    y = row.top + row.height / 2 - shape[0] / 2
    across = x * math.cos(angle) + y * math.sin(angle) + shape[1] / 2
    down = y * math.cos(angle) - x * math.sin(angle) + shape[0] / 2
    return row._replace(left=across - row.width / 2, top=down - row.height / 2)


def _side(picture: Picture, deadline: float) -> int:
    """Return by how many degrees clockwise a picture must be turned to be read, 0 when that is not known."""
    try:
        found = _TURN.search(_call(picture, ("--psm", "0"), "", deadline))
    except subprocess.CalledProcessError:  # too little text, or no data for it
        return 0
    return int(found[1]) if found else 0


def _call(picture: Picture, options: Sequence[str], form: str, deadline: float) -> str:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise subprocess.TimeoutExpired("tesseract", 0)
    header = f"P5 {picture.shape[1]} {picture.shape[0]} 255\n".encode()
    found = subprocess.run(
        [_program(), "stdin", "stdout", *options, *filter(None, (form,))],
        input=header + picture.tobytes(),
        capture_output=True,
        timeout=min(_PAGE_SECONDS, max(1.0, seconds)),
        check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return found.stdout.decode("utf-8", "replace")


def _rows(table: str) -> list[TesseractRow]:
    """Read Tesseract's table of words."""
    found = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip("| \t")  # rulings are taken for bars
        confidence = float(row["conf"])
        if row["level"] == "5" and text and not _is_dirt(text, confidence):
            left, top, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
            line = (row["block_num"], row["par_num"], row["line_num"])
            found.append(TesseractRow(line, text, left, top, width, height, confidence))
    return found


def _plausible(rows: list[TesseractRow]) -> list[TesseractRow]:
    """Leave out what is recognised in pictures: words much higher than the others."""
    if not rows:
        return rows
    usual = median(row.height for row in rows)
    return [row for row in rows if row.height < _TALL * usual or (row.confidence > _SURE and len(row.text) > 2)]


def _is_dirt(text: str, confidence: float) -> bool:
    return confidence < _UNSURE and not any(map(str.isalnum, text))
