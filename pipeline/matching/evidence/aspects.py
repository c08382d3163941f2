"""What a heading says outright about the test it is over: emission or immunity, conducted or radiated, and so on.

Each axis has two values that exclude each other. Whatever else a heading says, "Radiated susceptibility, magnetic
fields" is no emission and "Discharges during handling" is not made to a powered device. Words are those of the field
in English, German, French, Spanish, Italian, Chinese, Japanese, Korean and some in Polish and Czech, with the
abbreviations RE, CE, RS, CS, RI, CI that also begin method codes ("CS101", "RF_CE").
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

AXES = MappingProxyType(
    {
        "direction": ("emission", "immunity"),
        "coupling": ("conducted", "radiated"),
        "field": ("electric", "magnetic"),
        "lines": ("supply", "signal"),
        "state": ("unpowered", "powered"),
        "form": ("transient", "radio frequency"),
    }
)
AXIS_OF = MappingProxyType({value: axis for axis, values in AXES.items() for value in values})

_WORDS = {
    "emission": (
        r"emission|emitted|emit[st]?\b|emisi[oó]n|emissione|\bemisj|\bemise\b|disturbance (?:voltage|current)|"
        r"interference (?:voltage|current)|st[oö]raussendung|\baussendung|abstrahl|"
        r"funkst[oö]r(?:spannung|strom)|st[oö]rspannung|st[oö]rstrom|"
        r"\bnoise (?:test|measurement|voltage|current)|\bperturbations? (?:émise|conduite)|"
        r"\b(?:field|conduct\w+|radiat\w+|transient\w*)(?: \w+)? launch\b|(?<!anti-)(?<!anti )harassment|"
        r"émission|\bémis(?:es?)?\b|rayonnement (?:émis|parasite)|发射|骚扰(?!抗|的?抗)|エミッション|妨害波|"
        r"방출|방사 노이즈"
    ),
    "immunity": (
        r"immunity|susceptib|endurance|resistance to|robustness|withstand|interference resist|"
        r"anti.?(?:interference|disturbance|jamming|harassment)|st[oö]rfestig|festigkeit gegen|einstrahl|"
        r"immunität|immunité|\btenue (?:aux?|à)|suscetti|inmunidad|immunità|\bodoln|\bodporn|抗扰|抗干扰|"
        r"抗骚扰|敏感度|耐性|イミュニティ|내성"
    ),
    "conducted": (
        r"conducted|conduction|leitungsgebunden|leitungsgeführt|\bconduit|conducid|condott|przewodz|传导|伝導|"
        r"전도"
    ),
    "radiated": (
        r"radiat(?:ed|ion)|feldgebunden|gestrahlt|strahlung|abstrahl|einstrahl|rayonn|radiad|irradiat|irraggia|"
        r"promieniow|辐射|放射|방사"
    ),
    "electric": (
        r"(?<!di)electric(?:al)? field|\be.field|elektrisch\w* feld|champs? électriques?|campo el[eé]ctrico|"
        r"campo elettrico|电场|電界|전계"
    ),
    "magnetic": (
        r"(?<!electro)(?<!electro-)(?<!électro)(?<!elektro)(?<!elettro)magn[eéè]t|\bh.field|magnetick|"
        r"(?<!电)磁场|(?<!電)磁界|자기장|자계"
    ),
    "supply": (
        r"(?:supply|power|battery|feed|mains)(?: (?:and|input|return))?[ -]"
        r"(?:line|lead|cord|cable|conductor|input|circuit|port|pin|terminal|wire)|"
        r"\bpwr\b|(?:versorgungs|speise|bordnetz)(?:leitung|-(?= ?(?:und|oder|/|,)))|\b(?:kl\.|klemme) ?(?:15|30|31)\b|"
        r"(?:lignes?|lin[eé]as?|linee|câbles?) d['’i]? ?(?:e )?alimenta|电源(?:线|端)|電源(?:線|ライン)|전원선|"
        r"napájecí\w* veden|lini\w* zasil"
    ),
    "signal": (
        r"(?:signal|data|control|sensor|i/o|communication)(?:,| and|/)?(?: \w+)?[ -]"
        r"(?:line|lead|cable|circuit|port|pin|wire)|"
        r"\bsig\b|(?:signal|steuer|daten|sensor|mess|kommunikations)-?(?: ?(?:und|oder|/|,) ?\w+?-?)*leitung|"
        r"(?:lignes?|liaisons?|câbles?|faisceaux?) de (?:signal|signaux|donn|command|mesure)|l[ií]ne?[ea]s? de señal|"
        r"linee di segnale|signálov\w* veden|non-?power (?:wire|line|lead|cable)|andere als (?:die )?versorgung|"
        r"(?:autres? que|autres? qu['’]|hors)(?: ?(?:les?|la|lignes?|l['’]|d['’]))* ?alimentation|"
        r"lini\w* sygna|信号(?:线|端)|信号(?:線|ライン)|신호선|"
        r"(?:other than|outside(?: of)?|except|not)(?: the)? (?:supply|power) (?:line|lead)s?|"
        r"(?:other|sonstige) (?:lines|leads|leitungen)"
    ),
    "unpowered": (
        r"un-?powered|non-?powered|not (?:powered|operating|connected|in operation|energi[sz]ed)|"
        r"non-?operating|non-?operational|de-?energi[sz]ed|power(?:ed)?.?off|switched off|"
        r"without (?:supply|power)|\bhandling\b|packag|stromlos|unbestromt|nicht (?:in betrieb|bestromt)|"
        r"spannungslos|verpackung|handhabung|hors tension|non aliment|sin (?:tensi[oó]n|alimentaci[oó]n)|"
        r"manipula|不通电|未通电|非通电|不加电|断电|非通電|無通電|비통전|무전원"
    ),
    "powered": (
        r"\bpowered|\bpower-?up\b|energi[sz]ed|\bin operation|\blive\b|(?<!un)bestromt|in betrieb\b|"
        r"unter spannung|sous tension|\baliment[ée](?:e|s|es)?\b|bajo tensi[oó]n|alimentato|通电|加电|上电|"
        r"通電|통전"
    ),
    "transient": (
        r"transient|spikes?\b|\bpulses? (?:1|2a|2b|3a|3b|p\d)|\btransitoi|transitor|st[oö]rimpuls|瞬态|瞬变|"
        r"瞬時|トランジェント|過渡|과도|přechodov|przej[sś]ciow"
    ),
    "radio frequency": (r"\brf\b|radio.?frequen|\bhf\b|hochfrequ|radiofr[eé]|射频|無線周波|무선 주파수"),
}
_PATTERNS = {value: re.compile(pattern, re.IGNORECASE) for value, pattern in _WORDS.items()}
_FIRST = ("unpowered", "signal")  # their words hold words of the other side: what they match is cut out first
_SHORT = re.compile(
    r"(?<![A-Za-z0-9])(?P<both>RE|CE|RS|CS|RI|CI)(?![A-Za-z])(?!\W{0,2}(?:mark|sign|label|kenn|conform|konform))"
    r"(?![ -]?(?:232|422|423|485)\b)"
)
_FEW_WORDS = 6
_MEANS = {
    "RE": "radiated emission",
    "CE": "conducted emission",
    "RS": "radiated immunity",
    "RI": "radiated immunity",
    "CS": "conducted immunity",
    "CI": "conducted immunity",
}
_MAGNETIC = {
    **_MEANS,
    "RE": "magnetic field emission",
    "RS": "magnetic field immunity",
    "RI": "magnetic field immunity",
}
_MORE = (
    (re.compile(r"\(V\)|\bAN\b|\bLISN\b"), "voltage method"),
    (re.compile(r"\([IA]\)|\bprobe\b"), "current method"),
    (re.compile(r"\btrans\b|\bTR\b", re.IGNORECASE), "transients"),
    (re.compile(r"\bpwr\b", re.IGNORECASE), "supply lines"),
    (re.compile(r"\bsig\b", re.IGNORECASE), "signal lines"),
    (re.compile(r"\bpulse\b|\bPM\b", re.IGNORECASE), "radar pulse"),
    (re.compile(r"\bHH[TR]?\b"), "hand-held transmitter"),
    (re.compile(r"\bRC\b"), "reverberation chamber"),
    (re.compile(r"\bSL\b"), "stripline"),
    (re.compile(r"\bclamp\b", re.IGNORECASE), "current injection"),
)
_TAIL = re.compile(r"[-_/]([A-Z]{1,5})\b")  # what a code of letters alone says next: "RI-BCI-S"
_TOLD = frozenset("H E V I A LF HF TR PM SIG PWR HH HHT HHR RC SL AN LISN".split())  # tails that are told above  # noqa: SIM905
_SAYS = {
    "RE": ("emission", "radiated"),
    "CE": ("emission", "conducted"),
    "RS": ("immunity", "radiated"),
    "CS": ("immunity", "conducted"),
    "RI": ("immunity", ""),  # some schemes number coupled immunity as RI, and injected currents too
    "CI": ("immunity", ""),
}


def find_aspects(text: str, codes: bool = True) -> dict[str, str]:
    """Tell what a heading says outright.

    :param text: a heading, folded to NFKC.
    :param codes: whether abbreviations count that begin a code ("CE 420"); alone ("CE") they always do.
    :return: axis -> value, in the order of AXES; an axis of which the heading names both sides or none is left out.

    >>> find_aspects("Radiated susceptibility, magnetic field (RS101)")
    {'direction': 'immunity', 'coupling': 'radiated', 'field': 'magnetic'}
    """
    said = {value for value in _in_words(text)} | set(_in_short(text, codes))
    return {
        axis: one if one in said else other for axis, (one, other) in AXES.items() if (one in said) != (other in said)
    }


def _in_words(text: str) -> Iterable[str]:
    rest = text
    for value in _FIRST:
        if _PATTERNS[value].search(rest):
            yield value
            rest = _PATTERNS[value].sub(" ", rest)
    for value, pattern in _PATTERNS.items():
        if value not in _FIRST and pattern.search(rest):
            yield value


def _in_short(text: str, codes: bool) -> Iterable[str]:
    """Read the abbreviations; in a heading all in capitals "CE" may be any word, unless digits follow."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = len(letters) > 8 and sum(letter.isupper() for letter in letters) > 0.9 * len(letters)
    for match in _SHORT.finditer(text):
        numbered = re.match(r"[ _-]?\d", text[match.end() :]) is not None
        if (codes or not numbered) and (numbered or not capitals):
            yield from filter(None, _SAYS[match["both"]])


def spell_short(title: str) -> str:
    """Put behind a short heading what its abbreviations stand for in this field, where no code or word says it.

    >>> spell_short("RE-H (LF)")
    'RE-H (LF) (magnetic field emission)'
    """
    if len(title.split()) > _FEW_WORDS or re.search(r"[^\W\d_]{6}", title):
        return title
    found = []
    for match in _SHORT.finditer(title):
        rest = title[match.end() :]
        tail = _TAIL.match(rest)
        if not re.match(r"[ _-]?\d", rest) and (tail is None or tail[1] in _TOLD):
            found.append(_MAGNETIC[match["both"]] if re.match(r"[ _-]{0,2}\(?H\b", rest) else _MEANS[match["both"]])
    found += [meaning for pattern, meaning in _MORE if found and pattern.search(title)]
    return f"{title} ({', '.join(dict.fromkeys(found))})" if found else title


def contradicts(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, str] | None:
    """Give the first pair of values that exclude each other; None where none do."""
    return next(((one[axis], other[axis]) for axis in one if axis in other and one[axis] != other[axis]), None)
