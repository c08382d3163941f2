"""Clauses that say nothing a decision could rest on: a heading that is only a code nobody explains.

"5.7 QX 17" over "Set-up" and "Limits" may be any test. The channels find nothing in it, and nothing reads like none of
the catalogue; what is not known must not look sure (docs/decisions/0004). Such clauses go to review, and so do their
subclauses as far as they were decided as none. The same holds for a code that somebody does explain, as a test.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.matching.channels import codes
from pipeline.matching.channels.features import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.matching.channels.features import Features
    from pipeline.records import Decision

_SIGN = re.compile(r"[^\W_]")
_SPOKEN = ("name in title", "thing in title", "standard in title", "code in title", "own code in title")
_REASON = "{subject} only a code that neither the catalogue nor this document explains: a person should look."
_CONTRADICTED = (
    "{subject} only a code that stands for a test elsewhere, and nothing here speaks of it: a person should look."
)


def doubt_silent(decisions: Sequence[Decision], features: Features, tests: int) -> tuple[Decision, ...]:
    """Send to review what was decided as none though it says nothing, and what was decided as none below it.

    :param decisions: of one document, in document order.
    :param features: of the same clauses.
    :param tests: how many of the entries are tests; the others are topics.
    :return: the decisions; their tests and confidences stay.
    """
    places = [CHANNELS.index(name) for name in _SPOKEN]
    spoken = features.scores[:, :, places].max(axis=2)  # (n, e)
    outside = spoken[:, tests:].max(axis=1, initial=0.0) > 0  # something says that it is none
    inside = spoken[:, :tests].max(axis=1, initial=0.0) > 0
    origin: dict[int, tuple[str, str]] = {}  # index of a doubtful clause -> number of the code at or above it, reason
    result = []
    for index, decision in enumerate(decisions):
        clause = decision.match.profile.clause
        parent = int(features.parents[index])
        if not decision.tests and not outside[index] and _is_code(clause.title, clause.all_text):
            origin[index] = (clause.number, _CONTRADICTED if inside[index] else _REASON)
            decision = replace(decision, outcome="review", reason=origin[index][1].format(subject="It is"))
        elif decision.outcome == "unmatched" and parent in origin:
            origin[index] = origin[parent]
            number, reason = origin[parent]
            above = f"It belongs to clause {number}, whose heading is"
            decision = replace(decision, outcome="review", reason=reason.format(subject=above))
        result.append(decision)
    return tuple(result)


def _is_code(title: str, text: str) -> bool:
    return _SIGN.search(title) is not None and not codes.has_words(text)
