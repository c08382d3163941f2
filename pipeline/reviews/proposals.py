"""What one OEM calls the tests, as reviewed decisions suggest it: method codes, abbreviations, names of headings.

A clause speaks for a word when the word stands in its heading or in a heading above it and a person said the clause is
about the word's test; a clause under the same word that is about anything else speaks against it. Names and
abbreviations are taken from the topmost heading of a test's section alone, where the test is named and not its parts.
Nothing here is used before a person accepts it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.matching.catalogue.oem_aliases import Alias
from pipeline.matching.channels import codes
from pipeline.matching.channels.entries import Entries, names
from pipeline.matching.channels.oem_aliases import spelling
from pipeline.matching.channels.titles import is_heading
from pipeline.matching.evidence import find_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.catalogue.oem_aliases import Kind
    from pipeline.reviews.records import Reviewed

Spot = tuple["Kind", str]
"""A word that may be what an OEM calls a test, by its kind."""
_FEWEST = 2  # clauses that must speak for a word
_MOST_AGAINST = 0.1  # share of clauses that may speak against it
_TELLING = 0.6  # share of the clauses that mention a word anywhere, which must be about its tests
_MOST_WORDS = 7  # of a name
_SHORT = re.compile(r"(?<![\w-])[A-Z][A-Z0-9µ]{1,6}(?:[-/][A-Z0-9]{1,5})?(?![\w-])")
_NUMBER = re.compile(r"^[\W_]*(?:[A-Z]?\d+(?:[.-]\d+)*[.):]?\s+)?")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*+[)\]]")
_CUT = re.compile(r"\s[-–—]\s|[:;,]|\s/\s")
_GENERAL = frozenset(
    """
    a an and apply are at by evaluation for from general in is limits limit level levels measurement measurements method
    methods of on or procedure procedures requirement requirements section set setup severity shall test testing tests
    the to up verification with
    """.split()  # noqa: SIM905
)
_COMMON = frozenset(
    """
    AC AM AN AV BW CAN CW DC DUT ECU EMC EMI ESA EUT FM GND GPS HV HW ISO IEC LISN LV OEM PC PCB PK PM QP RBW RF RMS SAE
    SW TEM USB VBW
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One word with what speaks for it and against it."""

    alias: Alias
    speaking: tuple[Reviewed, ...]
    against: tuple[Reviewed, ...]
    missed: int  # of those that speak for it, decided otherwise by the program
    elsewhere: str  # what the catalogue takes the word for, "" where it does not know it

    @property
    def documents(self) -> tuple[str, ...]:
        """Where the clauses stand that speak for it."""
        return tuple(sorted({item.document for item in self.speaking}))


def propose(words: Iterable[Reviewed], catalogue: Catalogue) -> tuple[Proposal, ...]:
    """Propose what an OEM calls the tests; those first by which the program was misled most often.

    :param words: the last word on the clauses of this OEM's documents; those that say no test are passed over.
    """
    settled = [item for item in words if item.settled]
    under: dict[Spot, list[Reviewed]] = defaultdict(list)
    for item in settled:
        for spot in dict.fromkeys(spot for title in (*item.path, item.title) for spot in _spots(title)):
            under[spot].append(item)
    naming = _find_naming(settled)
    known = _Known(catalogue)
    found = [
        proposal
        for spot, items in under.items()
        if (proposal := _weigh(spot, items, naming.get(spot, set()), known)) is not None
        and _is_telling(proposal, settled)
    ]
    return tuple(sorted(_drop_parts(found), key=lambda one: (-one.missed, -len(one.speaking), one.alias.meaning)))


def has(alias: Alias, title: str) -> bool:
    """Whether a heading has this word."""
    return any(kind == alias.kind and _same(kind, text, alias.text) for kind, text in _spots(title))


def _weigh(spot: Spot, items: Sequence[Reviewed], naming: set[tuple[str, ...]], known: _Known) -> Proposal | None:
    """Make a proposal of a word; None where too little speaks for it, or the catalogue says so already."""
    kind, text = spot
    answers = Counter(_answer(item) for item in items)
    tests, count = min(answers.items(), key=lambda pair: (-pair[1], pair[0]))
    if count < _FEWEST or len(items) - count > _MOST_AGAINST * len(items):
        return None
    meant = known.means(kind, text)
    if meant == set(tests) or (not tests and not (kind == "code" and meant)):
        return None
    if kind != "code" and tests not in naming:
        return None
    speaking = tuple(item for item in items if _answer(item) == tests)
    against = tuple(item for item in items if _answer(item) != tests)
    missed = sum(set(item.guess) != set(tests) for item in speaking)
    return Proposal(Alias(text, kind, tests), speaking, against, missed, "; ".join(sorted(meant)))


def _is_telling(one: Proposal, settled: Sequence[Reviewed]) -> bool:
    """Whether the clauses that mention a word anywhere are mostly about its tests; the name of a product is not.

    A code is often mentioned to refer to its test from elsewhere, so this is not asked of codes.
    """
    if one.alias.kind == "code":
        return True
    pattern = spelling(one.alias)
    mentions = [_answer(item) == one.alias.tests for item in settled if pattern.search(item.text)]
    return sum(mentions) >= _TELLING * len(mentions)


def _find_naming(settled: Iterable[Reviewed]) -> Mapping[Spot, set[tuple[str, ...]]]:
    """Return for each word the answers whose sections it heads: above it stands something else, or is not known."""
    items = list(settled)
    answers = {(item.document, *item.path, item.title): _answer(item) for item in items}
    found: dict[Spot, set[tuple[str, ...]]] = defaultdict(set)
    for item in items:
        if answers.get((item.document, *item.path)) != _answer(item):
            for spot in _spots(item.title):
                found[spot].add(_answer(item))
    return found


def _drop_parts(found: Sequence[Proposal]) -> list[Proposal]:
    """Leave out names that only stand within a longer one of the same tests."""
    names = [one for one in found if one.alias.kind == "name"]
    return [
        one
        for one in found
        if one.alias.kind != "name"
        or not any(
            one.alias.text.casefold() in other.alias.text.casefold()
            and len(one.alias.text) < len(other.alias.text)
            and one.speaking == other.speaking
            for other in names
        )
    ]


def _spots(title: str) -> Iterator[Spot]:
    """Give the codes, abbreviations and names in a heading; a numbered sentence speaks of tests and names none."""
    if not is_heading(title):
        return
    for code in find_codes(title):
        yield "code", code
    bare = codes.leave_out(_NUMBER.sub("", title))
    loud = bare == bare.upper()  # a heading in capitals has abbreviations in its brackets alone
    for text in _BRACKETS.findall(bare) if loud else [bare]:
        for match in _SHORT.finditer(text):
            if match[0] not in _COMMON:
                yield "abbreviation", match[0]
    for piece in _CUT.split(_BRACKETS.sub(" ", bare)):
        name = _trim(piece)
        if name:
            yield "name", name


def _trim(piece: str) -> str:
    """Take general words off both ends of a name; "" where nothing is left that could be one."""
    words = piece.split()
    while words and words[0].strip(".").casefold() in _GENERAL:
        words.pop(0)
    while words and words[-1].strip(".").casefold() in _GENERAL:
        words.pop()
    name = " ".join(words).strip(" .–—-)）")
    fits = len(words) <= _MOST_WORDS and sum(letter.isalpha() for letter in name) >= 4
    return name.casefold() if fits and not _SHORT.fullmatch(name) else ""


class _Known:
    """What the catalogue takes words for."""

    def __init__(self, catalogue: Catalogue) -> None:
        entries = Entries.of(catalogue)
        self._names: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            for name in names(entry):
                self._names[_fold(name)].add(entry.id)
        self._codes = {
            code: {entries.ids[place] for place in row.nonzero()[0]} for code, row in codes.known(entries).items()
        }

    def means(self, kind: Kind, text: str) -> set[str]:
        """Return the ids of the entries that have this name or code."""
        return self._codes.get(text, set()) if kind == "code" else self._names.get(_fold(text), set())


def _answer(item: Reviewed) -> tuple[str, ...]:
    return tuple(sorted(item.tests or ()))


def _same(kind: Kind, text: str, other: str) -> bool:
    if kind == "code":
        return codes.normal(other) == text
    return text == other if kind == "abbreviation" else _fold(text) == _fold(other)


def _fold(text: str) -> str:
    return " ".join(re.split(r"[\s\-–_/]+", text.casefold().strip()))
