"""comparison.html: one file to look at, that loads nothing; everything from documents is escaped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.comparisons.changes import KINDS, MEANINGS
from pipeline.comparisons.wordings import weave
from pipeline.reports.templates import inline, open_templates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.comparisons.changes import Comparison

_PAGE = Path(__file__).parent / "page"
MOST = 5000  # changes shown; the workbook has them all


def save(path: Path, comparisons: Sequence[Comparison], names: Mapping[str, str]) -> None:
    """Write the page: what changed with the words that went and came; what stayed is only counted.

    :param names: test id -> name.
    """
    changes = [change for item in comparisons for change in item.changes]
    counts = Counter(change.kind for change in changes)
    shown = [change for change in changes if change.kind not in ("unchanged", "renumbered")]
    text = (
        open_templates(_PAGE)
        .get_template("compare.html.jinja")
        .render(
            **inline(_PAGE, "compare"),
            comparisons=comparisons,
            changes=shown[:MOST],
            left_out=max(0, len(shown) - MOST),
            counts=[(kind, counts[kind], MEANINGS[kind]) for kind in KINDS],
            tests=sorted({test for change in shown for test in change.tests}),
            names=names,
            weave=weave,
        )
    )
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
