"""How a list shows a count: the number formats of WordprocessingML (ISO/IEC 29500-1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_IRREGULAR = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_ARABIC_ALPHA = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ARABIC_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
_GANADA = "가나다라마바사아자차카타파하"
_CHOSUNG = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_HALF_WIDTH = str.maketrans(
    _AIUEO + "ヰヱ", "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ" + "ヰヱ"
)  # the last two have no half-width form
_KOREAN_ONES = ("하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
_KOREAN_TENS = ("열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
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
        return _ONES[count]
    if count < 100:
        tens, ones = divmod(count, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    unit, name = (100, "hundred") if count < 1000 else (1000, "thousand")
    head, rest = divmod(count, unit)
    return f"{_words(head)} {name}" + (f" {_words(rest)}" if rest else "")


def _ordinal_words(count: int) -> str:
    words = _words(count)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    head, last = words[:cut], words[cut:]
    if last in _IRREGULAR:
        return head + _IRREGULAR[last]
    return head + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def _ordinal(count: int) -> str:
    if count % 100 in (11, 12, 13):
        return f"{count}th"
    return f"{count}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(count % 10, 'th') }"


def _counting(digits: str, units: tuple[str, str, str, str], zero: str, *, bare_ten: bool) -> Callable[[int], str]:
    """Chinese, Japanese and Korean counting: 12 is ten-two, 105 is one-hundred-(zero-)five."""

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
    return ("", *_KOREAN_TENS)[tens] + ("", *_KOREAN_ONES)[ones]


def _zodiac(count: int) -> str:
    return _STEMS[(count - 1) % 10] + _BRANCHES[(count - 1) % 12]


_CHINESE = _counting("〇一二三四五六七八九", ("", "十", "百", "千"), "零", bare_ten=True)
_LEGAL = _counting("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), "零", bare_ten=False)
_LEGAL_TRADITIONAL = _counting("零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟"), "零", bare_ten=False)
_JAPANESE_LEGAL = _counting("零壱弐参四伍六七八九", ("", "拾", "百", "阡"), "", bare_ten=False)
_HAN_DIGITS = _digits("〇一二三四五六七八九")
_CIRCLED = _within("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")

_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda count: f"{count:02d}",
    "upperRoman": lambda count: _roman(count).upper(),
    "lowerRoman": _roman,
    "upperLetter": _repeat(_LATIN.upper()),
    "lowerLetter": _repeat(_LATIN),
    "ordinal": _ordinal,
    "cardinalText": lambda count: _words(count).capitalize(),
    "ordinalText": lambda count: _ordinal_words(count).capitalize(),
    "hex": lambda count: f"{count:X}",
    "chicago": _repeat("*†‡§"),
    "numberInDash": lambda count: f"- {count} -",
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "ideographEnclosedCircle": _within("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "decimalEnclosedFullstop": _within("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "decimalEnclosedParen": _within("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "chineseCounting": _CHINESE,
    "chineseCountingThousand": _CHINESE,
    "taiwaneseCounting": _CHINESE,
    "taiwaneseCountingThousand": _CHINESE,
    "chineseLegalSimplified": _LEGAL,
    "ideographLegalTraditional": _LEGAL_TRADITIONAL,
    "japaneseCounting": _silent_ones("〇一二三四五六七八九", "万千百十"),
    "japaneseLegal": _JAPANESE_LEGAL,
    "japaneseDigitalTenThousand": _HAN_DIGITS,
    "ideographDigital": _HAN_DIGITS,
    "taiwaneseDigital": _digits("○一二三四五六七八九"),
    "koreanDigital": _digits("영일이삼사오육칠팔구"),
    "koreanDigital2": _digits("零一二三四五六七八九"),
    "koreanCounting": _silent_ones("영일이삼사오육칠팔구", "만천백십"),
    "koreanLegal": _korean_native,
    "ideographTraditional": _within(_STEMS),
    "ideographZodiac": _within(_BRANCHES),
    "ideographZodiacTraditional": _zodiac,
    "aiueoFullWidth": _cycle(_AIUEO),
    "aiueo": _cycle(_AIUEO.translate(_HALF_WIDTH)),
    "irohaFullWidth": _cycle(_IROHA),
    "iroha": _cycle(_IROHA.translate(_HALF_WIDTH)),
    "ganada": _cycle(_GANADA),
    "chosung": _cycle(_CHOSUNG),
    "russianUpper": _repeat(_RUSSIAN.upper()),
    "russianLower": _repeat(_RUSSIAN),
    "arabicAlpha": _repeat(_ARABIC_ALPHA),
    "arabicAbjad": _repeat(_ARABIC_ABJAD),
    "hebrew2": _repeat(_HEBREW),
}
