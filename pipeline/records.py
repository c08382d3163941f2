"""Every record of a run, on one page, in the order in which they arise; `flow.py` is the line they go along.

Each record is frozen and holds the one before it: a Decision its Match, the Match its Profile, the Profile its Clause.
Identity is ``Clause.id``, never a position in a list. Sequences are tuples, so a record can be hashed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Story = Literal["body", "text box", "footnote", "endnote", "header", "footer", "comment"]
BlockKind = Literal["paragraph", "table", "caption", "note"]
OutcomeName = Literal["matched", "unmatched", "review"]
DeciderName = Literal["score", "llm", "person"]
Row = tuple[str, ...]  # cells left to right; a merged cell stands once, the cells it covers are empty strings
Box = tuple[int, float, float, float, float]  # of a PDF: page (1-based), left, bottom, right, top [points, y upwards]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in its file."""

    index: int  # 0-based position among the blocks of the document, in reading order
    page: int | None = None  # 1-based page; None for a DOCX, whose pages are made by the program that shows it
    story: Story = "body"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, table, caption or note as a reader sees it."""

    kind: BlockKind
    text: str  # without the generated label; a table's text is its rows, cells joined by tabs, rows by newlines
    place: Place
    label: str = ""  # the number or letter a list generates, as shown: "8.2.1", "a)", "Annex B"; never a bullet sign
    list_id: str = ""  # names the list that generated the label, so that one list's labels can be told from another's
    outline: int | None = None  # 1-based heading level by style, outline level or bookmark; None = not a heading
    size: float | None = None  # points, the most frequent size among its characters; None = unknown
    bold: bool = False  # all (or nearly all) visible characters are bold
    indent: float | None = None  # points from the left edge of its column (PDF) or its left indent (DOCX)
    rows: tuple[Row, ...] = ()  # a table's rows
    boxes: tuple[Box, ...] = ()  # where it stands in a PDF: of a table one for each row, else one for each column
    ocr: bool = False  # read by optical character recognition, hence less certain
    struck: bool = False  # a line goes through all of it: it is no valid text
    lead: str = ""  # its beginning set in bold, or underlined, before text that is not; "" = none


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """One line of the document's own table of contents: a witness for the numbers, never content."""

    number: str  # as shown; "" when the line has none
    title: str
    page: str = ""  # as printed, roman numerals included


@dataclass(frozen=True, slots=True)
class LossLine:
    """How many characters of one story went where. `kept` lines and named drops together make the loss account."""

    story: str  # a Story, or the name of a package part
    what: str  # "kept", or why not: "deleted by tracked change", "hidden text", "running header", "contents table" ...
    characters: int


@dataclass(frozen=True, slots=True)
class LossAccount:
    """Characters found in the file against characters in blocks and in named drops (white space not counted)."""

    lines: tuple[LossLine, ...] = ()
    found: int = 0  # characters an independent count of the raw file gives

    @property
    def unexplained(self) -> float:
        """Share of the characters found that no line accounts for, 0 to 1."""
        return max(0, self.found - sum(line.characters for line in self.lines)) / self.found if self.found else 0.0


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What cover page, headers, footers and properties say about the document; "" where nothing was found."""

    title: str = ""
    number: str = ""
    revision: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or clause that could not be carried through, or only with a reservation: one row of problems.csv."""

    file: str  # file name, or clause id
    kind: str  # short and stable: "drm", "password", "truncated", "empty", "lock file", "loss", "time limit" ...
    message: str  # one sentence: what is wrong and what to do
    fatal: bool = True  # the file gave no result; False: a reservation about a file that was done


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read."""

    id: str  # the file name, made unique within a run
    sha256: str  # hex digest of the file's bytes
    format: str  # "docx" or "pdf"
    blocks: tuple[Block, ...] = field(repr=False)
    pages: int | None = None
    title_block: TitleBlock = TitleBlock()
    contents: tuple[ContentsLine, ...] = field(default=(), repr=False)
    loss: LossAccount = field(default=LossAccount(), repr=False)
    notes: tuple[str, ...] = ()  # what a user should know about how it was read: "tracked changes: accepted view"
    problems: tuple[Problem, ...] = ()
    others: tuple[Document, ...] = field(default=(), repr=False)  # further documents of the same file: a bundle


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a clause."""

    rows: tuple[Row, ...]
    caption: str = ""
    page: int | None = None
    boxes: tuple[Box, ...] = ()  # in a PDF, one for each row


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered paragraph with all that belongs to it up to the next one (ISO/IEC Directives: clause, subclause)."""

    id: str  # "document#number"; a repeated number gets "~2", "~3" ... in document order
    document: str
    number: str  # as the reader sees it but for words and trailing punctuation: 8.2.1, 8.0, A.3, 7-1-2, B
    title: str  # its heading; the whole first paragraph where the clause has no heading of its own
    level: int  # 1-based depth
    parent: str | None  # id of the clause it belongs to
    path: tuple[str, ...]  # titles of its ancestors, outermost first, its own title not included
    text: str = ""  # its own text without title, tables, notes and subclauses; paragraphs joined by newlines
    page: int | None = None  # 1-based; None for a DOCX
    index: int = 0  # position of its first block
    tables: tuple[Table, ...] = ()
    captions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # footnotes and endnotes called in it
    ocr: bool = False
    boxes: tuple[Box, ...] = ()  # where it stands in a PDF with its heading, tables and notes, in reading order
    struck: bool = False  # its heading is struck out: it is no longer valid
    struck_text: str = ""  # paragraphs of it that are struck out; no part of `text`

    @property
    def all_text(self) -> str:
        """Title, text, tables, captions and notes, in that order, one piece per line."""
        cells = ("\t".join(cell for cell in row if cell) for table in self.tables for row in table.rows)
        return "\n".join(piece for piece in (self.title, self.text, *cells, *self.captions, *self.notes) if piece)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A disagreement between the clauses found and the document's own table of contents."""

    number: str
    title: str
    what: str  # "in the contents, not found", "other title: ..."


