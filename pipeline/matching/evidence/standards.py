"""Citations of standards: "ISO 11452-4:2020", "GB/T33014.4", "11452 part 4", "parts 2, 4 and 9 of ISO 11452"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.matching.evidence.comparisons import is_compared

_BODY = (
    r"(?:ISO(?:\s*/\s*(?:IEC|TS|TR|FDIS|DIS))?|IEC(?:\s*/\s*TS)?|CISPR|GB(?:\s*/\s*T)?|QC\s*/\s*T"
    r"|SAE|EN|DIN|JASO|ECE|UN|UNECE|MIL)"
)
_PART = r"(?:\s*(?:-|[.])\s*\d{1,2}(?!\d)){0,2}"
_CITATION = re.compile(
    rf"(?<![A-Za-z0-9])(?P<body>{_BODY})[\s-]*(?:STD[\s-]*)?(?P<letter>[JDR])?[\s.-]?(?P<number>\d{{1,5}}(?:\s*/\s*\d{{1,2}})?)"
    rf"(?P<part>{_PART})(?:\s*,?\s*[Pp]arts?\s*(?P<words>\d{{1,2}}))?"
    r"(?P<more>(?:\s*(?:,|/|and|und|et|&|、|和)\s*(?:-|[Pp]art\s*)\s?\d{1,2}(?!\d))*)",
)
_PARTS_OF = re.compile(
    r"[Pp]arts?\s+(?P<parts>\d{1,2}(?:\s*(?:,|and|und|&)\s*\d{1,2})*)\s+of\s+(?P<base>(?:ISO|IEC)\s*\d{4,5})"
)
_BARE = re.compile(
    r"(?<![\d.A-Za-z/-])(?P<number>11452|7637|16750|61000|33014|21437|11451|1113)\s?-\s?(?P<part>\d{1,2})(?!\d)"
)
_BARE_BODY = {
    "11452": "ISO",
    "7637": "ISO",
    "16750": "ISO",
    "11451": "ISO",
    "61000": "IEC",
    "33014": "GB",
    "21437": "GB",
    "1113": "SAE J",
}
_DIGIT = re.compile(r"\d")
_LEAST_DIGITS = {"EN": 4, "DIN": 3, "ISO": 3, "IEC": 3, "SAE": 3, "UN": 2}
"""Fewer are something else: "EN-04" is somebody's method code."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A standard cited in a text."""

    name: str  # normalised: "ISO 11452-4"; GB/T and GB are one
    start: int
    weak: bool  # cited only as a comparison


def normalise_standard(name: str) -> str:
    """Return the normal form of a standard's name: "GB/T 33014.4-2016" and "GB 33014.4" are both "GB 33014-4".

    :param name: one standard as anybody writes it; returned as it is, upper case, when it is not recognised.
    """
    found = find_standards(name)
    return found[0].name if found else " ".join(name.upper().split())


def find_standards(text: str) -> tuple[Citation, ...]:
    """Find the standards cited in a text, in order, each place once.

    :param text: any text, already folded to NFKC.
    """
    found: list[Citation] = []
    if not _DIGIT.search(text):
        return ()
    taken: list[tuple[int, int]] = []
    for match in _CITATION.finditer(text):
        if len(match["number"]) < _LEAST_DIGITS.get(match["body"], 1):
            continue
        taken.append(match.span())
        found += [
            Citation(name, match.start(), is_compared(text, match.start(), match.end())) for name in _names(match)
        ]
    for match in _PARTS_OF.finditer(text):
        base = normalise_standard(match["base"])
        for part in re.findall(r"\d+", match["parts"]):
            found.append(Citation(f"{base}-{part}", match.start(), is_compared(text, match.start(), match.end())))
    for match in _BARE.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            name = f"{_BARE_BODY[match['number']]} {match['number']}-{match['part']}".replace("J ", "J")
            found.append(Citation(name, match.start(), is_compared(text, match.start(), match.end())))
    return tuple(sorted(found, key=lambda citation: (citation.start, citation.name)))


def _names(match: re.Match[str]) -> list[str]:
    """Every standard one citation names: "ISO 11452-2, -4 and -9" names three."""
    body = re.sub(r"\s", "", match["body"]).split("/")[0]
    base = f"{body} {match['letter'] or ''}{re.sub(r'[^0-9]+', '/', match['number'])}"
    if body == "MIL":
        base = f"MIL-STD-{match['number']}"
    part = "-".join(re.findall(r"\d+", match["part"] or match["words"] or ""))
    names = [f"{base}-{part}" if part else base]
    names += [f"{base}-{more}" for more in re.findall(r"\d+", match["more"])]
    return names
