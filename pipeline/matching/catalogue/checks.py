"""From raw entries, whatever file they stood in, to checked records. Every fault is said, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.matching.catalogue.records import Code, Standard, TestEntry, Topic
from pipeline.matching.evidence import AXIS_OF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TOPIC_KINDS = ("other test", "general")
TEXTS = ("id", "name", "group", "kind")
TEST_KEYS = (
    "id",
    "name",
    "group",
    "aliases",
    "codes",
    "standards",
    "units",
    "bands",
    "apparatus",
    "keywords",
    "passages",
    "aspects",
)
TOPIC_KEYS = ("id", "name", "kind", *TEST_KEYS[3:7], *TEST_KEYS[8:])

_ID = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_WEIGHT = re.compile(r"(?<!\s)\s*+\(([\d.]+)\)$")
_MICRO = str.maketrans({"\u03bc": "\u00b5"})  # Greek mu and micro sign look the same and compare unequal


@dataclass(frozen=True)
class RawEntry:
    """A test or topic as it stood in its file."""

    values: dict[str, Any]
    where: Callable[[str], str]  # key -> "file, line 12" or "file, sheet Tests, row 3"


@dataclass
class Faults:
    """What is wrong so far, one sentence each."""

    lines: list[str] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Note a fault at a place."""
        self.lines.append(f"{where}: {what}")


def build_test(raw: RawEntry, faults: Faults) -> TestEntry | None:
    """Make a test of a raw entry, or note why it cannot be one."""
    values = _checked(raw, TEST_KEYS, "test", faults)
    if values is None:
        return None
    return TestEntry(**values)


def build_topic(raw: RawEntry, faults: Faults) -> Topic | None:
    """Make a topic of a raw entry, or note why it cannot be one."""
    values = _checked(raw, TOPIC_KEYS, "topic", faults)
    if values is None:
        return None
    if values["kind"] not in TOPIC_KINDS:
        faults.add(raw.where("kind"), f"kind '{values['kind']}' is neither of {_listed(TOPIC_KINDS)}.")
        return None
    return Topic(**values)


def strings(value: object, where: str, key: str, faults: Faults) -> tuple[str, ...]:
    """Check a list of non-empty, different texts."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        faults.add(where, f"{key} must be a list of texts.")
        return ()
    items = tuple(" ".join(item.split()).translate(_MICRO) for item in value)
    if not all(items):
        faults.add(where, f"{key} holds an empty text.")
    if repeated := sorted({item for item in items if item and items.count(item) > 1}):
        faults.add(where, f"{key} holds {_listed(repeated)} more than once.")
    if key != "passages" and (split := [item for item in items if ";" in item]):
        faults.add(where, f"{key} holds {_listed(split)}; a semicolon separates items in workbooks, use a comma.")
    return items


def _checked(raw: RawEntry, keys: tuple[str, ...], what: str, faults: Faults) -> dict[str, Any] | None:
    before = len(faults.lines)
    for key in raw.values:
        if key not in keys:
            faults.add(raw.where(key), f"a {what} has no key '{key}'; its keys are {', '.join(keys)}.")
    values: dict[str, Any] = {}
    for key in keys:
        values[key] = _text(raw, key, faults) if key in TEXTS else _items(raw, key, faults)
    if isinstance(values["id"], str) and values["id"] and not _ID.fullmatch(values["id"]):
        faults.add(raw.where("id"), f"id '{values['id']}' may hold letters, digits, dot, dash and underscore only.")
    if not any(values[key] for key in ("aliases", "keywords", "passages")):
        faults.add(raw.where("id"), f"the {what} is empty: it needs aliases, keywords or passages to be matched by.")
    return values if len(faults.lines) == before else None


def _text(raw: RawEntry, key: str, faults: Faults) -> str:
    value = raw.values.get(key)
    if isinstance(value, str) and value.strip():
        return " ".join(value.split())
    what = f"{key} is missing." if value is None else f"{key} must be a text that is not empty."
    faults.add(raw.where(key), what)
    return ""


def _items(raw: RawEntry, key: str, faults: Faults) -> tuple[Any, ...]:
    if key not in raw.values:
        return ()
    where = raw.where(key)
    items = strings(raw.values[key], where, key, faults)
    if key == "codes":
        return tuple(_code(item) for item in items)
    if key == "standards":
        return tuple(_standard(item, where, faults) for item in items)
    if key == "aspects" and (unknown := [item for item in items if item not in AXIS_OF]):
        faults.add(where, f"aspects holds {_listed(unknown)}; it may hold {_listed(AXIS_OF)}.")
    return items


def _code(item: str) -> Code:
    oem, colon, code = item.rpartition(":")
    return Code(code.strip(), oem.strip()) if colon else Code(item)


def _standard(item: str, where: str, faults: Faults) -> Standard:
    found = _WEIGHT.search(item)
    if not found:
        return Standard(item)
    try:
        weight = float(found[1])
    except ValueError:
        weight = -1.0
    if not 0 < weight <= 1:
        faults.add(where, f"'{item}': what stands in brackets is a weight above 0 and up to 1; leave editions out.")
    return Standard(item[: found.start()], weight)


def _listed(items: Iterable[str]) -> str:
    return ", ".join(f"'{item}'" for item in items)
