"""Sample specifications as Word documents.

Styles, numbering, header and footer are made with python-docx; the body is written as XML at once, which keeps
documents of hundreds of pages quick. The same input gives the same bytes: the clock and the system leave no trace.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from sample_specs import package
from sample_specs.sources import Clause, Row, Specification, Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHARACTERS_A_PAGE = 2400  # for the page numbers of the contents only; about what LibreOffice puts on an A4 page


def write(specification: Specification) -> bytes:
    """Make the bytes of a .docx file."""
    document = Document()
    head = specification.head
    package.add_styles(document)
    package.add_numbering(document, automatic=head["numbers"] == "automatic")
    package.add_page(document, head)
    drawn = any(isinstance(piece, Text) and piece.kind == "figure" for piece in specification.pieces)
    figure = package.add_figure(document) if drawn else ""
    xml = "".join([*_front(specification), *_body(specification, figure)])
    body = document.element.body
    for element in parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>"):
        body.insert(len(body) - 1, element)  # in front of the section properties
    stream = io.BytesIO()
    document.save(stream)
    return package.pack(stream.getvalue())


def _front(specification: Specification) -> Iterator[str]:
    head = specification.head
    yield _paragraph(head["company"], "Subtitle")
    yield _paragraph(head["title"], "Title")
    yield _paragraph(f"{head['number']}   Revision {head['revision']}   {head['date']}")
    if head.get("contents") == "yes":
        yield _paragraph("Contents", "Subtitle")
        yield from _contents(specification)
        yield '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def _contents(specification: Specification) -> Iterator[str]:
    """Write the table of contents as Word leaves it: a field whose result is one line for each heading."""
    entries, seen = [], 0
    for piece in specification.pieces:
        if isinstance(piece, Clause) and piece.level <= 2 and not piece.running:
            number = f"Annex {piece.number}" if piece.annex and piece.level == 1 else piece.number
            entries.append((piece.level, f"{number}\t{piece.title}\t{3 + seen // _CHARACTERS_A_PAGE}"))
        seen += _size(piece)
    start = _field("begin") + '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h </w:instrText></w:r>'
    for index, (level, line) in enumerate(entries):
        before = start + _field("separate") if index == 0 else ""
        after = _field("end") if index == len(entries) - 1 else ""
        yield f'<w:p><w:pPr><w:pStyle w:val="toc{level}"/></w:pPr>{before}{_run(line)}{after}</w:p>'


def _body(specification: Specification, figure: str) -> Iterator[str]:
    captions = {"Table": 0, "Figure": 0}

    def caption(word: str, text: str) -> str:
        captions[word] += 1
        number = f'<w:fldSimple w:instr=" SEQ {word} "><w:r><w:t>{captions[word]}</w:t></w:r></w:fldSimple>'
        return f'<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>{_run(word + " ")}{number}{_run(": " + text)}</w:p>'

    above = specification.head.get("captions", "above") == "above"
    for piece in specification.pieces:
        if isinstance(piece, Clause):
            yield _clause(piece, specification.head)
        elif isinstance(piece, Table):
            line = caption("Table", piece.caption) if piece.caption else ""
            yield line + _table(piece.rows) if above else _table(piece.rows) + line
            yield _paragraph("")
        elif piece.kind == "figure":
            yield f"<w:p><w:r>{figure}</w:r></w:p>" + caption("Figure", piece.text)
        else:
            yield _paragraph(piece.text, "Listed" if piece.kind == "item" else "")


def _clause(clause: Clause, head: dict[str, str]) -> str:
    style = f"Annex{clause.level}" if clause.annex else f"Heading{clause.level}"
    if head["numbers"] == "automatic":
        return _paragraph(clause.title, style)
    number = head["first"].format(number=clause.number) if clause.level == 1 else clause.number
    line = (
        f"Annex {clause.number} {clause.title}" if clause.annex and clause.level == 1 else f"{number}\t{clause.title}"
    )
    if clause.running:
        return _paragraph(line)
    if head["numbers"] == "typed plain":
        return _paragraph(line.replace("\t", " "), bold=True)
    return _paragraph(line, f"Heading{clause.level}")


def _paragraph(text: str, style: str = "", *, bold: bool = False) -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{_run(text, bold=bold)}</w:p>"


def _run(text: str, *, bold: bool = False) -> str:
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    pieces = (f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "" for piece in text.split("\t"))
    return f"<w:r>{properties}{'<w:tab/>'.join(pieces)}</w:r>"


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _table(rows: tuple[Row, ...]) -> str:
    columns = max(map(len, rows))
    width = 9300 // columns
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    lines = []
    for index, row in enumerate(rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if index == 0 else ""
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(cell, bold=index == 0)}</w:tc>'
            for cell in (*row, *[""] * (columns - len(row)))
        )
        lines.append(f"<w:tr>{head}{cells}</w:tr>")
    properties = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def _size(piece: Clause | Text | Table) -> int:
    if isinstance(piece, Table):
        return sum(80 for _ in piece.rows)
    return len(piece.title) + 80 if isinstance(piece, Clause) else len(piece.text)
