"""What the cells beside a value say about it: band, pulse, class, status, network, number, impedance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.requirements import phrases
from pipeline.requirements.limits import cells, frequency_cells, vocabulary
from pipeline.requirements.limits.heads import said
from pipeline.requirements.quantities import NUMBER, hertz, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.requirements.limits.cells import Span
    from pipeline.requirements.limits.columns import LimitColumn
    from pipeline.requirements.limits.grids import SheetLine
    from pipeline.requirements.limits.heads import Said

_INHERITED = frozenset(("pulse", "coupling", "mode", "modulation", "name", "grade", "detector", "supply", "network"))
_PULSE = re.compile(
    r"(?:(?:test )?pulse |Impuls )?(?P<name>[1-7]\s?[abc]?|[A-F]\d?(?:-\d)?|[ab])(?:\s?[(\-–,:].*)?", re.IGNORECASE
)
_GRADED = re.compile(r"class|klasse|level|stufe|categor|kategor|sever|grade", re.IGNORECASE)
_DITTO = re.compile(r'["″〃]|-"-|ditto|dito|do\.|idem', re.IGNORECASE)
_SIGNS = re.compile(r"(?<![\w])(?P<s>\+\s?/\s?-|±|[+\-])(?!\s?\d)")
_STATE_CELL = re.compile(
    rf"(?:{vocabulary.STATUS_WORD}\s?)?(?P<s>{vocabulary.STATE}(?:\s?/\s?{vocabulary.STATE})*)(?=$|[\s(,;])",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    rf"(?P<a>[A-E]|I{{1,3}}|IV)\s(?:up to|bis|≤)\s(?P<v>{NUMBER})\s?kV\W+(?P<b>[A-E]|I{{1,3}}|"
    rf"IV)\s(?:above|over|darüber|beyond)",
    re.IGNORECASE,
)
_CLASSES = re.compile(r"(?P<c>[A-Z\d]{1,2}(?:\s?[/,]\s?[A-Z\d]{1,2})+)")


def bands_of(line: SheetLine, columns: Sequence[LimitColumn], before: list[Span]) -> list[Span]:
    """Read the bands of a row; an empty cell of frequencies has those of the row above.

    :param before: bands of the row above.
    """
    kinds = [column.kind for column in columns]
    if "low" in kinds and "high" in kinds:
        ends = [_end(line.cells[kinds.index(side)], columns[kinds.index(side)], columns) for side in ("low", "high")]
        if ends[0] is not None or ends[1] is not None:
            return [(ends[0], ends[1])]
    found: list[Span] = []
    asked = False
    for place, column in enumerate(columns):
        if column.kind == "band" and line.cells[place]:
            asked = True
            found = found or frequency_cells.read_bands(line.cells[place], _prefix(column, columns))
    return found if found or asked or "band" not in kinds else before


def _prefix(column: LimitColumn, columns: Sequence[LimitColumn]) -> str | None:
    if column.prefix is not None:
        return column.prefix
    return next(
        (each.prefix for each in columns if each.kind in ("band", "low", "high") and each.prefix is not None), None
    )


def _end(text: str, column: LimitColumn, columns: Sequence[LimitColumn]) -> float | None:
    found = frequency_cells.read_bands(text, _prefix(column, columns))
    return found[0][0] if found and found[0][0] == found[0][1] else None


def inherit(lines: Sequence[SheetLine], columns: Sequence[LimitColumn]) -> list[tuple[str, ...]]:
    """Fill cells of labels that are merged with those above them; a new label on the left ends what is right of it."""
    filled: list[tuple[str, ...]] = []
    for line in lines:
        above = filled[-1] if filled else ("",) * len(line.cells)
        fresh = False
        row: list[str] = []
        for place, cell in enumerate(line.cells):
            label = columns[place].kind in _INHERITED
            if cell and label and columns[place].kind in ("name", "pulse", "coupling"):
                fresh = fresh or place == 0
            ditto = _DITTO.fullmatch(cell) is not None
            take = (
                (not cell or ditto)
                and (label or ditto)
                and not (fresh and columns[place].kind in ("name", "pulse", "grade"))
            )
            row.append(above[place] if take else cell)
        filled.append(tuple(row))
    return filled


def said_by(row: Sequence[str], columns: Sequence[LimitColumn]) -> Said:
    """Gather what the cells of a row say."""
    found: Said = {}
    names: list[str] = []
    for cell, column in zip(row, columns, strict=True):
        if cell and (reader := _READERS.get(column.kind)):
            for key, value in reader(cell, column).items():
                found[key] = f"{found[key]}|{value}" if key == "statuses" and key in found else found.get(key, value)
            if column.kind in ("name", "mode"):
                names.append(cell)
    if names:
        found["condition"] = "; ".join(dict.fromkeys(names))
    return found


def _name(cell: str, column: LimitColumn) -> Said:
    found = said(cell, heads=False)
    if not _GRADED.search(cell):
        found.pop("class", None)  # "C2" is a connector or a zone here
    if sign := _SIGNS.search(cell):
        found.setdefault("sign", _sign(sign["s"]))
    return found


def _pulse(cell: str, column: LimitColumn) -> Said:
    found = said(cell)
    match = _PULSE.fullmatch(cell)
    if match:
        found["pulse"] = match["name"].replace(" ", "").lower() if len(match["name"]) > 1 else match["name"]
    elif "pulse" not in found:
        found["pulse"] = re.sub(r"\s?[+±]/?-?$", "", cell)
    if sign := _SIGNS.search(cell):
        found["sign"] = _sign(sign["s"])
        found["pulse"] = re.sub(r"\s?(?:[+\-±]|\+/-)$", "", found["pulse"])
    return found


def _sign(text: str) -> str:
    return "±" if len(text) > 1 or text == "±" else text


def _status(cell: str, column: LimitColumn) -> Said:
    if match := _UP_TO.search(cell):
        return {"status": f"{match['a']}|{number(match['v']):g}|{match['b']}"}
    states = re.findall(rf"(?<![A-Za-z]){vocabulary.STATE}(?![A-Za-z])", cell)
    classes = _CLASSES.search(column.head) if re.search(r"class|klasse", column.head, re.IGNORECASE) else None
    grades = re.split(r"\s?[/,]\s?", classes["c"]) if classes else []
    parts = re.split(r"\s?/\s?", cell)
    if len(grades) > 1 and len(parts) == len(grades) and len(states) == len(grades):
        return {"statuses": "|".join(f"{grade}={state}" for grade, state in zip(grades, states, strict=True))}
    match = _STATE_CELL.match(cell)
    if match:
        status = re.sub(r"\s", "", match["s"])
    elif states and len(set(states)) == 1:
        status = states[0]
    else:
        return {}
    grade = column.said.get("class") or _bare_grade(column.head)
    return {"statuses": f"{grade}={status}"} if grade else {"status": status}


def _bare_grade(head: str) -> str:
    match = re.search(r"\b[CL][0-6](?:\s?[,/]\s?[CL][0-6])*\b", head)
    return match[0] if match else ""


def _grade(cell: str, column: LimitColumn) -> Said:
    code = re.fullmatch(r"(?:(?:class|level|klasse|stufe|category)\s?)?[\w./ -]{1,12}", cell, re.IGNORECASE)
    return {"class": cell} if code else {}


_TIMES = re.compile(r"\d\s?(?:pulses?|impulse?|discharges?|entladungen|times|mal|shots?|fois|次)\b", re.IGNORECASE)


def _count(cell: str, column: LimitColumn) -> Said:
    match = re.match(rf"\s*(?P<n>{NUMBER})\s?(?P<u>h\b|min\b|s\b|ms\b|hours?\b|minutes?\b|Std)?", cell)
    if match is None:
        return {}
    if match["u"]:
        scale = {"h": 3600, "S": 3600, "m": 60 if not match["u"].startswith("ms") else 0.001, "s": 1}[match["u"][0]]
        return {"dwell": f"{number(match['n']) * scale:g}"}
    if _TIMES.search(cell):
        return {"count": f"{number(match['n']):g}"}
    if re.search(r"\bduration\b|\bdauer\b|\btime\b$|dwell|\bzeit\b", column.head, re.IGNORECASE) and not re.search(
        r"count|number|anzahl", column.head, re.IGNORECASE
    ):
        return {}
    return {"count": f"{number(match['n']):g}"}


def _mode(cell: str, column: LimitColumn) -> Said:
    found = said(cell)
    if not _GRADED.search(cell):
        found.pop("class", None)
    modes = list(dict.fromkeys(token.value for token in sorted(vocabulary.modes(cell), key=lambda each: each.start)))
    found["mode"] = "indirect" if "indirect" in modes else "/".join(modes)
    return {key: value for key, value in found.items() if value}


def _bandwidth(cell: str, column: LimitColumn) -> Said:
    match = re.match(rf"(?P<n>{NUMBER})\s?(?:(?P<p>[kMG]?)Hz)?", cell)
    if match is None:
        return {}
    prefix = match["p"] if match["p"] is not None else column.prefix
    return {"bandwidth": f"{hertz(number(match['n']), prefix):g}"} if prefix is not None else {}


def _ri(cell: str, column: LimitColumn) -> Said:
    found = vocabulary.ohms(cell)
    system = column.said.get("supply", "")
    return {f"ri{system}": "/".join(f"{value:g}" for value in found)} if found else {}


def _modulation(cell: str, column: LimitColumn) -> Said:
    return {"modulation": cell} if len(cell) > 1 and not cells.is_empty(cell) else {}


def _network(cell: str, column: LimitColumn) -> Said:
    found = said(cell)
    return {"network": found.get("network", cell)} if re.search(r"\d", cell) else {}


def _detector(cell: str, column: LimitColumn) -> Said:
    return {key: value for key, value in said(cell).items() if key == "detector"}


def _supply(cell: str, column: LimitColumn) -> Said:
    match = re.match(r"(?P<v>\d{2,3})\s?V?", cell)
    return {"supply": match["v"]} if match else {}


def _polarity(cell: str, column: LimitColumn) -> Said:
    found = said(cell)
    sign = _SIGNS.search(cell)
    return {"sign": _sign(sign["s"])} if sign else found


def modulations(text: str) -> str:
    """Join the modulations a sentence names, as it writes them."""
    found = list(phrases.find_modulations(text))
    if not found:
        return ""
    depth = _DEPTH.search(text, 0, found[0].start)  # "80 % AM, 1 kHz"
    return text[depth.start() if depth else found[0].start : found[-1].end]


_DEPTH = re.compile(r"\d{1,3}\s?%\s$")


_READERS = {
    "name": _name,
    "pulse": _pulse,
    "coupling": _name,
    "status": _status,
    "grade": _grade,
    "count": _count,
    "mode": _mode,
    "bandwidth": _bandwidth,
    "ri": _ri,
    "modulation": _modulation,
    "network": _network,
    "detector": _detector,
    "supply": _supply,
    "polarity": _polarity,
}
