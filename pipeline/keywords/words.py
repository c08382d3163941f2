"""Text into words, with what an engineer reads as one word kept whole.

"ISO 11452-4", "150 kHz", "dBµV/m", "RE 310", "8.2.1" and "2a" are one token each; so is every phrase the caller names
("bulk current injection"). Letters that look alike are made alike first: full-width forms, the two micro signs, the
kinds of hyphen and space. Chinese and Japanese, which write no spaces, come as runs from `split` and as pairs of
characters from `tokens`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pipeline.documents.scripts import without_raised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Kind = Literal["word", "phrase", "standard", "code", "unit", "quantity", "number", "run", "mark"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text, in its canonical spelling."""

    text: str  # "ISO 11452-4", "150 kHz", "harness"; its case is the text's own
    kind: Kind  # "run" = Chinese or Japanese characters, "mark" = punctuation or the end of a line
    lower: str = field(init=False, repr=False, compare=False)  # the text in lower case
    breaks: bool = field(init=False, repr=False, compare=False)  # it ends a phrase: punctuation, numbers, quantities

    def __post_init__(self) -> None:
        """Work out what every reader of the token asks for; most tokens are made once and met often."""
        object.__setattr__(self, "lower", self.text.lower())
        object.__setattr__(self, "breaks", self.kind in ("mark", "number", "quantity"))


# --- look-alikes ------------------------------------------------------------------------------------------------------

