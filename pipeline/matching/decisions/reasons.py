"""One sentence that says why a clause was decided as it was: what anybody can check first, statistics last.

"BCI: heading above: 8 Bulk current injection; ISO 11452-4; unit mA."
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.matching.evidence import normalise_standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.matching.catalogue import TestEntry, Topic
    from pipeline.matching.channels.features import HeadingEvidence
    from pipeline.records import Candidate, Clause, Match, Share

_SAID = {  # channels that anybody can check in the clause
    "name in title": "its heading names the test",
    "thing in title": "its heading names apparatus or terms of the test",
    "own code in title": "its heading carries a code that this document gives to the test",
    "code in title": "its heading carries a code of the test",
    "name in text": "its text names the test",
    "thing in text": "its text names apparatus or terms of the test",
    "code in text": "it mentions a code of the test",
    "own code in text": "it mentions a code that this document gives to the test",
}
_LIKE = {  # channels that only a machine can weigh
    "examples": "it reads like clauses that persons gave to the test",
    "embedding of title": "its heading means much the same",
    "embedding of text": "its text means much the same",
    "embedding of path": "its headings mean much the same",
    "text": "it shares telling words with the test",
    "keywords": "it shares keywords with the test",
    "title words": "its heading shares words with the test",
    "title letters": "its heading is spelled like the test's name",
}
_CARRIES = 0.3  # share of the score from which a channel is worth a word
_MOST = 4  # pieces of a reason
_LIKENESS = 1  # of them from statistics, two where nothing else is said
_TITLE = 60  # characters shown of a heading


def give_reason(
    match: Match,
    tests: tuple[str, ...],
    context: tuple[Share, ...],
    parent: Clause | None,
    entries: Mapping[str, TestEntry | Topic],
    told: HeadingEvidence | None = None,
    other: str = "",
) -> str:
    """Say in one sentence what carried the decision.

    :param context: log-odds over the runner-up: own words, subclauses, parent.
    :param parent: the clause above; None for a chapter.
    :param entries: id -> test or topic.
    :param told: what the heading says outright.
    :param other: name of a test outside the catalogue that it is about.
    """
    odds = {share.channel: share.score for share in context}
    none = f"No test of the catalogue, but another test, {other}" if other else "No test of the catalogue"
    subject = " and ".join(tests) if tests else none
    pieces = list(_checkable(match, tests, odds, parent, entries, told))
    chosen = _chosen(match, tests)
    if chosen is not None and not tests and not other:
        pieces.append(f"nearest to '{entries[chosen.test].name}'" if chosen.test in entries else "")
    like = [] if chosen is None or not tests else _carrying(chosen, _LIKE)
    pieces += like[: _LIKENESS if pieces else 2]
    said = "; ".join(dict.fromkeys(filter(None, pieces[:_MOST])))
    return f"{subject}: {said}." if said else f"{subject}: nothing in it speaks for a test."


def _checkable(
    match: Match,
    tests: tuple[str, ...],
    odds: Mapping[str, float],
    parent: Clause | None,
    entries: Mapping[str, TestEntry | Topic],
    told: HeadingEvidence | None,
) -> Iterator[str]:
    """What a person finds again in the document: headings, codes, standards, units, terms."""
    chosen = _chosen(match, tests)
    carrying = [] if chosen is None else _carrying(chosen, _SAID)
    if told is not None and told.entry and told.entry in (*tests, chosen.test if chosen and not tests else ""):
        yield f"its heading names it by the code {told.by}" if told.by else "its heading names it in full"
    elif carrying and "heading" in carrying[0]:
        yield carrying[0]
    if odds.get("parent", 0) > 1.0 and parent is not None:
        yield f"heading above: {parent.number} {_cut(parent.title)}".rstrip()
    if odds.get("subclauses", 0) > max(1.0, odds.get("own words", 0)):
        yield "its subclauses are about it"
    for id in tests:
        yield from _coded(match, entries.get(id))
    yield from (piece for piece in carrying if "heading" not in piece)


def _coded(match: Match, entry: TestEntry | Topic | None) -> Iterator[str]:
    """Base standards and units of a test that the clause cites."""
    if entry is None:
        return
    standards = {normalise_standard(standard.name) for standard in entry.standards}
    found = [one for one in match.profile.evidence if not one.weak]
    yield from dict.fromkeys(one.value for one in found if one.kind == "standard" and one.value in standards)
    units = list(dict.fromkeys(one.value for one in found if one.kind == "unit" and one.value in entry.units))
    if units:
        yield f"unit {' and '.join(units[:2])}"


def _chosen(match: Match, tests: tuple[str, ...]) -> Candidate | None:
    return next((one for one in match.candidates if one.test in tests), None) if tests else match.outside


def _carrying(chosen: Candidate, words: Mapping[str, str]) -> Sequence[str]:
    """What the strongest channels of one kind say of a candidate."""
    strong = sorted(chosen.shares, key=lambda share: (-share.value, share.channel))
    return [words[share.channel] for share in strong if share.value > _CARRIES and share.channel in words]


def _cut(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
