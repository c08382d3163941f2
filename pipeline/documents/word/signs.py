"""Characters: what counts as one, what is cleaned, and the letters that sign fonts (Symbol, Wingdings) stand for."""

from __future__ import annotations

_SYMBOL = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}∼"  # 20 to 7E
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|—↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\x00〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"  # A0 to FE
)
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑",
    0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x78: "☒", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xAB: "★",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE7: "←", 0xE8: "→", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧",
    0xF2: "⇩", 0xF3: "⇔", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **dict(zip(range(0x80, 0x8B), "⓪①②③④⑤⑥⑦⑧⑨⑩", strict=True)),
    **dict(zip(range(0x8C, 0x96), "❶❷❸❹❺❻❼❽❾❿", strict=True)),
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA3: "☐"}
_WEBDINGS = {0x61: "✓", 0x72: "✗", 0x63: "□", 0x67: "■"}
_FONTS: dict[str, dict[int, str]] = {
    "symbol": {
        **{0x20 + index: sign for index, sign in enumerate(_SYMBOL)},
        **{0xA0 + index: sign for index, sign in enumerate(_SYMBOL_HIGH) if sign != "\x00"},
    },
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
}
_PRIVATE = range(0xF000, 0xF100)  # where sign fonts keep their signs: F0 and the code in the font

# Invisible characters are removed, other spaces become plain ones, other hyphens the plain one.
_CLEAN = str.maketrans(
    {
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
        **dict.fromkeys(map(chr, (*range(0x09), *range(0x0B, 0x20), 0x7F, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))),
        **dict.fromkeys("\u00a0\u2007\u202f\r\n", " "),
        "\u2011": "-",
        "\u0085": " ",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)


def clean(text: str) -> str:
    """Text of one w:t as it is kept: no invisible or control characters, plain spaces and hyphens."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_CLEAN)


def visible(text: str) -> int:
    """Characters that are neither white space nor invisible."""
    return len("".join(clean(text).split()))


def sign(font: str, code: int) -> str:
    """The letter or sign a code of a sign font stands for; "" where Unicode has none that we know.

    :param font: name of the font in any case; unknown fonts are ordinary, their codes are Unicode.
    """
    if code in _PRIVATE:
        code -= 0xF000
        table = _FONTS.get(font.strip().lower(), _FONTS["symbol"] if not font else {})
        return table.get(code, "")
    table = _FONTS.get(font.strip().lower(), {})
    if table:
        return table.get(code, "")
    return clean(chr(code)) if 0x20 <= code < 0x110000 and not 0xE000 <= code < 0xF900 else ""


def letters(font: str, text: str) -> str:
    """Text typed in a sign font, as it looks: "m" in Symbol is a micro sign. What has no letter stays as it is."""
    return "".join(sign(font, ord(char)) or char for char in text)
