"""Labels: what a person says each clause is about, read from CSV and XLSX.

Columns `document,number,title,tests`; others are passed over. In `tests` ids are joined by `;` (the clause is about
these), or by `|` (either is right). Empty or `NONE` = no test of the catalogue applies; `*` = not scored.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

NEEDED = ("document", "number", "tests")
_NONE, _ANY = "NONE", "*"
_COMMA = re.compile(r"\d+,\d+")
_MONTH = "(?:jan|feb|mar|m[aä]r|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]{0,6}"
_DATE = re.compile(  # as spreadsheets show them in CSV: 02.01.2026, 2026-01-02, 1/2/2026, 2-Jan, 02. Jan 26, Jan 02
    rf"\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{{1,2}}[./-]\d{{1,2}}(?:[ T]\d\d:\d\d(?::\d\d)?)?"
    rf"|\d{{1,2}}[.]?[ -]?{_MONTH}[.]?(?:[ -]\d{{2,4}})?|{_MONTH}[.]?[ -]\d{{1,4}}|\d{{1,2}}:\d\d(?::\d\d)?",
    re.IGNORECASE,
)
_SHOWN = 20  # faults in one message; the rest is counted


@dataclass(frozen=True, slots=True)
class Label:
    """What is right for one clause."""

    document: str  # file name
    number: str  # as the reader sees it
    title: str
    answers: tuple[tuple[str, ...], ...]  # each a full answer; () = no test of the catalogue applies
    scored: bool = True  # False: there is no right answer, and none is counted
    numeric: bool = False  # the number came as a spreadsheet number, which cannot tell 8.1 from 8.10

    @property
    def tests(self) -> tuple[str, ...]:
        """Allowed ids, in the order given."""
        return tuple(dict.fromkeys(test for answer in self.answers for test in answer))

    @property
    def none(self) -> bool:
        """Whether "no test of the catalogue" is right."""
        return () in self.answers

    def accepts(self, tests: Collection[str]) -> bool:
        """Whether a guess is right: empty where none is right, else not empty and within the allowed tests."""
        return set(tests) <= set(self.tests) if tests else self.none


def read(path: Path, known: Collection[str] = ()) -> tuple[Label, ...]:
    """Read a labels file.

    :param path: `.csv` (UTF-8, UTF-16 or cp1252; comma, semicolon or tab between cells) or `.xlsx` (its first sheet).
    :param known: ids of the catalogue; with none given, ids are not checked.
    :raises ConfigError: the file cannot be read, a column is missing, or rows are wrong; names file and rows.
    """
    if path.suffix.lower() == ".xlsx":
        rows = _read_xlsx(path)
    elif path.suffix.lower() in (".csv", ".txt", ".tsv"):
        rows = _read_csv(path)
    else:
        raise ConfigError(f"{path}: labels are a .csv or .xlsx file.")
    return _build(path, rows, known)


def parse(text: str) -> tuple[tuple[str, ...], ...]:
    """Read the cell of the tests to the answers that are right: "A;B|NONE" to (("A", "B"), ())."""
    pieces = [piece for piece in text.split("|") if piece.strip()] or [""]
    return tuple(dict.fromkeys(_split(piece) for piece in pieces))


def _split(text: str) -> tuple[str, ...]:
    tests = (piece.strip() for piece in text.split(";"))
    return tuple(dict.fromkeys(test for test in tests if test and test.upper() != _NONE))


def _build(path: Path, rows: Iterable[tuple[int, dict[str, Any]]], known: Collection[str]) -> tuple[Label, ...]:
    labels: list[Label] = []
    faults: list[str] = []
    decimals: dict[tuple[str, str], int] = {}  # document and number -> the first row with them
    for number, row in rows:
        if not any(_text(cell) for cell in row.values()):
            continue
        where = f"{path}, row {number}"
        scored = _text(row["tests"]) != _ANY
        answers = parse(_text(row["tests"])) if scored else ()
        faults += [f"{where}: {fault}" for fault in _check(row, answers, known)]
        numeric = isinstance(row["number"], int | float)
        document = unicodedata.normalize("NFC", _text(row["document"]))
        cells = (document, _number(row["number"]), _text(row.get("title", "")))
        damage = _damage(row["number"], (cells[0], cells[1]), decimals)
        faults += [f"{where}: {damage}; make that column Text in the spreadsheet and type it again."] if damage else []
        decimals.setdefault((cells[0], cells[1]), number)
        labels.append(Label(*cells, answers, scored, numeric))
    if faults:
        more = [f"... and {len(faults) - _SHOWN} more."] if len(faults) > _SHOWN else []
        raise ConfigError("\n".join(faults[:_SHOWN] + more))
    if not labels:
        raise ConfigError(f"{path}: there is no label in it.")
    return tuple(labels)


def _check(row: dict[str, Any], answers: tuple[tuple[str, ...], ...], known: Collection[str]) -> Iterator[str]:
    """Say what is missing in a row or unknown."""
    yield from (f"the {key} is empty." for key in ("document", "number") if not _text(row[key]))
    strange = sorted({test for answer in answers for test in answer} - set(known)) if known else []
    yield from (f"'{test}' is no test of the catalogue." for test in strange)


def _number(cell: object) -> str:
    """Return a clause number; one with the decimal comma of a spreadsheet is meant with a point."""
    text = _text(cell)
    return text.replace(",", ".") if _COMMA.fullmatch(text) else text


def _damage(cell: object, known: tuple[str, str], decimals: Mapping[tuple[str, str], int]) -> str:
    """Say what a spreadsheet made of a clause number, "" where it is as it was typed."""
    text = _text(cell)
    if isinstance(cell, date | time | timedelta) or _DATE.fullmatch(text):
        guess = f", which may have been {cell.day}.{cell.month}" if isinstance(cell, date) else ""
        return f"the number is a date or time ({text.removesuffix(' 00:00:00')}{guess})"
    if isinstance(cell, float) and not cell.is_integer() and known in decimals:
        return (
            f"the number {known[1]} came as a decimal in row {decimals[known]} too, so that one of them was {known[1]}0"
        )
    return ""


def _read_csv(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    text = _decode(path)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        heads = [head.strip().casefold() for head in next(reader, [])]
        _check_heads(path, heads)
        start = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(heads):
                what = f"there are {len(cells)} cells under {len(heads)} heads; put quotes around a cell with '{mark}'"
                raise ConfigError(f"{path}, row {start}: {what}.")
            yield start, dict(zip(heads, [*cells, *[""] * (len(heads) - len(cells))], strict=True))
            start = reader.line_num + 1
    except csv.Error as error:
        raise ConfigError(f"{path}, row {reader.line_num}: is no row of a CSV file ({error}).") from None


def _decode(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: the labels cannot be read ({error.strerror}).") from None
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:  # cp1252 is what Excel writes in Western Europe and America as plain CSV
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigError(f"{path}: is neither UTF-8 nor Western European; save it as 'CSV UTF-8' or as .xlsx.")


def _read_xlsx(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise ConfigError(f"{path}: the labels cannot be read ({error}).") from None
    heads = [_text(head).casefold() for head in rows[0]] if rows else []
    _check_heads(path, heads)
    for number, cells in enumerate(rows[1:], start=2):
        yield number, dict(zip(heads, cells, strict=True))


def _check_heads(path: Path, heads: list[str]) -> None:
    missing = [head for head in NEEDED if head not in heads]
    if missing:
        what = f"the first row must name the columns document, number, title, tests; {', '.join(missing)} is missing"
        raise ConfigError(f"{path}, row 1: {what}.")
    repeated = sorted({head for head in heads if head in NEEDED and heads.count(head) > 1})
    if repeated:
        raise ConfigError(f"{path}, row 1: the column {', '.join(repeated)} stands twice.")


def _text(cell: object) -> str:
    """Return a cell as one line; a whole number that Excel keeps as 8.0 is 8."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
