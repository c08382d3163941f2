"""read_pdf: one PDF file to a Document."""

from __future__ import annotations

import gc
import hashlib
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents import bundle_names, change_marks, struck
from pipeline.documents.pdf import (
    alignments,
    boxes,
    bundles,
    columns,
    contents,
    continuations,
    document_title,
    drops,
    figures,
    layers,
    margins,
    notes,
    openings,
    outlines,
    paragraphs,
    side_margins,
    tables,
)
from pipeline.documents.pdf.hyphens import Hyphens
from pipeline.documents.pdf.pieces import Line, Page, visible
from pipeline.errors import ReadError
from pipeline.records import Block, ContentsLine, Document, LossAccount, LossLine, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.config import ReadSettings
    from pipeline.documents.pdf.outlines import Bookmark, Bookmarks
    from pipeline.documents.pdf.paragraphs import Paragraph

_BULLET = re.compile(r"(?:[•·▪■●○◦‣⁃∙➢➤✓□❖\ue000-\uf8ff]\s*|[-–—o]\t)(?=\S)")

_QUOTED, _FEW = 60, 8  # characters of a note that are quoted, and notes
_MISREAD_BULLET = re.compile(r"[eo0¢«»*°©@]{1,2}\t(?=\S)")


def read_pdf(path: Path, settings: ReadSettings, document_id: str, *, tables: bool = True) -> Document:
    """Read a PDF file.

    :param document_id: the id the Document gets; problems are filed under it.
    :param tables: look for tables and figures; without, their text is read as lines.
    :return: blocks in reading order with their pages; running headers, footers and contents tables are left out and
        counted in the loss account. The text of figures has the story "text box".
    :raises ReadError: the file cannot be read; `kind` is "password", "security", "truncated", "damaged" or "empty".
    """
    content = path.read_bytes()
    with _without_collection():
        return _read(content, settings, document_id, tables)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Stop Python's search for cycles: there are none among hundreds of thousands of small records."""
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()


def _read(content: bytes, settings: ReadSettings, document_id: str, wanted: bool) -> Document:
    with openings.opened(content) as document:
        pages, problems = layers.read_pages(document, settings, document_id, wanted)
        found = outlines.bookmarks(document)
        properties = document_title.properties(document)
        problems += openings.reservations(document, document_id)
    side_margins.strip(pages)
    digest = hashlib.sha256(content).hexdigest()
    parts = bundles.divide(pages)
    whole = _Whole(digest, settings, found, properties if len(parts) == 1 else {}, pages, wanted)
    if len(parts) == 1:
        return _document(whole, document_id, pages, problems)
    documents = []
    for number, part in enumerate(parts, 1):
        span = f"pages {part[0].number} to {part[-1].number}"
        each = _document(
            whole, bundle_names.name(document_id, number, len(parts)), part, problems if number == 1 else []
        )
        note = f"document {number} of the {len(parts)} that {document_id} holds: {span}"
        documents.append(replace(each, notes=(note, *each.notes)))
    return replace(documents[0], others=tuple(documents[1:]))


class _Whole(NamedTuple):
    """What all documents of one file share."""

    digest: str
    settings: ReadSettings
    bookmarks: tuple[Bookmark, ...]
    properties: dict[str, str]
    pages: list[Page]
    wanted: bool  # tables and figures are looked for


