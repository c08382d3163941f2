"""Alternative content: the same thing stored for new and for old programs; one branch is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.word import drawings
from pipeline.documents.word.losses import weigh
from pipeline.documents.word.xml_names import CHOICE, FALLBACK

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def choose(alternate: Element) -> tuple[Element | None, int]:
    """The branch to read, and the characters of the branches that are not.

    A program that knows all extensions takes the first choice; where that one holds nothing, the first that does.
    """
    branches = [branch for branch in alternate if branch.tag in (CHOICE, FALLBACK)]
    weights = [weigh(branch) for branch in branches]
    if not branches:
        return None, 0
    full = (index for index, branch in enumerate(branches) if weights[index] or _draws(branch))
    chosen = next(full, 0)
    return branches[chosen], sum(weights) - weights[chosen]


def _draws(branch: Element) -> bool:
    return next(branch.iter(*drawings.TAGS), None) is not None
