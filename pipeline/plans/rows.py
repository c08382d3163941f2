"""A planned test as rows for people: what is asked, the value, its source and its words; used in Word and in Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pipeline.plans.records import Entry, Limit, Plan, PlannedTest, Value

APPLIES = {
    "required": "required",
    "conditional": "to be settled",
    "text": "see the entry",
    "not": "not to be run",
}
DUT_FIELDS = (
    "Component name",
    "Part number",
    "Hardware version",
    "Software version",
    "Supplier",
    "Vehicle programme",
    "Supply voltage and current",
    "Fitting position in the vehicle",
    "Functions and their classes",
    "Operating modes",
    "Monitoring and tolerances",
    "Load simulator and harness",
    "Test laboratory and accreditation",
    "Number of samples and their serial numbers",
)
TITLE_FIELDS = ("Plan number", "Plan revision", "Prepared by", "Date", "Checked by", "Approved by")
_KINDS = (
    "base standard",
    "frequency band",
    "severity or limit class",
    "test pulse",
    "modulation",
    "operating mode",
    "functional status",
    "samples",
    "figure",
    "table",
)
FOR_ALL = "as said for all tests"
NO_VALUE, NO_TEST, NO_BAND = "not found", "not in the catalogue", "–"


def title(test: PlannedTest) -> str:
    """Name a test: as the document writes it, with the catalogue's name where it has one."""
    return f"{test.name} – {'; '.join(test.names) or NO_TEST}"


def sections(test: PlannedTest) -> str:
    """Name the clauses a test is read from, and those that only a person has read."""
    return ", ".join((*test.sections, *test.others)) or NO_VALUE


def said(value: Value) -> str:
    """Write a value with what its table says about it."""
    return f"{value.text} ({value.note})" if value.note else value.text


def applies(test: PlannedTest) -> str:
    """Say whether a test is run, with the mark of each category, its legend and its notes."""
    marks = "; ".join(_mark(entry) for entry in test.entries)
    return f"{APPLIES[test.meaning]} – {marks}" if marks else "no selection matrix in the document"


def _mark(entry: Entry) -> str:
    parts = [f"{entry.category}: '{entry.text}'" if entry.text else f"{entry.category}: empty cell"]
    if entry.legend:
        parts.append(f"(“{entry.legend}”)")
    parts += [f"[{note}]" for note in entry.notes]
    return " ".join(parts)


def limit_columns(limit: Limit) -> tuple[str, ...]:
    """Write a limit as the cells of a row: band, level, class, detector, for what, source."""
    what = "; ".join(dict.fromkeys(part for part in (limit.row, limit.head) if part))
    level = limit.value + (f" – {limit.unclear}" if limit.unclear else "")
    return (limit.band or NO_BAND, level, limit.severity, limit.detector, what, place(limit))


LIMIT_HEADS = ("Frequency band", "Level or limit", "Class", "Detector", "Row and column of the table", "Source")


def place(limit: Limit) -> str:
    """Say where a limit stands within its document."""
    page = f", page {limit.page}" if limit.page else ""
    return f"{limit.number}, {limit.place}{page}"


def values(test: PlannedTest, general: Collection[str] = ()) -> Iterator[tuple[str, str, str, str]]:
    """Give what is asked, value, source, quote: of the matrix, then of the sections; one row a kind at least.

    :param general: kinds of values that the document gives for all its tests.
    """
    sources = "; ".join(entry.place for entry in test.entries)
    quote = " | ".join(f"{entry.item}: {entry.text or '(empty)'}" for entry in test.entries)
    yield "applicability", applies(test), sources, quote
    for kind in _KINDS:
        found = test.of(kind)
        if kind == "frequency band" and test.limits:
            found = tuple(value for value in found if not value.place.startswith("table"))  # the limits have the others
        for value in found:
            yield kind, said(value), value.source, value.quote
        if not found and kind in ("base standard", "operating mode", "functional status", "samples"):
            yield kind, (FOR_ALL if kind in general else NO_VALUE), "", ""
    if not test.limits:
        for value in test.of("level"):
            yield "level", said(value), value.source, value.quote


def join(test: PlannedTest, kind: str) -> str:
    """Write all values of a kind in one cell, each once."""
    return "; ".join(dict.fromkeys(value.text for value in test.of(kind)))


def heading(plan: Plan) -> str:
    """Name the document a plan is made from."""
    parts = [plan.title or plan.document, plan.number, f"revision {plan.revision}" if plan.revision else "", plan.date]
    return ", ".join(part for part in parts if part)
