"""The look of the Word file: page, styles, header and footer, tables whose heads repeat on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from pipeline.reports.cells import clean, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

_FONT, _INK, _HEAD, _LINE = "Calibri", RGBColor(0x1F, 0x2A, 0x37), "23405C", "C9D1DB"
_ACCENT = RGBColor(0x23, 0x40, 0x5C)
_GREY = RGBColor(0x5B, 0x67, 0x75)
_MARGIN = Cm(1.5)
_STYLES = (  # name, points, bold, space before and after in points, colour
    ("Normal", 9.5, False, 0, 4, _INK),
    ("Title", 24, True, 0, 2, _ACCENT),
    ("Subtitle", 12, False, 0, 8, _GREY),
    ("Heading 1", 14, True, 14, 5, _ACCENT),
    ("Heading 2", 11.5, True, 12, 4, _ACCENT),
    ("Caption", 9, True, 6, 2, _GREY),
)


def set_up(document: Any, title: str) -> None:  # noqa: ANN401 - python-docx has no types
    """Make the page landscape A4, and set styles, header and footer."""
    from docx.enum.style import WD_STYLE_TYPE

    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = section.bottom_margin = _MARGIN
    section.top_margin = Cm(1.8)
    section.header_distance = section.footer_distance = Cm(0.8)
    for name, points, bold, before, after, colour in _STYLES:
        _set_style(document.styles[name], points, bold, before, after, colour)
    note = document.styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = document.styles["Normal"]
    _set_style(note, 8.5, False, 4, 4, _GREY)
    _set_style(document.styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH), 8.5, False, 1, 1, _INK)
    document.core_properties.title = title[:250]
    document.core_properties.author = "emcmatch"
    _write_margins(section, title)


def _set_style(style: Any, points: float, bold: bool, before: float, after: float, colour: RGBColor) -> None:  # noqa: ANN401
    style.font.name, style.font.size, style.font.bold, style.font.italic = _FONT, Pt(points), bold, False
    style.font.color.rgb = colour
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.append(fonts)
    for key in [key for key in fonts.attrib if "Theme" in key or "theme" in key]:
        del fonts.attrib[key]
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), _FONT)
    fonts.set(qn("w:eastAsia"), "Microsoft YaHei")
    if style.name == "Caption":
        style.paragraph_format.keep_with_next = True
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    border = style.element.find(f".//{qn('w:pBdr')}")
    if border is not None:  # the rule under the built-in title
        border.getparent().remove(border)


def _write_margins(section: Any, title: str) -> None:  # noqa: ANN401
    header = section.header.paragraphs[0]
    header.style.font.size = Pt(8)
    _set_tab(header)
    header.add_run(shorten(title, 140) + "\tPlan no. ____________")
    footer = section.footer.paragraphs[0]
    _set_tab(footer)
    footer.add_run("Draft, not released\tPage ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")
    for run in (*header.runs, *footer.runs):
        run.font.size, run.font.color.rgb, run.font.name = Pt(8), _GREY, _FONT


def _set_tab(paragraph: Any) -> None:  # noqa: ANN401
    stops = paragraph.paragraph_format.tab_stops
    paragraph.style.paragraph_format.tab_stops.clear_all()
    stops.add_tab_stop(Cm(26.7), WD_TAB_ALIGNMENT.RIGHT)


def _add_field(paragraph: Any, name: str) -> None:  # noqa: ANN401
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), "16")
    properties.append(size)
    text = OxmlElement("w:t")
    text.text = "1"
    run.extend((properties, text))
    field.append(run)
    paragraph._p.append(field)


def make_table(document: Any, heads: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[float]) -> Any:  # noqa: ANN401
    """Add a table with thin lines; its head, where it has one, repeats on every page, and no row is cut.

    :param widths: of the columns in centimetres.
    """
    table = document.add_table(rows=0, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _draw_lines(table)
    for width, column in zip(widths, table.columns, strict=True):
        column.width = Cm(width)
    for count, line in enumerate([heads, *lines] if heads else lines):
        row = table.add_row()
        _keep_whole(row, head=bool(heads) and count == 0)
        for cell, text, width in zip(row.cells, line, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].style = document.styles["Cell"]
            _write(cell, clean(text), head=bool(heads) and count == 0)
    document.add_paragraph(style="Cell")
    return table


def _write(cell: Any, text: str, *, head: bool) -> None:  # noqa: ANN401
    run = cell.paragraphs[0].add_run(text)
    if head:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        run.font.bold, run.font.color.rgb = True, RGBColor(0xFF, 0xFF, 0xFF)
        fill(cell, _HEAD)


def fill(cell: Any, colour: str, *, bold: bool = False) -> None:  # noqa: ANN401
    """Colour the ground of a cell."""
    properties = cell._tc.get_or_add_tcPr()
    for old in properties.findall(qn("w:shd")):
        properties.remove(old)
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{key}"), value)
    properties.append(shade)
    for run in cell.paragraphs[0].runs if bold else ():
        run.font.bold = True


def _keep_whole(row: Any, *, head: bool) -> None:  # noqa: ANN401
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _draw_lines(table: Any) -> None:  # noqa: ANN401
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
