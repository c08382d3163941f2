"""The title block: what the cover, the running lines and the properties of a PDF say about the document."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.records import TitleBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pypdfium2 import PdfDocument

    from pipeline.records import Block

_LARGER = 1.15  # times the usual type size from which a line of the first page is the title
_HEAD = 40  # blocks of the first pages that can belong to a cover
_CODE = r"[A-Z][\w./-]*\d[\w./-]*(?: [A-Z]?\d[\w./-]*)*|\d{2,}[\w./-]*\d"
_NUMBER = re.compile(
    r"\b(?:doc(?:ument)?|spec(?:ification)?|standard|norm|dokument(?:en)?|part|drawing)[ .-]*"
    rf"(?:no\b\.?|number|nr\b\.?|num\.?|id|#|nummer)\s*[:.]?\s*(?P<value>{_CODE})"
    rf"|(?:文件|标准|文档)\s*(?:编号|号)\s*[:：]?\s*(?P<other>{_CODE})",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\b(?:[A-Z]{1,5}/[A-Z]{1,6} ?[A-Z]{0,3}\d[\w.-]*"
    r"|[A-Z]{2,}(?:[-_ /][A-Z]{1,6})*[-_ ]?\d{2,}[A-Z]?(?:[-_.][A-Z0-9]+)*)\b"
)
_STANDARDS = re.compile(r"^(?:ISO|IEC|CISPR|SAE|EN|DIN|GB/?T?|ECE|UN)[ -/]", re.IGNORECASE)
_REVISION = re.compile(
    r"\b(?:rev(?:ision)?|issue|version|edition|ver|ausgabe|indice|index)\b"
    r"[ .]*(?:no\b\.?|number|nr\.?|level|status)?\s*[:.]?\s*"
    r"(?P<value>\d+(?:[.\-/]\d+)*[A-Z]?|[A-Z](?:[./]?\d+(?:\.\d+)*)?|[A-Z]{2})(?![\w])|版本\s*[:：]?\s*(?P<other>[\w./]+)",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez|mär)[a-zä]*\.?"
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d-\d{1,2}-\d{1,2}(?!\d)"
    rf"|\d{{1,2}}[-. ]{_MONTH}[-., ]+\d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}}"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}[./]\d{1,2}[./]\d{1,2}|\d{4}年\d{1,2}月(?:\d{1,2}日)?",
    re.IGNORECASE,
)
_WORTHLESS = re.compile(
    r"microsoft word|untitled|\.(?:docx?|pdf|dotx?|odt|indd|fm|rtf|tmp|xlsx?)\b|^\W*$|^(?:document|dokument)\d*$",
    re.IGNORECASE,
)


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
    lines = [line.strip() for line in running]
    cover = [block.text for block in blocks[:_HEAD] if (block.place.page or 1) <= 2]
    texts = [*cover, *lines]
    return TitleBlock(
        title=_title(blocks, properties.get("Title", "")),
        number=_first(_NUMBER, texts) or _bare(lines) or _bare(cover[:8]),
        revision=_first(_REVISION, texts),
        date=_date(texts),
    )


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str:
    for text in texts:
        match = pattern.search(text[:300])
        if match:
            return (match["value"] or match["other"]).strip(" .-/")
    return ""


def _bare(texts: Iterable[str]) -> str:
    """Return the first thing that looks like the number of a specification, and is no base standard."""
    for text in texts:
        for match in _BARE.finditer(text[:300]):
            if not _STANDARDS.match(match[0]) and not _DATE.search(match[0]):
                return match[0]
    return ""


def _date(texts: Sequence[str]) -> str:
    """Return the first date, in short lines rather than in sentences."""
    for text in sorted(texts, key=lambda text: len(text) > 80):
        match = _DATE.search(text[:400])
        if match:
            return match[0]
    return ""


def _usual(blocks: Sequence[Block]) -> float:
    """Return the type size of most of the text."""
    sizes = Counter[float]()
    for block in blocks:
        if block.kind == "paragraph":
            sizes[block.size or 0.0] += len(block.text)
    return sizes.most_common(1)[0][0]


def _title(blocks: Sequence[Block], property_title: str) -> str:
    """Return the largest text of the first page, where it is larger than the rest, or the title in the properties."""
    front = [block for block in blocks[:_HEAD] if block.place.page == 1 and block.size and block.kind == "paragraph"]
    titled = [block for block in front if len(block.text) > 3 and any(map(str.isalpha, block.text))]
    if titled:
        largest = max(block.size or 0.0 for block in titled)
        if largest > _LARGER * _usual(blocks):
            first = next(index for index, block in enumerate(titled) if block.size == largest)
            alike = takewhile(lambda block: block.size == largest, titled[first:])
            return " ".join(block.text for block in alike)[:300]
    return "" if _WORTHLESS.search(property_title) else property_title[:300]
