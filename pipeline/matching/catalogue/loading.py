"""Reading catalogues: one or more files, TOML or XLSX, to one checked Catalogue."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError
from pipeline.matching.catalogue.checks import Faults, RawEntry, build_test, build_topic, strings
from pipeline.matching.catalogue.records import Catalogue, TestEntry, Topic
from pipeline.matching.catalogue.workbooks import read_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHIPPED = (
    "references/emc_tests.toml",
    "references/iec_61000.toml",
    "references/mil_std_461.toml",
    "references/unece_r10.toml",
)
AUTO = "auto"  # in place of the name of a catalogue: the one of SHIPPED that fits best
_KEYS = ("name", "together", "phrases", "test", "topic")
_HEAD = re.compile(r"\s*\[\[?\s*(\w+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([\w-]+)\s*=")


@dataclass(frozen=True)
class _Part:
    """What one file gives."""

    name: str
    together: tuple[tuple[str, ...], ...]
    phrases: tuple[str, ...]
    tests: tuple[tuple[TestEntry, str], ...]  # each with its place
    topics: tuple[tuple[Topic, str], ...]


def load(paths: Sequence[Path]) -> Catalogue:
    """Read catalogue files and join them, in the order given.

    :param paths: `.toml` files, or `.xlsx` workbooks with the same columns; at least one.
    :raises ConfigError: a file cannot be read, or holds unknown keys, double ids, empty entries or values of the wrong
        type; all faults in one message, each with its file and line, or sheet and row.
    """
    faults = Faults()
    parts = [_read(Path(path), faults) for path in paths]
    _check_ids(parts, faults)
    if not any(part.tests for part in parts) and not faults.lines:
        faults.add(", ".join(map(str, paths)) or "references", "there is no test in the catalogue.")
    if faults.lines:
        raise ConfigError("\n".join(faults.lines))
    return Catalogue(
        name=" + ".join(part.name for part in parts),
        tests=tuple(test for part in parts for test, _ in part.tests),
        topics=tuple(topic for part in parts for topic, _ in part.topics),
        together=tuple(dict.fromkeys(ids for part in parts for ids in part.together)),
        phrases=tuple(dict.fromkeys(phrase for part in parts for phrase in part.phrases)),
    )


def _read(path: Path, faults: Faults) -> _Part:
    if path.suffix.lower() == ".xlsx":
        top, tests, topics, where = read_xlsx(path, faults)
    elif path.suffix.lower() == ".toml":
        top, tests, topics, where = _read_toml(path, faults)
    else:
        raise ConfigError(f"{path}: a catalogue is a .toml or .xlsx file.")
    for key in sorted(set(top) - set(_KEYS)):
        faults.add(where(key), f"a catalogue has no key '{key}'; its keys are {', '.join(_KEYS)}.")
    name = top.get("name", path.stem)
    if not isinstance(name, str) or not name.strip():
        faults.add(where("name"), "name must be a text that is not empty.")
    return _Part(
        name=str(name).strip(),
        together=_together(top.get("together", []), where("together"), faults),
        phrases=strings(top.get("phrases", []), where("phrases"), "phrases", faults),
        tests=tuple((test, raw.where("id")) for raw in tests if (test := build_test(raw, faults))),
        topics=tuple((topic, raw.where("id")) for raw in topics if (topic := build_topic(raw, faults))),
    )


def _together(value: object, where: str, faults: Faults) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list):
        faults.add(where, "together must be a list of lists of test ids.")
        return ()
    return tuple(strings(ids, where, "together", faults) for ids in value)


def _check_ids(parts: Sequence[_Part], faults: Faults) -> None:
    places: dict[str, str] = {}
    for part in parts:
        entries: tuple[tuple[TestEntry | Topic, str], ...] = (*part.tests, *part.topics)
        for entry, where in entries:
            if entry.id in places:
                faults.add(where, f"id '{entry.id}' is taken already ({places[entry.id]}); ids must differ.")
            places.setdefault(entry.id, where)
    if faults.lines:
        return  # an entry that could not be built would be missed here as well
    known = {test.id for part in parts for test, _ in part.tests}
    for part in parts:
        for ids in part.together:
            for unknown in sorted(set(ids) - known):
                faults.add(part.name, f"together names '{unknown}', which is no test of the catalogue.")


def _read_toml(
    path: Path, faults: Faults
) -> tuple[dict[str, Any], list[RawEntry], list[RawEntry], Callable[[str], str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        top = tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such catalogue.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: is not a readable TOML file ({error}).") from None
    lines = _lines(text)

    def locate(kind: str, index: int) -> Callable[[str], str]:
        first = lines.get((kind, index, ""))
        return lambda key: f"{path}, line {lines.get((kind, index, key), first)}" if first else str(path)

    entries: dict[str, list[RawEntry]] = {}
    for kind in ("test", "topic"):
        tables = top.get(kind, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            faults.add(str(path), f"'{kind}' must be given as [[{kind}]] entries.")
            tables = []
        entries[kind] = [RawEntry(table, locate(kind, index)) for index, table in enumerate(tables)]
    return top, entries["test"], entries["topic"], locate("", 0)


def _lines(text: str) -> dict[tuple[str, int, str], int]:
    """Find on which line each key of each entry stands: (kind, position among its kind, key); key "" is its head.

    tomllib gives values without places; the top of the file is kind "", position 0.
    """
    found: dict[tuple[str, int, str], int] = {("", 0, ""): 1}
    kind, counts = "", {"": 0}
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _HEAD.match(line):
            kind = head[1]
            counts[kind] = counts.get(kind, -1) + 1
            found[kind, counts[kind], ""] = number
        elif key := _KEY.match(line):
            found.setdefault((kind, counts[kind], key[1]), number)
    return found
