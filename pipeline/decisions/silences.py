"""Clauses that say nothing a decision could rest on: a heading that is only a code nobody explains.

"5.7 QX 17" over "Set-up" and "Limits" may be any test. The channels find nothing in it, and nothing reads like none of
the catalogue; what is not known must not look sure (docs/decisions/0004). Such clauses go to review, and so do their
subclauses as far as they were decided as none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.matches.features import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.matches.features import Features
    from pipeline.records import Decision

_WORD = re.compile(r"[^\W\d_]{4}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # of letters, or any Asian character
_SIGN = re.compile(r"[^\W_]")
_SPOKEN = ("name in title", "thing in title", "standard in title", "code in title", "own code in title")
_REASON = "{subject} only a code that neither the catalogue nor this document explains: a person should look."


def doubt_silent(decisions: Sequence[Decision], features: Features) -> tuple[Decision, ...]:
    """Send to review what was decided as none though it says nothing, and what was decided as none below it.

    :param decisions: of one document, in document order.
    :param features: of the same clauses.
    :return: the decisions; their tests and confidences stay.
    """
    places = [CHANNELS.index(name) for name in _SPOKEN]
    spoken = features.scores[:, :, places].max(axis=(1, 2)) > 0
    origin: dict[int, str] = {}  # index of a doubtful clause -> number of the silent one at or above it
    result = []
    for index, decision in enumerate(decisions):
        clause = decision.match.profile.clause
        parent = int(features.parents[index])
        if decision.outcome == "unmatched" and not spoken[index] and _is_code(clause.title, clause.all_text):
            origin[index] = clause.number
            decision = replace(decision, outcome="review", reason=_REASON.format(subject="It is"))
        elif decision.outcome == "unmatched" and parent in origin:
            origin[index] = origin[parent]
            above = f"It belongs to clause {origin[parent]}, whose heading is"
            decision = replace(decision, outcome="review", reason=_REASON.format(subject=above))
        result.append(decision)
    return tuple(result)


def _is_code(title: str, text: str) -> bool:
    return _SIGN.search(title) is not None and _WORD.search(text) is None
