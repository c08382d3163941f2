"""How far two reviewers agree."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reports.choices import join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.reviews.records import Reviewed


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers on the clauses both of them settled."""

    both: int  # clauses both settled
    same: int  # of these, with the same tests
    kappa: float | None  # Cohen's kappa, -1 to 1, 0 = as by chance; None where it is not defined
    conflicts: tuple[tuple[Reviewed, Reviewed], ...]
    only_first: int
    only_second: int

    def __str__(self) -> str:
        if not self.both:
            return "No clause was settled by both reviewers."
        kappa = (
            f"Cohen's kappa {self.kappa:.2f}" if self.kappa is not None else "kappa is not defined, all answers equal"
        )
        return f"Both settled {self.both} clauses, {self.same} of them alike ({kappa})."


def compare(first: Iterable[Reviewed], second: Iterable[Reviewed]) -> Agreement:
    """Compare what two reviewers say the clauses are about; the order of several tests does not matter."""
    one = {item.key: item for item in first if item.settled}
    two = {item.key: item for item in second if item.settled}
    both = [key for key in one if key in two]
    pairs = [(_answer(one[key]), _answer(two[key])) for key in both]
    conflicts = tuple((one[key], two[key]) for key, (mine, other) in zip(both, pairs, strict=True) if mine != other)
    return Agreement(
        both=len(both),
        same=len(both) - len(conflicts),
        kappa=_kappa(pairs),
        conflicts=conflicts,
        only_first=len(one) - len(both),
        only_second=len(two) - len(both),
    )


def _answer(item: Reviewed) -> str:
    return join(sorted(item.tests or ()))


def _kappa(pairs: list[tuple[str, str]]) -> float | None:
    """Cohen's kappa; source: J. Cohen, "A coefficient of agreement for nominal scales", 1960."""
    if len({answer for pair in pairs for answer in pair}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(cohen_kappa_score([mine for mine, _ in pairs], [other for _, other in pairs]))
