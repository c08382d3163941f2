"""Pages of documents as pictures, and where on them the clauses stand."""

from __future__ import annotations

import hashlib
import io
import tempfile
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.errors import EmcMatchError, ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.config import ReadSettings, SplitSettings
    from pipeline.records import Box, Report

WIDTHS = (120, 1800)  # pixels of a page, at least and at most
_NEAR = 0.004  # of a page: edges nearer than this are one
_SECONDS = 120.0  # that LibreOffice may take to make pages of a Word file
PDFIUM = threading.Lock()  # PDFium keeps one state for all threads

Rectangle = tuple[int, float, float, float, float]
"""Page (1-based), left, top, width, height as shares of the page as it is shown."""


@dataclass(frozen=True)
class Sheets:
    """A document that can be shown page by page."""

    path: Path  # a PDF: the document itself, or what LibreOffice made of it
    sizes: tuple[tuple[float, float], ...]  # width and height of each page as shown [points]
    places: Mapping[str, tuple[Rectangle, ...]]  # clause id -> where it stands; clauses whose place is not sure lack
    boxes: Mapping[str, tuple[Box, ...]] = field(default_factory=dict)  # the same in points of the file
    converted: bool = False  # from Word: pages may break elsewhere than in Word itself


def picture(path: Path, page: int, width: int, kind: Literal["PNG", "JPEG"] = "PNG") -> bytes:
    """Render a page.

    :param page: 1-based.
    :param width: pixels; kept within `WIDTHS`.
    :raises ReadError: there is no such page, or the file cannot be read.
    """
    import pypdfium2

    width = max(WIDTHS[0], min(WIDTHS[1], width))
    with PDFIUM:
        try:
            with pypdfium2.PdfDocument(path) as pdf:
                if not 1 <= page <= len(pdf):
                    raise ReadError("damaged", f"has no page {page}.")
                sheet = pdf[page - 1]
                image = sheet.render(scale=width / max(1.0, sheet.get_width())).to_pil()
        except pypdfium2.PdfiumError as error:
            raise ReadError("damaged", f"cannot be shown ({error}).") from None
    out = io.BytesIO()
    image.convert("RGB").save(out, kind, compress_level=3, quality=60)
    return out.getvalue()


def open_pdf(path: Path, report: Report) -> Sheets:
    """Make the pages of a PDF and the places of its clauses known."""
    boxes = {each.clause.id: each.clause.boxes for each in report.decisions}
    sizes, frames = _measure(path)
    return Sheets(path, sizes, _place(boxes, frames), boxes)


def open_word(path: Path, report: Report, read: ReadSettings, split: SplitSettings) -> Sheets | None:
    """Let LibreOffice make pages of a Word file, and find its clauses on them by number and title.

    :return: None where LibreOffice is missing or cannot do it.
    """
    from pipeline import clauses, documents

    made = _convert(path, report.sha256)
    if made is None:
        return None
    try:
        outline = clauses.split(documents.read(made, read, document_id=report.document), split)
    except EmcMatchError:
        return None
    found: dict[tuple[str, str], list[tuple[Box, ...]]] = {}
    for clause in outline.clauses:
        found.setdefault((clause.number, _plain(clause.title)), []).append(clause.boxes)
    boxes = {}
    for decision in report.decisions:
        key = (decision.clause.number, _plain(decision.clause.title))
        if len(found.get(key, ())) == 1:  # a mark at the wrong place is worse than none
            boxes[decision.clause.id] = found[key][0]
    sizes, frames = _measure(made)
    return Sheets(made, sizes, _place(boxes, frames), boxes, converted=True)


def _plain(title: str) -> str:
    return "".join(title.split()).casefold()


@lru_cache(maxsize=64)
def _convert(path: Path, digest: str) -> Path | None:
    """Convert once for the life of this process."""
    from pipeline.documents import legacy

    name = hashlib.sha256(digest.encode()).hexdigest()[:16]
    target = Path(_workplace().name) / f"{name}.pdf"
    try:
        legacy.convert_to_pdf(path, target, _SECONDS)
    except (ReadError, OSError):
        return None
    return target if target.is_file() else None


@lru_cache(maxsize=1)
def _workplace() -> tempfile.TemporaryDirectory[str]:
    """A folder that ends with this process."""
    return tempfile.TemporaryDirectory(prefix="emcmatch_desk_")


_Frame = tuple[int, tuple[float, float, float, float]]


def _measure(path: Path) -> tuple[tuple[tuple[float, float], ...], tuple[_Frame, ...]]:
    """Return the size of each page as shown, and its rotation with its crop box."""
    import pypdfium2

    with PDFIUM, pypdfium2.PdfDocument(path) as pdf:
        sizes, frames = [], []
        for page in pdf:
            sizes.append((round(page.get_width(), 1), round(page.get_height(), 1)))
            frames.append((page.get_rotation(), page.get_cropbox()))
    return tuple(sizes), tuple(frames)


def _place(boxes: Mapping[str, tuple[Box, ...]], frames: tuple[_Frame, ...]) -> dict[str, tuple[Rectangle, ...]]:
    return {
        id: tuple(_join(turn(box, *frames[box[0] - 1]) for box in found if 1 <= box[0] <= len(frames)))
        for id, found in boxes.items()
        if found
    }


def _join(rectangles: Iterable[Rectangle]) -> Iterator[Rectangle]:
    """Make one of rectangles that lie right below each other and are as wide, as the rows of a table are."""
    held: Rectangle | None = None
    for each in rectangles:
        if held is not None:
            page, left, top, width, height = held
            same = each[0] == page and abs(each[1] - left) < _NEAR and abs(each[3] - width) < _NEAR
            if same and abs(each[2] - top - height) < _NEAR:
                held = (page, left, top, width, round(each[2] + each[4] - top, 5))
                continue
            yield held
        held = each
    if held is not None:
        yield held


def turn(box: Box, rotation: int, frame: tuple[float, float, float, float]) -> Rectangle:
    """Put a rectangle of the file on the page as it is shown.

    :param rotation: of the page, clockwise: 0, 90, 180 or 270 degrees.
    :param frame: left, bottom, right, top of what is shown of it, in points of the file.
    """
    page, left, bottom, right, top = box
    x0, y0, x1, y1 = frame
    wide, high = max(x1 - x0, 1e-6), max(y1 - y0, 1e-6)
    across, up = ((left - x0) / wide, (right - x0) / wide), ((bottom - y0) / high, (top - y0) / high)
    turned = {
        0: (across[0], 1 - up[1], across[1], 1 - up[0]),
        90: (up[0], across[0], up[1], across[1]),
        180: (1 - across[1], up[0], 1 - across[0], up[1]),
        270: (1 - up[1], 1 - across[1], 1 - up[0], 1 - across[0]),
    }[rotation % 360]
    u0, v0, u1, v1 = (min(1.0, max(0.0, value)) for value in turned)
    return page, round(u0, 5), round(v0, 5), round(u1 - u0, 5), round(v1 - v0, 5)
