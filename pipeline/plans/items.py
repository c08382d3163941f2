"""Which clauses and tests a line of a matrix names: by clause number, by code, by name."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.evidence import find_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.plans.layouts import Label
    from pipeline.records import Decision
    from pipeline.references import Catalogue

_NUMBER = r"(?:[A-Z]\.?)?\d{1,3}(?:[.\-]\d{1,3}){0,5}(?![\w])|\b[A-Z](?:\.\d{1,3})*\b"
_NUMBERS = re.compile(_NUMBER)
_RANGE = re.compile(rf"(?P<low>{_NUMBER})\s?(?:-|–|—|~|to|bis|through|\.\.\.?|…|至)\s?(?P<high>{_NUMBER})")
_LEADING = re.compile(
    rf"(?:(?:{_NUMBER})[\s,;/&+~–—-]*(?:(?:and|to|bis|through)\b|\.\.\.?|…|至|章|节)?\s?)+(?=$|[^\W\d_]{{3,}})"
)
_IS_NUMBER_HEAD = re.compile(
    r"\bclause|\bsection|\bchapter|\bparagraph|§|\bsub-?clause|\bpara\b|\babschnitt|\bkapitel|\bziffer|\bnumber\b|\bno\b\.?"
    r"|\bref|章|条|節|项号|\barticle|\bpoint\b|\brequirement\b",
    re.IGNORECASE,
)
_IS_SERIAL_HEAD = re.compile(
    r"^(?:序号|編号|item\sno\.?|s\.?\s?no\.?|sl\.?\s?no\.?|lfd\.?\s?nr\.?|#|nr\.?|no\.?)$", re.IGNORECASE
)
_CODE = re.compile(
    r"(?<![A-Za-z0-9.])(?P<letters>[A-Z]{1,5})[ \-‑–_.]?(?P<digits>\d{1,4})(?P<tail>[A-Za-z]?)(?![A-Za-z0-9])"
)
_CODE_RANGE = re.compile(
    r"(?P<letters>[A-Z]{1,5})[ \-‑_.]?(?P<low>\d{1,4})\s?(?:to|bis|through|-|–|—|~|\.\.\.?|…|至)\s?"
    r"(?:(?P=letters)[ \-‑_.]?)?(?P<high>\d{1,4})"
)
_CODE_LIST = re.compile(
    r"(?P<letters>[A-Z]{1,5})[ \-‑_.]?(?P<first>\d{1,4})(?P<more>(?:\s?[/,+&]\s?\d{1,4})+)(?![\d.])"
)
_ASIAN = r"\u3040-\u30ff\u4e00-\u9fff"
_WORD = re.compile(rf"(?=(?P<pair>[{_ASIAN}]{{2}}))|(?P<word>(?<![^\W\d_])[^\W\d_{_ASIAN}]{{2,}})")
_PIECES = re.compile(
    rf"\s?[,;+&、，；]\s?|\s/\s|(?<=[^\W\d_]{{3}})/(?=[^\W\d_]{{3}})|(?<=[{_ASIAN}])/|\s(?:and|und|et|or|oder)\s"
)
_IDLE = frozenset(
    """
    test tests testing method methods of the on in and or for to with by at a an lines line part parts component
    components requirement requirements rf emc prüfung der die das und im von essai de la le du des et
    """.split()  # noqa: SIM905
)
_ENOUGH = 0.6  # of the weight of an item's words that a title has to hold


@dataclass(frozen=True, slots=True)
class Meant:
    """What a line of a matrix names."""

    tests: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    by: str = ""  # "number", "code", "name", "alias", "" = nothing was recognised


class Reader:
    """Knows the clauses of one document and the catalogue."""

    def __init__(self, decisions: Sequence[Decision], catalogue: Catalogue) -> None:
        self._decisions = decisions
        self._together = [frozenset(each) for each in catalogue.together]
        self._order = {test: place for place, test in enumerate(catalogue.ids)}
        self._by_number = {_tidy(each.clause.number): each for each in reversed(decisions)}
        self._codes = dict(_codes_of_titles(decisions))
        self._aliases = list(_aliases(catalogue))
        self._marks = _short_names(catalogue)
        self._titles = _Titles([each for each in decisions if each.clause.level <= _deepest(decisions)])

    def read(self, labels: Sequence[Label]) -> list[Meant]:
        """Say what each line of an axis names; lines that name the same clause share its tests out by their words."""
        serial = _is_serial(labels)
        found = [self._read(label, serial=serial) for label in labels]
        found = [self._narrow(place, found, labels) for place in range(len(labels))]
        claimed = {test for each in found for test in each.tests}
        return [self._widen(each, label, claimed) for each, label in zip(found, labels, strict=True)]

    def _widen(self, found: Meant, label: Label, claimed: set[str]) -> Meant:
        """Give a line all tests that its name stands for together, where no other line has the rest: "ESD"; and one
        without any the only test that its name fits and no other line has.
        """
        own = set(found.tests)
        if not found.by:
            left = {test for _, text in label.parts for test in self._perhaps(text)} - claimed
            return Meant(tuple(left), (), "alias") if len(left) == 1 else found
        for _, text in label.parts if own else ():
            named = self._exactly(text)
            if own < named and named in self._together and not (named - own) & claimed:
                return replace(found, tests=self._sorted(named))
        return found

    def _read(self, label: Label, *, serial: bool) -> Meant:
        parts = [part for part in label.parts if not (serial and part == label.parts[0])]
        for by, finder in (("number", self._by_numbers), ("code", self._by_codes)):
            if named := finder(parts):
                tests = self._own_code(self._tests(named), " ".join(text for _, text in parts))
                return Meant(tests, tuple(dict.fromkeys(each.clause.id for each in named)), by)
        return self._by_words(" ".join(text for _, text in parts if _WORD.search(text)))

    def _by_words(self, text: str) -> Meant:
        """Read a line that has only words: as a whole, and piece by piece where more is found so."""
        whole = self._titles.find(text)
        pieces = [piece for piece in _PIECES.split(text) if _WORD.search(piece)]
        named: dict[str, Decision] = {each.clause.id: each for each in whole}
        tests = set(self._tests(whole))
        for place, piece in enumerate(pieces if len(pieces) > 1 or not whole else ()):
            fuller = _fuller(pieces[0], piece) if place else piece
            if exact := self._exactly(piece):
                tests |= exact
                continue
            found = self._titles.find(piece) or (self._titles.find(fuller) if fuller != piece else [])
            if found and (not whole or len(pieces) > 1):
                named.update({each.clause.id: each for each in found})
                tests |= set(self._tests(found))
            elif not found:
                tests |= set(self._by_aliases(piece) or self._by_aliases(fuller))
        ordered = self._sorted(tests)
        return Meant(ordered, tuple(named), "name" if named else "alias" if ordered else "")

    def _own_code(self, tests: tuple[str, ...], text: str) -> tuple[str, ...]:
        """Keep those of a clause's tests that a coined code stands for by itself: "AN-test"."""
        codes = find_codes(text)
        named = set(self._by_aliases(codes[0])) if len(codes) == 1 and len(tests) > 1 else set()
        return tuple(test for test in tests if test in named) or tests

    def _tests(self, decisions: Iterable[Decision]) -> tuple[str, ...]:
        return self._sorted({test for each in decisions for test in each.tests})

    def _sorted(self, tests: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(tests, key=lambda test: self._order.get(test, len(self._order))))

    def _by_numbers(self, parts: Sequence[tuple[str, str]]) -> list[Decision]:
        for head, text in parts:
            text = re.sub(r"^(?:clause|section|chapter|§|第)\s?", "", text, flags=re.IGNORECASE)
            leading = _LEADING.match(text)
            if not leading or not (_IS_NUMBER_HEAD.search(head) or _trusted(leading[0], text)):
                continue
            text = leading[0].strip()
            found = [self._by_number[each] for each in self._numbers(text) if each in self._by_number]
            if found:
                return found
        return []

    def _numbers(self, text: str) -> Iterator[str]:
        """Give the numbers in a text, ranges filled with the clauses that stand between their ends."""
        for match in _RANGE.finditer(text):
            low, high = self._by_number.get(_tidy(match["low"])), self._by_number.get(_tidy(match["high"]))
            if low and high and low.clause.level == high.clause.level and _tidy(text) not in self._by_number:
                places = [self._decisions.index(each) for each in (low, high)]
                between = self._decisions[places[0] : places[1] + 1]
                yield from (_tidy(each.clause.number) for each in between if each.clause.level == low.clause.level)
                return
        if _tidy(text) in self._by_number:
            yield _tidy(text)
            return
        yield from (_tidy(match[0]) for match in _NUMBERS.finditer(text))

    def _by_codes(self, parts: Sequence[tuple[str, str]]) -> list[Decision]:
        found: dict[str, Decision] = {}
        for _, text in parts:
            for code in _codes(text, self._codes):
                if code in self._codes:
                    found.setdefault(code, self._codes[code])
        return list(found.values())

    def _exactly(self, text: str) -> set[str]:
        """Return the tests of which a text is a name, word for word in any order."""
        words = frozenset(_rough(text))
        return next((set(tests) for alias, tests in self._aliases if alias == words), set())

    def _perhaps(self, text: str) -> set[str]:
        """Return the tests that have a name with all words of a text in it."""
        words = frozenset(_rough(text))
        return {test for alias, tests in self._aliases if words and words <= alias for test in tests}

    def _by_aliases(self, text: str) -> tuple[str, ...]:
        words = set(_rough(text))
        hits = [(alias, tests) for alias, tests in self._aliases if alias <= words]
        found = {test for alias, tests in hits for test in tests if not any(alias < other for other, _ in hits)}
        return self._sorted(found)

    def _narrow(self, place: int, found: Sequence[Meant], labels: Sequence[Label]) -> Meant:
        """Give a line its part of the tests of a clause that other lines name too."""
        own = found[place]
        others = [index for index, each in enumerate(found) if index != place and each.clauses == own.clauses]
        if len(own.tests) < 2 or not own.clauses or not others:
            return own
        shared = set.intersection(*(set(_tokens(labels[index].text)) for index in others))
        words = set(_tokens(labels[place].text)) - shared
        scores = {test: len(words & self._marks.get(test, frozenset())) for test in own.tests}
        best = max(scores.values())
        kept = tuple(test for test in own.tests if scores[test] == best) if best else own.tests
        return Meant(kept, own.clauses, own.by)


