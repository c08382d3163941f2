"""What a person decided about a clause, with the words it had then."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.reports.phrases import digest

if TYPE_CHECKING:
    from pipeline.records import Clause, TitleBlock

Verdict = Literal["APPROVE", "REJECT", "HOLD", "NOTE", "WITHDRAWN", "DISPUTED"]
"""NOTE = only a comment; WITHDRAWN = what was said before about this clause is taken back; DISPUTED = reviewers differ,
which nobody says: it is what holds where they do."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One decision of one person about one clause, as it is kept."""

    clause: str  # id
    digest: str  # of number and content, as in the hidden column of the workbook
    content: str  # digest of the content alone: the same when only the number moved
    document: str
    number: str
    title: str
    path: tuple[str, ...]  # titles above it, outermost first
    text: str  # all of it, as it was reviewed
    verdict: Verdict
    tests: tuple[str, ...] | None  # () = none of the catalogue; None = nothing was said about the test
    guess: tuple[str, ...]  # what the program had thought
    comment: str = ""
    who: str = ""
    when: str = ""  # ISO 8601, local time with its offset
    source: str = ""  # file name of the workbook, or "page"
    document_number: str = ""  # of the title block
    typed: str = ""  # the verdict as the person set it, "" where only a test was named
    settles: bool = False  # said to settle a dispute, by a person who saw what the others said

    @property
    def settled(self) -> bool:
        """Whether it says what the clause is about."""
        return self.tests is not None and self.verdict in ("APPROVE", "REJECT")

    @property
    def key(self) -> tuple[str, str]:
        """What a later decision about the same clause has in common with it."""
        return self.clause, self.digest

    @property
    def says(self) -> tuple[Verdict, tuple[str, ...] | None, str]:
        """What a repetition of it has in common with it, whoever says it and when."""
        return self.verdict, self.tests, self.comment


def note(
    clause: Clause,
    verdict: Verdict,
    tests: tuple[str, ...] | None,
    guess: tuple[str, ...],
    *,
    comment: str = "",
    who: str = "",
    when: str = "",
    source: str = "",
    title_block: TitleBlock | None = None,
    typed: str | None = None,
    settles: bool = False,
) -> Reviewed:
    """Write down what was decided about a clause.

    :param typed: the verdict as the person set it, "" for none; None = as it is.
    """
    return Reviewed(
        clause=clause.id,
        digest=digest(clause),
        content=digest_content(clause),
        document=clause.document,
        number=clause.number,
        title=clause.title,
        path=clause.path,
        text=clause.all_text,
        verdict=verdict,
        tests=tests,
        guess=guess,
        comment=comment,
        who=who,
        when=when,
        source=source,
        document_number=title_block.number if title_block else "",
        typed=(verdict if verdict != "NOTE" else "") if typed is None else typed,
        settles=settles,
    )


def digest_content(clause: Clause) -> str:
    """Return the key of what a clause says, whatever its number: 16 hex digits."""
    return hashlib.sha256(clause.all_text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
