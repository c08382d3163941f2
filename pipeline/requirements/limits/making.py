"""From what was read of one value to its record: signs, systems, pulses, classes and kind put in their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.documents.scripts import RAISED_SIGNS, levelled
from pipeline.requirements.limits import vocabulary
from pipeline.requirements.limits.records import LimitRecord
from pipeline.requirements.quantities import same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.records import Clause
    from pipeline.requirements.decimal_marks import Marks
    from pipeline.requirements.limits.cells import CellValue, Span
    from pipeline.requirements.limits.grids import Sheet
    from pipeline.requirements.limits.records import LimitKind

Said = dict[str, str]
_SIGNED = ("V", "kV")
_NOTED = re.compile(rf"^\s*([{RAISED_SIGNS}]{{1,4}})\s*")


@dataclass(frozen=True, slots=True)
class LimitDraft:
    """One value with all that was said of it."""

    value: CellValue
    unit: str
    span: Span
    said: Said
    head: str
    wording: str
    page: int | None
    place: str
    why: str = ""  # why it is not sure


@dataclass(frozen=True)
class LimitContext:
    """What a clause gives to the reading of its tables and sentences."""

    clause: Clause
    tests: tuple[str, ...]
    groups: frozenset[str]  # of the tests: emission, immunity, esd
    allowed: frozenset[str]  # units of levels of the tests
    marks_of: Marks  # decimal marks of the document
    foreign: frozenset[str]  # units of other tests, whose levels count where a band stands with them
    names: Callable[[], dict[str, Span]]  # gives the bands the document names: "FM" -> its ends

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """Its tables, taken apart."""
        from pipeline.requirements.limits import grids

        return tuple(grids.read(self.clause, self.marks_of))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Sentences of title and text, remarks and footnotes left out."""
        from pipeline.requirements.limits import sentences

        return tuple(sentences.cut(self.text, self.marks))

    @cached_property
    def text(self) -> str:
        """Title and text, in one way of writing; the raised mark at the beginning of a note becomes "a) "."""
        mark = self.marks_of.of_clause(self.clause)
        lines = (_NOTED.sub(_levelled_mark, line) for line in (self.clause.title, *self.clause.text.splitlines()))
        return "\n".join(same(line, mark) for line in lines)

    @cached_property
    def unit(self) -> str:
        """The only unit of levels that the prose names, or the tests have; "" for none or several."""
        from pipeline.requirements.quantities import unit_in

        units = {
            unit
            for text in (self.clause.title, self.clause.text)
            if (unit := unit_in(same(text), self.allowed)) in self.allowed
        }
        if not units and self.tests and self.allowed in ({"V"}, {"kV"}):
            return next(iter(self.allowed))
        return units.pop() if len(units) == 1 else ""

    @cached_property
    def marks(self) -> frozenset[str]:
        """Marks of footnotes that cells of its tables call."""
        from pipeline.requirements.limits.cells import note_of
        from pipeline.requirements.limits.grids import fold

        cells = (cell for table in self.clause.tables for row in table.rows for cell in row)
        return frozenset(note_of(fold(cell))[1] for cell in cells) - {""}

    def units(self, named: str) -> frozenset[str]:
        """Return the units a cell may have under a head that names one."""
        return self.allowed | {named} if named else self.allowed

    def note(self, mark: str, rows: Sequence[str]) -> str:
        """Find the footnote that a cell calls; "" for none."""
        name = re.escape(mark)
        own = rf"(?:{name}\s?[).:]|\({name}\)|\[{name}\]|(?:note|anmerkung|fußnote)\s{name}\s?[:.)]?)"
        sign = own if mark.isalnum() else rf"{name}\s?\)?"
        for text in (*rows, *self.clause.notes, *self.clause.text.splitlines()):
            if match := re.match(rf"\s*{sign}\s*(?P<note>\S.+)", same(_NOTED.sub(_levelled_mark, text)), re.IGNORECASE):
                return match["note"]
        return ""


def _levelled_mark(match: re.Match[str]) -> str:
    return f"{levelled(match[1]).strip('() ')}) "


def kind_of(unit: str, context: LimitContext, text: str) -> LimitKind:
    """Say what kind of limit it is, by the tests of its clause and its unit."""
    if unit == "dB":
        return "shift"
    if "esd" in context.groups:
        return "esd"
    if "emission" in context.groups:
        return "transient limit" if unit in _SIGNED else "emission limit"
    if "immunity" in context.groups:
        return "pulse" if unit in _SIGNED else "immunity level"
    return _untested(unit, text)


def _untested(unit: str, text: str) -> LimitKind:
    if unit in _SIGNED:
        if re.search(r"ripple|superimposed|alternating|wechselspannung|ondulation|welligkeit", text, re.IGNORECASE):
            return "ripple"
        if re.search(r"(?:ground|reference)\s(?:shift|offset)|masseversatz|is shifted", text, re.IGNORECASE):
            return "shift"
        return "pulse"
    return "emission limit" if unit.startswith("dB") else "immunity level"


