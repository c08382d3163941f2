"""Web pages and plain texts that a Word file embeds as a whole (w:altChunk), into drafts."""

from __future__ import annotations

import email
import email.policy
from typing import TYPE_CHECKING

from pipeline.documents.word.drafts import Draft
from pipeline.documents.word.signs import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SKIPPED = frozenset({"script", "style", "head", "title", "template", "noscript"})
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", *_HEADINGS, "table", "tr", "td", "th", "section", "article"}
    | {"header", "footer", "pre", "blockquote", "body", "form", "center", "main", "nav", "aside", "figure"}
)


def kind_of(data: bytes) -> str:
    """What an embedded chunk is: "package", "page", "mail" (a page with its pictures), "text" or "other"."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(b"PK"):
        return "package"
    if start.startswith((b"mime-version:", b"from:", b"content-type:")):
        return "mail"
    if (
        b"<html" in start
        or b"<body" in start
        or b"<!doctype html" in start
        or start.startswith((b"<p", b"<div", b"<h"))
    ):
        return "page"
    if start.startswith((b"{\\rtf", b"<?xml", b"<")) or b"\x00" in start.replace(b"\xff\xfe", b"")[:64:2]:
        return "other"
    return "text"


def text(data: bytes) -> list[Draft]:
    """Paragraphs of a plain text: one a line."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    lines = data.decode(encoding, errors="replace").splitlines()
    return [Draft("paragraph", line, "body") for line in (clean(each).strip() for each in lines) if line]


def mail(data: bytes) -> list[Draft]:
    """The first page of a web archive (MHTML)."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            return page(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
    return []


def page(data: bytes) -> list[Draft]:
    """Paragraphs, headings and tables of a web page."""
    import lxml.html

    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = lxml.html.document_fromstring(data or b"<html/>", parser=parser)
    return [draft for draft in _drafts(root) if draft.text]


def _drafts(element: HtmlElement) -> Iterator[Draft]:
    """Inline text between two blocks makes a paragraph."""
    inline: list[str] = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _SKIPPED:
            pass
        elif child.tag == "table":
            yield _draft(element, inline)
            rows = tuple(_row(row) for row in child.iter("tr"))
            yield Draft("table", "\n".join("\t".join(row) for row in rows), "body", rows=rows)
            inline = []
        elif child.tag in _BLOCKS or any(each.tag in _BLOCKS for each in child.iterdescendants()):
            yield _draft(element, inline)
            yield from _drafts(child)
            inline = []
        else:
            inline.append("\n" if child.tag == "br" else child.text_content())
        inline.append(child.tail or "")
    yield _draft(element, inline)


def _row(row: HtmlElement) -> tuple[str, ...]:
    return tuple(_plain(cell.text_content()) for cell in row.iterchildren("td", "th"))


def _draft(element: HtmlElement, inline: list[str]) -> Draft:
    outline = _HEADINGS.get(element.tag)
    return Draft("paragraph", _plain("".join(inline)), "body", outline=outline, bold=outline is not None)


def _plain(inline: str) -> str:
    return " ".join(clean(inline).split())