def _document(whole: _Whole, document_id: str, pages: list[Page], problems: list[Problem]) -> Document:
    """Make a document of some pages of a file.

    :raises ReadError: nothing stands on them.
    """
    numbers = {page.number for page in pages}
    outline = outlines.Bookmarks([mark for mark in whole.bookmarks if mark.page is None or mark.page in numbers])
    running = margins.strip(pages)
    witness = contents.Witness()
    ordered = [witness.take(found) for found in _order(pages)]
    if whole.wanted:
        ordered = [alignments.replace(page, found) for page, found in zip(pages, ordered, strict=True)]
    columns.align(ordered, [page.width for page in pages])
    _mark_notes(pages, ordered)
    continuations.mend(pages, ordered)
    blocks, dropped = _blocks(ordered, outline, whole.pages)
    if not blocks and not witness.lines and len(pages) == len(whole.pages):
        raise _empty(pages, layers.explain(whole.settings))
    problems = [*problems, *_remarks(pages, document_id), *drops.report(pages, document_id)]
    loss = _account(pages, blocks, Counter(witness.dropped) + dropped)
    if loss.unexplained > whole.settings.loss_limit:
        message = (
            f"{loss.unexplained:.1%} of the characters of the file are unaccounted for; compare the clauses with it."
        )
        problems.append(Problem(document_id, "loss", message, fatal=False))
    return Document(
        id=document_id,
        sha256=whole.digest,
        format="pdf",
        blocks=blocks,
        pages=len(pages),
        title_block=document_title.describe(blocks, (*running.headers, *running.footers), whole.properties),
        contents=tuple(witness.lines) or _listed(outline),
        loss=loss,
        notes=_notes(pages, problems),
        problems=tuple(problems),
    )


def _notes(pages: Sequence[Page], problems: Sequence[Problem]) -> tuple[str, ...]:
    """Say how a file was read, where a user should know."""
    if any(problem.kind == "ocr" for problem in problems):
        return ()  # said there
    recognised = sum(1 for page in pages if page.pieces and all(piece.ocr for piece in page.pieces))
    if not recognised:
        return ()
    return (f"{recognised} of {len(pages)} pages are pictures with text recognised by the scanner",)


def _remarks(pages: Sequence[Page], document_id: str) -> Iterator[Problem]:
    """Say what is struck out, and which notes lie on the pages unread."""
    pieces = [piece for page in pages for view in (page, *page.turned) for piece in view.pieces]
    if texts := [piece.text for piece in pieces if piece.struck]:
        yield struck.report(document_id, texts)
    if noted := [(note, page.number) for page in pages for note in page.notes]:
        quoted = "; ".join(f'page {number}: "{note[:_QUOTED]}"' for note, number in noted[:_FEW])
        message = f"Notes that lie on the pages were not read ({len(noted)}): {quoted}{'; ...' if noted[_FEW:] else ''}"
        yield Problem(document_id, "notes", message, fatal=False)


def _empty(pages: Sequence[Page], why: str) -> ReadError:
    if any(page.is_scan or page.is_garbled for page in pages):
        return ReadError("no text", f"has only pictures or drawings, {why}; get a copy with a text layer.")
    return ReadError("empty", "has no text on any of its pages; check that it is the right file.")


def _order(pages: Sequence[Page]) -> list[list[Line]]:
    """Return the lines of each page in reading order, those that read in other directions last."""
    ordered = columns.order([(page, _blocks_of(page)) for page in pages])
    for page, found in zip(pages, ordered, strict=True):
        for view in page.turned:
            blocks = [] if view.is_skewed else _blocks_of(view)
            turned = columns.order([(view, blocks)])[0] if _reads(view) else figures.gather(view, blocks)
            for line in turned:
                line.angle = view.angle
            found += turned
    return ordered


def _blocks_of(page: Page) -> list[Line]:
    """Take tables and figures off a page."""
    found = tables.find(page)
    return found + figures.find(page, found)


def _reads(view: Page) -> bool:
    """Whether turned text is to be read like a page, and not the label of an axis."""
    return not view.is_skewed and sum(1 for piece in view.pieces if piece.length > 4) >= 4


def _mark_notes(pages: Sequence[Page], ordered: Sequence[list[Line]]) -> None:
    usual = notes.body_size(chain.from_iterable(ordered))
    for page, found in zip(pages, ordered, strict=True):
        notes.mark(found, page.height, usual)


