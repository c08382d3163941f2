"""Builders of small PDF files, byte by byte, so that every construct a program may write can be written here."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.config import ReadSettings, load
from pipeline.documents.pdf import read_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Block, Document

WIDTH, HEIGHT = 595, 842
LEFT = 72
SETTINGS: ReadSettings = load().read


@dataclass
class Sheet:
    """One page that is written from the top down; y counts from the top edge."""

    width: float = WIDTH
    height: float = HEIGHT
    rotate: int = 0
    size: float = 10.0
    y: float = 100.0
    content: list[str] = field(default_factory=list)
    picture: tuple[int, int, bytes] | None = None  # width, height, grey levels
    annotations: list[str] = field(default_factory=list)  # entries of each

    def text(self, x: float, y: float, text: str, size: float = 0.0, bold: bool = False) -> Sheet:
        """Write text at a place."""
        font = "F2" if bold else "F1"
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.content.append(f"BT /{font} {size or self.size} Tf {x} {self.height - y} Td ({escaped}) Tj ET")
        return self

    def upward(self, x: float, y: float, text: str) -> Sheet:
        """Write text that reads from the bottom to the top."""
        self.content.append(f"BT /F1 {self.size} Tf 0 1 -1 0 {x} {self.height - y} Tm ({text}) Tj ET")
        return self

    def lines(self, *texts: str, x: float = LEFT, bold: bool = False, size: float = 0.0, gap: float = 6.0) -> Sheet:
        """Write lines below each other, then leave a gap."""
        for text in texts:
            self.text(x, self.y, text, size, bold)
            self.y += 1.2 * (size or self.size)
        self.y += gap
        return self

    def annotate(self, kind: str, x: float, y: float, width: float, height: float, entries: str = "") -> Sheet:
        """Lay an annotation on the page: "FreeText", "StrikeOut", "Text" ..."""
        x0, y0, x1, y1 = x, self.height - y - height, x + width, self.height - y
        places = f"/Rect [{x0} {y0} {x1} {y1}] /QuadPoints [{x0} {y1} {x1} {y1} {x0} {y0} {x1} {y0}]"
        self.annotations.append(f"/Type /Annot /Subtype /{kind} {places} {entries}")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        """Draw a straight line."""
        self.content.append(f"0.5 w {x0} {self.height - y0} m {x1} {self.height - y1} l S")
        return self

    def curve(self, x: float, y: float, width: float, height: float) -> Sheet:
        """Draw a curve."""
        top, right = self.height - y, x + width
        self.content.append(f"{x} {top} m {x} {top - height} {right} {top} {right} {top - height} c S")
        return self

    def table(self, rows: list[list[str]], x: float = LEFT, width: float = 110, height: float = 18) -> Sheet:
        """Draw a ruled table at the current height."""
        top = self.y
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                for line, text in enumerate(cell.split("\n")):
                    self.text(x + column * width + 4, top + number * height + 12 + 11 * line, text)
        columns = max(map(len, rows))
        for number in range(len(rows) + 1):
            self.rule(x, top + number * height, x + columns * width, top + number * height)
        for column in range(columns + 1):
            self.rule(x + column * width, top, x + column * width, top + len(rows) * height)
        self.y = top + len(rows) * height + 20
        return self


class _Objects:
    """The numbered objects of a file."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def add(self, body: str | bytes = b"") -> int:
        """Add an object and return its number."""
        self.bodies.append(body.encode("cp1252") if isinstance(body, str) else body)
        return len(self.bodies)

    def stream(self, data: bytes, entries: str = "") -> int:
        """Add a compressed stream."""
        packed = zlib.compress(data)
        head = f"<< {entries} /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        return self.add(head + packed + b"\nendstream")

    def set(self, number: int, body: str) -> None:
        """Fill an object that was added empty."""
        self.bodies[number - 1] = body.encode("cp1252")

    def assemble(self, root: int, trailer: str) -> bytes:
        """Put the file together."""
        out = bytearray(b"%PDF-1.4\n")
        offsets = []
        for number, body in enumerate(self.bodies, 1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
        out += "".join(f"{offset:010} 00000 n \n" for offset in offsets).encode()
        size = len(offsets) + 1
        out += f"trailer << /Size {size} /Root {root} 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(out)


def write(
    path: Path, *sheets: Sheet, bookmarks: tuple[tuple[str, int], ...] = (), trailer: str = "", title: str = ""
) -> Path:
    """Write a PDF file.

    :param bookmarks: title and 1-based page of each.
    :param trailer: further entries of the trailer.
    :param title: property of the file.
    """
    objects = _Objects()
    root, tree = objects.add(), objects.add()
    fonts = " ".join(
        f"/{key} {objects.add(f'<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>')} 0 R"
        for key, name in (("F1", "Helvetica"), ("F2", "Helvetica-Bold"))
    )
    kids = [_page(objects, sheet, tree, fonts) for sheet in sheets]
    objects.set(tree, f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    outline = f"/Outlines {_outline(objects, kids, bookmarks)} 0 R" if bookmarks else ""
    objects.set(root, f"<< /Type /Catalog /Pages {tree} 0 R {outline} >>")
    if title:
        trailer += f" /Info {objects.add(f'<< /Title ({title}) >>')} 0 R"
    path.write_bytes(objects.assemble(root, trailer))
    return path


def _page(objects: _Objects, sheet: Sheet, tree: int, fonts: str) -> int:
    resources, content = f"/Font << {fonts} >>", list(sheet.content)
    if sheet.picture:
        wide, high, levels = sheet.picture
        entries = f"/Type /XObject /Subtype /Image /Width {wide} /Height {high} "
        number = objects.stream(levels, entries + "/ColorSpace /DeviceGray /BitsPerComponent 8")
        resources += f" /XObject << /I {number} 0 R >>"
        content.insert(0, f"q {sheet.width} 0 0 {sheet.height} 0 0 cm /I Do Q")
    laid = [objects.add(f"<< {entries} >>") for entries in sheet.annotations]
    annots = f"/Annots [{' '.join(f'{number} 0 R' for number in laid)}]" if laid else ""
    stream = objects.stream("\n".join(content).encode("cp1252"))
    return objects.add(
        f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {sheet.width} {sheet.height}] /Rotate {sheet.rotate} "
        f"/Resources << {resources} >> /Contents {stream} 0 R {annots} >>"
    )


def _outline(objects: _Objects, kids: list[int], bookmarks: tuple[tuple[str, int], ...]) -> int:
    top = objects.add()
    numbers = [objects.add() for _ in bookmarks]
    for index, (number, (title, page)) in enumerate(zip(numbers, bookmarks, strict=True)):
        following = f"/Next {numbers[index + 1]} 0 R" if index + 1 < len(numbers) else ""
        objects.set(number, f"<< /Title ({title}) /Parent {top} 0 R /Dest [{kids[page - 1]} 0 R /Fit] {following} >>")
    objects.set(top, f"<< /Type /Outlines /First {numbers[0]} 0 R /Last {numbers[-1]} 0 R /Count {len(numbers)} >>")
    return top


def photograph(path: Path, dpi: int = 200, quarter_turns: int = 0, degrees: float = 0.0) -> Path:
    """Replace every page of a PDF by a picture of it, as a scanner does.

    :param quarter_turns: by how many right angles the sheet lay turned, counter-clockwise.
    :param degrees: by how much it lay askew.
    """
    import numpy
    import pypdfium2
    from scipy.ndimage import rotate

    sheets = []
    document = pypdfium2.PdfDocument(path.read_bytes())
    for page in document:
        levels = page.render(scale=dpi / 72, grayscale=True).to_numpy()
        levels = numpy.rot90(levels.reshape(levels.shape[:2]), quarter_turns)
        if degrees:
            levels = rotate(levels, degrees, reshape=False, order=1, cval=255)
        high, wide = levels.shape
        sheets.append(Sheet(wide * 72 / dpi, high * 72 / dpi, picture=(wide, high, levels.tobytes())))
    document.close()
    return write(path, *sheets)


def read_sheets(path: Path, *sheets: Sheet, settings: ReadSettings = SETTINGS, **options: Any) -> Document:
    """Write sheets to a file and read it back."""
    return read_pdf(write(path / "made.pdf", *sheets, **options), settings, "made.pdf")


def paragraphs(document: Document) -> list[str]:
    """Texts of the body's blocks, tables aside."""
    return [block.text for block in document.blocks if block.kind != "table" and block.place.story == "body"]


def block(document: Document, start: str) -> Block:
    """The one block that begins with a text."""
    found = [block for block in document.blocks if block.text.startswith(start)]
    assert len(found) == 1, f"{start!r} begins {len(found)} blocks of {[block.text for block in document.blocks]}"
    return found[0]


def filler(count: int, start: int = 0) -> list[str]:
    """Lines of running text, all about as long as each other and none the same."""
    return [
        f"line {start + number} of some running text that goes on and on to the right edge" for number in range(count)
    ]
