"""A decision in words: what the workbook, the CSV file and the page say about a clause."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.records import Clause, Decision, Keyword

NO_TEST = "none"


def digest(clause: Clause) -> str:
    """Return the key of a clause's content: 16 hex digits of the SHA-256 of its number and everything it says.

    A reviewer's row is taken back only when its clause still says the same; a changed limit in a table is a change.
    """
    return hashlib.sha256(f"{clause.number}\n{clause.all_text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def describe(test: str, names: Mapping[str, str]) -> str:
    """Return a test with its name, or "none"."""
    return f"{test} – {names[test]}" if test in names else test or NO_TEST


def describe_tests(decision: Decision, names: Mapping[str, str]) -> str:
    """Return the tests of a decision, one a line."""
    return "\n".join(describe(test, names) for test in decision.tests) or NO_TEST


def list_candidates(decision: Decision, count: int = 3) -> list[str]:
    """Return the best candidates, best first: "BCI 81 %"; with the score where no probability is known."""
    sure = decision.probabilities[:count]
    texts = [f"{item.test or NO_TEST} {item.value:.0%}".replace("%", " %") for item in sure]
    named = {item.test for item in sure}
    rest = (item for item in decision.match.candidates if item.test not in named)
    return [*texts, *(f"{item.test} (score {item.score:.2f})" for item in rest)][:count]


def list_alternatives(decision: Decision, tests: Sequence[str], count: int = 3) -> list[str]:
    """Return what a clause may be but these tests, best first, with probabilities of at least 1 %: "RE 12 %"."""
    others = (item for item in decision.probabilities if item.test not in (tests or ("",)))
    return [f"{item.test or NO_TEST} {item.value:.0%}".replace("%", " %") for item in others if item.value >= 0.01][
        :count
    ]


def show_text(clause: Clause) -> str:
    """Return what a clause says under its heading: text, captions, tables as lines "a | b", notes."""
    tables = (
        "\n".join(" | ".join(" ".join(cell.split()) for cell in row) for row in table.rows) for table in clause.tables
    )
    return "\n".join(piece for piece in (clause.text, *clause.captions, *tables, *clause.notes) if piece.strip())


def list_context(decision: Decision) -> str:
    """Return what speaks for the decision over its runner-up: "own words +1.20, parent +3.40" (log-odds)."""
    return ", ".join(f"{share.channel} {share.value:+.2f}" for share in decision.context)


def list_shares(decision: Decision) -> str:
    """Return what each channel says about the best test: "BCI: text 0.31, evidence 1.20"."""
    wanted = decision.tests[0] if decision.tests else decision.runner_up
    for candidate in decision.match.candidates:
        if candidate.test == wanted:
            return f"{candidate.test}: " + ", ".join(f"{share.channel} {share.value:.2f}" for share in candidate.shares)
    return ""


def list_keywords(decision: Decision, count: int = 12) -> str:
    """Return the keywords of the clause, heaviest first, each once."""
    return "; ".join(rank_keywords(decision.match.profile.keywords)[:count])


def rank_keywords(keywords: Sequence[Keyword]) -> list[str]:
    """Put the keywords of all extractors in one order, heaviest first, each once."""
    ordered = sorted(keywords, key=lambda keyword: -keyword.weight)
    return list(dict.fromkeys(keyword.phrase for keyword in ordered))


def list_evidence(decision: Decision) -> str:
    """Return the coded evidence, each value once with its kind; in brackets what is only referred to."""
    texts: dict[str, str] = {}
    for item in sorted(decision.match.profile.evidence, key=lambda item: item.weak):
        text = f"{item.kind} {item.value}"
        texts.setdefault(text, f"({text})" if item.weak else text)
    return "; ".join(texts.values())


def list_words(decision: Decision, count: int = 12) -> str:
    """Return the words the clause and the entry of its best test have in common."""
    for candidate in decision.match.candidates:
        if decision.tests and candidate.test == decision.tests[0]:
            return "; ".join(candidate.words[:count])
    return ""
