"""Which clause of the new revision is which of the old one: first the same words, then the best fit of all at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.reviews.records import digest_content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.records import Clause

Pair = tuple[int, int]  # positions in the old and in the new revision

_WEIGHTS = (0.5, 0.3, 0.1, 0.1)  # of text, title, number and headings above; they add up to 1
_ENOUGH = 0.62  # likeness from which two clauses are the same one; unrelated ones under one number reach about 0.5
_COMPARED = 1500  # characters of a text
_MANY = 1500  # clauses without a partner, from which less of each text is compared
_FEW = 300  # characters, then


def align(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Pair, ...]:
    """Pair the clauses of two revisions, each at most once, in the order of the new one."""
    pairs: list[Pair] = []
    left, right = list(range(len(old))), list(range(len(new)))
    steps: tuple[Callable[[Clause], object], ...] = (
        lambda clause: (digest_content(clause), clause.path, clause.number),
        lambda clause: (digest_content(clause), clause.path),
        lambda clause: (digest_content(clause), clause.number),
        lambda clause: digest_content(clause) if len(clause.all_text) > len(clause.title) + 20 else clause,
    )
    for key in steps:
        found = _match(old, new, left, right, key)
        pairs += found
        left, right = _rest(left, right, found)
    pairs += _fit(old, new, left, right)
    return tuple(sorted(pairs, key=lambda pair: pair[1]))


def _match(
    old: Sequence[Clause],
    new: Sequence[Clause],
    left: Sequence[int],
    right: Sequence[int],
    key: Callable[[Clause], object],
) -> list[Pair]:
    """Pair clauses with the same key, where as many have it on either side."""
    olds: dict[object, list[int]] = defaultdict(list)
    news: dict[object, list[int]] = defaultdict(list)
    for index in left:
        olds[key(old[index])].append(index)
    for index in right:
        news[key(new[index])].append(index)
    return [
        pair
        for found, indexes in news.items()
        if len(olds.get(found, ())) == len(indexes)
        for pair in zip(olds[found], indexes, strict=True)
    ]


def _rest(left: Sequence[int], right: Sequence[int], found: Sequence[Pair]) -> tuple[list[int], list[int]]:
    olds, news = {one for one, _ in found}, {two for _, two in found}
    return [index for index in left if index not in olds], [index for index in right if index not in news]


def _fit(old: Sequence[Clause], new: Sequence[Clause], left: Sequence[int], right: Sequence[int]) -> list[Pair]:
    """Pair what is left so that the likeness of all pairs together is greatest (Jonker and Volgenant, in SciPy)."""
    if not left or not right:
        return []
    from scipy.optimize import linear_sum_assignment

    likeness = _liken([old[index] for index in left], [new[index] for index in right])
    rows, columns = linear_sum_assignment(likeness, maximize=True)
    return [
        (left[row], right[column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if likeness[row, column] >= _ENOUGH
    ]


def _liken(old: Sequence[Clause], new: Sequence[Clause]) -> NDArray[np.floating]:
    """Return how alike the clauses are, 0 to 1, a row for each old one."""
    import numpy as np
    from rapidfuzz import fuzz, process

    most = _COMPARED if max(len(old), len(new)) < _MANY else _FEW

    def ratio(read: Callable[[Clause], str]) -> NDArray[np.floating]:
        scores = process.cdist([read(item) for item in old], [read(item) for item in new], scorer=fuzz.ratio)
        return np.asarray(scores, dtype=np.float32) / 100

    numbers = np.array([[one.number == two.number for two in new] for one in old], dtype=np.float32)
    scores = (
        ratio(lambda clause: clause.all_text[:most]),
        ratio(lambda clause: clause.title[:200].casefold()),
        numbers,
        ratio(lambda clause: " > ".join(clause.path)[-200:]),
    )
    return np.tensordot(np.array(_WEIGHTS, dtype=np.float32), np.stack(scores), axes=1)
