"""A clause as XHTML, the part of it that ReqIF allows: paragraphs and tables, every sign of the document escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.exports.xml_text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.records import Clause, Table


def body(clause: Clause) -> str:
    """Return what a clause says below its heading: text, tables, captions, notes; "" where it says nothing.

    The prefix of XHTML is `xhtml`. A cell that is covered by a merged one is empty, as in the clause.
    """
    pieces = [
        *_paragraphs(clause.text.split("\n")),
        *filter(None, map(_table, clause.tables)),
        *_paragraphs(clause.captions),
        *_paragraphs(clause.notes),
    ]
    return f"<xhtml:div>{''.join(pieces)}</xhtml:div>" if pieces else ""


def heading(title: str) -> str:
    """Return a heading."""
    return f"<xhtml:div>{escape(title)}</xhtml:div>"


def _paragraphs(lines: Iterable[str]) -> list[str]:
    return [f"<xhtml:p>{_breaks(line)}</xhtml:p>" for line in lines if line.strip()]


def _table(table: Table) -> str:
    rows = "".join(
        f"<xhtml:tr>{''.join(f'<xhtml:td>{_breaks(cell)}</xhtml:td>' for cell in row)}</xhtml:tr>"
        for row in table.rows
        if row
    )
    caption = f"<xhtml:caption>{_breaks(table.caption)}</xhtml:caption>" if table.caption.strip() else ""
    return f'<xhtml:table border="1">{caption}{rows}</xhtml:table>' if rows else ""


def _breaks(text: str) -> str:
    """Escape a text and keep its line ends, which XHTML would fold."""
    return escape(text).replace("\n", "<xhtml:br/>")
