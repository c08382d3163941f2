"""The title of a PDF file, for the title block; number, revision and date are found as in Word files."""

from __future__ import annotations

from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.documents import title_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pypdfium2 import PdfDocument

    from pipeline.records import Block, TitleBlock

_LARGER = 1.15  # times the usual type size from which a line of the first page is the title
_HEAD = 40  # blocks of the first pages that can belong to a cover


def properties(document: PdfDocument) -> dict[str, str]:
    """Read the properties of a file: "Title", "Author", "Subject" ..."""
    import pypdfium2

    try:
        return {name: " ".join(value.split()) for name, value in document.get_metadata_dict(skip_empty=True).items()}
    except (pypdfium2.PdfiumError, UnicodeError):
        return {}


def describe(blocks: Sequence[Block], running: Iterable[str], properties: Mapping[str, str]) -> TitleBlock:
    """Find title, number, revision and date of a document.

    :param running: texts of running headers and footers, most frequent first.
    :param properties: of the file.
    """
    cover = [block.text for block in blocks[:_HEAD] if (block.place.page or 1) <= 2]
    return title_block.find(_title(blocks), running, cover, {"title": properties.get("Title", "")})


def _usual(blocks: Sequence[Block]) -> float:
    """Return the type size of most of the text."""
    sizes = Counter[float]()
    for block in blocks:
        if block.kind == "paragraph":
            sizes[block.size or 0.0] += len(block.text)
    return sizes.most_common(1)[0][0]


def _title(blocks: Sequence[Block]) -> str:
    """Return the largest text of the first page, where it is larger than the rest; "" where there is none."""
    front = [block for block in blocks[:_HEAD] if block.place.page == 1 and block.size and block.kind == "paragraph"]
    titled = [block for block in front if len(block.text) > 3 and any(map(str.isalpha, block.text))]
    if titled:
        largest = max(block.size or 0.0 for block in titled)
        if largest > _LARGER * _usual(blocks):
            first = next(index for index, block in enumerate(titled) if block.size == largest)
            alike = takewhile(lambda block: block.size == largest, titled[first:])
            return " ".join(block.text for block in alike)
    return ""
