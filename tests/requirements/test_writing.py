"""Requirements as JSON lines and rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from requirement_builders import read, table

from pipeline.requirements import write_jsonl, write_rows

if TYPE_CHECKING:
    from pathlib import Path


def test_every_fact_is_a_part_of_its_line_with_wording_and_place(tmp_path: Path) -> None:
    path = tmp_path / "requirements.jsonl"
    found = read("BCI", "The level is 100 mA.", "Injection", table(("MHz", "mA"), ("1 - 30", "60")))
    write_jsonl([found, found], path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 2
    assert lines[0]["tests"] == ["BCI"]
    level = next(fact for fact in lines[0]["facts"] if fact["value"] == "60 mA")
    assert (level["wording"], level["clause"], level["place"]) == ("60", "d#5.1", "table 1, row 2")


def test_a_row_has_a_cell_for_every_head() -> None:
    found = read("BCI", "The level is 100 mA, 1 MHz to 400 MHz.", "=cmd|' /C calc'!A1")
    head, rows = write_rows([found])
    row = dict(zip(head, rows[0], strict=True))
    assert row["test as written"] == "=cmd|' /C calc'!A1"
    assert row["levels"] == "100 mA"
    assert row["frequency bands"] == "1 MHz - 400 MHz"
    assert row["read from"] == "5.1 text"
    assert row["by model"] == ""


def test_no_requirements_are_a_head_without_rows(tmp_path: Path) -> None:
    assert write_rows([])[1] == []
    write_jsonl([], tmp_path / "empty.jsonl")
    assert (tmp_path / "empty.jsonl").read_text(encoding="utf-8") == ""
