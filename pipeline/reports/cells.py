"""Text of documents made fit for a cell: never a formula, never broken XML, never cut in silence."""

from __future__ import annotations

import re

LIMIT = 32_767  # UTF-16 units an Excel cell holds; source: "Excel specifications and limits", Microsoft
CUT_MARK = " […] cut here; the whole text stands in clauses.jsonl"

_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_IMPOSSIBLE = re.compile(r"[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")  # lone surrogates and noncharacters
_FORMULA = re.compile(r"^[=+\-@\t\r\n]")


def clean(text: str, limit: int = LIMIT) -> str:
    """Make text fit for an Excel cell.

    Control characters are taken out (Excel shows none of them), line ends become newlines, what no XML file may hold
    becomes U+FFFD, and text over the limit ends in a visible mark.

    :param limit: most UTF-16 units of the result, at least the length of the mark.
    """
    if not text.isprintable():  # most cells are one plain line
        text = _IMPOSSIBLE.sub("\ufffd", _INVISIBLE.sub("", _BREAKS.sub("\n", text)))
    if text.startswith("<r>") and text.endswith("</r>"):
        text = " " + text  # XlsxWriter takes such a string for finished XML and would write it as it is
    if len(text) * 2 <= limit or _units(text) <= limit:
        return text
    return _cut(text, limit - len(CUT_MARK)) + CUT_MARK


def flatten(text: str) -> str:
    """Make text one line: cleaned, every run of white space one space."""
    return " ".join(clean(text, 10 * LIMIT).split())


def shorten(text: str, limit: int) -> str:
    """Make text one line of at most `limit` characters, an ellipsis where it was cut."""
    line = flatten(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def escape_formula(text: str) -> str:
    """Make text one line that a spreadsheet program does not take for a formula when it opens a CSV file.

    An apostrophe goes in front of = + - @, as OWASP advises ("CSV Injection"); everything else stays as it is.
    """
    line = flatten(text)
    return f"'{line}" if _FORMULA.match(line) else line


def unescape_formula(cell: str) -> str:
    """Take back what `escape_formula` put in front."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, limit: int) -> str:
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", errors="ignore")
