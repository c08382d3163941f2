"""Pages without a text layer, read by Tesseract where it is installed."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.pdf.bitmaps import find_rulings
from pipeline.documents.pdf.pieces import Page, Piece, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image
    from pypdfium2 import PdfDocument

DPI = 240  # the smallest print of a specification is still read well, at 2 to 3 seconds a page
_MOST_PIXELS = 40_000_000
_PAGE_SECONDS = 60.0  # longest that one page may take
_SHARE = 0.75  # of the file's time limit that recognition may use
_GAP = 1.2  # a space wider than this many type sizes separates columns or cells
_UNSURE = 45.0  # confidence below which signs that are no letters are dirt [percent]
_ASCENDING = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789bdfhklt()[]{}/|!?§")
_DESCENDING = frozenset("gjpqy()[]{}/|,;§")


class Outcome(NamedTuple):
    """What came of reading pages."""

    done: tuple[int, ...]  # 1-based pages
    late: tuple[int, ...]  # not read for lack of time
    failed: tuple[int, ...]
    missing: tuple[str, ...]  # languages that are not installed


def is_installed() -> bool:
    """Whether Tesseract can be called."""
    return shutil.which("tesseract") is not None


def read(document: PdfDocument, pages: Sequence[Page], language: str, seconds: float) -> Outcome:
    """Recognise the text of pages and put it into them, in place.

    :param language: Tesseract's language names joined by "+"; those that are not installed are left out.
    :param seconds: time limit of the whole file.
    """
    wanted = language.split("+")
    known = [name for name in wanted if name in _languages()]
    missing = tuple(name for name in wanted if name not in known)
    chosen = "+".join(known) or "eng"
    deadline = time.monotonic() + _SHARE * seconds
    done, late, failed = [], [], []
    workers = max(1, min(4, os.cpu_count() or 1))
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[tuple[Page, float, Future[str]]] = []
        queue = list(pages)
        while queue or waiting:
            while queue and len(waiting) < workers + 1 and time.monotonic() < deadline:
                page = queue.pop(0)
                image, scale = _render(document, page)
                waiting.append((page, scale, pool.submit(_recognise, image, chosen, deadline)))
            if not waiting:
                break
            page, scale, future = waiting.pop(0)
            try:
                page.pieces += _pieces(future.result(), scale, page)
                done.append(page.number)
            except subprocess.TimeoutExpired:
                late.append(page.number)
            except (OSError, subprocess.CalledProcessError):
                failed.append(page.number)
        late += [page.number for page in queue]
    return Outcome(tuple(done), tuple(late), tuple(failed), missing)


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    try:
        listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(listed.stdout.split("\n")[1:])


def _render(document: PdfDocument, page: Page) -> tuple[Image, float]:
    """Draw a page.

    :return: the picture, and points for each of its pixels. Rulings found in it are added to the page.
    """
    sheet = document[page.number - 1]
    try:
        scale = min(DPI / 72, (_MOST_PIXELS / max(1.0, page.width * page.height)) ** 0.5)
        bitmap = sheet.render(scale=scale, grayscale=True)
        image: Image = bitmap.to_pil().copy()
        bitmap.close()
    finally:
        sheet.close()
    page.rulings = find_rulings(image, 1 / scale)
    return image, 1 / scale


def _recognise(image: Image, language: str, deadline: float) -> str:
    """Run Tesseract on a picture.

    :return: its table of words, tab separated.
    """
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    seconds = min(_PAGE_SECONDS, max(1.0, deadline - time.monotonic()))
    found = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", language, "--psm", "3", "--dpi", str(DPI), "tsv"],
        input=buffer.getvalue(),
        capture_output=True,
        timeout=seconds,
        check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return found.stdout.decode("utf-8", "replace")


def _pieces(table: str, scale: float, page: Page) -> list[Piece]:
    """Turn Tesseract's words into pieces."""
    lines: dict[tuple[str, ...], list[tuple[Word, float, float]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row["level"] != "5" or not text or _is_dirt(text, float(row["conf"])):
            continue
        left, top, width, height = (float(row[name]) * scale for name in ("left", "top", "width", "height"))
        size, baseline = _measure(text, top, height)
        key = (row["block_num"], row["par_num"], row["line_num"])
        lines.setdefault(key, []).append((Word(text, left, left + width), baseline, size))
    covered = [piece for piece in page.pieces]
    pieces = [piece for words in lines.values() for piece in _split(words)]
    return [piece for piece in pieces if not any(_overlaps(piece, other) for other in covered)]


def _is_dirt(text: str, confidence: float) -> bool:
    return confidence < _UNSURE and not any(map(str.isalnum, text))


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
            tuple(group),
            ocr=True,
        )
        for group in groups
    ]


def _overlaps(piece: Piece, other: Piece) -> bool:
    """Whether recognition read again what the text layer has."""
    return abs(piece.y - other.y) < other.size and piece.x0 < other.x1 and piece.x1 > other.x0
