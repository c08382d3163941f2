"""What headings say outright, as channels: codes and names that stand alone, aspects that agree or contradict."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from pipeline.matching.channels import codes
from pipeline.matching.channels.features import HeadingEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Table = Mapping[str, Floats]
    Aspects = Mapping[str, str]  # axis -> value

_ALONE = 0.8  # share of a code's meaning that one entry must have
_BARE = 1  # words of more than three letters beside a standard, such as CISPR itself
_LETTERS = re.compile(r"[^\W\d_]+")
_OWN = 0.8  # how much the document's own definition counts beside the catalogue's


def by_codes(spelled: Sequence[Sequence[str]], known: Table, learned: Table, count: int) -> Floats:
    """Tell of which entry alone the codes of each title speak: (n, count), 1 by the catalogue, less by the document."""
    result = np.zeros((len(spelled), count))
    for index, found in enumerate(spelled):
        rows = [one for code in found if (one := _meaning(code, known, learned)) is not None]
        owners = {owner for owner, _ in rows}
        if len(owners) == 1:
            result[index, owners.pop()] = max(weight for _, weight in rows)
    return result


def uncontested(by_code: Floats, by_name: Floats) -> Floats:
    """Leave out what the code of a title says where its words name another entry: both (n, e)."""
    contested = (by_name.max(axis=1, initial=0.0) > 0) & ~((by_name > 0) & (by_code > 0)).any(axis=1)
    return np.where(contested[:, None], 0.0, by_code)


def by_standards(titles: Sequence[str], cited: Floats) -> Floats:
    """Tell which titles are no more than the base standard of one entry ("ISO 11452-4"): (n, e), 0 or 1.

    :param cited: (n, e) how much the standards cited in each title say about each entry.
    """
    words = [sum(len(word) > 3 for word in _LETTERS.findall(title)) for title in titles]
    bare = np.array(words, dtype=np.int64).reshape(len(titles), 1) <= _BARE
    best = cited >= _ALONE
    return np.where(bare & (best.sum(axis=1) == 1)[:, None] & best, 1.0, 0.0)


def _meaning(code: str, known: Table, learned: Table) -> tuple[int, float] | None:
    for table, weight in ((known, 1.0), (learned, _OWN)):
        row = table.get(code, table.get(codes.stem(code)))
        if row is not None and row.sum() >= codes.SURE and row.max() >= _ALONE * row.sum():
            return int(row.argmax()), weight
    return None


def directions(said: Sequence[Aspects], entries: Sequence[Aspects]) -> Floats:
    """Compare emission and immunity: (n, e), 1 = as the entry, -1 = the other way, 0 where one of them is silent."""
    rows = [[_agree(one, entry, "direction") for entry in entries] for one in said]
    return np.array(rows, dtype=np.float64).reshape(len(said), len(entries))


def agreement(said: Sequence[Aspects], above: Sequence[Aspects], entries: Sequence[Aspects]) -> dict[str, Floats]:
    """Compare all axes: how much the titles agree with each entry, and how much titles and paths contradict it."""
    shape = (3, len(said), len(entries))
    agree, against, path = np.zeros(shape)
    for index, (one, up) in enumerate(zip(said, above, strict=True)):
        silent = {axis: value for axis, value in up.items() if axis not in one}
        for column, entry in enumerate(entries):
            same = [_agree(one, entry, axis) for axis in one if axis != "direction"]
            agree[index, column] = sum(value > 0 for value in same)
            against[index, column] = any(_agree(one, entry, axis) < 0 for axis in one)
            path[index, column] = any(_agree(silent, entry, axis) < 0 for axis in silent)
    return {"aspects in title": agree, "aspects against title": against, "aspects against path": path}


def _agree(one: Aspects, entry: Aspects, axis: str) -> float:
    if axis not in one or axis not in entry:
        return 0.0
    return 1.0 if one[axis] == entry[axis] else -1.0


def told(
    said: Sequence[Aspects], named: Floats, ids: Sequence[str], spelled: Sequence[Sequence[str]], unknown: Sequence[str]
) -> tuple[HeadingEvidence, ...]:
    """Sum up what each heading says outright.

    :param named: (n, e) how far each heading names each entry alone, by code or in full.
    """
    best = named.argmax(axis=1) if named.size else np.zeros(len(said), dtype=np.int64)
    return tuple(
        HeadingEvidence(
            tuple(sorted(one.items())),
            ids[int(best[index])] if named[index].max(initial=0.0) > 0 else "",
            ", ".join(spelled[index]),
            unknown[index],
        )
        for index, one in enumerate(said)
    )
