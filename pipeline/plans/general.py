"""What a document says for all its tests, outside their sections: samples, operating modes, functional status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.plans.records import Value
from pipeline.requirements import phrases
from pipeline.requirements.quantities import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.records import Decision

_FINDERS = (("samples", phrases.find_counts), ("operating mode", phrases.find_modes))
_LONGEST = 300  # signs of a quote


def read(decisions: Sequence[Decision]) -> Iterator[Value]:
    """Give the number of samples and the operating modes that clauses about no one test name, each sentence once."""
    for decision in decisions:
        clause = decision.clause
        if decision.tests or decision.outcome == "review":
            continue
        for place, line in (("title", clause.title), *(("text", line) for line in clause.text.splitlines())):
            for sentence in phrases.sentences(line):
                quote = " ".join(sentence.split())[:_LONGEST]
                for kind, finder in _FINDERS:
                    found = dict.fromkeys(phrase.value for phrase in finder(same(sentence)))
                    if found:
                        text = ", ".join(found)
                        yield Value(kind, text, clause.document, clause.number, clause.page, place, quote)
