"""Small test sections with known values."""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003
from typing import Any

from pipeline.matching.catalogue import Catalogue, Standard, TestEntry, Topic
from pipeline.records import Clause, Decision, Match, Profile, Table
from pipeline.requirements import Requirement, extract

CATALOGUE = Catalogue(
    "small",
    tests=(
        TestEntry("CE", "Conducted emission", "emission", units=("dBµV",), standards=(Standard("CISPR 25"),)),
        TestEntry("CUR", "Current", "emission", units=("dBµA",), standards=(Standard("CISPR 25"),)),
        TestEntry("RE", "Radiated emission", "emission", units=("dBµV/m",)),
        TestEntry("MFE", "Magnetic emission", "emission", units=("dBpT", "dBµA/m", "nT")),
        TestEntry("BCI", "Injection", "immunity", units=("mA",), standards=(Standard("ISO 11452-4"),)),
        TestEntry("ALSE", "Field", "immunity", units=("V/m",), standards=(Standard("ISO 11452-2"),)),
        TestEntry("HPT", "Radios", "immunity", units=("W",)),
        TestEntry("TI", "Pulses", "immunity", units=("V",), standards=(Standard("ISO 7637-2"),)),
        TestEntry("ESD", "Discharge", "esd", units=("kV",), standards=(Standard("ISO 10605"),)),
    ),
    topics=(Topic("strip", "Stripline", "other test", standards=(Standard("ISO 11452-5"),)),),
)


def clause(number: str, title: str = "A title", text: str = "", **more: Any) -> Clause:
    values: dict[str, Any] = {"level": number.count(".") + 1, "parent": None, "path": (), **more}
    if values["parent"]:
        values["parent"] = f"d#{values['parent']}"
    return Clause(f"d#{number}", "d", number, title, text=text, **values)


def table(*rows: Sequence[str], caption: str = "") -> Table:
    return Table(tuple(tuple(row) for row in rows), caption)


def decide(of: Clause, *tests: str) -> Decision:
    return Decision(Match(Profile(of), ()), "matched" if tests else "unmatched", tests, 1.0, "said so")


def read(
    test: str, text: str = "", title: str = "A title", *tables: Table, others: Sequence[Decision] = ()
) -> Requirement:
    """The requirement of one section."""
    one = clause("5.1", title, text, tables=tables)
    found = extract([decide(one, test), *others], CATALOGUE)
    return next(each for each in found if each.number == "5.1")


def values(requirement: Requirement, kind: Any) -> list[str]:
    return [fact.value for fact in requirement.of(kind)]
