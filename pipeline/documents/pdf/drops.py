"""What was left off the pages in amounts that a reader should know."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.documents.pdf.pieces import Page

_SAID = {"outside the page": 0.01, "watermark": 0.01, "running header": 0.25, "running footer": 0.25}
_FEWEST = 20  # characters on a page, of which the share counts
_SHOWN = 6  # pages that are named


def report(pages: Sequence[Page], document: str) -> Iterator[Problem]:
    """Say what was left out of pages where it is more than a usual share of their characters, by kind.

    Running lines are on nearly every page of every document; they are said where they hold a quarter of one.
    """
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for page in pages:
        for view in (page, *page.turned):
            for why, count in view.dropped.items():
                found[why][page.number] += count
    sizes = {page.number: page.found for page in pages}
    for why, share in _SAID.items():
        many = {n: count for n, count in found[why].items() if count > share * sizes[n] and count >= _FEWEST}
        if many:
            named = ", ".join(map(str, list(many)[:_SHOWN])) + (", ..." if len(many) > _SHOWN else "")
            whole = sum(many.values()) / sum(sizes[number] for number in many)
            message = (
                f"{sum(many.values()):,} characters ({whole:.1%} of the text of these pages) were left out as {why}: "
                f"page{'s' * (len(many) > 1)} {named}; look whether they say something."
            )
            yield Problem(document, "loss", message, fatal=False)