def _blocks(
    ordered: Sequence[list[Line]], outline: Bookmarks, pages: Sequence[Page]
) -> tuple[tuple[Block, ...], Counter[str]]:
    """Join lines to blocks.

    :return: the blocks, and characters that were dropped on the way by cause.
    """
    hyphens = Hyphens(chain.from_iterable(ordered))
    dropped = Counter[str]()
    blocks: list[Block] = []
    for group in paragraphs.group(list(chain.from_iterable(ordered))):
        is_struck = all(line.struck for line in group.lines)
        text = hyphens.join(line.text for line in group.lines if is_struck or not line.struck)
        rows = tuple(tuple(map(hyphens.join_cell, row)) for row in group.lines[0].rows)
        bullet = _BULLET.match(text) or (_MISREAD_BULLET.match(text) if group.lines[0].ocr else None)
        if bullet and group.kind == "paragraph":
            text = text[bullet.end() :]
            dropped["bullet sign"] += visible(bullet[0])
        text = "\n".join(map("\t".join, rows)) if rows else text
        if visible(text):
            blocks.append(
                replace(_block(len(blocks), group, text, outline), rows=rows, boxes=boxes.locate(group.lines, pages))
            )
    dropped["hyphen at the end of a line"] += hyphens.removed
    kept, dropped[change_marks.WHAT] = change_marks.strip(blocks)
    return kept, dropped


def _block(index: int, group: Paragraph, text: str, outline: Bookmarks) -> Block:
    first = group.lines[0]
    return Block(
        kind=group.kind,
        text=text,
        place=Place(index, first.page, first.story),
        outline=outline.level(text, first.page) if group.kind == "paragraph" else None,
        size=_size(group) or None,
        bold=all(line.bold for line in group.lines),
        indent=round(first.x0 - first.left, 1),
        ocr=any(line.ocr for line in group.lines),
        struck=all(line.struck for line in group.lines),
        lead=_lead(first, text) if group.kind == "paragraph" else "",
    )


def _lead(line: Line, text: str) -> str:
    """The beginning of a paragraph that is set in bold, where it goes on in the same line in ordinary type."""
    bold = [piece.bold for piece in line.pieces]
    if len(bold) < 2 or all(bold) or not any(bold):
        return ""
    start = bold.index(True)
    end = next((index for index, is_bold in enumerate(bold) if index > start and not is_bold), 0)
    if not end or any(map(str.isalpha, "".join(piece.text for piece in line.pieces[:start]))):
        return ""
    lead = text[: max(0, text.find(line.pieces[end].text, len(line.pieces[start].text)))].strip()
    return lead if any(map(str.isalpha, lead)) else ""


def _size(group: Paragraph) -> float:
    """Return the type size most characters of a paragraph have."""
    if len(group.lines) == 1:
        return group.lines[0].size
    sizes: dict[float, int] = {}
    for line in group.lines:
        sizes[line.size] = sizes.get(line.size, 0) + len(line.text)
    return max(sizes, key=lambda size: sizes[size])


def _listed(outline: Bookmarks) -> tuple[ContentsLine, ...]:
    """Return the bookmarks as contents, for a document that prints none."""
    return tuple(
        contents.line(bookmark.title, "" if bookmark.page is None else str(bookmark.page))
        for bookmark in outline.bookmarks
        if bookmark.title
    )


def _account(pages: Sequence[Page], blocks: Sequence[Block], dropped: Counter[str]) -> LossAccount:
    """Set the characters of the file against those in blocks and those dropped for a reason."""
    counted = Counter(dropped)
    for page in pages:
        for view in (page, *page.turned):
            counted.update(view.dropped)
    kept = Counter[str]()
    for block in blocks:
        kept[block.place.story] += 0 if block.struck else visible(block.text)
    account = [LossLine(story, "kept", count) for story, count in kept.items()]
    account += [LossLine("body", why, count) for why, count in counted.items() if count > 0]
    return LossAccount(tuple(account), sum(page.found for page in pages))
