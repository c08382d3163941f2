"""What a method code means in this document, learned from the document itself.

One OEM's CI 220 is another's RI 05, and a third coins "TSOP-test". The document says what it means by each: in the
heading that carries the code ("8 Radiated emissions: RE 310"), in a row of its test matrix or list of abbreviations
("RE 310 | Radiated RF emissions"), at the start of a line ("RI 112: bulk current injection"). Those words are compared
with the names of the entries; every later use of the code, bare, then has that meaning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from pipeline.matching.evidence import find_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.matching.channels.entries import Entries
    from pipeline.records import Clause, Profile

    Floats = NDArray[np.float64]

_LONGEST = 160  # characters of a definition; more is prose
SURE = 0.6  # sum of weights from which a document's own definition is used instead of the catalogue's
_PLAIN = 0.6  # score of a definition that names an entry plainly
_TITLE = 3.0  # a heading that carries the code defines it better than a row of a table
_CLEAR = 0.12  # score below which a definition says nothing
_FEWEST = 3  # codes a table lists, from which they are a family
_WORD = re.compile(r"[^\W\d_]{4}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_VARIANT = re.compile(r"(?<=\d)-?[A-Z]$")
_SPELLED = re.compile(
    r"(?P<head>(?!FIG|TAB|REV|VER|NO\b)[A-Z]{1,6}[-_. ]?)(?P<digits>\d{2,4})(?:-?[A-Z])?(?![\w/-])(?!\.\d)"
)


def known(entries: Entries) -> dict[str, Floats]:
    """Codes the catalogue names: code -> weight of each entry (e,), shared equally by the entries that have it."""
    table: dict[str, Floats] = {}
    for index, entry in enumerate(entries):
        for code in entry.codes:
            table.setdefault(normal(code.code), np.zeros(len(entries)))[index] = 1.0
    return {code: row / row.sum() for code, row in table.items()}


def normal(code: str) -> str:
    """Return the form in which `find_codes` gives this code."""
    found = find_codes(code)
    return found[0] if found else " ".join(code.upper().split())


def stem(code: str) -> str:
    """Return a code without the letter that tells its parts or variants apart: "RI 140B" -> "RI 140"."""
    return _VARIANT.sub("", code)


class Family:
    """The spelling of a document's own codes that are not spelled like a method code: "Q-110", "T 045", "E.07".

    A document has such codes where a table lists them with their meaning and headings begin with them.
    """

    def __init__(self, profiles: Sequence[Profile]) -> None:
        cells = [
            next((cell.strip() for cell in row if cell.strip()), "")
            for profile in profiles
            for table in profile.clause.tables
            for row in table.rows
        ]
        listed = _gather(_SPELLED.fullmatch(cell) for cell in cells if not find_codes(cell))
        used = _gather(_SPELLED.match(profile.clause.title) for profile in profiles)
        heads = [head for head, codes in listed.items() if len(codes) >= _FEWEST and len(codes & used[head]) >= 2]
        self._pattern = re.compile(
            rf"(?<![\w./-])(?:{'|'.join(map(re.escape, sorted(heads)))})\d{{2,4}}(?:-?[A-Z])?(?![\w/-])(?!\.\d)"
        ) if heads else None  # fmt: skip

    def find(self, text: str) -> tuple[str, ...]:
        """Find the codes of this spelling in a text, each once."""
        return tuple(dict.fromkeys(self._pattern.findall(text))) if self._pattern else ()


def _gather(found: Iterable[re.Match[str] | None]) -> defaultdict[str, set[str]]:
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for match in filter(None, found):
        codes[match["head"]].add(match["digits"])
    return codes


def learn(
    profiles: Sequence[Profile], score: Callable[[Sequence[str]], Floats], family: Family | None = None
) -> dict[str, Floats]:
    """Learn what each code of a document means.

    :param profiles: all clauses of one document.
    :param score: texts -> (texts, e) how well each text names each entry, 0 and up.
    :param family: finds the document's codes; None = only method codes.
    :return: code -> weight of each entry (e,), summing to at most 1; codes that are never defined are left out.
    """
    contexts: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for profile in profiles:
        for code, context, trust in _definitions(profile.clause, family):
            contexts[code].append((context, trust))
    learned = {}
    for code in sorted(contexts):
        rows = score([context for context, _ in contexts[code]])
        trust = np.array([trust for _, trust in contexts[code]]) * (rows.max(axis=1) > _CLEAR)
        if trust.any():
            sharp = rows**2
            shares = sharp / np.maximum(sharp.sum(axis=1, keepdims=True), 1e-9)
            sure = min(1.0, float(rows.max()) / _PLAIN)
            learned[code] = sure * (trust @ shares) / trust.sum()
    return learned


def given_to(
    profiles: Sequence[Profile], alone: Callable[[Sequence[str]], Floats], family: Family | None = None
) -> dict[str, Floats]:
    """Find the codes that a document gives to an entry by its full name: code -> which entries (e,), 0 or 1."""
    found = [one for profile in profiles for one in _definitions(profile.clause, family)]
    rows = alone([context for _, context, _ in found])
    given: dict[str, Floats] = {}
    for (code, _, _), row in zip(found, rows, strict=True):
        given[code] = np.maximum(given.get(code, 0.0), row)
    return given


def settle(
    learned: Mapping[str, Floats], stated: Mapping[str, Floats], given: Mapping[str, Floats]
) -> dict[str, Floats]:
    """Leave out what a document seems to say about a code of the catalogue, unless it gives it to another by name.

    :param learned: what `learn` found.
    :param stated: code -> weight of each entry by the catalogue.
    :param given: what `given_to` found.
    """

    def denied(code: str) -> bool:
        row = given.get(code)
        return row is not None and bool(row.any()) and not bool(row[stated[code] > 0].any())

    return {code: row for code, row in learned.items() if code not in stated or denied(code)}


def has_words(text: str) -> bool:
    """Whether a text says anything beside codes and signs: four letters on end, or any Asian character."""
    return _WORD.search(text) is not None


def leave_out(text: str) -> str:
    """Return a text without its method codes of letters and digits; coined names ("AN-test") stay."""
    for code in find_codes(text):
        if not code.endswith("-TEST"):
            text = _without(text, code, whole=False)
    return " ".join(text.split())


def _definitions(clause: Clause, family: Family | None) -> Iterator[tuple[str, str, float]]:
    """Texts that stand beside one code only: the code, the text, and how far it can be trusted."""
    lines = [clause.title, *clause.text.split("\n")]
    lines += [" | ".join(cell for cell in row if cell.strip()) for table in clause.tables for row in table.rows]
    for line in lines:
        codes = find_codes(line) + (family.find(line) if family is not None else ())
        if len(codes) == 1 and len(line) <= _LONGEST:
            rest = _without(line, codes[0])
            if sum(letter.isalpha() for letter in rest) >= 4 and (line is clause.title or _leads(line, codes[0])):
                yield codes[0], rest, _TITLE if line is clause.title else 1.0


def _leads(line: str, code: str) -> bool:
    """A definition names its code first or last."""
    place = line.find(code.split("-")[0].split(" ")[0])
    return place <= 3 or place >= len(line) - len(code) - 3


def _without(line: str, code: str, *, whole: bool = True) -> str:
    """Return a line without a code; `whole` takes the bare letters of a coined name out too."""
    letters, _, digits = code.replace("-TEST", "").partition(" ")
    rest = line
    spellings = [code, letters + digits, f"{letters}-{digits}"]
    if whole:
        spellings += [f"{letters}-test", f"{letters} - test", letters]
    for spelling in spellings:
        rest = rest.replace(spelling, " ")
    return " ".join(rest.split())
