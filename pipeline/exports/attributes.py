"""The columns of a clause in ReqIF: their datatypes, their definitions, and the values of one decision.

The names that begin with `ReqIF.` are those of the ReqIF Implementation Guide (prostep ivip), by which DOORS, Polarion
and others know headings, texts and foreign ids; the rest begin with `EMC.`.
"""

from __future__ import annotations

from html import escape as _escape
from typing import TYPE_CHECKING, Any

from reqif.models import reqif_data_type as kinds
from reqif.models.reqif_spec_object import SpecObjectAttribute
from reqif.models.reqif_spec_object_type import SpecAttributeDefinition
from reqif.models.reqif_types import SpecObjectAttributeType as Kind

from pipeline.exports import xhtml
from pipeline.exports.identifiers import identify
from pipeline.exports.xml_text import line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.records import Decision

OUTCOMES = ("matched", "unmatched", "review")
DECIDERS = ("score", "llm", "person")
CLAUSE: tuple[tuple[str, Kind, str], ...] = (
    ("ReqIF.ForeignID", Kind.STRING, "string"),
    ("ReqIF.ChapterNumber", Kind.STRING, "string"),
    ("ReqIF.ChapterName", Kind.XHTML, "xhtml"),
    ("ReqIF.Text", Kind.XHTML, "xhtml"),
    ("EMC.Tests", Kind.ENUMERATION, "tests"),
    ("EMC.Outcome", Kind.ENUMERATION, "outcome"),
    ("EMC.Confidence", Kind.REAL, "confidence"),
    ("EMC.DecidedBy", Kind.ENUMERATION, "decider"),
    ("EMC.Reason", Kind.STRING, "string"),
    ("EMC.Quote", Kind.STRING, "string"),
    ("EMC.Page", Kind.INTEGER, "page"),
    ("EMC.Limits", Kind.STRING, "string"),
)
"""Columns of a clause: name, kind, datatype."""
DOCUMENT: tuple[tuple[str, Kind, str], ...] = (
    ("ReqIF.ForeignID", Kind.STRING, "string"),
    ("ReqIF.Name", Kind.STRING, "string"),
    ("ReqIF.Description", Kind.STRING, "string"),
    ("EMC.DocumentNumber", Kind.STRING, "string"),
    ("EMC.Revision", Kind.STRING, "string"),
    ("EMC.SHA256", Kind.STRING, "string"),
)
"""Columns of a document."""
_LONGEST = 32000  # characters of a string, as DOORS writes it


def types(names: Mapping[str, str], when: str) -> list[Any]:
    """Return the datatypes.

    :param names: test id -> name, in the order in which a tool shows them.
    """
    about = "; ".join(f"{test}: {name}" for test, name in names.items() if name)
    return [
        kinds.ReqIFDataTypeDefinitionString(
            identify("type", "string"), last_change=when, long_name="String", max_length=str(_LONGEST)
        ),
        kinds.ReqIFDataTypeDefinitionXHTML(identify("type", "xhtml"), last_change=when, long_name="XHTML"),
        kinds.ReqIFDataTypeDefinitionReal(
            identify("type", "confidence"), 4, "Probability that the tests are right", when, "Confidence", "1.0", "0.0"
        ),
        kinds.ReqIFDataTypeDefinitionInteger(
            identify("type", "page"), last_change=when, long_name="Page", max_value="1000000", min_value="1"
        ),
        _enumerate("tests", "EMC test", names, when, line(about)),
        _enumerate("outcome", "Outcome", dict.fromkeys(OUTCOMES, ""), when),
        _enumerate("decider", "Decided by", dict.fromkeys(DECIDERS, ""), when),
    ]


def define(owner: str, columns: Iterable[tuple[str, Kind, str]], when: str) -> list[SpecAttributeDefinition]:
    """Return the definitions of columns; `owner` tells those of clauses from those of documents."""
    return [
        SpecAttributeDefinition(
            kind, identify("column", owner, name), identify("type", of), last_change=when, long_name=name,
            multi_valued=(of == "tests") if kind is Kind.ENUMERATION else None,
        )
        for name, kind, of in columns
    ]  # fmt: skip


def fill(owner: str, columns: Iterable[tuple[str, Kind, str]], values: Mapping[str, str | list[str]]) -> list[Any]:
    """Return the values of a clause or document; a column without a value is left out."""
    return [
        SpecObjectAttribute(kind, identify("column", owner, name), values[name])
        for name, kind, _ in columns
        if name in values
    ]


def describe(decision: Decision, limits: Sequence[str] = ()) -> dict[str, str | list[str]]:
    """Return what the columns of a clause hold; what is not known (page, quote) has no value.

    :param limits: those of the clause, a line each.
    """
    clause = decision.clause
    found: dict[str, str | list[str]] = {
        "ReqIF.ForeignID": line(clause.id),
        "ReqIF.ChapterNumber": line(clause.number),
        "ReqIF.ChapterName": xhtml.heading(clause.title),
        "EMC.Tests": [refer("tests", test) for test in decision.tests],
        "EMC.Outcome": [refer("outcome", decision.outcome)],
        "EMC.Confidence": f"{decision.confidence:.4f}",
        "EMC.DecidedBy": [refer("decider", decision.by)],
        "EMC.Reason": line(decision.reason)[:_LONGEST],
    }
    if text := xhtml.body(clause):
        found["ReqIF.Text"] = text
    if decision.quote:
        found["EMC.Quote"] = line(decision.quote)[:_LONGEST]
    if clause.page is not None:
        found["EMC.Page"] = str(clause.page)
    if limits:
        found["EMC.Limits"] = _listed(limits)
    return found


def _listed(limits: Sequence[str]) -> str:
    """Join limits as far as a string may be long, and say how many more there are."""
    lines = [line(each) for each in limits]
    kept = len(lines)
    while kept and len("; ".join(lines[:kept])) > _LONGEST - 100:
        kept -= 1
    more = f"; and {len(lines) - kept} more, see limits.jsonl" if kept < len(lines) else ""
    return "; ".join(lines[:kept]) + more


def refer(datatype: str, value: str) -> str:
    """Return the identifier of a value of an enumeration."""
    return identify("value", datatype, value)


def _enumerate(name: str, shown: str, values: Mapping[str, str], when: str, about: str | None = None) -> Any:  # noqa: ANN401
    """Build an enumeration. The library writes DESC and OTHER-CONTENT of a value as they are, so they come escaped."""
    members = [
        kinds.ReqIFEnumValue(
            refer(name, value), str(key), _escape(line(meaning)) or None, when, _escape(line(value)), line(value)
        )
        for key, (value, meaning) in enumerate(values.items())
    ]
    return kinds.ReqIFDataTypeDefinitionEnumeration(identify("type", name), about, when, shown, members)
