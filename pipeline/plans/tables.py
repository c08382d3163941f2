"""The applicability list as files for other programs: applicability.csv and applicability.jsonl."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.reports.cells import escape_formula

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.plans.records import Entry, Matrix

CSV, JSONL = "applicability.csv", "applicability.jsonl"
HEADS = (
    "document",
    "clause",
    "table",
    "page",
    "row",
    "column",
    "item",
    "tests",
    "clauses",
    "category",
    "group",
    "meaning",
    "entry",
    "legend",
    "notes",
)


def save(folder: Path, matrices: Iterable[Matrix]) -> None:
    """Write both files: one row a cell of a selection matrix, in the order of the tables.

    :raises OSError: a file cannot be written.
    """
    entries = [entry for matrix in matrices for entry in matrix.entries]
    with (folder / CSV).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        writer.writerows([escape_formula(cell) for cell in cells(entry)] for entry in entries)
    with (folder / JSONL).open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for entry in entries:
            file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")


def cells(entry: Entry) -> tuple[str, ...]:
    """Write a cell of a matrix as a row of texts."""
    return (
        entry.document,
        entry.number,
        str(entry.table),
        str(entry.page or ""),
        str(entry.row),
        str(entry.column),
        entry.item,
        ";".join(entry.tests),
        ";".join(id.rpartition("#")[2] for id in entry.clauses),
        entry.category,
        entry.group,
        entry.meaning,
        entry.text,
        entry.legend,
        "; ".join(entry.notes),
    )
