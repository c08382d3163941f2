"""Which document of the old run is the earlier revision of which document of the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.reviews.revisions import alike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Report


def pair(old: Sequence[Report], new: Sequence[Report]) -> tuple[tuple[Report, Report], ...]:
    """Pair the documents of two runs; one document on either side is a pair whatever the names.

    :raises UsageError: nothing can be paired.
    """
    if len(old) == 1 and len(new) == 1:
        return ((old[0], new[0]),)
    pairs = []
    left = list(old)
    for after in new:
        found = [before for before in left if before.document == after.document] or [
            before
            for before in left
            if alike(before.document, after.document, before.title_block.number, after.title_block.number)
        ]
        if found:
            left.remove(found[0])
            pairs.append((found[0], after))
    if not pairs:
        names = ", ".join(report.document for report in (*old, *new))
        raise UsageError(f"No document is a revision of another by its name ({names}); compare two files instead.")
    return tuple(pairs)
