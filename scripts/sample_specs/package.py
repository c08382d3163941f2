"""The package around the body of a sample: styles, numbering, header, footer, properties, one drawing."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from lxml import etree

_BODY, _ANNEX, _BULLET = 50, 51, 52  # ids of the lists, beyond those of python-docx's template


def add_styles(document: Any) -> None:  # noqa: ANN401
    """Add the styles of annexes, list items and contents, and set the fonts."""
    styles = document.styles
    for name, based in (("Annex1", "Heading 1"), ("Annex2", "Heading 2"), ("Listed", "Normal")):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[based]
    for level in (1, 2):
        style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.paragraph_format.left_indent = Mm(6 * (level - 1))
        style.paragraph_format.tab_stops.add_tab_stop(Mm(20))
        style.paragraph_format.tab_stops.add_tab_stop(Mm(162), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        style.paragraph_format.space_after = Pt(0)
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for attribute, font in (("ascii", "Arial"), ("hAnsi", "Arial"), ("eastAsia", "SimSun")):
            fonts.set(qn(f"w:{attribute}"), font)
    styles["Normal"].font.size = Pt(10)


def add_numbering(document: Any, *, automatic: bool) -> None:  # noqa: ANN401
    """Add the lists: bullets, and where numbers are automatic chapters and annexes; each level belongs to a style."""
    _add_list(document, _BULLET, [("bullet", "\u2022", "Listed")])
    if automatic:
        texts = ("%1", "%1.%2", "%1.%2.%3")
        _add_list(document, _BODY, [("decimal", text, f"Heading{level}") for level, text in enumerate(texts, start=1)])
        _add_list(document, _ANNEX, [("upperLetter", "Annex %1", "Annex1"), ("decimal", "%1.%2", "Annex2")])


def _add_list(document: Any, list_id: int, levels: list[tuple[str, str, str]]) -> None:  # noqa: ANN401
    parts = []
    for index, (form, text, style) in enumerate(levels):
        indent = 360 if form == "bullet" else 850  # twentieths of a point
        parts.append(
            f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{style}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr></w:lvl>'
        )
        level = f'<w:ilvl w:val="{index}"/>' if index else ""
        properties = document.styles.element.get_by_id(style).get_or_add_pPr()
        properties._insert_numPr(_element("numPr", f'{level}<w:numId w:val="{list_id}"/>'))
    kind = "multilevel" if len(levels) > 1 else "singleLevel"
    content = f'<w:multiLevelType w:val="{kind}"/>{"".join(parts)}'
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))  # all abstract lists stand in front of it
    first.addprevious(_element("abstractNum", content, f'w:abstractNumId="{list_id}"'))
    numbering.append(_element("num", f'<w:abstractNumId w:val="{list_id}"/>', f'w:numId="{list_id}"'))


def _element(name: str, content: str, attributes: str = "") -> Any:  # noqa: ANN401
    return parse_xml(f"<w:{name} {nsdecls('w')} {attributes}>{content}</w:{name}>")


def add_page(document: Any, head: dict[str, str]) -> None:  # noqa: ANN401
    """Set the size of the page, header, footer and the properties of the document."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(23)
    section.header.paragraphs[0].text = f"{head['company']}\t\t{head['number']} Rev. {head['revision']}"
    footer = section.footer.paragraphs[0]._p
    for words, instruction in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        footer.append(_element("r", f'<w:t xml:space="preserve">{words}</w:t>'))
        footer.append(_element("fldSimple", "<w:r><w:t>1</w:t></w:r>", f'w:instr=" {instruction} "'))
    properties = document.core_properties
    properties.author, properties.title, properties.subject = head["company"], head["title"], head["number"]
    properties.comments = "Sample specification of emcmatch; the company is invented."
    properties.last_modified_by = ""
    properties.created = properties.modified = dt.datetime.fromisoformat(head["date"])


def add_figure(document: Any) -> str:  # noqa: ANN401
    """Add a small drawing of a bench to the package and return the XML that shows it."""
    inline = document.part.new_pic_inline(io.BytesIO(_bench()), width=Mm(110))
    return f"<w:drawing>{etree.tostring(inline, encoding='unicode')}</w:drawing>"


def _bench() -> bytes:
    """Draw DUT, harness, load box and ground plane as a black and white PNG, uncompressed."""
    width, height = 320, 96
    boxes = ((20, 30, 80, 60), (80, 43, 240, 47), (240, 30, 300, 60), (10, 80, 310, 84))  # left, top, right, bottom
    rows = bytearray()
    for y in range(height):
        inside = [any(a <= x < c and b <= y < d for a, b, c, d in boxes) for x in range(width)]
        bits = "".join("0" if black else "1" for black in inside)
        rows += b"\0" + int(bits, 2).to_bytes(width // 8, "big")
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n"
    for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 0)), (b"IEND", b"")):
        png += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return png


def pack(package: bytes) -> bytes:
    """Write the package anew without anything that depends on the clock or the system."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            entry.create_system = 0
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED, 9)
    return stream.getvalue()