class _Titles:
    """The headings of a document, found again by most of the words of a name."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._entries = [(each, frozenset(_words(each.clause.title))) for each in decisions]
        counts = Counter(word for _, words in self._entries for word in words)
        self._weights = {word: math.log(1 + len(self._entries) / count) for word, count in counts.items()}

    def find(self, name: str) -> list[Decision]:
        wanted = set(_words(name))
        total = sum(self._weights.get(word, 3.0) for word in wanted)
        best: tuple[float, Decision | None] = (0.0, None)
        for decision, words in self._entries:
            common = sum(self._weights[word] for word in wanted & words)
            surplus = sum(self._weights[word] for word in words - wanted)
            score = common / total - 0.02 * surplus if total else 0.0
            if common / (total or 1) >= _ENOUGH and score > best[0]:
                best = (score, decision)
        return [best[1]] if best[1] is not None else []


def _deepest(decisions: Sequence[Decision]) -> int:
    """Return the level of the sections of tests: the level at which most of the tests are headed, and one more."""
    tops = Counter(each.clause.level for each in decisions if each.tests and len(each.clause.title) < 90)
    return (tops.most_common(1)[0][0] if tops else 2) + 1


def _trusted(numbers: str, text: str) -> bool:
    """Tell clause numbers without a head that says so: "6.1 to 6.5", "8 Static electricity", not "48 V events"."""
    return bool(re.search(r"\d[.\-]\d", numbers)) or bool(re.match(r"\d{1,2}\s[A-ZÄÖÜ][a-z]{3,}", text))


def _tidy(number: str) -> str:
    return re.sub(r"\.0$", "", number.strip().rstrip(".")).replace("–", "-")


def _is_serial(labels: Sequence[Label]) -> bool:
    """Tell a column that only counts the lines, 1, 2, 3 ..., from one of clause numbers."""
    firsts = [label.parts[0] for label in labels if label.parts]
    counted = [text for _, text in firsts] == [str(count) for count in range(1, len(firsts) + 1)]
    return counted and (bool(_IS_SERIAL_HEAD.match(firsts[0][0])) or not _IS_NUMBER_HEAD.search(firsts[0][0]))


def _code(letters: str, digits: str, tail: str = "") -> str:
    return f"{letters} {digits}{tail}".upper()


def _codes(text: str, known: Iterable[str]) -> Iterator[str]:
    """Give the codes in a text: "RI 112, RI 114", "CI 85 to CI 89", "TD-410/420", "AN-test"."""
    for match in _CODE_RANGE.finditer(text):
        low, high = int(match["low"]), int(match["high"])
        for each in known if low < high else ():
            letters, _, digits = each.partition(" ")
            if letters == match["letters"] and digits.isdigit() and low <= int(digits) <= high:
                yield each
    for match in _CODE_LIST.finditer(text):
        numbers = [match["first"], *re.findall(r"\d+", match["more"])]
        yield from (_code(match["letters"], number) for number in numbers)
    yield from (_code(match["letters"], match["digits"], match["tail"]) for match in _CODE.finditer(text))
    yield from find_codes(text)


def _codes_of_titles(decisions: Sequence[Decision]) -> Iterator[tuple[str, Decision]]:
    """Give each code with the outermost clause whose heading names it, one of its own before one of several."""
    ranked: dict[str, tuple[tuple[int, int], Decision]] = {}
    tables = dict(_codes_of_tables(decisions))
    for decision in decisions:
        title = decision.clause.title[:120]
        codes = list(dict.fromkeys(_codes(title, ())))
        for code in codes:
            rank = (len(codes) > 1, decision.clause.level)
            if code not in ranked or rank < ranked[code][0]:
                ranked[code] = (rank, decision)
    yield from tables.items()
    yield from ((code, decision) for code, (_, decision) in ranked.items())


def _codes_of_tables(decisions: Sequence[Decision]) -> Iterator[tuple[str, Decision]]:
    """Give the codes that a table of the document pairs with a clause number."""
    numbers = {_tidy(each.clause.number): each for each in decisions}
    for decision in decisions:
        for table in decision.clause.tables:
            head = table.rows[0] if table.rows else ()
            columns = [place for place, cell in enumerate(head) if _IS_NUMBER_HEAD.search(cell)]
            for row in table.rows[1:] if columns else ():
                number = _tidy(row[columns[0]]) if columns[0] < len(row) else ""
                for code in _codes(row[0], ()) if number in numbers else ():
                    yield code, numbers[number]


def _aliases(catalogue: Catalogue) -> Iterator[tuple[frozenset[str], tuple[str, ...]]]:
    """Give the names of the tests as sets of words, each with the tests that bear it."""
    owners: dict[frozenset[str], list[str]] = {}
    for test in catalogue.tests:
        short = re.findall(r"\(([A-Z]{2,6})\)", test.name)  # "Electrostatic Discharge (ESD) - ..."
        for alias in (test.name, *short, *test.aliases, *(code.code for code in test.codes)):
            if words := frozenset(_rough(alias)):
                owners.setdefault(words, []).append(test.id)
    yield from ((alias, tuple(dict.fromkeys(tests))) for alias, tests in owners.items())


def _short_names(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Return the words and the initials that stand for each test: "AN", "artificial", "CP", "probe"."""
    found = {}
    for test in catalogue.tests:
        phrases = (test.name, *test.aliases, *test.apparatus)
        words = {word for phrase in phrases for word in _tokens(phrase)}
        initials = {"".join(word[0] for word in pieces) for phrase in phrases if 1 < len(pieces := _tokens(phrase)) < 5}
        found[test.id] = frozenset(words | initials)
    everywhere = frozenset.intersection(*found.values()) if found else frozenset()
    return {test: words - everywhere for test, words in found.items()}


def _tokens(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"[^\W_]+", text)]


def _rough(text: str) -> Iterator[str]:
    """Give the words of a name by their beginnings, so that inflections and compounds meet: "leitung", "störaus"."""
    yield from (word[:7] for word in _words(text))


def _fuller(first: str, piece: str) -> str:
    """Give a piece what its list says only once: "Conducted voltage / current" -> "Conducted current"."""
    if re.search(rf"[{_ASIAN}]", first):
        return first[: -len(piece)] + piece
    return " ".join([*re.split(r"[\s-]+", first)[:-1], piece])


def _words(text: str) -> Iterator[str]:
    found = (match["pair"] or match["word"] for match in _WORD.finditer(text))
    yield from (
        _stem(word) for each in found if (word := each.casefold()) not in _IDLE or (each.isupper() and len(each) < 4)
    )


def _stem(word: str) -> str:
    """Take off the plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
