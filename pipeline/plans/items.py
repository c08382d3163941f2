"""Which clauses and tests a line of a matrix names: by clause number, by code, by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.matching.evidence import find_codes
from pipeline.plans import code_lists, names, numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.plans.layouts import LayoutLabel
    from pipeline.records import Decision


@dataclass(frozen=True, slots=True)
class Meant:
    """What a line of a matrix names."""

    tests: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    by: str = ""  # "number", "code", "name", "alias", "" = nothing was recognised


class ItemReader:
    """Knows the clauses of one document and the catalogue."""

    def __init__(self, decisions: Sequence[Decision], catalogue: Catalogue) -> None:
        self._decisions = decisions
        self._together = [frozenset(each) for each in catalogue.together]
        self._order = {test: place for place, test in enumerate(catalogue.ids)}
        self._by_number = {numbers.tidy(each.clause.number): each for each in reversed(decisions)}
        self._codes = code_lists.of_titles(decisions)
        self._aliases = list(names.aliases(catalogue))
        self._marks = names.short_names(catalogue)
        self._titles = names.TestTitles([each for each in decisions if each.clause.level <= _deepest(decisions)])

    def read(self, labels: Sequence[LayoutLabel]) -> list[Meant]:
        """Say what each line of an axis names; lines that name the same clause share its tests out by their words."""
        serial = numbers.is_serial(labels)
        found = [self._read(label, serial=serial) for label in labels]
        found = [self._narrow(place, found, labels) for place in range(len(labels))]
        claimed = {test for each in found for test in each.tests}
        return [self._widen(each, label, claimed) for each, label in zip(found, labels, strict=True)]

    def _widen(self, found: Meant, label: LayoutLabel, claimed: set[str]) -> Meant:
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

    def _read(self, label: LayoutLabel, *, serial: bool) -> Meant:
        parts = [part for part in label.parts if not (serial and part == label.parts[0])]
        for by, finder in (("number", self._by_numbers), ("code", self._by_codes)):
            if named := finder(parts):
                tests = self._own_code(self._tests(named), " ".join(text for _, text in parts))
                return Meant(tests, tuple(dict.fromkeys(each.clause.id for each in named)), by)
        return self._by_words(" ".join(text for _, text in parts if names.WORD.search(text)))

    def _by_words(self, text: str) -> Meant:
        """Read a line that has only words: as a whole, and piece by piece where more is found so."""
        whole = self._titles.find(text)
        pieces = [piece for piece in names.PIECES.split(text) if names.WORD.search(piece)]
        named: dict[str, Decision] = {each.clause.id: each for each in whole}
        tests = set(self._tests(whole))
        for place, piece in enumerate(pieces if len(pieces) > 1 or not whole else ()):
            fuller = names.fuller(pieces[0], piece) if place else piece
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
        found = find_codes(text)
        named = set(self._by_aliases(found[0])) if len(found) == 1 and len(tests) > 1 else set()
        return tuple(test for test in tests if test in named) or tests

    def _tests(self, decisions: Iterable[Decision]) -> tuple[str, ...]:
        return self._sorted({test for each in decisions for test in each.tests})

    def _sorted(self, tests: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(tests, key=lambda test: self._order.get(test, len(self._order))))

    def _by_numbers(self, parts: Sequence[tuple[str, str]]) -> list[Decision]:
        for head, text in parts:
            text = numbers.bare(text)
            leading = numbers.LEADING.match(text)
            if not leading or not (numbers.IS_NUMBER_HEAD.search(head) or numbers.trusted(leading[0], text)):
                continue
            text = leading[0].strip()
            found = [self._by_number[each] for each in self._numbers(text) if each in self._by_number]
            if found:
                return found
        return []

    def _numbers(self, text: str) -> Iterator[str]:
        """Give the numbers in a text, ranges filled with the clauses that stand between their ends."""
        for match in numbers.RANGE.finditer(text):
            low, high = (
                self._by_number.get(numbers.tidy(match["low"])),
                self._by_number.get(numbers.tidy(match["high"])),
            )
            if low and high and low.clause.level == high.clause.level and numbers.tidy(text) not in self._by_number:
                places = [self._decisions.index(each) for each in (low, high)]
                between = self._decisions[places[0] : places[1] + 1]
                yield from (
                    numbers.tidy(each.clause.number) for each in between if each.clause.level == low.clause.level
                )
                return
        if numbers.tidy(text) in self._by_number:
            yield numbers.tidy(text)
            return
        yield from (numbers.tidy(match[0]) for match in numbers.NUMBERS.finditer(text))

    def _by_codes(self, parts: Sequence[tuple[str, str]]) -> list[Decision]:
        found: dict[str, tuple[Decision, ...]] = {}
        for _, text in parts:
            for code in code_lists.find(text, self._codes):
                if code in self._codes:
                    found.setdefault(code, self._codes[code])
        return [decision for clauses in found.values() for decision in clauses]

    def _exactly(self, text: str) -> set[str]:
        """Return the tests of which a text is a name, word for word in any order."""
        words = frozenset(names.rough(text))
        return next((set(tests) for alias, tests in self._aliases if alias == words), set())

    def _perhaps(self, text: str) -> set[str]:
        """Return the tests that have a name with all words of a text in it."""
        words = frozenset(names.rough(text))
        return {test for alias, tests in self._aliases if words and words <= alias for test in tests}

    def _by_aliases(self, text: str) -> tuple[str, ...]:
        words = set(names.rough(text))
        hits = [(alias, tests) for alias, tests in self._aliases if alias <= words]
        found = {test for alias, tests in hits for test in tests if not any(alias < other for other, _ in hits)}
        return self._sorted(found)

    def _narrow(self, place: int, found: Sequence[Meant], labels: Sequence[LayoutLabel]) -> Meant:
        """Give a line its part of the tests of a clause that other lines name too."""
        own = found[place]
        others = [index for index, each in enumerate(found) if index != place and each.clauses == own.clauses]
        if len(own.tests) < 2 or not own.clauses or not others:
            return own
        shared = set.intersection(*(set(names.tokens(labels[index].text)) for index in others))
        words = set(names.tokens(labels[place].text)) - shared
        scores = {test: len(words & self._marks.get(test, frozenset())) for test in own.tests}
        best = max(scores.values())
        kept = tuple(test for test in own.tests if scores[test] == best) if best else own.tests
        return Meant(kept, own.clauses, own.by)


def _deepest(decisions: Sequence[Decision]) -> int:
    """Return the level of the sections of tests: the level at which most of the tests are headed, and one more."""
    tops = Counter(each.clause.level for each in decisions if each.tests and len(each.clause.title) < 90)
    return (tops.most_common(1)[0][0] if tops else 2) + 1