_ALIKE = str.maketrans(
    {
        "\u03bc": "µ",  # Greek mu, which NFKC makes of the micro sign, back to the sign engineers type
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\ufe63": "-",
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
        "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
_LOOKALIKE = re.compile(f"[{''.join(map(chr, _ALIKE))}]")
_DECIBEL = re.compile(r"\bdB ?(?:[(\[] ?)?([munµp]?[VAWT](?: ?/ ?m)?)(?:(?<=\w) ?[)\]])?(?![\w/])", re.IGNORECASE)
_PER_METRE = re.compile(r"(?<![A-Za-z])([mkµ]?[VA]) ?/ ?m\b")
_TEXTS = 2_048  # as many as a document of 300 pages has clauses, with what each is called
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?(?:\r\n?|\n)[\s]*")


@lru_cache(maxsize=_TEXTS)
def normalise(text: str) -> str:
    """One spelling for what looks alike: NFKC, one micro sign, plain hyphens and quotes, single spaces, "dBµV/m".

    Line ends stay, as single newlines; case stays.
    """
    if not text.isascii():
        text = _LOOKALIKE.sub(
            lambda found: found[0].translate(_ALIKE), unicodedata.normalize("NFKC", without_raised(text))
        )
    text = _BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip()
    if "db" in text.lower():  # looked for first, since an expression that ignores case takes its time
        text = _DECIBEL.sub(lambda found: "dB" + _unit(found[1]), text)
    return _PER_METRE.sub(r"\1/m", text) if "/" in text else text


def _unit(spelling: str) -> str:
    """Give a unit its usual spelling: "uv / m" -> "µV/m"."""
    spelling = spelling.replace(" ", "")
    prefix, rest = (spelling[0].lower(), spelling[1:]) if len(spelling.split("/")[0]) > 1 else ("", spelling)
    return prefix.replace("u", "µ") + rest[:1].upper() + rest[1:].lower()


# --- the grammar of a token -------------------------------------------------------------------------------------------

_EAST = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W\d_{_EAST}]"
_ALNUM = rf"[^\W_{_EAST}]"
_BARE_UNIT = r"dB(?:[mnµp]?[VAWTmci](?:/m)?)?|[kMG]Hz|[mµk]?V/m|[mµ]?A/m"
_UNIT = (
    rf"(?:{_BARE_UNIT}|(?i:[kmg]?hz|ohms?)|[pnµumkMG]?(?:Ω|V|A|W|T|H|F|J)|[pnµum]?s|[µumck]?m|[kM]?bit/s|°C|K|%|min|h)"
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_BODY = (
    r"(?i:ISO(?:/(?:IEC|TS|TR|PAS))?|IEC(?:/T[SR])?|CISPR|UN[ /]?ECE|SAE|GB(?:/T)?|MIL-STD)|ECE|QC/T|VDE|ANSI|IEEE|"
    r"(?:DIN )?EN(?: ISO| IEC)?|DIN(?: ISO)?"
)
_STANDARD = (
    rf"(?:{_BODY})[ -]?(?:[CJR](?=[ -]?\d)[ -]?)?\d+(?:\.\d+)*[A-H]?(?:[-/]\d+)*(?: ?- ?\d{{1,2}}(?!\d|[.,]\d))?"
    r"(?:,? ?(?i:part) ?\d{1,2})?(?::\d{4})?"
)
_KINDS = {"tag": "number", "abbreviation": "word"}  # a tag numbers a requirement: "[EMC-R-014]"
_PREPOSITION = r"(?:TO|OF|AT|IN|BY|ON|IS|OR|AND|FOR)\b"
_CODE = r"[A-Z]{2,3}(?:[ -]?\d{3}|/[A-Z]{2,3}[ -]?\d{2,3}|[ -]\d{2})"
_GRAMMAR = [
    ("tag", rf"(?:\A|(?<=\n)|(?<=\[))[A-Z]{{2,}}(?:-[A-Z]{{1,4}})*-\d{{3,}}(?!{_ALNUM}|-)"),
    ("standard", rf"(?<![\w-])(?:{_STANDARD})(?!{_ALNUM})"),
    ("quantity", rf"(?<![\w.]){_NUMBER} ?{_UNIT}(?![\w/])"),
    ("unit", rf"(?<![\w/])(?:{_BARE_UNIT})(?![\w/])"),
    ("code", rf"(?<![\w-])(?!{_PREPOSITION}){_CODE}(?!{_ALNUM}|[.,]\d| ?{_UNIT}\b)"),
    ("number", rf"(?<![\w.])(?:[A-Z]\.)?{_NUMBER}(?!{_ALNUM})"),
    ("run", rf"[{_EAST}]+"),
    ("abbreviation", rf"(?<!\w)(?:{_LETTER}\.){{2,}}|(?<!\w){_ALNUM}{{1,3}}(?:/{_ALNUM}{{1,3}})+(?!\w)"),
    ("word", rf"{_ALNUM}+(?:[-'+]{_ALNUM}+)*"),
    ("mark", r"\S|\n"),
]  # fmt: skip


@lru_cache(maxsize=32)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    grammar = _GRAMMAR
    spelled = sorted({normalise(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    if spelled := [phrase for phrase in spelled if re.search(r"\w[\s/-]+\w", phrase)]:
        alternatives = choice(spelled, _loosen)
        grammar = [("phrase", rf"(?<![\w-])(?i:{alternatives})(?i:s|es)?(?!\w)"), *_GRAMMAR]
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in grammar))


def choice(phrases: Iterable[str], spell: Callable[[str], str] = re.escape) -> str:
    """Make an expression that takes any of some phrases, told apart by their first letter first, which is faster.

    :param phrases: those to be tried first in front; none may be empty.
    :param spell: phrase without its first letter -> expression.
    """
    by_letter: dict[str, list[str]] = {}
    for phrase in phrases:
        by_letter.setdefault(phrase[0].lower(), []).append(phrase)
    groups = (f"{re.escape(some[0][0])}(?:{'|'.join(spell(one[1:]) for one in some)})" for some in by_letter.values())
    return "|".join(groups)


def _loosen(phrase: str) -> str:
    """Make an expression that takes a blank for a hyphen and a hyphen for a blank."""
    return re.escape(phrase).replace(r"\ ", "[ -]").replace(r"\-", "[ -]")


_PART = re.compile(r",? ?part ?", re.IGNORECASE)
_YEAR = re.compile(r"(?<=\d)[-:](?:19|20)\d\d$")
_STANDARD_PIECES = re.compile(rf"({_BODY})[ -]?(?:([CJR])[ -]?)?(\d.*)")


def _standard(found: str) -> str:
    """`CISPR25:2021` -> "CISPR 25", "ISO 11452, Part 4" -> "ISO 11452-4": no year, one spelling."""
    found = _YEAR.sub("", re.sub(r" ?- ?", "-", _PART.sub("-", found)))
    body, series, number = _STANDARD_PIECES.fullmatch(found).groups()  # type: ignore[union-attr]
    return f"{body.upper()}{'-' if body.upper() == 'MIL-STD' else ' '}{series or ''}{number}"


def _quantity(found: str) -> str:
    number, unit = re.match(rf"({_NUMBER}) ?(.*)", found).groups()  # type: ignore[union-attr]
    if unit.lower() in ("hz", "khz", "mhz", "ghz"):
        unit = {"hz": "Hz", "khz": "kHz", "mhz": "MHz", "ghz": "GHz"}[unit.lower()]
    elif unit.startswith("u"):
        unit = "µ" + unit[1:]
    return f"{number} {'Ω' if unit.lower() in ('ohm', 'ohms') else unit}"


def split(text: str, phrases: Sequence[str] = ()) -> tuple[Token, ...]:
    """Cut a text into tokens, punctuation and line ends included, in reading order.

    :param text: any text; it is normalised first.
    :param phrases: word groups that are one token each where they occur, in any case, hyphenated or plural.
    """
    cut = _cutter(tuple(phrases)).cut
    first, *lines = normalise(text).split("\n")
    found = list(cut(first))
    for line in lines:
        found.append(_LINE_END)
        found += cut(line)
    return tuple(found)


_LINES = 8_192  # a document of 300 pages has about half as many


class _Cutter:
    """Cuts lines for one set of phrases, and remembers the last ones: everybody who reads a clause cuts the same lines.

    No token reaches over the end of a line, so what a line is cut into does not depend on those around it.
    """

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self._phrases, self._pattern = phrases, _pattern(phrases)
        self.cut = lru_cache(maxsize=_LINES)(self._cut)
        self.bag = lru_cache(maxsize=_LINES)(self._bag)

    def _cut(self, line: str) -> tuple[Token, ...]:
        tokens = []
        for found in self._pattern.finditer(line):
            kind, piece = found.lastgroup or "mark", found[0]
            tokens.append(_phrase(piece, self._phrases) if kind == "phrase" else _token(kind, piece))
        return tuple(tokens)

    def _bag(self, line: str) -> tuple[str, ...]:
        return tuple(piece for token in self.cut(line) for piece in _pieces(token.kind, token.text))


@lru_cache(maxsize=32)
def _cutter(phrases: tuple[str, ...]) -> _Cutter:
    return _Cutter(phrases)


@lru_cache(maxsize=20_000)
def _token(kind: str, piece: str) -> Token:
    if kind == "standard":
        piece = _standard(piece)
    elif kind == "quantity":
        piece = _quantity(piece)
    elif kind == "code":
        letters = piece.rstrip("0123456789")
        piece = f"{letters.rstrip(' -')} {piece[len(letters) :]}"
    return Token(piece, _KINDS.get(kind, kind))  # type: ignore[arg-type]


_LINE_END = _token("mark", "\n")


@lru_cache(maxsize=5_000)
def _phrase(piece: str, phrases: tuple[str, ...]) -> Token:
    return Token(_spell(piece, phrases), "phrase")


def _spell(found: str, phrases: tuple[str, ...]) -> str:
    """Give a phrase found in a text the caller's spelling, whatever its case, hyphens and plural."""
    spelling = _spelling(phrases)
    bare = _bare(found)
    forms = (bare, bare.removesuffix("s"), bare.removesuffix("es"))
    return next((spelling[form] for form in forms if form in spelling), fold(found))


@lru_cache(maxsize=32)
def _spelling(phrases: tuple[str, ...]) -> dict[str, str]:
    return {_bare(phrase): fold(normalise(phrase)) for phrase in phrases}


def _bare(phrase: str) -> str:
    return normalise(phrase).lower().replace("-", " ")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower-case every word of a phrase but those whose case carries meaning: BCI, dBµV/m, kHz, RF-immunity."""
    words = text.split(" ")
    shouted = len(words) > 1 and text.isupper() and all(word.isalpha() for word in words) and max(map(len, words)) > 5
    return " ".join(word if _cased(word) and not (shouted and len(word) > 3) else word.lower() for word in words)


def _cased(word: str) -> bool:
    if word.isupper() and word.isalpha():
        return len(word) < 6
    return any(letter.isupper() for letter in word[1:]) or any(letter.isdigit() for letter in word) or word[1:2] == "-"


# --- bags of words ----------------------------------------------------------------------------------------------------


def tokens(text: str, phrases: Sequence[str] = (), stop: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """List the lower-case tokens of a text for a bag of words, without punctuation.

    A hyphenated word stands whole and in parts ("AN-test": "an-test", "test"; "powered-up": "powered", "up"), a
    quantity with its unit ("40 dbµv/m", "dbµv/m"), a phrase with its words, a run of Chinese in pairs of characters.

    :param stop: lower-case words to leave out, such as `stopwords.ALL`.
    """
    bag = _cutter(tuple(phrases)).bag
    pieces = [piece for line in normalise(text).split("\n") for piece in bag(line)]
    return tuple(pieces) if not stop else tuple(piece for piece in pieces if piece not in stop)


@lru_cache(maxsize=20_000)
def _pieces(kind: str, text: str) -> tuple[str, ...]:
    lower = text.lower()
    if kind == "mark":
        return ()
    if kind == "run":
        return tuple(lower[at : at + 2] for at in range(len(lower) - 1)) or (lower,)
    if kind == "phrase":
        return (lower, *lower.split(" "))
    if kind == "quantity":
        return (lower, lower.split(" ", 1)[1])
    if kind == "word" and "-" in lower:
        parts = text.split("-")
        plain = tuple(part.lower() for part in parts if len(part) > 1 and not part.isupper() and part.isalpha())
        return plain if len(plain) == len(parts) else (lower, *plain)
    return (lower,)
