"""What heads, cells and sentences say beside the value: detector, class, status, supply, pulse, discharge, network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING

from pipeline.requirements.quantities import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class SaidToken:
    """Something said at a place of a text."""

    kind: str  # "detector", "class", "status", "supply", "pulse", "mode" ...
    value: str
    start: int
    end: int


_I = re.IGNORECASE
_DETECTORS = (
    ("QP", re.compile(r"\bqp\b|quasi[\s-]?(?:peak|crête|spitzen\w*|pico)|quasispitzen\w*|准峰值?", _I)),
    (
        "PK",
        re.compile(
            r"(?<![A-Za-z])(?<!quasi-)(?<!quasi )(?:pk|peak|spitzenwert\w*|spitzen(?:grenz)?wert\w*|crête)(?![A-Za-z])"
            r"(?![\s-]?(?:to[\s-]?)?(?:peak|crête)|\s?conserv)|(?<!准)峰值|尖峰",
            _I,
        ),
    ),
    (
        "AV",
        re.compile(
            r"\b(?:c?avg?|ave|cav|average|mean|moyenne?|valeur moyenne|mittel(?:grenz)?wert\w*|media)\b|平均", _I
        ),
    ),
    ("RMS", re.compile(r"\brms\b|\br\.m\.s\.?|\beffektivwert\w*|有效值|均方根", _I)),
)
_PEAK_TO_PEAK = re.compile(
    r"peak[\s-]+(?:to[\s-]+)?peak|\bp-p\b|\bVpp\b|\bpp\b|spitze[\s-]spitze|crête[\s-]à?[\s-]?crête", _I
)
_CODE = r"(?:HV-[A-Z]?\d|[A-Z]\d{1,2}|[1-9]\d?|[IVX]{1,4}|[A-Z])"
_NOT_UNIT = r"(?![\w.,]*\d)(?!\s?(?:[kmµ]?V|[kMG]?Hz|mA|dB|%|Ω|[µm]?s)\b)(?!\s?/\s?m\b)(?![\w-])"
_CLASS_WORD = (
    r"(?:(?:limit|severity|test|requirement)\s)?(?:class(?:es)?|levels?|grades?|severit(?:y|"
    r"ies)|categor(?:y|ies)|groups?|[ck]at\.|cl\.|lvl\.?|sev\.)"
    r"|(?:grenzwert|prüf|stör|geräte)?klassen?|kl\.|(?:prüf)?stufen?|kategorien?|gruppen?|"
    r"(?:prüf)?schärfegrade?|(?:prüf)?schärfen?"
    r"|classes?|niveaux?|sévérités?|catégories?|groupes?"
)
_CLASS = re.compile(
    rf"(?<![A-Za-z-])(?i:(?P<word>{_CLASS_WORD}))\s?(?:of\s\w+\s)?"
    rf"(?P<values>{_CODE}{_NOT_UNIT}(?:\s?(?:,|/|and|or|to|und|oder|bis|et|ou)\s?(?:(?i:class|"
    rf"level)\s)?{_CODE}{_NOT_UNIT})*)"
)
_ALONE = re.compile(r"(?<![\w.-])(?P<values>HV-[A-Z]\d|[CL][0-6](?:\s?[/,]\s?[CL][0-6])*)(?![\w-])")
_GRADE_CJK = re.compile(r"(?:等级|级别)\s?(?P<a>[\dIVⅠ-Ⅴ]+)|(?P<b>[\dⅠ-ⅤA-E])\s?[级类]")
STATE = r"(?:[A-E](?![A-Za-z])|IV|I{1,3}|V)"
STATUS_WORD = (
    r"(?:\bFPSC|\bFS|\bfunctional (?:performance )?(?:status|state|class)(?: classification)?|"
    r"\bfunction(?:al)? (?:class|status|state)"
    r"|\bperformance (?:class|criteri(?:on|a)|level)|\b(?:acceptance |performance )?criteri(?:on|a)|\bstatus|\bstate"
    r"|\bFunktions(?:zustand|zustände|status|klasse|stufe)\w*|\bBewertungskriterium|"
    r"\bKriterium|\bétat(?: fonctionnel)?|\bcritère|\bstatut)"
)
_STATUS = re.compile(
    rf"{STATUS_WORD}\s?(?:classification\s|class\s)?[:=]?\s?(?P<values>{STATE}(?:\s?(?:/|,|and|"
    rf"or|und|oder)\s?{STATE})*)(?![\w-]|\.\d)",
    re.IGNORECASE,
)
_SUPPLY_WORD = (
    r"(?:systems?|nets?|networks?|terminals?|supply|supplies|board\s?nets?|on-board|vehicles?|"
    r"electrical|Bordnetz\w*|Netz\w*|System\w*"
    r"|batter\w*|réseau|pins?|components?|devices?|units?|parts?|versions?|equipment|line|"
    r"power|outlets?|sockets?|Steckdose|chassis|inputs?|modules?|Eingang\w*|Fahrzeug\w*)"
)
_SUPPLY = re.compile(
    rf"(?<![\w.,+\-±])(?<![+\-±]\s)(?P<v>12|24|36|42|48|400|800)\s?-?\s?V(?:olt)?(?:\b|(?=-))"
    rf"(?:[\s-]{{1,2}}(?:commercial\s|road\s|goods\s|vehicle\s)?{_SUPPLY_WORD}\b|(?=\s?\)))"
    r"|(?:\b(?:(?:supply|battery|system|net|nominal|rated)\s(?:voltage\s)?(?:of|is|=)"
    r"|(?:supplied|powered|fed|operated)\s(?:with|by|from|at|on)|(?:versorgt|gespeist|betrieben)\smit|nennspannung(?:\svon)?"
    r"|alimentés?\s(?:en|sous|par))|\bU[_ ]?(?:N|nom|B)\s?=)\s(?:a\s|nominal\s){0,2}(?P<w>12|24|36|42|48)\s?V\b"
    r"|\bmit\s(?P<x>12|24|36|42|48)\s?V\s(?:versorgt|gespeist|betrieben)",
    _I,
)
_SUPPLY_BARE = re.compile(
    r"(?<![\w.,+\-±])(?<![+\-±]\s)(?P<v>12|24|36|42|48|400|800)(?P<w>)\s?-?\s?V(?:\b|(?=-))(?!\s?/\s?m)"
)
_RESEAU = re.compile(r"\bréseau\s(?P<v>12|24|48)(?P<w>)\s?V\b", _I)
_COUPLING = re.compile(
    r"(?<![A-Za-z])(?P<c>CCC|DCC|ICC)(?![A-Za-z])|\b(?P<cap>capacitive (?:coupling )?clamp|"
    r"kapazitive(?:n|r)? Koppelzange|pince capacitive)"
    r"|\b(?P<ind>inductive (?:coupling )?clamp|induktive(?:n|r)? Koppelzange)|"
    r"\b(?P<dir>direct (?:capacitor|capacitive) coupling|direkte kapazitive Kopplung)",
    _I,
)
NAME = r"(?:[1-7]\s?[a-c]?|[A-F]\d(?:-\d)?|a|b)"
_PULSE = re.compile(
    rf"\b(?:pulses?|Impulse?|Prüfimpulse?|impulsions?)\s(?:no\.?\s|Nr\.?\s|"
    rf"type\s)?(?P<values>{NAME}(?![\w])(?!\s?(?:[µmn]?s\b|[kMG]?Hz|,?\d))"
    rf"(?:\s?(?:,|/|and|or|und|oder|et|to|~|-)\s?(?:pulses?\s)?{NAME}(?![\w]))*)",
    _I,
)
_SPEED = re.compile(
    r"\b(?P<fast>fast|schnelle?[nrs]?|rapides?)\b|\b(?P<slow>slow|langsame?[nrs]?|lentes?)\b|(?P<f>快)|(?P<s>慢)", _I
)
_SPEED_NAME = re.compile(
    r"\s*(?:pulses?\s|Impulse?\s)?(?P<name>[1-3]?[ab](?![\w])(?:\s?(?:/|,|and|und|et)\s?[1-3]?[ab](?![\w]))?|[+\-±](?!\s?\d)|[+](?=/-))"
)
_MODES = (
    ("indirect", re.compile(r"\bindirect|\bindirekt|\bcoupling plane\b|\b[HV]CP\b|\bKoppelplatte|间接", _I)),
    ("contact", re.compile(r"\bcontact|\bkontakt\w*|接触", _I)),
    ("air", re.compile(r"\bair\b|\bluft\w*|\bdans l.air\b|空气", _I)),
)
_BEHIND = 3  # signs between "indirect" and the word it goes with
_NETWORK = re.compile(
    r"(?<!\d)(?P<c>\d++(?:[.,]\d++)?\s?pF)\s?(?:[/,;]|and|und|et|"
    r"\s)\s?(?:R\s?=\s?)?(?P<r>\d+(?:[.,]\d+)?\s?k?(?:Ω|Ohm|ohms?))|"
    r"C\s?=\s?(?P<c2>\d+\s?pF),?\s?(?:und|and)?\s?R\s?=\s?(?P<r2>\d+(?:[.,]\d+)?\s?k?(?:Ω|"
    r"Ohm))",
    _I,
)
_POSITIVE = re.compile(r"\bpositiv\w*|正", _I)
_NEGATIVE = re.compile(r"\bn[eé]gativ\w*|负", _I)


def _kept(finder: Callable[[str], Iterator[SaidToken]]) -> Callable[[str], Iterator[SaidToken]]:
    """Find in each text once: captions, heads and sentences are looked at for many values."""
    found = lru_cache(maxsize=8192)(lambda text: tuple(finder(text)))

    @wraps(finder)
    def give(text: str) -> Iterator[SaidToken]:
        return iter(found(text))

    return give


@_kept
def detectors(text: str) -> Iterator[SaidToken]:
    """Find the detectors a text names."""
    for name, pattern in _DETECTORS:
        for match in pattern.finditer(text):
            if not _PEAK_TO_PEAK.search(text, max(0, match.start() - 8), match.end() + 10):
                yield SaidToken("detector", name, match.start(), match.end())


@_kept
def classes(text: str) -> Iterator[SaidToken]:
    """Find classes, levels and categories: "Class 3", "Level II", "Klasse M1", "C0"."""
    for match in _CLASS.finditer(text):
        if _is_state(text, match):
            continue
        word = match["word"].split()[-1]
        values = match["values"]
        single = re.sub(
            r"(?i)^(class|level|grade|categor|group)(?:es|ies|s)$",
            lambda each: each[1] + ("y" if each[1].lower() == "categor" else ""),
            word,
        )
        yield SaidToken("class", f"{single} {values}", match.start(), match.end())
    for match in _ALONE.finditer(text):
        yield SaidToken("class", match["values"], match.start(), match.end())
    for match in _GRADE_CJK.finditer(text):
        yield SaidToken("class", match["a"] or match["b"], match.start(), match.end())


def _is_state(text: str, match: re.Match[str]) -> bool:
    """Tell a class of function, which is a status, and a case: "functional class A", "the level I"."""
    before = text[max(0, match.start() - 14) : match.start()].lower()
    return bool(re.search(r"(?:function(?:al)?|performance|funktions-?)\s?$", before)) or match["values"] == "a"


@_kept
def statuses(text: str) -> Iterator[SaidToken]:
    """Find the functional status: "FPSC A", "status B/C", "Funktionszustand II"."""
    for match in _STATUS.finditer(text):
        if match["values"].isupper() or not match["values"].isalpha():
            yield SaidToken("status", "/".join(re.findall(STATE, match["values"])), match.start(), match.end())


def supplies(text: str, *, bare: bool = False) -> Iterator[SaidToken]:
    """Find the supply systems: "12 V system", "24-V-Netz", "(12 V)".

    :param bare: take "12 V" alone as well, as in the head of a column.
    """
    return _bare_supplies(text) if bare else _named_supplies(text)


@_kept
def _named_supplies(text: str) -> Iterator[SaidToken]:
    for pattern in (_SUPPLY, _RESEAU):
        yield from _supplies(pattern, text)


@_kept
def _bare_supplies(text: str) -> Iterator[SaidToken]:
    return _supplies(_SUPPLY_BARE, text)


def _supplies(pattern: re.Pattern[str], text: str) -> Iterator[SaidToken]:
    for match in pattern.finditer(text):
        yield SaidToken("supply", next(filter(None, match.groups())), match.start(), match.end())


@_kept
def couplings(text: str) -> Iterator[SaidToken]:
    """Find how pulses are coupled: CCC, DCC, ICC."""
    for match in _COUPLING.finditer(text):
        value = match["c"].upper() if match["c"] else "CCC" if match["cap"] else "ICC" if match["ind"] else "DCC"
        yield SaidToken("coupling", value, match.start(), match.end())


@_kept
def pulses(text: str) -> Iterator[SaidToken]:
    """Find the pulses a sentence names: "pulses 1, 2a", "fast a", "slow"."""
    taken: list[tuple[int, int]] = []
    for match in _PULSE.finditer(text):
        taken.append(match.span())
        for each in re.finditer(NAME, match["values"]):
            place = match.start("values") + each.start()
            yield SaidToken("pulse", each[0].replace(" ", ""), place, place + len(each[0]))
    for match in _SPEED.finditer(text):
        speed = "fast" if match["fast"] or match["f"] else "slow"
        name = _SPEED_NAME.match(text, match.end())
        end = name.end() if name else match.end()
        if not any(low < end and match.start() < high for low, high in taken):
            both = re.split(r"\s?(?:/|,|and|und|et)\s?", name["name"]) if name and len(name["name"]) > 3 else [""]
            for said in both if both[0] else [name["name"] if name else ""]:
                value = said if speed == "fast" and said in ("a", "b") else f"{speed} {said}".strip()
                yield SaidToken("pulse", value, match.start(), end)


@_kept
def modes(text: str) -> Iterator[SaidToken]:
    """Find the ways of a discharge: contact, air, indirect."""
    indirect = [match.end() for match in _MODES[0][1].finditer(text)]
    for name, pattern in _MODES:
        for match in pattern.finditer(text):
            if name == "indirect" or not any(0 <= match.start() - end <= _BEHIND for end in indirect):
                yield SaidToken("mode", name, match.start(), match.end())  # an "indirect contact" is indirect


@_kept
def networks(text: str) -> Iterator[SaidToken]:
    """Find discharge networks: "330 pF / 2 kΩ"."""
    for match in _NETWORK.finditer(text):
        value = f"{match['c'] or match['c2']} / {match['r'] or match['r2']}"
        value = re.sub(r"(?<=\d)(?=[pkΩ])", " ", value)
        yield SaidToken("network", " ".join(value.split()), match.start(), match.end())


@_kept
def polarities(text: str) -> Iterator[SaidToken]:
    """Find polarities said in words."""
    yield from (SaidToken("polarity", "+", match.start(), match.end()) for match in _POSITIVE.finditer(text))
    yield from (SaidToken("polarity", "-", match.start(), match.end()) for match in _NEGATIVE.finditer(text))


def peak_to_peak(text: str) -> bool:
    """Tell whether a value from peak to peak is meant."""
    return bool(_PEAK_TO_PEAK.search(text))


def ohms(text: str) -> list[float]:
    """Read impedances: "10 Ω / 50 Ω", "0.05"."""
    found = [
        number(match[1]) * (1000 if match[2] else 1)
        for match in re.finditer(r"(\d+(?:[.,]\d+)?)\s?(k?)(?:Ω|[Oo]hm)?(?![\w])", text)
    ]
    return found if not re.search(r"\d\s?[~–-]\s?\d", text) else found[-1:]
