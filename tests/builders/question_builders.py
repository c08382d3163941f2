"""Two small specifications in our own words, indexed by their words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.matching.catalogue import Catalogue, Code, Standard, TestEntry, Topic
from pipeline.records import Clause, Decision, LossAccount, Match, Profile, Report, Table, TitleBlock
from pipeline.search.answering import Answerer
from pipeline.search.index import Index, add

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CATALOGUE = Catalogue(
    "small",
    tests=(
        TestEntry(
            "BCI",
            "Bulk Current Injection",
            "immunity",
            aliases=("BCI", "harness excitation"),
            codes=(Code("RI 112"),),
            standards=(Standard("ISO 11452-4"),),
            units=("mA",),
        ),
        TestEntry("RE", "Radiated Emission", "emission", aliases=("radiated emissions",), units=("dBµV/m",)),
        TestEntry("ALSE-I", "Radiated immunity", "immunity", aliases=("ALSE",), units=("V/m",)),
        TestEntry("ESD-P", "Electrostatic Discharge, operated", "esd", aliases=("ESD",), units=("kV",)),
    ),
    topics=(Topic("scope", "Scope and purpose", "general"),),
)

LEVELS = Table(
    (
        ("Frequency", "Group 1", "Group 2"),
        ("200 - 400 MHz", "60 V/m", "90 V/m"),
        ("400 - 1000 MHz", "80 V/m", "120 V/m"),
    ),
    "Table 3: Field strengths",
)
ALDER = (
    # number, title, path, text, tests, tables
    ("1", "Scope", (), "This standard of Alder Motors is about electronic parts with a supply of 12 V.", "", ()),
    ("3.1", "Abbreviations", ("Terms",), "WPS: wandering probe sweep\nDUT: device under test", "", ()),
    ("4.2", "Samples", ("Conditions",), "Three samples are needed. One of them is kept for two years.", "", ()),
    ("6.4.2", "Levels", ("Immunity", "Bulk current injection"), "From 1 MHz to 400 MHz 100 mA are applied.", "BCI", ()),
    (
        "6.4.3",
        "Positions",
        ("Immunity", "Bulk current injection"),
        "The clamp stands 150 mm and 450 mm away.",
        "BCI",
        (),
    ),
    (
        "6.5",
        "Field of an antenna",
        ("Immunity",),
        "The DUT bears the field strengths of the table.",
        "ALSE-I",
        (LEVELS,),
    ),
    ("6.6", "WPS sweep", ("Immunity",), "A probe is led over the housing at 20 mm.", "", ()),
    ("7.1", "RE 310 Limits", ("Emissions",), "By CISPR 25, 40 dBµV/m from 30 MHz to 108 MHz at one metre.", "RE", ()),
    ("8", "Discharges", (), "The pistol of ISO 10605 applies ±8 kV by contact, ten times.", "ESD-P", ()),
)
BIRCH = (
    ("1", "Purpose", (), "What Birchwood Cars asks of its suppliers.", "", ()),
    ("2.3", "Number of parts", (), "Five pieces are tested.", "", ()),
    ("5.1", "Injection into the loom", ("Immunity",), "By ISO 11452-4 60 mA are injected up to 200 MHz.", "BCI", ()),
    ("5.2", "Chamber", ("Immunity",), "50 V/m from 400 MHz to 2 GHz. The antenna stands 1 m away.", "ALSE-I", ()),
)


def report(document: str = "alder.docx", clauses: Any = ALDER, **block: str) -> Report:
    """Build a report of (number, title, path, text, test, tables)."""
    decisions = []
    for place, (number, title, path, text, test, tables) in enumerate(clauses):
        clause = Clause(
            f"{document}#{number}", document, number, title, len(path) + 1, None, path, text, index=place, tables=tables
        )
        tests = (test,) if test else ()
        outcome = "matched" if test else "unmatched"
        decisions.append(Decision(Match(Profile(clause), ()), outcome, tests, 0.9, "It says so."))
    digest = f"{sum(map(ord, document)):064x}"
    return Report(document, digest, "docx", None, TitleBlock(**block), LossAccount(), None, tuple(decisions))


def both() -> tuple[Report, Report]:
    return report(title="Alder Motors EMC", number="AM-17"), report("birch.docx", BIRCH, title="Birchwood EMC")


def say_nothing(*_: object) -> None:
    pass


def indexed(folder: Path, reports: Iterable[Report] | None = None, embedder: Any = None) -> Answerer:
    """Index reports as one run and make ready to ask."""
    index = Index(folder / "index.sqlite")
    add(index, "run", both() if reports is None else reports, embedder, say_nothing)
    return Answerer(index, CATALOGUE, embedder)


def with_text(number: str, text: str) -> Report:
    """The first document with another text in one clause."""
    rows = [(*row[:3], text, *row[4:]) if row[0] == number else row for row in ALDER]
    return replace(report(), decisions=report(clauses=rows).decisions)


def ids(answer: Any) -> list[str]:
    return [hit.found.clause.id for hit in answer.hits]