def make(draft: LimitDraft, context: LimitContext) -> Iterator[LimitRecord]:
    """Make the record of a value; one for each class where the status differs by class."""
    said = draft.said
    kind = kind_of(draft.unit, context, context.text)
    level, end, sign = _level(draft, kind)
    low, high = draft.span
    why = draft.why or _doubt(draft, kind)
    record = LimitRecord(
        document=context.clause.document,
        number=context.clause.number,
        clause=context.clause.id,
        tests=context.tests,
        kind=kind,
        level=level,
        unit=draft.unit,
        low_hz=low,
        high_hz=high,
        level_end=end if end != level else None,
        slope=draft.value.slope,
        formula=draft.value.formula,
        grade=said.get("class") or None,
        detector=_detector(said, kind),
        status=_status(said, level),
        pulse=_pulse(said, sign) if kind in ("pulse", "transient limit") else None,
        supply_v=float(said["supply"]) if said.get("supply") else None,
        polarity=sign or None,
        mode=said.get("mode") if kind == "esd" else None,
        modulation=said.get("modulation") if kind == "immunity level" else None,
        bandwidth_hz=float(said["bandwidth"]) if said.get("bandwidth") and kind == "emission limit" else None,
        dwell_s=float(said["dwell"]) if said.get("dwell") else None,
        count=int(float(said["count"])) if said.get("count") and kind in ("pulse", "esd", "transient limit") else None,
        ri_ohm=_ri(said),
        network=said.get("network") if kind in ("esd", "pulse") else None,
        pp="pp" in said or vocabulary.peak_to_peak(draft.head),
        condition=said.get("condition") or None,
        place=draft.place,
        head=draft.head,
        wording=" ".join(draft.wording.split())[:400],
        page=draft.page or context.clause.page,
        sure=not why,
        candidates=(why,) if why else (),
    )
    for each in _parted(record, said):
        names = (each.pulse or "").split("/")
        yield from (replace(each, pulse=_coupled(each.pulse, name)) for name in names) if len(names) > 1 else (each,)


def _coupled(whole: str | None, name: str) -> str:
    """Give each of several pulses the coupling that stands before the first."""
    first = (whole or "").split()[0]
    return f"{first} {name}" if first in ("CCC", "DCC", "ICC") and not name.startswith(first) else name


def _parted(record: LimitRecord, said: Said) -> Iterator[LimitRecord]:
    """Part a record by the classes for which its status differs."""
    pairs = [each.partition("=")[::2] for each in said.get("statuses", "").split("|") if each]
    own = [status for grade, status in pairs if record.grade is not None and _same_grade(record.grade, grade)]
    if record.grade is None and pairs:
        yield from (replace(record, grade=grade, status=status) for grade, status in pairs)
    else:
        yield replace(record, status=own[0]) if own else record


def _same_grade(one: str, other: str) -> bool:
    return one.split()[-1] in re.split(r"\s?[,/]\s?", other)


def _doubt(draft: LimitDraft, kind: LimitKind) -> str:
    if not draft.unit:
        return "its unit is not said"
    if draft.value.other is not None:
        return f"it can be read as {draft.value.level:g} or {draft.value.other:g} {draft.unit}"
    if kind in ("emission limit", "immunity level") and draft.span == (None, None):
        return "no band was found for it"
    return ""


def _level(draft: LimitDraft, kind: LimitKind) -> tuple[float, float | None, str]:
    """Return level, level at the upper end, polarity."""
    value, said = draft.value, draft.said
    if draft.unit not in _SIGNED:
        return value.level, value.level_end, ""
    word = said.get("polarity", "") if said.get("polarity") in ("+", "-") else ""
    sign = value.sign or said.get("sign", "") or word
    level, end = abs(value.level), value.level_end
    if kind == "esd" and not value.sign and not word:
        sign = said.get("sign", "")
    if sign == "-":
        return -level, -abs(end) if end is not None else None, "-"
    return level, end, sign


def _detector(said: Said, kind: LimitKind) -> str | None:
    name = said.get("detector", "")
    if not name or "/" in name or kind in ("esd", "pulse", "transient limit"):
        return None
    return name


def _status(said: Said, level: float) -> str | None:
    text = said.get("status", "")
    if text.count("|") == 2:
        low, bound, high = text.split("|")
        return low if abs(level) <= float(bound) else high
    return text or None


def _pulse(said: Said, sign: str) -> str | None:
    name = re.sub(r"^fast ([ab])$", r"\1", said.get("pulse", ""))
    if name == "3" and sign in ("+", "-"):
        name = "3a" if sign == "-" else "3b"  # ISO 7637-2: the negative and the positive burst
    name = f"{said['coupling']} {name}".strip() if said.get("coupling") else name
    return name or None


def _ri(said: Said) -> float | None:
    text = said.get(f"ri{said.get('supply', '')}") or said.get("ri", "")
    parts = [float(part) for part in text.split("/") if part]
    if len(parts) == 2 and said.get("supply") in ("12", "24", "48"):
        return parts[0 if said["supply"] == "12" else 1]
    return parts[0] if len(parts) == 1 else None
