"""Several values of one cell shared out to the detectors, systems or ways of discharge that its head names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.requirements.limits import heads
from pipeline.requirements.quantities import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.requirements.limits.cells import CellValue
    from pipeline.requirements.limits.grids import Sheet
    from pipeline.requirements.limits.making import LimitContext, Said

_IN_BRACKETS = re.compile(
    r"(?<![\w.-])(?P<what>[\w.-]++(?:\s[\w.-]++)?)\s(?:values?\s|werte?\s)?(?:in|dans|"
    r"between)\s(?:\w+\s)?(?:brackets|parenthes\w+|klammern|parenthèses)|(?:brackets|"
    r"parenthes[ei]s|klammern|parenthèses)[^.;]{0,20}?(?P<after>average|mean|mittelwert\w*|"
    r"quasi-?\s?peak|peak|moyenne)",
    re.IGNORECASE,
)


def told(
    values: Sequence[CellValue], said: Said, sheet: Sheet, context: LimitContext
) -> Iterator[tuple[CellValue, Said, str]]:
    """Say which detector, system or way of discharge each of several values of a cell is for."""
    if any(value.second or value.alone for value in values):
        yield from _bracketed(values, said, sheet, context)
        return
    for key in ("detector", "mode", "supply", "polarity", "pulse"):
        names = said.get(key, "").split("/")
        if len(values) == len(names) > 1:
            yield from ((value, {**said, key: name}, "") for value, name in zip(values, names, strict=True))
            return
    named = said.get("detector", "").split("/")
    if len(values) == 1 and len(named) > 1:
        yield values[0], {**said, "detector": ""}, f"detectors named: {', '.join(named)}"
        return
    listed = len(values) > 1 and all(value.unit in ("V", "kV", "") and value.sign for value in values)
    why = (
        f"several values in one cell: {', '.join(f'{value.level:g}' for value in values)}"
        if len(values) > 1 and not listed
        else ""
    )
    for value in values:
        yield value, said, why


def _bracketed(
    values: Sequence[CellValue], said: Said, sheet: Sheet, context: LimitContext
) -> Iterator[tuple[CellValue, Said, str]]:
    """Read "79 (66)" by what is said about the brackets."""
    for text in (
        sheet.caption,
        *(sheet.head(place) for place in range(len(sheet.heads))),
        *sheet.notes,
        same(context.clause.text),
    ):
        match = _IN_BRACKETS.search(text)
        second = heads.said(match["what"] or match["after"]).get("detector") if match else None
        if second:
            names = heads.said(text).get("detector", "").split("/")
            first = next((name for name in names if name != second), "")
            for value in values:
                yield value, {**said, "detector": second if value.second else first}, ""
            return
    names = said.get("detector", "").split("/")
    if len(names) == 2:
        yield from ((value, {**said, "detector": names[value.second]}, "") for value in values)
        return
    for value in values:
        yield value, said, "what the value in brackets stands for is not said"
