"""A question taken apart: its words, the tests, codes, standards and values it names, the kind of value it wants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.matching.channels.entries import Entries, names
from pipeline.matching.channels.lexicon import name_lexicon
from pipeline.matching.evidence import find_codes, find_standards
from pipeline.search import synonyms
from pipeline.search.index.amounts import read as read_amounts
from pipeline.search.index.terms import terms
from pipeline.search.records import Query

if TYPE_CHECKING:
    from pipeline.matching.catalogue import Catalogue
    from pipeline.search.index import IndexedSource

_NUMBER = re.compile(r"(?<![\w.,])(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){1,5}(?![\w.,]*\d|\s?[kMGmµ]?[A-Za-zΩ%°])")
_CLAUSE = re.compile(
    r"\b(?:clause|section|chapter|paragraph|annex|appendix)\s(?P<number>[A-Z]?[\d.]*\w)\b", re.IGNORECASE
)
_WANTS = (
    # kind of value, words of a question that ask for it; what stands in an answer to it is in `passages`
    ("level", "limits? levels? severit\\w+ strengths? amplitudes? voltages? currents? powers? how\\sstrong how\\shigh"),
    ("frequency", "frequenc\\w+ bands? ranges? sweep"),
    (
        "time",
        "how\\s(?:long|often|fast) durations? dwell times? periods? repetition intervals? delay hours? minutes?"
        " seconds? days? when deadlines?",
    ),
    (
        "length",
        "how\\s(?:far|long|high|wide|thick|close) distances? lengths? heights? spacing positions? positioned thickness"
        " size dimensions? clearance gap apart",
    ),
    ("count", "how\\smany(?!\\s[kmµ]?[VAW]\\b) numbers?\\sof count samples? quantity"),
    ("standard", "(?:which|what)\\s(?:\\w+\\s)?(?:standards?|norms?|ISO|IEC|CISPR) based\\son basis references?"),
    ("status", "status criteri\\w+ class(?:es)? performance state FPSC acceptance response"),
    ("temperature", "temperatures? humidity ambient climat\\w+"),
    ("impedance", "impedances? resist\\w+ capacit\\w+ ohms? inductance"),
    ("bandwidth", "bandwidths? RBW detectors? resolution step"),
)
_KINDS = tuple((kind, re.compile(rf"\b(?:{'|'.join(words.split())})\b", re.IGNORECASE)) for kind, words in _WANTS)
_QUANTITY = re.compile(r"[\d.,]+|(?:[\d.,]+_)?[kmg]?hz|between|from|to")  # pieces of a value that is looked up as such
_PROPER = re.compile(r"(?<![\w-])[A-Z][A-Za-z]{2,}(?:-[A-Z0-9][\w-]*)?")
_MOST_NAMES = 16

_DEFINITION = re.compile(
    r"\b(?:meaning of|what does .{1,40} (?:mean|stand for)|definitions? of|defined as|what is (?:an?|meant by)"
    r"|stands? for|abbreviation)\b",
    re.IGNORECASE,
)
_DEFINING = frozenset(terms("mean meaning stand definition defined abbreviation"))

Holders = Callable[[str], set[str]]
Known = Callable[[Sequence[str]], set[str]]


class QueryReader:
    """Reads questions with the names of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._entries = Entries.of(catalogue)
        self._lexicon = name_lexicon(self._entries)
        self._tests = {test.id for test in self._entries.tests}

    def read(
        self,
        text: str,
        sources: Sequence[IndexedSource] = (),
        holders: Holders = lambda _: set(),
        known: Known = lambda _: set(),
    ) -> Query:
        """Take a question apart.

        :param sources: documents it may name.
        :param holders: tells which documents hold a term in their clauses.
        :param known: tells which terms stand in the index.
        """
        folded = unicodedata.normalize("NFKC", text).replace("\u03bc", "µ")
        found = terms(folded)
        named = self._named(folded)
        tests = tuple(name for name in named if name in self._tests)
        said = [name for entry in self._entries if entry.id in named for name in names(entry)]
        about = {term for name in said for term in terms(name)}
        standards = tuple(dict.fromkeys(citation.name for citation in find_standards(folded)))
        numbers = [match["number"] for match in _CLAUSE.finditer(folded)] + _NUMBER.findall(folded)
        documents, their = _documents(folded, found, sources, holders)
        amounts = tuple(dict.fromkeys(read_amounts(folded)))
        asked = [term for term in found if term not in their]
        own = dict.fromkeys(term for term in asked if not (amounts and _QUANTITY.fullmatch(term))) or dict.fromkeys(
            asked
        )
        definition = bool(_DEFINITION.search(folded))
        own = dict.fromkeys(term for term in own if not (definition and term in _DEFINING)) or own
        return Query(
            text=text,
            plain=_without(folded, their),
            alternatives=synonyms.find(list(own), folded, known),
            terms=tuple(own),
            names=tuple(dict.fromkeys(" ".join(terms(name)) for name in said if len(name) > 1))[:_MOST_NAMES],
            tests=tests,
            rest=tuple(term for term in own if term not in about) if tests else tuple(own),
            codes=find_codes(folded),
            standards=standards,
            numbers=tuple(dict.fromkeys(number.lower() for number in numbers)),
            amounts=amounts,
            documents=documents,
            wants=("definition",) * definition + tuple(kind for kind, pattern in _KINDS if pattern.search(folded)),
        )

    def _named(self, text: str) -> tuple[str, ...]:
        """Return the tests and topics that a question names most clearly."""
        plain, compared = self._lexicon.score(text)
        scores = plain if plain.any() else compared  # "what is used for BCI" reads like a comparison and is none
        best = float(scores.max(initial=0.0))
        ids = self._entries.ids
        return tuple(ids[place] for place in range(len(ids)) if best > 0 and scores[place] >= 0.6 * best)


