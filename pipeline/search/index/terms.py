"""Text into search terms: what an engineer types as one word is one term, and words are cut to their stem.

"CISPR 25", "RE 310", "dBµV/m", "200 V/m" and "6.4.2" are one term each, and also findable by their parts: a question
names "11452-4" without its body, or the unit without its number. Stems are those of Porter's stemmer as SQLite has it,
so that no further package is loaded and the same word has the same stem in a clause and in a question.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from typing import TYPE_CHECKING

from pipeline.keywords import stopwords
from pipeline.keywords.words import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.keywords.words import Token

SIGNS = "_./+%°&:-"  # signs within a term beside letters and digits
_STRANGE = re.compile(rf"[^\w{re.escape(SIGNS)}]+")
_TAG = re.compile(r"[a-z]+-\d+")
_PARTS = re.compile(r"[-/+]")
_ASKING = frozenset(
    """
    tell list say said state stated specify specified asked ask please find described describe defined define long
    demand demands demanded want wants wanted apply applies applied hold holds
    """.split()  # noqa: SIM905
)
STOP = (stopwords.ENGLISH | _ASKING) - {"off", "without"}
_TENS = dict(
    zip(
        ("ten", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"),
        ("10", "15", "20", "30", "40", "50", "60", "70", "80", "90", "100"),
        strict=True,
    )
)
_TEN = re.compile(rf"\b(?:{'|'.join(_TENS)})\b", re.IGNORECASE)
_UNITS = (
    # (what is spelled out behind a number, sign): "48 volts" is "48 V"
    ("kilo ?volts?", "kV"), ("volts?", "V"), ("milli ?amp(?:ere)?s?", "mA"), ("amp(?:ere)?s?", "A"), ("ohms?", "Ω"),
    ("giga ?hertz", "GHz"), ("mega ?hertz", "MHz"), ("kilo ?hertz", "kHz"), ("hertz", "Hz"), ("watts?", "W"),
    ("degrees?(?: c(?:elsius)?)?", "°C"), ("per ?cent", "%"), ("minutes?", "min"), ("seconds?", "s"), ("hours?", "h"),
    ("centi ?met(?:er|re)s?", "cm"), ("milli ?met(?:er|re)s?", "mm"), ("met(?:er|re)s?", "m"),
)  # fmt: skip
_UNIT = re.compile(
    r"(?<=\d)[ -]?(?:" + "|".join(f"(?P<u{place}>{words})" for place, (words, _) in enumerate(_UNITS)) + r")\b",
    re.IGNORECASE,
)
_BRITISH = re.compile(r"is(?=(?:ation|e|ed|es|er|ing)s?$)|our(?=(?:ed|s|ing|al)?$)|tre(?=s?$)")
_AMERICAN = {"is": "iz", "our": "or", "tre": "ter"}


def terms(text: str) -> list[str]:
    """List the search terms of a text in reading order, each place once with all its parts; stop words left out."""
    found: list[str] = []
    for token in split(_spell_values(text)):
        found += [_spell(piece) for piece in _pieces(token) if piece not in STOP]
    return stems([term for term in found if term])


def stems(words: Iterable[str]) -> list[str]:
    """Cut words to their stems, British ones to those of their American sisters; codes and units stay as they are."""
    return _STEMMER.cut(
        [_BRITISH.sub(lambda found: _AMERICAN[found[0]], word) if len(word) > 4 else word for word in words]
    )


def _spell_values(text: str) -> str:
    """Write numbers and units that are spelled out as figures and signs."""
    text = _TEN.sub(lambda found: _TENS[found[0].lower()], text)
    return _UNIT.sub(lambda found: f" {_UNITS[int((found.lastgroup or 'u0')[1:])][1]}", text)


def _pieces(token: Token) -> Iterator[str]:
    lower = token.text.lower()
    if token.kind == "mark":
        return
    if token.kind == "run":
        yield from [lower[at : at + 2] for at in range(len(lower) - 1)] or [lower]
    elif token.kind == "standard":
        number = lower.rsplit(" ", 1)[-1]
        yield from dict.fromkeys((lower, number, number.split("-")[0], lower.split("-")[0] if " " in lower else lower))
    elif token.kind == "code":
        yield lower.replace(" ", "")
    elif token.kind == "quantity":
        number, unit = lower.split(" ", 1)
        yield from (lower, number, unit)
    elif token.kind == "word":
        yield from dict.fromkeys((lower, *(part for part in _PARTS.split(lower) if len(part) > 1)))
    elif _TAG.fullmatch(lower):  # the number of a requirement, or a method code: "RE-310"
        yield from (lower, lower.replace("-", ""))
    else:
        yield lower


def _spell(piece: str) -> str:
    """Write a term so that the index cuts it nowhere."""
    return _STRANGE.sub("", piece.replace(" ", "_")).strip(".:/&")


class _Stemmer:
    """Porter's stemmer of SQLite, asked once for each word."""

    _MOST = 200_000  # words remembered

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def cut(self, words: list[str]) -> list[str]:
        """Return the stem of each word."""
        known = self._known
        unknown = [word for word in dict.fromkeys(words) if word not in known]
        fresh: dict[str, str] = {}
        if unknown:
            with self._lock:
                fresh = self._ask(unknown)
                if len(self._known) > self._MOST:
                    self._known = {}
                self._known.update(fresh)
        return [fresh[word] if word in fresh else known.get(word, word) for word in words]

    def _ask(self, words: list[str]) -> dict[str, str]:
        plain = [word for word in words if word.isascii() and word.isalpha()]
        found = {word: word for word in words}
        if plain:
            if self._connection is None:
                self._connection = sqlite3.connect(":memory:", check_same_thread=False)
                self._connection.execute("CREATE VIRTUAL TABLE bag USING fts5(word, tokenize = 'porter ascii')")
                self._connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(bag, instance)")
            self._connection.execute("DELETE FROM bag")
            self._connection.executemany("INSERT INTO bag(rowid, word) VALUES (?, ?)", enumerate(plain))
            found |= {plain[row]: stem for stem, row in self._connection.execute("SELECT term, doc FROM stems")}
        return found


_STEMMER = _Stemmer()
