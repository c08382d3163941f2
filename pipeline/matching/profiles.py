"""Profiles of clauses: the keywords and the coded evidence of each, found for each alone and so by anybody."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.matching import evidence
from pipeline.records import Profile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.config import KeywordSettings
    from pipeline.keywords import Extractor
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Clause, Evidence, Keyword, Outline

    Said = tuple[tuple[Keyword, ...], tuple[Evidence, ...]]
    Share = Callable[[Callable[..., Any], Sequence[Any], Callable[[int], None]], Sequence[Any]]

_PIECE = 50  # clauses
_FEWEST = 6  # pieces from which it is worth while to start another process


class Tools(Protocol):
    """What is needed, open: `flow.Pipeline` has it."""

    @property
    def extractor(self) -> Extractor:
        """The keyword extractors."""

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of tests."""


def build(
    tools: Tools, on_phase: Callable[..., None], share: Share | None, outline: Outline, _: KeywordSettings
) -> tuple[Profile, ...]:
    """Find the keywords and the evidence of all clauses of a document.

    :param on_phase: told now and then how many clauses are done.
    :param share: does pieces in several processes, as `runs.sharing.WorkerLine` does; None does all here.
    """
    clauses = outline.clauses
    pieces = [clauses[at : at + _PIECE] for at in range(0, len(clauses), _PIECE)]

    def tell(done: int) -> None:
        on_phase("keywords", clauses=len(clauses), done=min(len(clauses), done * _PIECE))

    if share is not None and len(pieces) >= _FEWEST:
        found = share(describe, pieces, tell)
    else:
        found = []
        for piece in pieces:
            found.append(describe(piece, tools))
            tell(len(found))
    return tuple(Profile(one, *said) for one, said in zip(clauses, chain(*found), strict=True))


def describe(clauses: Sequence[Clause], tools: Tools) -> list[Said]:
    """Find the keywords and the evidence of some clauses."""
    extract, phrases = tools.extractor.extract, tools.catalogue.phrases
    return [(extract(one.all_text, phrases), evidence.collect(one)) for one in clauses]
