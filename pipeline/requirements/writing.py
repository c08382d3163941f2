"""Requirements as lines of JSON and as rows of a sheet."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.requirements.records import Fact, FactKind, Requirement

FILE = "requirements.jsonl"
HEAD = (
    "document",
    "number",
    "test as written",
    "tests",
    "standards",
    "frequency bands",
    "levels",
    "classes",
    "pulses",
    "modulation",
    "operating modes",
    "functional status",
    "samples",
    "read from",
    "by model",
)
_KINDS: tuple[FactKind, ...] = (
    "standard",
    "band",
    "level",
    "class",
    "pulse",
    "modulation",
    "mode",
    "status",
    "samples",
)


def write_jsonl(requirements: Iterable[Requirement], path: Path) -> None:
    """Write one object a test section, with every fact, its wording and its place.

    :raises OSError: the file cannot be written.
    """
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for requirement in requirements:
            file.write(json.dumps(asdict(requirement), ensure_ascii=False) + "\n")


def write_rows(requirements: Iterable[Requirement]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return head and rows of the sheet "Requirements": one row a test section, all cells text.

    Levels that a table gives for one row and column follow each other as the table has them; the full list with the
    place of each value is in requirements.jsonl.
    """
    return HEAD, [_row(requirement) for requirement in requirements]


def _row(requirement: Requirement) -> tuple[str, ...]:
    cells = ["; ".join(fact.value for fact in requirement.of(kind)) for kind in _KINDS]
    return (
        requirement.document,
        requirement.number,
        requirement.name,
        ";".join(requirement.tests),
        *cells,
        "; ".join(dict.fromkeys(_place(fact) for fact in requirement.facts)),
        "; ".join(fact.value for fact in requirement.facts if fact.by == "llm"),
    )


def _place(fact: Fact) -> str:
    """Name a clause by its number, and a table within it without the row."""
    number = fact.clause.rpartition("#")[2]
    return f"{number} {fact.place.partition(',')[0]}"
