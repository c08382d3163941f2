"""Builders of small Word files, as XML, so that every construct a program may write can be written here."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pipeline.config import ReadSettings, load
from pipeline.documents import read

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Block, Document

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": OFFICE,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = {"document": "document.main", "comments": "comments"}
SETTINGS: ReadSettings = load().read


def settings(**changes: object) -> ReadSettings:
    """Default settings with some values changed."""
    return SETTINGS.model_copy(update=changes)


def run(text: str, look: str = "") -> str:
    """A run; `look` is the XML of its properties."""
    about = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(
    content: str = "", *, style: str = "", num: int | None = None, level: int | None = None, about: str = ""
) -> str:
    """A paragraph; `content` is text, or XML when it begins with "<"."""
    pieces = [f'<w:pStyle w:val="{style}"/>' if style else ""]
    if num is not None or level is not None:
        inner = "" if level is None else f'<w:ilvl w:val="{level}"/>'
        inner += "" if num is None else f'<w:numId w:val="{num}"/>'
        pieces.append(f"<w:numPr>{inner}</w:numPr>")
    properties = "".join(pieces) + about
    inner = content if content.startswith("<") else run(content) if content else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def style(
    name: str, *, called: str = "", based_on: str = "", about: str = "", look: str = "", default: bool = False
) -> str:
    """A paragraph style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    first = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="paragraph"{first} w:styleId="{name}"><w:name w:val="{called or name}"/>{base}'
        f"<w:pPr>{about}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
    )


def in_list(num: int | None = None, level: int | None = None) -> str:
    """A w:numPr."""
    inner = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    inner += "" if num is None else f'<w:numId w:val="{num}"/>'
    return f"<w:numPr>{inner}</w:numPr>"


def level(index: int, text: str, kind: str = "decimal", *, start: int | None = 1, more: str = "") -> str:
    """A level of a list; `more` stands before the level text: w:pStyle, w:isLgl, w:lvlRestart."""
    first = "" if start is None else f'<w:start w:val="{start}"/>'
    return f'<w:lvl w:ilvl="{index}">{first}<w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def definition(name: int, *levels: str, more: str = "") -> str:
    """A w:abstractNum."""
    return f'<w:abstractNum w:abstractNumId="{name}">{more}{"".join(levels)}</w:abstractNum>'


def instance(num: int, of: int, *overrides: str) -> str:
    """A w:num."""
    return f'<w:num w:numId="{num}"><w:abstractNumId w:val="{of}"/>{"".join(overrides)}</w:num>'


def restart(level: int, start: int = 1) -> str:
    """An override that restarts a level."""
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def table(*rows: list[str]) -> str:
    """A table of cells, each text or XML of the whole w:tc."""
    cells = (
        "".join(cell if cell.startswith("<w:tc") else f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows
    )
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def cell(content: str, about: str = "") -> str:
    """A table cell of text or of paragraphs; `about` is the XML of its properties."""
    inner = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{inner}</w:tc>"


def text_box(inner: str) -> str:
    """A run that anchors a text box as older programs write it."""
    box = f"<w:txbxContent>{inner}</w:txbxContent>"
    return f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"


def drawn_box(inner: str) -> str:
    """A run that anchors a text box as newer programs write it."""
    box = f"<wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp>"
    graphic = f"<a:graphic><a:graphicData>{box}</a:graphicData></a:graphic>"
    return f"<w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r>"


def part(tag: str, inner: str) -> str:
    """A whole part with all namespaces declared."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{tag} {SPACES}>{inner}</w:{tag}>'


def write(
    path: Path,
    *body: str,
    styles: str = "",
    numbering: str = "",
    parts: dict[str, str | bytes] | None = None,
    links: dict[str, tuple[str, str]] | None = None,
    package_links: dict[str, tuple[str, str]] | None = None,
) -> Path:
    """Write a Word file.

    :param parts: further parts, by name within word/ (or from the root, with a leading slash).
    :param links: further relationships of the document: id -> (kind, target).
    """
    related = {"rIdStyles": ("styles", "styles.xml"), "rIdNumbering": ("numbering", "numbering.xml"), **(links or {})}
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "word/document.xml"), **(package_links or {})}),
        "word/_rels/document.xml.rels": _relations(related),
        "word/document.xml": part("document", f"<w:body>{''.join(body)}<w:sectPr/></w:body>"),
        "word/styles.xml": part("styles", styles),
        "word/numbering.xml": part("numbering", numbering),
    }
    for name, data in (parts or {}).items():
        contents[name.lstrip("/") if name.startswith("/") else f"word/{name}"] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def read_word(tmp_path: Path, *body: str, **more: object) -> Document:
    """Write a Word file and read it."""
    return read(write(tmp_path / "made.docx", *body, **more), SETTINGS)  # type: ignore[arg-type]


def labels(document: Document) -> list[str]:
    """Labels of the blocks that are paragraphs, "" where there is none."""
    return [block.label for block in document.blocks if block.kind == "paragraph"]


def texts(document: Document) -> list[str]:
    """Texts of all blocks."""
    return [block.text for block in document.blocks]


def only(document: Document) -> Block:
    """The one block there is."""
    (block,) = document.blocks
    return block


def dropped(document: Document) -> dict[str, int]:
    """Characters left out, by reason."""
    return {line.what: line.characters for line in document.loss.lines if line.what != "kept"}


def _types() -> str:
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{_KINDS.get(name, name)}+xml"/>'
        for name in ("document", "styles", "numbering", "footnotes", "endnotes", "comments", "header1", "footer1")
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/>{overrides}</Types>'
    )


def _relations(links: dict[str, tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{name}" Type="{kind if ":" in kind else OFFICE + "/" + kind}" Target="{target}"/>'
        for name, (kind, target) in links.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'
