"""Matrices whose legend stands in the table, above or below the marks, beside it or nowhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from plan_builders import clause, decide, table

from pipeline.config import resource
from pipeline.matching.catalogue import load
from pipeline.plans import matrices

if TYPE_CHECKING:
    from pipeline.matching.catalogue import Catalogue
    from pipeline.plans.records import Matrix

CODES = ("CE101", "CE102", "CS101", "CS114", "RE102", "RS103")
HEAD = ("Equipment on the following platforms", *CODES)
PLATFORMS = (
    ("Surface ships", "", "A", "", "A", "A", "A"),
    ("Submarines", "A", "A", "A", "A", "A", "A"),
    ("Aircraft", "A", "A", "A", "A", "A", "A"),
    ("Ground, navy", "", "A", "A", "L", "A", "S"),
    ("Space", "", "A", "A", "S", "A", "A"),
)
SAYS = {"A": "Applicable", "L": "Limited as each section says", "S": "The procuring activity must specify it"}


@cache
def military() -> Catalogue:
    return load([resource("references/mil_std_461.toml")])


def row(*cells: str) -> tuple[str, ...]:
    return (*cells, *[""] * (len(HEAD) - len(cells)))


def read(*rows: tuple[str, ...], text: str = "") -> Matrix:
    here = decide(clause("5.1", "Requirement matrix", text, tables=(table(*rows, caption="Table V"),)))
    parts = [decide(clause(f"5.{place}", f"{code}, a requirement"), code) for place, code in enumerate(CODES, start=4)]
    (found,) = matrices.read([here, *parts], military())
    return found


INSIDE = {
    "one cell": (row("Legend: " + " ".join(f"{sign}: {words}" for sign, words in SAYS.items())),),
    "a cell each": (row("Legend:"), *(row(f"{sign}: {words}") for sign, words in SAYS.items())),
    "sign and words in two cells": tuple(row(sign, words) for sign, words in SAYS.items()),
    "merged over all columns": tuple((f"{sign} = {words}",) * len(HEAD) for sign, words in SAYS.items()),
}


@pytest.mark.parametrize("legend", INSIDE)
def test_a_legend_inside_the_table_explains_its_letters_and_is_no_platform(legend: str) -> None:
    found = read(HEAD, *PLATFORMS, *INSIDE[legend])
    assert found.categories == tuple(each[0] for each in PLATFORMS)
    cells = {(entry.category, entry.item): entry for entry in found.entries}
    assert len(cells) == len(PLATFORMS) * len(CODES)
    for platform, *marks in PLATFORMS:
        for code, mark in zip(CODES, marks, strict=True):
            wanted = {"A": "required", "L": "conditional", "S": "conditional", "": "not"}[mark]
            assert (cells[platform, code].meaning, cells[platform, code].tests) == (wanted, (code,))


@pytest.mark.parametrize("where", ["above", "under", "two heads"])
def test_a_legend_may_stand_above_the_heads_or_in_the_text(where: str) -> None:
    legend = ", ".join(f"{sign}: {words}" for sign, words in SAYS.items())
    rows = {
        "above": (row(legend), HEAD, *PLATFORMS),
        "under": (HEAD, *PLATFORMS),
        "two heads": (row("Platform", "Requirements"), ("", *CODES), *PLATFORMS, row(legend)),
    }[where]
    found = read(*rows, text=legend if where == "under" else "")
    meanings = {entry.text: entry.meaning for entry in found.entries}
    assert (meanings["A"], meanings["L"], meanings[""]) == ("required", "conditional", "not")
    assert len(found.entries) == len(PLATFORMS) * len(CODES)


def test_letters_that_nothing_explains_are_taken_over_and_doubted() -> None:
    found = read(HEAD, *PLATFORMS)
    assert {entry.text: entry.meaning for entry in found.entries} == {"A": "text", "L": "text", "S": "text", "": "not"}
    assert len([doubt for doubt in found.doubts if "is no mark that is known" in doubt]) == 3


def test_a_letter_whose_words_say_only_is_conditional() -> None:
    found = read(
        HEAD, *PLATFORMS, row("A = only with an antenna of its own"), row("L = required"), row("S = not required")
    )
    meanings = {entry.text: entry.meaning for entry in found.entries}
    assert meanings == {"A": "conditional", "L": "required", "S": "not", "": "not"}