def _without(text: str, their: frozenset[str]) -> str:
    """Take out of a question the words that only name a document: they have no place in its meaning."""
    kept = [word for word in text.split() if not (set(terms(word)) and set(terms(word)) <= their)]
    return " ".join(kept) or text


def _documents(
    text: str, found: Sequence[str], sources: Sequence[IndexedSource], holders: Holders
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the documents that a question names, and the terms with which it does.

    A document is named by a word of its file name or title block, or by a proper name that stands in no other one.
    """
    if len(sources) < 2:
        return (), frozenset()
    titles = {source.digest: _title_terms(source) for source in sources}
    said: dict[str, set[str]] = {source.digest: set() for source in sources}
    kept: set[str] = set()  # names of things, not of documents: they stay in the question
    proper = {term for word in _PROPER.findall(text) for term in terms(word)}
    for term in dict.fromkeys(found):
        having = {digest for digest, own in titles.items() if term in own}
        if term in proper and not having and len(among := holders(term)) == 1:
            having = among & said.keys()
            kept.add(term)
        if 0 < len(having) <= len(sources) / 2:
            for digest in having:
                said[digest].add(term)
    most = max(map(len, said.values()))
    if not most:
        return (), frozenset()
    best = tuple(digest for digest, own in said.items() if len(own) == most)
    return best, frozenset().union(*(said[digest] for digest in best)) - kept


@lru_cache(maxsize=20_000)
def _title_terms(source: IndexedSource) -> frozenset[str]:
    """Return the terms of a file's name and title block; digits, short and common words name nothing."""
    stem = source.document.rsplit(".", 1)[0]
    parts = terms(re.sub(r"[_\-./]+", " ", f"{stem} {source.about}")) + terms(f"{stem} {source.about}")
    return frozenset(part for part in parts if len(part) > 2 and not part.isdigit() and part not in _COMMON)


_COMMON = frozenset(
    terms(
        """style sample startup specification spec standard document final draft revision version part emc test tests
        electromagnetic compatibility component components subsystem subsystems requirement requirements verification
        procedure procedures performance electric electrical electronic electronics parts automobile vehicle vehicles
        technical robustness platform control interface department defense equipment characteristics emission immunity
        radiated conducted general engineering corporate global supply voltage module motor engine system systems"""
    )
)
