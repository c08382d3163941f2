"""Makes a Word document of about 300 pages with every common kind of list, and knows every label a reader sees in it.

The text is made up; only its amount and its structure matter. Written as XML and not through python-docx, which would
take longer than what is measured.
"""

from __future__ import annotations

import random
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_WORDS = (
    "the component harness supply voltage shall be measured with an artificial network at every operating mode and "
    "the level of the disturbance recorded over the whole frequency range while load and ground plane stay unchanged "
    "radiated conducted emission immunity field current antenna probe limit class detector bandwidth pulse status"
)
_FIRST_RESTART, _MOST_RESTARTS = 100, 1000  # instances of the lettered list, each of which begins anew
_HEADINGS = (("%1", "decimal"), ("%1.%2", "decimal"), ("%1.%2.%3", "decimal"))


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    paragraphs: int  # in the body, cells not counted
    tables: int
    characters: int  # white space not counted
    labels: tuple[tuple[str, str], ...]  # label as shown, text; every numbered paragraph, in order


def make(path: Path, paragraphs: int = 3000, tables: int = 150, seed: int = 7) -> Made:
    """Write the document to `path`; the same arguments give the same text."""
    writer = _Writer(random.Random(seed))
    every = max(1, paragraphs // tables)
    while writer.paragraphs < paragraphs:
        writer.section()
        while writer.tables < min(tables, writer.paragraphs // every):
            writer.table()
    while writer.tables < tables:
        writer.table()
    _pack(path, "".join(writer.body))
    return Made(writer.paragraphs, writer.tables, writer.characters, tuple(writer.labels))


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._words = _WORDS.split()
        self._counts = [0, 0, 0]
        self._requirement = self._lettered = 0
        self.body: list[str] = []
        self.labels: list[tuple[str, str]] = []
        self.paragraphs = self.tables = self.characters = 0

    def section(self) -> None:
        """A heading, some text, a requirement and a list of items."""
        level = 0 if self._counts[0] == 0 else self._chance.choices((0, 1, 2), (1, 4, 6))[0]
        if level == 2 and self._counts[1] == 0:
            level = 1
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (2 - level)
        label = ".".join(map(str, self._counts[: level + 1]))
        self._paragraph(self._sentence(4), f'<w:pStyle w:val="Heading{level + 1}"/>', label)
        self._paragraph(self._sentence(45))
        self._paragraph(self._sentence(60))
        self._requirement += 1
        self._paragraph(self._sentence(25), _listed(2, 0), f"REQ-{self._requirement:02d}")
        if self._chance.random() < 0.5:
            self._lettered += 1
            for letter in "abc":
                self._paragraph(self._sentence(12), _listed(_FIRST_RESTART + self._lettered, 0), f"{letter})")
        else:
            for _ in range(2):
                self._paragraph(self._sentence(10), _listed(4, 0))

    def table(self) -> None:
        """Five rows of four cells, the first row merged over two columns."""
        rows = []
        for row in range(5):
            merged = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' if row == 0 else ""
            cells = [self._cell(merged)] + [self._cell("") for _ in range(2 if merged else 3)]
            rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
        self.body.append(f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * 4}</w:tblGrid>{''.join(rows)}</w:tbl>")
        self.tables += 1

    def _cell(self, properties: str) -> str:
        return f"<w:tc>{properties}<w:p>{self._run(self._sentence(2))}</w:p></w:tc>"

    def _paragraph(self, text: str, properties: str = "", label: str = "") -> None:
        about = f"<w:pPr>{properties}</w:pPr>" if properties else ""
        self.body.append(f"<w:p>{about}{self._run(text)}</w:p>")
        self.paragraphs += 1
        if label:
            self.labels.append((label, text))

    def _run(self, text: str) -> str:
        """Two or three runs, as Word leaves them behind after editing."""
        self.characters += len("".join(text.split()))
        cut = text.find(" ", len(text) // 2) + 1
        pieces = [text[:cut], text[cut:]] if cut > 1 else [text]
        look = '<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:szCs w:val="20"/></w:rPr>'
        return "".join(f'<w:r>{look}<w:t xml:space="preserve">{piece}</w:t></w:r>' for piece in pieces)

    def _sentence(self, words: int) -> str:
        return " ".join(self._chance.choices(self._words, k=words)).capitalize()


def _listed(num: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def _level(index: int, text: str, kind: str = "decimal", extra: str = "") -> str:
    format_and_text = f'<w:numFmt w:val="{kind}"/>{extra}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/>{format_and_text}</w:lvl>'


def _numbering() -> str:
    headings = "".join(
        _level(index, text, kind, f'<w:pStyle w:val="Heading{index + 1}"/>')
        for index, (text, kind) in enumerate(_HEADINGS)
    )
    lists = [headings, _level(0, "REQ-%1", "decimalZero"), _level(0, "%1)", "lowerLetter"), _level(0, "•", "bullet")]
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{levels}</w:abstractNum>' for i, levels in enumerate(lists)
    )
    nums = "".join(f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(len(lists)))
    restarts = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
        for number in range(_FIRST_RESTART + 1, _FIRST_RESTART + _MOST_RESTARTS)
    )
    return f'<w:numbering xmlns:w="{_W}">{abstract}{nums}{restarts}</w:numbering>'


def _styles() -> str:
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr>{_listed(1, n - 1)}<w:outlineLvl w:val="{n - 1}"/></w:pPr>'
        '<w:rPr><w:b/><w:sz w:val="24"/></w:rPr></w:style>'
        for n in (1, 2, 3)
    )
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="240" w:line="320" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    return f'<w:styles xmlns:w="{_W}">{defaults}{normal}{headings}</w:styles>'


def _pack(path: Path, body: str) -> None:
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{_R}/{name}" Target="{name}.xml"/>'
        for i, name in enumerate(("styles", "numbering"), 1)
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"))
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr/></w:body></w:document>',
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)
