"""Labels: what a person says each clause is about, read from CSV and XLSX.

Columns `document,number,title,tests`; others are passed over. In `tests` ids are joined by `;` (the clause is about
these), or by `|` (either is right). Empty or `NONE` = no test of the catalogue applies; `*` = not scored.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

NEEDED = ("document", "number", "tests")
_NONE, _ANY = "NONE", "*"
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

    :param path: `.csv` (UTF-8 or UTF-16; comma, semicolon or tab between cells) or `.xlsx` (its first sheet).
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
    for number, row in rows:
        if not any(_text(cell) for cell in row.values()):
            continue
        where = f"{path}, row {number}"
        scored = _text(row["tests"]) != _ANY
        answers = parse(_text(row["tests"])) if scored else ()
        strange = sorted({test for answer in answers for test in answer} - set(known)) if known else []
        faults += [f"{where}: the {key} is empty." for key in ("document", "number") if not _text(row[key])]
        faults += [f"{where}: '{test}' is no test of the catalogue." for test in strange]
        numeric = isinstance(row["number"], int | float)
        document = unicodedata.normalize("NFC", _text(row["document"]))
        cells = (document, _text(row["number"]), _text(row.get("title", "")))
        labels.append(Label(*cells, answers, scored, numeric))
    if faults:
        more = [f"... and {len(faults) - _SHOWN} more."] if len(faults) > _SHOWN else []
        raise ConfigError("\n".join(faults[:_SHOWN] + more))
    if not labels:
        raise ConfigError(f"{path}: there is no label in it.")
    return tuple(labels)


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
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8; save it as 'CSV UTF-8' or as .xlsx.") from None


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
