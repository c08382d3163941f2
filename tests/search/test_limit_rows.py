"""A question for a value is answered by the limit that has what is asked, with its row, before the clause is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from plan_builders import catalogue, table
from question_builders import report, say_nothing

from pipeline.search import writing
from pipeline.search.answering import Answerer
from pipeline.search.index import Index, add

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.search.records import Answer

LEVELS = table(
    ("MHz", "Class 1 (mA)", "Class 2 (mA)"),
    ("1 - 20", "60", "100"),
    ("20 - 200", "65", "105"),
    ("200 - 400", "30", "75"),
    caption="Table 10 - BCI levels",
)
PULSES = table(
    ("Pulse", "Us 12 V", "Us 24 V", "Ri"), ("1", "-100 V", "-450 V", "10 Ω"), ("3b", "+100 V", "+220 V", "50 Ω")
)
SPARKS = table(("Discharge", "Voltage", "Status"), ("Contact", "±8 kV", "B"), ("Air", "±15 kV", "C"))
_UNDER = ("Injection of current into the harness",)
HOUSE = (
    ("4", "Injection of current into the harness", (), "The probe is put on the harness; see Table 10.", "BCI", ()),
    ("4.1", "Levels of injection", _UNDER, "The levels of Table 10 hold.", "BCI", (LEVELS,)),
    ("5", "Pulses on supply lines", (), "Pulses of ISO 7637-2 are applied.", "TI-S", (PULSES,)),
    ("6", "Electrostatic discharge, powered", (), "The pistol of ISO 10605 is used.", "ESD-P", (SPARKS,)),
)  # fmt: skip


def ask(folder: Path, question: str, house: object = HOUSE) -> Answer:
    index = Index(folder / "index.sqlite")
    add(index, "run", [report("house.docx", house)], None, say_nothing)
    return Answerer(index, catalogue(), None).ask(question)


@pytest.mark.parametrize(
    ("question", "number", "limit"),
    [
        ("Which BCI level holds above 200 MHz for class 2?", "4.1", "200 MHz - 400 MHz: 75 mA, Class 2"),
        ("Which BCI level holds below 20 MHz, class 1?", "4.1", "1 MHz - 20 MHz: 60 mA, Class 1"),
        ("injected current at 100 MHz, class 2", "4.1", "20 MHz - 200 MHz: 105 mA, Class 2"),
        ("pulse 3b on 24 V", "5", "+220 V, pulse 3b, 24 V supply"),
        ("voltage of pulse 1 in a 12 V system", "5", "-100 V, pulse 1, 12 V supply"),
        ("ESD contact discharge, powered, which status?", "6", "±8 kV, contact, status B"),
        ("level of the air discharge", "6", "±15 kV, air, status C"),
    ],
)
def test_the_limit_that_has_what_is_asked_comes_first(tmp_path: Path, question: str, number: str, limit: str) -> None:
    hit = ask(tmp_path, question).hits[0]
    assert hit.found.clause.number == number
    assert hit.limits[0].text.startswith(limit)


def test_the_row_and_its_head_are_shown_with_the_limit(tmp_path: Path) -> None:
    answer = ask(tmp_path, "Which BCI level holds above 200 MHz for class 2?")
    lines = list(writing.to_lines(answer))
    at = next(place for place, line in enumerate(lines) if "75 mA" in line)
    assert lines[at] == "   = 200 MHz - 400 MHz: 75 mA, Class 2  (table 1, row 4, column 3)"
    assert lines[at + 1].strip() == "Class 2 (mA): 200 - 400 | 30 | 75"
    (first, *_) = writing.to_values(answer)["clauses"]
    assert json.loads(json.dumps(first))["limits"][0]["source"] == "200 - 400 | 30 | 75"


def test_a_limit_of_another_band_class_or_pulse_is_no_answer(tmp_path: Path) -> None:
    for question in ("BCI level at 900 MHz", "BCI level of class 7 at 10 MHz", "voltage of pulse 2a"):
        assert all(not hit.limits for hit in ask(tmp_path, question).hits), question


@pytest.mark.parametrize("question", ["How many samples are needed for BCI?", "Which standard holds for BCI?"])
def test_a_question_for_something_else_shows_no_limits(tmp_path: Path, question: str) -> None:
    assert all(not hit.limits for hit in ask(tmp_path, question).hits)


def test_a_limit_that_is_not_sure_says_so(tmp_path: Path) -> None:
    doubtful = table(("MHz", "Limit (mA)", "Limit (mA)"), ("1 - 20", "60", "100"))
    house = (("4.1", "Levels of injection", (), "Bulk current injection.", "BCI", (doubtful,)),)
    answer = ask(tmp_path, "BCI level at 10 MHz", house)
    assert {limit.text for limit in answer.hits[0].limits} == {
        "1 MHz - 20 MHz: 60 mA (not sure)",
        "1 MHz - 20 MHz: 100 mA (not sure)",
    }


@pytest.mark.parametrize(
    ("told", "limit", "sure"),
    [
        ("The loom is 1,5 m long and lies 0,05 m above ground.", "1 MHz - 20 MHz: 37.125 mA", True),
        ("The loom is 1.5 m long and lies 0.05 m above ground.", "1 MHz - 20 MHz: 37125 mA", True),
        ("The loom is 1.5 m long and lies 0,05 m above ground.", "1 MHz - 20 MHz: 37.125 mA (not sure)", False),
    ],
)
def test_a_limit_found_is_read_with_the_decimal_mark_of_its_document(
    tmp_path: Path, told: str, limit: str, sure: bool
) -> None:
    levels = table(("MHz", "Level (mA)"), ("1 - 20", "37,125"))
    house = (
        ("3", "Set-up of injection", (), told, "BCI", ()),
        ("4.1", "Levels of injection", (), "Bulk current injection.", "BCI", (levels,)),
    )
    hits = ask(tmp_path, "BCI level at 10 MHz", house).hits
    (line,) = [each for hit in hits for each in hit.limits]
    assert (line.text, line.sure) == (limit, sure)
