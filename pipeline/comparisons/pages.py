"""comparison.html: one file to look at, that loads nothing; everything from documents is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.comparisons.changes import KINDS, MEANINGS
from pipeline.comparisons.wordings import weave

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.comparisons.changes import Comparison

_PAGE = Path(__file__).parent / "page"
MOST = 5000  # changes shown; the workbook has them all


def save(path: Path, comparisons: Sequence[Comparison], names: Mapping[str, str]) -> None:
    """Write the page: what changed with the words that went and came; what stayed is only counted.

    :param names: test id -> name.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    changes = [change for item in comparisons for change in item.changes]
    counts = Counter(change.kind for change in changes)
    shown = [change for change in changes if change.kind not in ("unchanged", "renumbered")]
    script = (_PAGE / "compare.js").read_text(encoding="utf-8")
    environment = Environment(loader=FileSystemLoader(_PAGE), autoescape=True, undefined=StrictUndefined)
    text = environment.get_template(
        "compare.html.jinja"
    ).render(
        style=Markup((_PAGE / "compare.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_digest=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
        comparisons=comparisons,
        changes=shown[:MOST],
        left_out=max(0, len(shown) - MOST),
        counts=[(kind, counts[kind], MEANINGS[kind]) for kind in KINDS],
        tests=sorted({test for change in shown for test in change.tests}),
        names=names,
        weave=weave,
    )
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
