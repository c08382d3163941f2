"""From which confidence on clauses may be decided alone, by what was measured on authors and kinds held out.

`references/promises.json` holds, for a grid of thresholds, how many of the clauses decided were right in each kind of
document (military, other languages, lists of headings ...), each measured with weights that had not seen its author.
A promise of 0.99 takes the lowest threshold at which every kind kept it: the worst of the groups, not the mean
(group-conditional, as in Mondrian conformal prediction: Vovk et al. 2003).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LEAST = (
    0.5  # a promise from here on is the share that is right; below, the share that may be wrong, of evaluate and tune
)
NEVER = 1.01  # a threshold that no confidence reaches
_FEW = 20  # decided clauses of a kind, below which its share says nothing


@dataclass(frozen=True)
class HeldOutRow:
    """What held at one threshold."""

    threshold: float
    decided: float  # share of all clauses at or above it
    kinds: Mapping[str, tuple[int, int]]  # kind of document -> right ones, and all, of those decided

    @property
    def worst(self) -> tuple[str, float]:
        """The kind that does worst, and its share of right ones."""
        shares = {kind: right / n for kind, (right, n) in self.kinds.items() if n >= _FEW}
        kind = min(shares, key=lambda name: (shares[name], name), default="")
        return kind, shares.get(kind, 1.0)


@dataclass(frozen=True)
class HeldOut:
    """All thresholds, the lowest first."""

    rows: tuple[HeldOutRow, ...] = ()
    familiar: float = 0.0  # likeness to what was learned from, below which a document is unlike nearly all of it

    def settle(self, review_below: float, promise: float) -> tuple[float, str]:
        """Give the threshold that settings ask for, and what is to be said about it.

        :param promise: share of the clauses decided that shall be right; below LEAST `review_below` stands.
        """
        if promise < LEAST:
            return review_below, ""
        row = self.find(promise)
        if row is None:
            return (
                NEVER,
                f"promise {promise:g}: not kept by every kind of document held out, so everything goes to review",
            )
        kind, share = row.worst
        return row.threshold, (
            f"promise {promise:g}: decided from a confidence of {row.threshold:g} on; with authors held out "
            f"{row.decided:.0%} of the clauses were, {share:.1%} of them right in the worst kind ({kind})"
        )

    def find(self, promise: float) -> HeldOutRow | None:
        """Find the lowest threshold from which on every kind keeps a promise; None where none does."""
        kept: HeldOutRow | None = None
        for row in reversed(self.rows):
            if row.worst[1] < promise:
                break
            kept = row
        return kept


def gather(pairs: Sequence[tuple[str, bool, float]], thresholds: Sequence[float]) -> tuple[HeldOutRow, ...]:
    """Count what held.

    :param pairs: (kind, right, confidence) of clauses, each decided by weights that had not seen its author.
    """
    rows = []
    for threshold in sorted(thresholds):
        above = [(kind, right) for kind, right, confidence in pairs if confidence >= threshold]
        every = sorted({kind for kind, _, _ in pairs})
        kinds = {kind: [right for other, right in above if other == kind] for kind in every}
        counts = {kind: (sum(some), len(some)) for kind, some in kinds.items()}
        rows.append(HeldOutRow(threshold, len(above) / max(1, len(pairs)), counts))
    return tuple(rows)


def save(held: HeldOut, path: Path) -> None:
    """Write the table."""
    rows = [
        {"threshold": row.threshold, "decided": round(row.decided, 4), "kinds": {k: [*v] for k, v in row.kinds.items()}}
        for row in held.rows
    ]
    content = {
        "what": "right and all of the clauses decided, authors held out",
        "familiar": held.familiar,
        "rows": rows,
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load(path: Path) -> HeldOut:
    """Read the table; without a file there is none, and no promise.

    :raises ConfigError: the file is something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return HeldOut(tuple(map(_row, content["rows"])), float(content["familiar"]))
    except FileNotFoundError:
        return HeldOut()
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise ConfigError(f"{path}: is no table of what was held out ({error!r}).") from None


def _row(raw: Mapping[str, Any]) -> HeldOutRow:
    kinds = {kind: (int(right), int(n)) for kind, (right, n) in raw["kinds"].items()}
    return HeldOutRow(float(raw["threshold"]), float(raw["decided"]), kinds)
