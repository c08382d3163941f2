"""The edition behind the name of a standard: "ISO 10605:2008", "GB/T 18655-2018", "CISPR 25 Ed. 5"."""

from __future__ import annotations

import re

_CITED = re.compile(
    r"[A-Za-z/]+[\s-]*(?:STD[\s-]*)?[JDR]?[\s.-]?\d{1,5}(?:\s*/\s*\d{1,2})?(?:\s*[-.]\s*\d{1,2}(?!\d)){0,2}"
)
_EDITION = re.compile(
    r"\s?(?:[:\-]\s?(?P<year>(?:19|20)\d\d)(?:[-/](?P<month>\d\d))?(?!\d)"
    r"|,?\s?\(?(?P<alone>(?:19|20)\d\d)\b\)?(?!\s?[kMG]?Hz)"
    r"|,?\s?\(?(?:(?P<nth>\d{1,2})(?:st|nd|rd|th)\s[Ee]d(?:ition)?|[Ee]d(?:ition|\.)?\s?(?P<ed>\d{1,2}))\b)"
)


def read_edition(text: str, start: int) -> re.Match[str] | None:
    """Match what stands behind a standard that is cited at a place of a text; None when it is no edition."""
    cited = _CITED.match(text, start)
    return _EDITION.match(text, cited.end()) if cited else None


def end_of_citation(text: str, start: int) -> int:
    """Return where the citation that begins at a place ends, its edition included."""
    cited = _CITED.match(text, start)
    edition = read_edition(text, start)
    return edition.end() if edition else cited.end() if cited else start


def write_edition(match: re.Match[str] | None) -> str:
    """Write an edition as it stands behind a standard's name: ":2019", " Ed. 5"; "" for none."""
    if match is None:
        return ""
    year = match["year"] or match["alone"]
    if year:
        return f":{year}" + (f"-{match['month']}" if match["month"] else "")
    return f" Ed. {match['nth'] or match['ed']}"
