"""Alternative content: the same thing stored for new and for old programs; one branch is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.word.losses import weigh
from pipeline.documents.word.names import CHOICE, FALLBACK

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def choose(alternate: Element) -> tuple[Element | None, int]:
    """The branch to read, and the characters of the branches that are not.

    A program that knows all extensions takes the first choice; where that one holds no text, the first that does.
    """
    branches = [branch for branch in alternate if branch.tag in (CHOICE, FALLBACK)]
    weights = [weigh(branch) for branch in branches]
    if not branches:
        return None, 0
    chosen = next((index for index, weight in enumerate(weights) if weight), 0)
    return branches[chosen], sum(weights) - weights[chosen]
