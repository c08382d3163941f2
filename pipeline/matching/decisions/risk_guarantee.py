"""The promise: of the clauses decided without review at most x % are wrong, said only where held-out clauses bear it.

Thresholds are tested in a fixed order, the strictest first, each by the upper bound of Clopper and Pearson (1934,
Biometrika 26:404) on the share of wrong clauses above it; the first that fails ends the search, so that looking at many
thresholds costs no confidence (fixed-sequence testing: Angelopoulos et al. 2021, "Learn then Test"). Neither the
thresholds nor where the search begins depends on what is right, on the promised share or on the confidence. That makes
the promise hold, under two conditions: the clauses were not learned from, and surer clauses are not wrong more often.
Clauses count as independent; those of one document are so only in part, hence labels of several documents are needed.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

THRESHOLDS = tuple(round(1 - 10**power, 5) for power in np.linspace(-4, np.log10(0.5), 38).tolist())
"""The thresholds that are tried, the strictest first: 0.9999 to 0.5, denser towards 1, where confidences crowd."""

_FEWEST = 150  # the search begins where so many clauses lie above the threshold ...
_NEVER = sys.maxsize
_SHARE = 0.5  # ... or this share of all, whichever is more: fewer cannot bear a promise of 1.5 % at 0.9 confidence


@dataclass(frozen=True, slots=True)
class Promise:
    """What can be promised about the clauses decided without review."""

    limit: float  # at most this share of them is wrong, 0 to 1
    sure: float  # with this confidence, 0 to 1
    labelled: int  # clauses it was looked for on
    threshold: float | None  # smallest confidence to decide without review; None = nothing can be promised
    n: int  # clauses at or above the threshold that is promised, or else was tested last
    wrong: int  # of them
    bound: float | None  # upper bound on the share of wrong ones at that confidence; None of no clauses
    lacking: int | None = None  # no promise because there are fewer clauses than this; None = that is not the reason

    @property
    def sentence(self) -> str:
        """What can be promised, or why nothing can, in one sentence."""
        what = f"at most {self.limit:.3g} of them are wrong, with {self.sure:.0%} confidence"
        if self.threshold is not None:
            return (
                f"Of the clauses decided at a confidence of {self.threshold:g} or more, {what} "
                f"({self.wrong} of {self.n} labelled ones were; upper bound {self.bound:.4f})."
            )
        if self.lacking == _NEVER:
            return f"No number of labels bears the promise that of the clauses decided without review {what}."
        if self.lacking is not None:
            return (
                f"Too few labels to promise that of the clauses decided without review {what}: it takes at least "
                f"{self.lacking} sure ones with labels, and there are {self.n}."
            )
        return (
            f"It cannot be promised that of the clauses decided without review {what}: of the {self.n} surest "
            f"labelled ones {self.wrong} were wrong, which bears no less than {self.bound:.4f}."
        )


def promise(pairs: Iterable[tuple[bool, float]], limit: float, sure: float) -> Promise:
    """Find the smallest threshold of confidence that bears the promise.

    :param pairs: (right, confidence) of clauses that nothing was learned from, in any order.
    :param limit: promised share of wrong clauses, 0 to 1.
    :param sure: confidence of the promise, 0 to 1.
    """
    found = list(pairs)
    right = np.array([right for right, _ in found], dtype=np.bool_)
    confidence = np.array([confidence for _, confidence in found], dtype=np.float64)
    begin = min(len(found), max(_FEWEST, int(np.ceil(_SHARE * len(found)))))
    held: Promise | None = None
    n = 0
    for threshold in THRESHOLDS:
        above = confidence >= threshold
        n, wrong = int(above.sum()), int((above & ~right).sum())
        if n < max(1, begin):
            continue
        most = bound(wrong, n, sure)
        if most > limit:
            needed = fewest(limit, sure)
            return held or Promise(limit, sure, len(found), None, n, wrong, most, needed if n < needed else None)
        held = Promise(limit, sure, len(found), threshold, n, wrong, most)
    return held or Promise(limit, sure, len(found), None, n, 0, None, max(begin, fewest(limit, sure)))


def bound(wrong: int, n: int, sure: float) -> float:
    """Upper bound of Clopper and Pearson on a share, one-sided: the true share is no larger with this confidence.

    :param wrong: so many of n, at least 1.
    """
    from scipy.stats import beta

    return 1.0 if wrong >= n else float(beta.ppf(sure, wrong + 1, n - wrong))


def fewest(limit: float, sure: float) -> int:
    """How many clauses, all of them right, bear a promise; a number beyond any document where none does."""
    if limit <= 0 or sure >= 1:
        return _NEVER
    if limit >= 1 or sure <= 0:
        return 1
    return max(1, math.ceil(math.log1p(-sure) / math.log1p(-limit) - 1e-9))
