"""A Word file into a Document: its parts are found, its stories walked, its account drawn up."""

from __future__ import annotations

import hashlib
import re
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from pipeline.documents import change_marks, title_block
from pipeline.documents.word import contents
from pipeline.documents.word.packages import Package
from pipeline.documents.word.readings import Reading
from pipeline.records import Block, Document, Place

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.config import ReadSettings
    from pipeline.documents.word.drafts import Draft
    from pipeline.records import TitleBlock

_COVER = 40  # blocks before the first heading that can belong to the cover page
_HEAD = 12  # blocks at the very beginning among which the title is looked for by what it says
_LONGEST_TITLE = 160  # characters
_SUBJECT = re.compile(
    r"electro-?magneti|elektromagneti|[ée]lectromagn[ée]ti|elettromagneti|\b(?:EMC|EMV|CEM|EMI)\b|电磁|電磁|電波|\bnoise\b",
    re.IGNORECASE,
)
_LARGER = 1.2  # times the usual size from which a text of the cover can be the title


def read_docx(path: Path, settings: ReadSettings, document_id: str) -> Document:
    """Read a .docx, .docm or .dotx file.

    :raises ReadError: "truncated", "damaged", "no word document", "unpacked limit", "nesting", "entities", "password".
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        package = Package.open(stream, settings.unpacked_limit, settings.memory_limit)
        reading = Reading(package, document_id)
        reading.run()
        properties = reading.properties()
    drafted = tuple(_block(draft, index) for index, draft in enumerate(reading.context.drafts))
    blocks, marks = change_marks.strip(drafted)
    reading.context.tally.drop("body", change_marks.WHAT, marks)
    loss = reading.context.tally.account(blocks)
    if loss.unexplained > settings.loss_limit:
        reading.reserve(
            "loss",
            f"{loss.unexplained:.1%} of the characters of the file are unaccounted for; compare the clauses with it.",
        )
    lines = (contents.parse(line) for line in reading.context.contents)
    return Document(
        document_id, digest, "docx", blocks, title_block=_title_block(reading, properties), loss=loss,
        contents=tuple(line for line in lines if line), notes=tuple(reading.notes), problems=tuple(reading.problems),
    )  # fmt: skip


def _title_block(reading: Reading, properties: dict[str, str]) -> TitleBlock:
    """What headers, footers, cover page and properties say about the document."""
    drafts = reading.context.drafts[:_COVER]
    first = next((index for index, draft in enumerate(drafts) if draft.outline is not None), len(drafts))
    cover = [draft.text for draft in drafts[:first]]
    title = _title(drafts[:first], reading.context.drafts)
    return title_block.find(title, reading.running, cover, properties)


def _title(cover: list[Draft], drafts: list[Draft]) -> str:
    """What stands in the style for titles, else the first line that names the subject, else the largest text."""
    titled = [draft.text for draft in takewhile(lambda draft: draft.title, dropwhile(lambda d: not d.title, cover))]
    if titled:
        return " ".join(titled)
    named = next((draft.text for draft in cover[:_HEAD] if _SUBJECT.search(draft.text) and _is_line(draft)), "")
    if named:
        return named
    sized = [draft for draft in cover if draft.kind == "paragraph" and draft.size and any(map(str.isalpha, draft.text))]
    usual = sorted(draft.size for draft in drafts if draft.size)
    largest = max(sized, key=lambda draft: draft.size or 0, default=None)
    if largest is None or (largest.size or 0) < _LARGER * usual[len(usual) // 2]:
        return ""
    return largest.text


def _is_line(draft: Draft) -> bool:
    """A line of its own: no sentence, no table, no line of a typed table of contents, no numbered clause."""
    text = draft.text
    plain = (
        draft.kind == "paragraph"
        and not draft.label
        and "\t" not in text
        and ". . ." not in text
        and "...." not in text
    )
    return (
        plain and len(text) <= _LONGEST_TITLE and not text.rstrip().endswith((".", ":", ";")) and not text[0].isdigit()
    )


def _block(draft: Draft, index: int) -> Block:
    return Block(
        draft.kind, draft.text, Place(index, None, draft.story), draft.label, draft.list_id, outline=draft.outline,
        size=draft.size, bold=draft.bold, indent=draft.indent, rows=draft.rows, struck=draft.struck, lead=draft.lead,
    )  # fmt: skip
