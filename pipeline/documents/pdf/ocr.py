"""Pages without a text layer, read by Tesseract where it is installed."""

from __future__ import annotations

import os
import subprocess
import time
from concurrent.futures import Future, ThreadPoolExecutor
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.pdf.bitmaps import draw
from pipeline.documents.pdf.pieces import Page, Part, Piece, Word, visible
from pipeline.documents.pdf.tesseract import OcrReading, TesseractRow, languages, recognise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdfium2 import PdfDocument

DPI = 240  # the smallest print of a specification is still read well, at 2 to 3 seconds a page
_MOST_PIXELS = 40_000_000
_SHARE = 0.75  # of the file's time limit that recognition may use
_WORKERS = 4  # programs at a time, at most
_GAP = 1.2  # a space wider than this many type sizes separates columns or cells
_ASCENDING = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789bdfhklt()[]{}/|!?§")
_DESCENDING = frozenset("gjpqy()[]{}/|,;§")


class OcrResult(NamedTuple):
    """What came of reading pages."""

    done: tuple[int, ...]  # 1-based pages
    late: tuple[int, ...]  # not read for lack of time
    failed: tuple[int, ...]
    unsure: tuple[int, ...]  # read, but hardly
    missing: tuple[str, ...]  # languages that are not installed


def read(document: PdfDocument, pages: Sequence[Page], language: str, seconds: float) -> OcrResult:
    """Recognise the text of pages and put it into them, in place.

    :param language: Tesseract's language names joined by "+"; those that are not installed are left out.
    :param seconds: time limit of the whole file.
    """
    wanted = language.split("+")
    known = [name for name in wanted if name in languages()]
    deadline = time.monotonic() + _SHARE * seconds
    outcome: dict[str, list[int]] = {"done": [], "unsure": [], "late": [], "failed": []}
    workers = max(1, min(_WORKERS, os.cpu_count() or 1))
    queue = list(pages)
    waiting: list[tuple[Page, float, Future[OcrReading]]] = []
    with ThreadPoolExecutor(workers) as pool:
        while queue or waiting:
            while queue and len(waiting) <= workers and time.monotonic() < deadline:
                page = queue.pop(0)
                picture, scale = draw(document, page, DPI, _MOST_PIXELS)
                task = pool.submit(recognise, picture, scale, "+".join(known) or "eng", deadline)
                waiting.append((page, scale, task))
            if not waiting:
                break
            page, scale, task = waiting.pop(0)
            outcome[_finish(page, scale, task)].append(page.number)
    late = (*outcome["late"], *(page.number for page in queue))
    missing = tuple(name for name in wanted if name not in known)
    done, unsure = outcome["done"] + outcome["unsure"], tuple(outcome["unsure"])
    return OcrResult(tuple(sorted(done)), late, tuple(outcome["failed"]), unsure, missing)


def _finish(page: Page, scale: float, task: Future[OcrReading]) -> str:
    """Put what was recognised into a page.

    :return: "done", "unsure", "late" or "failed".
    """
    try:
        reading = task.result()
    except subprocess.TimeoutExpired:
        return "late"
    except (OSError, subprocess.CalledProcessError, KeyError, ValueError):
        return "failed"
    if reading.turned:
        page.width, page.height = page.height, page.width
    page.rulings = reading.rulings
    page.images, page.shapes = [], []
    fresh = [piece for piece in _pieces(reading.rows, scale) if not any(_overlaps(piece, old) for old in page.pieces)]
    page.pieces += fresh
    page.found += sum(visible(piece.text) for piece in fresh)
    return "unsure" if reading.is_doubtful else "done"


def _pieces(rows: Sequence[TesseractRow], scale: float) -> list[Piece]:
    """Turn Tesseract's words into pieces."""
    lines: dict[tuple[str, ...], list[tuple[Word, float, float]]] = {}
    for row in rows:
        size, baseline = _measure(row.text, row.top * scale, row.height * scale)
        word = Word(row.text, row.left * scale, (row.left + row.width) * scale)
        lines.setdefault(row.line, []).append((word, baseline, size))
    return [piece for words in lines.values() for piece in _split(words)]


def _measure(text: str, top: float, height: float) -> tuple[float, float]:
    """Estimate type size and baseline of a word from the signs it has."""
    rise = 0.72 if _ASCENDING & set(text) else 0.52
    fall = 0.2 if _DESCENDING & set(text) else 0.0
    size = height / (rise + fall)
    return size, top + height - fall * size


def _split(words: list[tuple[Word, float, float]]) -> list[Piece]:
    """Cut a line where its gaps are wide."""
    size = round(2 * median(word[2] for word in words)) / 2 or 1.0
    baseline = median(word[1] for word in words)
    groups: list[list[Word]] = []
    for word, _, _ in words:
        if groups and word.x0 - groups[-1][-1].x1 < _GAP * size:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        Piece(
            " ".join(word.text for word in group),
            group[0].x0,
            group[-1].x1,
            baseline,
            size,
            False,
            tuple(Part(*word, {}) for word in group),
            ocr=True,
        )
        for group in groups
    ]


def _overlaps(piece: Piece, other: Piece) -> bool:
    """Whether recognition read again what the text layer has."""
    return abs(piece.y - other.y) < other.size and piece.x0 < other.x1 and piece.x1 > other.x0
