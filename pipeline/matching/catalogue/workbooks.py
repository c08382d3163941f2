"""The same catalogue as a workbook, for engineers who would rather keep it in a spreadsheet.

Sheet "Tests" (or the first one) and sheet "Topics" have the keys of the TOML file as column heads, one entry a row; the
items of a list stand in one cell, each on its own line or separated by semicolons (passages: one a line). Sheet
"Catalogue" holds name, phrases and the sets of tests that go together, and may be left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError
from pipeline.matching.catalogue.checks import TEST_KEYS, TEXTS, TOPIC_KEYS, Faults, RawEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipeline.matching.catalogue.records import Catalogue, TestEntry, Topic

_WIDE = {
    "name": 34,
    "aliases": 45,
    "codes": 22,
    "standards": 26,
    "apparatus": 32,
    "keywords": 40,
    "passages": 90,
    "value": 60,
}


def read_xlsx(
    path: Path, faults: Faults
) -> tuple[dict[str, Any], list[RawEntry], list[RawEntry], Callable[[str], str]]:
    """Read a workbook into the values of the top of a TOML file, its tests, its topics, and the place of a top key.

    :raises ConfigError: the file is not there or is no workbook.
    """
    sheets = _sheets(path)
    named = {name.strip().lower(): name for name in sheets}
    tests = named.get("tests", next(iter(sheets), ""))
    top, places = _top(path, named.get("catalogue", ""), sheets, faults)
    topics = named.get("topics", "")
    return (
        top,
        _entries(path, tests, sheets[tests], TEST_KEYS, faults) if tests else [],
        _entries(path, topics, sheets[topics], TOPIC_KEYS, faults) if topics else [],
        lambda key: places.get(key, str(path)),
    )


def save_xlsx(catalogue: Catalogue, path: Path) -> None:
    """Write a catalogue as a workbook that `load` reads back as the same catalogue; no cell is ever a formula."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        head = workbook.add_format({"bold": True, "bottom": 1, "valign": "top"})
        wrap = workbook.add_format({"text_wrap": True, "valign": "top"})

        def sheet(name: str, rows: Sequence[Sequence[str]], keys: Sequence[str]) -> None:
            page = workbook.add_worksheet(name)
            page.freeze_panes(1, 1)
            for column, key in enumerate(keys):
                page.set_column(column, column, _WIDE.get(key, 14), wrap)
                page.write_string(0, column, key, head)
            for row, cells in enumerate(rows, start=1):
                for column, cell in enumerate(cells):
                    page.write_string(row, column, cell, wrap)

        sheet("Tests", [_row(test, TEST_KEYS) for test in catalogue.tests], TEST_KEYS)
        sheet("Topics", [_row(topic, TOPIC_KEYS) for topic in catalogue.topics], TOPIC_KEYS)
        top = [("name", catalogue.name), ("phrases", "\n".join(catalogue.phrases))]
        sheet("Catalogue", [*top, *(("together", "\n".join(ids)) for ids in catalogue.together)], ("key", "value"))


def _row(entry: TestEntry | Topic, keys: Sequence[str]) -> list[str]:
    values = [getattr(entry, key) for key in keys]
    return [value if isinstance(value, str) else "\n".join(map(str, value)) for value in values]


def _sheets(path: Path) -> dict[str, list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    if not path.exists():
        raise ConfigError(f"{path}: there is no such catalogue.")
    try:
        book = CalamineWorkbook.from_path(str(path))
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError) as error:
        raise ConfigError(f"{path}: is not a readable workbook ({error}).") from None


def _entries(path: Path, sheet: str, rows: list[list[Any]], known: tuple[str, ...], faults: Faults) -> list[RawEntry]:
    keys = [_cell(cell).lower() for cell in rows[0]] if rows else []
    if not _heads_right(f"{path}, sheet {sheet}, row 1", keys, known, faults):
        return []
    entries = []
    for number, row in enumerate(rows[1:], start=2):
        where = f"{path}, sheet {sheet}, row {number}"
        cells = {key: text for key, cell in zip(keys, row, strict=False) if (text := _cell(cell))}
        if "" in cells:
            faults.add(where, f"'{cells.pop('')[:40]}' stands in a column without head.")
        if cells:
            values = {key: text if key in TEXTS else _split(key, text) for key, text in cells.items()}
            entries.append(RawEntry(values, _always(where)))
    return entries


def _always(where: str) -> Callable[[str], str]:
    return lambda key: where


def _heads_right(where: str, keys: list[str], known: tuple[str, ...], faults: Faults) -> bool:
    before = len(faults.lines)
    if "id" not in keys:
        faults.add(where, "the first row must name the columns: id, name, aliases ...")
    else:
        for key in sorted({key for key in keys if key and (key not in known or keys.count(key) > 1)}):
            what = "there is more than one column" if key in known else "there is no column"
            faults.add(where, f"{what} '{key}'; the columns are {', '.join(known)}.")
    return len(faults.lines) == before


def _top(
    path: Path, sheet: str, sheets: dict[str, list[list[Any]]], faults: Faults
) -> tuple[dict[str, Any], dict[str, str]]:
    top: dict[str, Any] = {}
    places: dict[str, str] = {}
    for number, row in enumerate(sheets.get(sheet, [])[1:], start=2):
        key, value = (_cell(cell) for cell in (*row, "", "")[:2])
        if not key:
            continue
        places[key] = f"{path}, sheet {sheet}, row {number}"
        if key == "together":
            top.setdefault(key, []).append(_split(key, value))
        elif key in top:
            faults.add(places[key], f"'{key}' is given twice.")
        else:
            top[key] = _split(key, value) if key == "phrases" else value
    return top, places


def _split(key: str, text: str) -> list[str]:
    lines = text.splitlines() if key == "passages" else text.replace(";", "\n").splitlines()
    return [item for line in lines if (item := line.strip())]


def _cell(value: object) -> str:
    """Return a cell as text; a whole number that Excel keeps as 12.0 is 12."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
