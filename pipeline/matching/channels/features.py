"""Every channel's score of every entry for every clause of a document: computed once, and all that is decided on.

Shapes: n clauses, e entries (tests, then topics), k channels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.clauses.numbering import is_annex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.records import Profile

    Floats = NDArray[np.float64]

CHANNELS = (
    "keywords",  # cosine of keyword TF-IDF: the predecessor's method
    "text",  # cosine of word TF-IDF, whole clause against passages
    "title words",  # the same, title alone
    "title letters",  # cosine of letter-run TF-IDF, title against names
    "name in title",  # a name of the entry stands in the title
    "name in text",
    "name compared",  # a name of the entry stands in a comparison: "unlike BCI"
    "thing in title",  # apparatus or a keyword of the entry stands in the title
    "thing in text",
    "standard in title",  # a base standard of the entry is cited
    "standard in text",
    "standard compared",  # cited only as a comparison
    "code in title",  # a method code the catalogue knows
    "code in text",
    "own code in title",  # a method code as this document defines it
    "own code in text",
    "unit",  # a unit of the entry stands behind a value
    "direction of title",  # the title speaks of emission or of immunity: 1 = as the entry, -1 = the other way
    "direction of path",  # the nearest ancestor that speaks of either
    "aspects in title",  # the title agrees with the entry on other axes: conducted, magnetic, signal lines, unpowered
    "aspects against title",  # the title says the opposite of the entry on some axis, direction included
    "aspects against path",  # the nearest ancestor does that speaks of the axis, where the title does not
    "told by code",  # the one code of the title stands for this entry alone
    "told by name",  # the title names this entry and no other, in full
    "embedding of title",  # cosine of sentence embeddings, title against names
    "embedding of text",  # whole clause against passages
    "embedding of path",  # ancestors' titles and title against names and passages
    "examples",  # a linear model over words, trained on labelled clauses of other documents
)
SIGNS = (
    "always",
    "is a heading",
    "is a chapter",
    "has subclauses",
    "is an annex",
    "gives levels",
    "is short",
    "stands early",
    "is repeated",
)
"""What a clause is, whatever it is about."""

_LEVELS = {"dBµV/m", "dBµV", "dBµA", "dBµA/m", "dBpT", "dBm", "V/m", "A/m", "kV", "mA"}
_SHORT = 60  # characters
_EARLY = 0.12  # share of the document's clauses
_REPEATED = 3  # parents under which a heading stands that says what part of each it is: "Limits", "Set-up"


@dataclass(frozen=True)
class HeadingEvidence:
    """What one heading says outright."""

    aspects: tuple[tuple[str, str], ...] = ()  # axis, value: see evidence.AXES
    entry: str = ""  # id of the test or topic it names, alone and in full, or by code
    by: str = ""  # the code, or the heading where it is by name
    unknown: str = ""  # a code of a known family that neither the catalogue nor the document explains


@dataclass(frozen=True)
class Features:
    """What is known about the clauses of one document."""

    ids: tuple[str, ...]
    parents: NDArray[np.int64]  # (n,) index of the parent, -1 for a chapter
    headings: NDArray[np.bool_]  # (n,) has a heading of its own, not only a numbered paragraph
    scores: Floats  # (n, e, k)
    signs: Floats  # (n, len(SIGNS)), 0 or 1
    told: tuple[HeadingEvidence, ...] = ()  # (n,) what each heading says outright; empty where nothing looked


def find_signs(profiles: Sequence[Profile], parents: NDArray[np.int64], headings: NDArray[np.bool_]) -> Floats:
    """Tell what each clause is: (n, len(SIGNS)), 0 or 1."""
    inner = set(parents.tolist())
    count = len(profiles)
    names = [" ".join(profile.clause.title.casefold().split()) for profile in profiles]
    places: dict[str, set[int]] = {}
    for index, name in enumerate(names):
        if headings[index] and parents[index] >= 0:
            places.setdefault(name, set()).add(int(parents[index]))
    rows = [
        (
            1.0,
            headings[index],
            parents[index] < 0,
            index in inner,
            is_annex(profile.clause.number),
            any(e.kind == "unit" and e.value in _LEVELS for e in profile.evidence),
            len(profile.clause.all_text) < _SHORT,
            index < _EARLY * count,
            len(places.get(names[index], ())) >= _REPEATED,
        )
        for index, profile in enumerate(profiles)
    ]
    return np.array(rows, dtype=np.float64).reshape(count, len(SIGNS))