@dataclass(frozen=True, slots=True)
class Outline:
    """The clause tree of one document, in document order."""

    document: str
    clauses: tuple[Clause, ...] = field(repr=False)
    preamble: str = field(default="", repr=False)  # what stands before the first clause
    fidelity: float | None = None  # share of contents lines found under number and title; None without a contents table
    mismatches: tuple[Mismatch, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Keyword:
    """A phrase that stands for a clause."""

    phrase: str
    weight: float  # 0 to 1 within its extractor, higher is better
    extractor: str  # "yake" or "rake"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something coded in a clause that speaks for tests by convention and not by wording."""

    kind: str  # "code", "standard", "unit", "band", "pulse", "apparatus", "abbreviation"
    value: str  # normalised: "RE 310", "ISO 11452-4", "dBµV/m"
    where: str  # "title", "text", "table", "note"
    weak: bool = False  # only compared with or referred to ("unlike ISO 11452-2", "see 5.6.1")


@dataclass(frozen=True, slots=True)
class Profile:
    """A clause with its keywords and its coded evidence."""

    clause: Clause
    keywords: tuple[Keyword, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What one channel says about one test for one clause."""

    channel: str  # "keywords", "text", "embedding", "evidence" ...
    score: float  # the channel's own scale; cosine channels 0 to 1
    weight: float = 1.0  # what the score is multiplied by in the sum

    @property
    def value(self) -> float:
        """The share of the combined score."""
        return self.score * self.weight


@dataclass(frozen=True, slots=True)
class Candidate:
    """One test of the catalogue scored against a clause."""

    test: str  # id
    score: float  # combined score
    shares: tuple[Share, ...] = ()
    words: tuple[str, ...] = ()  # words and phrases in common with the test's entry


@dataclass(frozen=True, slots=True)
class Match:
    """Every test of the catalogue scored against a clause, best first, ties broken by id."""

    profile: Profile
    candidates: tuple[Candidate, ...]
    outside: Candidate | None = None  # the best topic outside the catalogue ("load dump"), which speaks for none


@dataclass(frozen=True, slots=True)
class Probability:
    """The probability that a clause belongs to one test ("" = to none of the catalogue)."""

    test: str
    value: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """What was decided about a clause before a person's word was laid over it."""

    outcome: OutcomeName
    tests: tuple[str, ...]
    confidence: float
    reason: str
    by: DeciderName = "score"
    runner_up: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one clause, by whom, how surely and why."""

    match: Match
    outcome: OutcomeName
    tests: tuple[str, ...]  # the best guess even when the outcome is review; empty = no test of the catalogue applies
    confidence: float  # probability that `tests` is right, 0 to 1
    reason: str  # one sentence
    by: DeciderName = "score"
    runner_up: str = ""  # id of the next best test, "" for none
    probabilities: tuple[Probability, ...] = ()  # best first
    context: tuple[Share, ...] = ()  # log-odds of the decision over the runner-up: own words, subclauses, parent
    other_test: str = ""  # name of a test outside the catalogue that the clause is about, where it is likely about one
    quote: str = ""  # verbatim words of the clause that carry the decision, where a model or person gave them
    suggested: tuple[str, ...] | None = None  # by a model; empty = none applies; None = it was not asked or not heard
    unreviewed: Unreviewed | None = None  # what a person's word changed, so that it can be taken back

    @property
    def clause(self) -> Clause:
        """The clause that was decided."""
        return self.match.profile.clause


@dataclass(frozen=True, slots=True)
class Report:
    """One document carried through: what was decided, in document order, and what went wrong."""

    document: str
    sha256: str
    format: str
    pages: int | None
    title_block: TitleBlock
    loss: LossAccount
    fidelity: float | None
    decisions: tuple[Decision, ...] = field(repr=False)
    mismatches: tuple[Mismatch, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    preamble: str = field(default="", repr=False)  # what stands before the first clause
