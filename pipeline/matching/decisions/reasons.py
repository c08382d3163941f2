"""One sentence that says why a clause was decided as it was, in the words of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.records import Candidate, Clause, Match, Share

_SAYS = {
    "keywords": "its keywords are close to the entry",
    "text": "its words are close to the entry",
    "title words": "its title is close to the entry",
    "title letters": "its title is spelled like the name",
    "name in title": "its title names the test",
    "name in text": "its text names the test",
    "name compared": "it compares itself with the test",
    "thing in title": "its title names apparatus or terms of the test",
    "thing in text": "its text names apparatus or terms of the test",
    "standard in title": "its title cites a base standard of the test",
    "standard in text": "it cites a base standard of the test",
    "code in title": "its title carries a method code of the test",
    "code in text": "it mentions a method code of the test",
    "own code in title": "its title carries a code that this document defines so",
    "own code in text": "it mentions a code that this document defines so",
    "unit": "its levels are in a unit of the test",
    "examples": "it reads like labelled clauses of the test",
    "embedding of title": "its title means the same",
    "embedding of text": "its text means the same",
    "embedding of path": "its heading path means the same",
}


def give_reason(
    match: Match,
    tests: tuple[str, ...],
    context: tuple[Share, ...],
    parent: Clause | None,
    topics: Mapping[str, str],
) -> str:
    """Say in one sentence what carried the decision.

    :param context: log-odds over the runner-up: own words, subclauses, parent.
    :param parent: the clause above; None for a chapter.
    :param topics: id -> name of the topics outside the catalogue.
    """
    odds = {share.channel: share.score for share in context}
    subject = " and ".join(tests) if tests else "No test of the catalogue"
    told = []
    if odds.get("parent", 0) > max(1.0, odds.get("own words", 0)) and parent is not None:
        told.append(f"it belongs to clause {parent.number} above it")
    if odds.get("subclauses", 0) > max(1.0, odds.get("own words", 0)):
        told.append("its subclauses say so")
    if odds.get("own words", 0) > 0 or not told:
        told += _own(match, tests, topics)
    return f"{subject}: {', '.join(told[:3])}." if told else f"{subject}: nothing in it speaks for a test."


def _own(match: Match, tests: tuple[str, ...], topics: Mapping[str, str]) -> list[str]:
    chosen: Candidate | None = next((c for c in match.candidates if c.test in tests), None) if tests else match.outside
    if chosen is None:
        return []
    strong = sorted(chosen.shares, key=lambda share: (-share.value, share.channel))
    told = [_SAYS[share.channel] for share in strong if share.value > 0.3 and share.channel in _SAYS][:2]
    if not tests and told:
        return [f"it is nearest to '{topics.get(chosen.test, chosen.test)}'"]
    return told
