"""read_pdf: one PDF file to a Document."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, cast

from pipeline.documents.pdf import contents, lines, margins, openings, paragraphs, scans, tables
from pipeline.documents.pdf.hyphens import Hyphens
from pipeline.documents.pdf.pieces import Page, visible
from pipeline.errors import ReadError
from pipeline.records import Block, BlockKind, Document, LossAccount, LossLine, Place, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from pypdfium2 import PdfDocument

    from pipeline.config import ReadSettings
    from pipeline.documents.pdf.paragraphs import Paragraph


def read_pdf(path: Path, settings: ReadSettings, document_id: str, *, ruled: bool = True) -> Document:
    """Read a PDF file.

    :param document_id: the id the Document gets; problems are filed under it.
    :param ruled: look for tables.
    :return: blocks in reading order with their pages; running headers, footers and contents tables are left out and
        counted in the loss account.
    :raises ReadError: the file cannot be read; `kind` is "password", "security", "truncated", "damaged" or "empty".
    """
    content = path.read_bytes()
    with openings.opened(content) as document:
        pages, failures = _scan(document, ruled)
    margins.strip(pages)
    witness = contents.Witness()
    kept = [witness.take(lines.order(page, tables.find(page))) for page in pages]
    turned = [lines.order(view, tables.find(view)) for page in pages for view in page.turned]
    hyphens = Hyphens(chain.from_iterable((*kept, *turned)))
    groups = paragraphs.group(list(chain.from_iterable(kept))) + [g for v in turned for g in paragraphs.group(v)]
    groups.sort(key=lambda group: group.lines[0].page)
    blocks = tuple(_block(index, group, hyphens) for index, group in enumerate(groups))
    loss = _account(pages, blocks, {**witness.dropped, "hyphen at the end of a line": hyphens.removed})
    return Document(
        id=document_id,
        sha256=hashlib.sha256(content).hexdigest(),
        format="pdf",
        blocks=blocks,
        pages=len(pages),
        contents=tuple(witness.lines),
        loss=loss,
        problems=tuple(
            Problem(
                document_id, "damaged page", f"Page {page} could not be read ({why}); the others were.", fatal=False
            )
            for page, why in failures
        ),
    )


def _scan(document: PdfDocument, ruled: bool) -> tuple[list[Page], list[tuple[int, str]]]:
    """Read every page; one that fails does not cost the others."""
    import pypdfium2

    pages, failures = [], []
    for index in range(len(document)):
        try:
            pages.append(scans.scan(document, index, drawn=ruled))
        except pypdfium2.PdfiumError as error:
            failures.append((index + 1, str(error)))
    if not pages:
        raise ReadError(
            "damaged", "None of the pages of the PDF can be read; print it to PDF again or get another copy."
        )
    return pages, failures


def _block(index: int, group: Paragraph, hyphens: Hyphens) -> Block:
    first = group.lines[0]
    text = "\n".join("\t".join(row) for row in first.rows) if first.rows else hyphens.join(group.lines)
    sizes = Counter[float]()
    for line in group.lines:
        sizes[line.size] += len(line.text)
    return Block(
        kind=cast("BlockKind", group.kind),
        text=text,
        place=Place(index, first.page),
        size=sizes.most_common(1)[0][0] or None,
        bold=all(line.bold for line in group.lines),
        indent=round(first.x0 - first.left, 1),
        rows=first.rows,
        ocr=any(line.ocr for line in group.lines),
    )


def _account(pages: list[Page], blocks: tuple[Block, ...], dropped: dict[str, int]) -> LossAccount:
    """Set the characters of the file against those in blocks and those dropped for a reason."""
    counted = Counter(dropped)
    for page in pages:
        for view in (page, *page.turned):
            counted.update(view.dropped)
    kept = sum(visible(block.text) for block in blocks)
    account = [LossLine("body", "kept", kept)]
    account += [LossLine("body", why, count) for why, count in counted.items() if count]
    return LossAccount(tuple(account), sum(page.found for page in pages))
