"""How a list shows a count: the number formats of WordprocessingML (ISO/IEC 29500-1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SIGNS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_WORDS = {name: value.split() for name, value in _SIGNS["words"].items() if isinstance(value, str)}
_MOST_REPEATS = 30  # of one letter, then it starts anew
_LARGEST = 32767  # Word counts no further


def show(count: int, kind: str) -> str:
    """A count as a list of that format shows it: 4 in "lowerRoman" is "iv". Unknown formats count in decimal."""
    if kind in ("none", "bullet"):
        return ""
    if count > _LARGEST or count < 0:
        return str(count)
    return _FORMATS.get(kind, str)(count)


def _roman(count: int) -> str:
    if count == 0:
        return "0"
    shown = ""
    for worth, letters in _ROMAN:
        times, count = divmod(count, worth)
        shown += letters * times
    return shown


def _repeat(letters: str) -> Callable[[int], str]:
    """Letters that double after the last one, as Word counts them: z, aa, bb, cc."""

    def shown(count: int) -> str:
        if count == 0:
            return "0"
        times, position = divmod((count - 1) % (_MOST_REPEATS * len(letters)), len(letters))
        return letters[position] * (times + 1)

    return shown


def _cycle(letters: str) -> Callable[[int], str]:
    return lambda count: letters[(count - 1) % len(letters)] if count else "0"


def _within(letters: str) -> Callable[[int], str]:
    """Signs that exist for the first counts only; decimal beyond."""
    return lambda count: letters[count - 1] if 1 <= count <= len(letters) else str(count)


def _digits(zero_to_nine: str) -> Callable[[int], str]:
    return lambda count: "".join(zero_to_nine[int(digit)] for digit in str(count))


def _words(count: int) -> str:
    if count < 20:
        return _WORDS["ones"][count]
    if count < 100:
        tens, ones = divmod(count, 10)
        return _WORDS["tens"][tens] + (f"-{_WORDS['ones'][ones]}" if ones else "")
    unit, name = (100, "hundred") if count < 1000 else (1000, "thousand")
    head, rest = divmod(count, unit)
    return f"{_words(head)} {name}" + (f" {_words(rest)}" if rest else "")


def _ordinal_words(count: int) -> str:
    words = _words(count)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    head, last = words[:cut], words[cut:]
    if last in _SIGNS["words"]["irregular"]:
        return f"{head}{_SIGNS['words']['irregular'][last]}"
    return head + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def _ordinal(count: int) -> str:
    if count % 100 in (11, 12, 13):
        return f"{count}th"
    return f"{count}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(count % 10, 'th') }"


def _counting(digits: str, powers: str, zero: str) -> Callable[[int], str]:
    """Chinese and formal Japanese counting: 12 is ten-two, 105 is one-hundred-(zero-)five."""
    units, bare_ten = ("", *powers), powers[0] == "十"

    def below_ten_thousand(count: int) -> str:
        shown, gap = "", False
        for power in (3, 2, 1, 0):
            digit, count = divmod(count, 10**power)
            if digit:
                one_is_silent = digit == 1 and power > 0 and bare_ten and (power == 1 and not shown)
                shown += (zero if gap and shown else "") + ("" if one_is_silent else digits[digit]) + units[power]
                gap = False
            else:
                gap = bool(shown)
        return shown

    def shown(count: int) -> str:
        if count == 0:
            return digits[0]
        head, rest = divmod(count, 10_000)
        text = below_ten_thousand(head) + "万" if head else ""
        return text + (zero if head and 0 < rest < 1000 else "") + below_ten_thousand(rest)

    return shown


def _silent_ones(digits: str, units: str) -> Callable[[int], str]:
    """Without a sign for zero, and without "one" before ten, hundred and thousand: 110 is hundred-ten."""

    def shown(count: int) -> str:
        if count == 0:
            return digits[0]
        text = ""
        for worth, sign in zip((10_000, 1000, 100, 10), units, strict=True):
            times, count = divmod(count, worth)
            if times:
                text += ("" if times == 1 and worth < 10_000 else shown(times)) + sign
        return text + (digits[count] if count else "")

    return shown


def _korean_native(count: int) -> str:
    if not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    return ("", *_WORDS["korean_tens"])[tens] + ("", *_WORDS["korean_ones"])[ones]


def _zodiac(count: int) -> str:
    stems, branches = _SIGNS["within"]["ideographTraditional"], _SIGNS["within"]["ideographZodiac"]
    return f"{stems[(count - 1) % 10]}{branches[(count - 1) % 12]}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda count: f"{count:02d}",
    "upperRoman": lambda count: _roman(count).upper(),
    "lowerRoman": _roman,
    "ordinal": _ordinal,
    "cardinalText": lambda count: _words(count).capitalize(),
    "ordinalText": lambda count: _ordinal_words(count).capitalize(),
    "hex": lambda count: f"{count:X}",
    "numberInDash": lambda count: f"- {count} -",
    "koreanLegal": _korean_native,
    "ideographZodiacTraditional": _zodiac,
    **{name: _repeat(signs) for name, signs in _SIGNS["repeat"].items()},
    **{name: _cycle(signs) for name, signs in _SIGNS["cycle"].items()},
    **{name: _within(signs) for name, signs in _SIGNS["within"].items()},
    **{name: _digits(signs) for name, signs in _SIGNS["digits"].items()},
    **{name: _counting(*given) for name, given in _SIGNS["counting"].items()},
    **{name: _silent_ones(*given) for name, given in _SIGNS["silent_ones"].items()},
}
