"""The promise: of the clauses decided without review at most x % are wrong, said only where held-out clauses bear it.

Thresholds are tested in a fixed order, the strictest first, each by the upper bound of Clopper and Pearson (1934,
Biometrika 26:404) on the share of wrong clauses above it; the first that fails ends the search, so that looking at many
thresholds costs no confidence (fixed-sequence testing: Angelopoulos et al. 2021, "Learn then Test"). Neither the
thresholds nor where the search begins depends on what is right, on the promised share or on the confidence. That makes
the promise hold, under two conditions: the clauses were not learned from, and surer clauses are not wrong more often.
Clauses count as independent; those of one document are so only in part, hence labels of several documents are needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

THRESHOLDS = tuple(round(1 - 10**power, 5) for power in np.linspace(-4, np.log10(0.5), 38).tolist())
"""The thresholds that are tried, the strictest first: 0.9999 to 0.5, denser towards 1, where confidences crowd."""

_FEWEST = 150  # the search begins where so many clauses lie above the threshold ...
_SHARE = 0.5  # ... or this share of all, whichever is more: fewer cannot bear a promise of 1.5 % at 0.9 confidence


@dataclass(frozen=True, slots=True)
class Promise:
    """What can be promised about the clauses decided without review."""

    limit: float  # at most this share of them is wrong, 0 to 1
    sure: float  # with this confidence, 0 to 1
    labelled: int  # clauses it was looked for on
    threshold: float | None  # smallest confidence to decide without review; None = nothing can be promised
    n: int  # clauses at or above the threshold that was tested last or, where there is one, is promised
    wrong: int  # of them
    bound: float | None  # upper bound on the share of wrong ones at that confidence; None of no clauses
    few: bool  # no promise because there are too few labels, not because too many are wrong

    @property
    def sentence(self) -> str:
        """What can be promised, or why nothing can, in one sentence."""
        if self.threshold is not None:
            return (
                f"Of the clauses decided at a confidence of {self.threshold:g} or more at most {self.limit:.1%} are "
                f"wrong, with {self.sure:.0%} confidence ({self.wrong} of {self.n} were; upper bound {self.bound:.2%})."
            )
        if self.few:
            needed = fewest(self.limit, self.sure)
            at_least = f"at least {needed}" if needed is not None else "more than there can be"
            return (
                f"Too few labels to promise that at most {self.limit:.1%} are wrong with {self.sure:.0%} confidence: "
                f"it takes {at_least} held-out clauses among the surest, all of them right, and there are {self.n}."
            )
        return (
            f"It cannot be promised that at most {self.limit:.1%} are wrong with {self.sure:.0%} confidence: of the "
            f"{self.n} surest clauses {self.wrong} were wrong, which bears no less than {self.bound:.2%}."
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
    last = Promise(limit, sure, len(found), None, 0, 0, None, few=True)
    for threshold in THRESHOLDS:
        above = confidence >= threshold
        n, wrong = int(above.sum()), int((above & ~right).sum())
        last = _test(limit, sure, len(found), threshold, n, wrong)
        if n < begin or n == 0:
            continue
        if last.threshold is None:
            return held or last
        held = last
    return held or _undecided(last, begin)


def bound(wrong: int, n: int, sure: float) -> float:
    """Upper bound of Clopper and Pearson on a share, one-sided: the true share is no larger with this confidence.

    :param wrong: so many of n, at least 1.
    """
    from scipy.stats import beta

    return 1.0 if wrong >= n else float(beta.ppf(sure, wrong + 1, n - wrong))


def fewest(limit: float, sure: float) -> int | None:
    """How many clauses, all of them right, bear a promise; None where no number does."""
    if sure <= 0:
        return 1
    if limit <= 0 or sure >= 1:
        return None
    if limit >= 1:
        return 1
    needed = max(1, int(np.floor(np.log1p(-sure) / np.log1p(-limit))))
    while bound(0, needed, sure) > limit:
        needed += 1
    return needed


def _test(limit: float, sure: float, labelled: int, threshold: float, n: int, wrong: int) -> Promise:
    if not n:
        return Promise(limit, sure, labelled, None, 0, 0, None, few=True)
    most = bound(wrong, n, sure)
    holds = most <= limit
    few = not holds and bound(0, n, sure) > limit
    return Promise(limit, sure, labelled, threshold if holds else None, n, wrong, most, few)


def _undecided(last: Promise, begin: int) -> Promise:
    """No threshold had enough clauses above it to begin with: they are too few, or too many are unsure."""
    return Promise(last.limit, last.sure, last.labelled, None, last.n, last.wrong, last.bound, few=last.n < begin)
