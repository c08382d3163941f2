"""What stands before the first clause: it is no clause's, so that it has to be said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.records import Clause, Document

_TITLE_PAGE = 80  # so many characters a title takes, without a value in it
_MOST_LOST = 0.03  # share of the characters: the words around numbers ("Annex", brackets) are less
_SHOWN = 8  # values that are named
_VALUE = re.compile(
    r"(?<![\w.,])[-−+±]?\d+(?:[.,]\d+)?(?:\s?(?:-|–|to|bis|…|\.\.\.)\s?[-−+]?\d+(?:[.,]\d+)?)?\s?"
    r"(?:dB(?:[µμu]?[VA]?(?:/m)?|m)?|[kmµμ]?V(?:/m)?|[mµμ]?A(?:/m)?|[kMG]?Hz|[mkµμ]?W|[nµμm]T|m?s|Ω|%)(?![\w/])"
)


def describe(document: str, preamble: str, clauses: Iterable[Clause]) -> tuple[Problem, ...]:
    """Say how much stands before the first clause and which values; nothing of a mere title."""
    size = _weigh(preamble)
    values = list(dict.fromkeys(found[0] for found in _VALUE.finditer(preamble)))
    if not size or (size < _TITLE_PAGE and not values):
        return ()
    whole = size + sum(_weigh(clause.all_text) for clause in clauses)
    named = f" It names {', '.join(values[:_SHOWN])}{' and more' if len(values) > _SHOWN else ''}." if values else ""
    message = f"{size:,} characters ({size / whole:.1%} of the text) stand before the first clause and belong to none; "
    return (Problem(document, "preamble", f"{message}read them.{named}", fatal=False),)


def report_loss(document: Document, preamble: str, clauses: Iterable[Clause]) -> tuple[Problem, ...]:
    """Say where the clauses and what stands before them hold less than was read."""
    held = sum(_weigh(clause.number) + _weigh(clause.all_text) for clause in clauses) + _weigh(preamble)
    read = sum(_weigh(block.text) + _weigh(block.label) for block in document.blocks)
    lost = max(0, read - held)
    if lost <= _MOST_LOST * read:
        return ()
    message = (
        f"{lost:,} of the {read:,} characters that were read stand in no clause; compare the clauses with the file."
    )
    return (Problem(document.id, "loss", message, fatal=False),)


def _weigh(text: str) -> int:
    return len("".join(text.split()))
