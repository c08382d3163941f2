"""What the head of a column is about, by its words alone: bands, levels, classes, pulses, statuses, impedances ..."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.requirements import bands
from pipeline.requirements.limits import vocabulary

_KINDS: tuple[tuple[str, str], ...] = (  # the first that fits
    (
        "skip",
        r"\bsteps?\b|schrittweite|^(?:distance|abstand)|\bantenna\b|\bremarks?\b|bemerkung|"
        r"\bcomments?\b|备注|\bnotes?\b|repetition|wiederhol|\bperiod|\btr\b|\btd\b|\bt[1-5]\b|"
        r"\btolerance|toleranz|\breference\b|\bclause\b|\bstandard\b|\bpos\.|\bseq\b|\bmethod\b|"
        r"pulse width|\bprobe\b|\bmargin\b|\bheight\b|\blength\b",
    ),
    ("bandwidth", r"\brbw\b|(?:band|resolution band)width|\bbandbreite|\bbw\b|带宽|largeur de bande|\bzf\b"),
    (
        "ri",
        r"\br[is]\b|(?:internal|source) (?:resistance|impedance)|innenwiderstand|"
        r"\bimpedance\b(?!.*\bpF)|résistance interne|内阻",
    ),
    ("network", r"\bnetwork\b|netzwerk|\brc\b|\bc\s?/\s?r\b|capacitance|kapazität|\bréseau\b(?!\s\d)|阻容|\bmodule\b"),
    ("modulation", r"\bmodulation|调制"),
    (
        "status",
        r"\bfpsc\b|\bstatus\b|\bstates?$|class\w*.*\bstate\b|^fs$|\bcriteri|\bcrit\b|funktionszustand|"
        r"funktionsstatus|^zustand$|\bzustand\b.*\bfunktion|bewertung|kriteri|acceptance|\brequirement\b|anforderung|performance|"
        r"\bétat\b|critère|状态",
    ),
    (
        "count",
        r"\bnumber\b|\bno\.?\s(?:of|per)|\bcount\b|\btimes\b|\bshots?\b|anzahl|\bnombre\b|"
        r"\bduration\b|\bdauer\b|\btime\b|\bdurée|\bzeit\b|次数|持续|\bdischarges per|\bdwell\b|"
        r"\bpulses\b$",
    ),
    ("detector", r"\bdetect(?:or|eur)\b|detektor|gleichrichter|检波"),
    ("coupling", r"\bcoupling\b|kopplung|couplage|耦合"),
    ("polarity", r"\bpolarit|polarität|极性"),
    (
        "supply",
        r"^(?:(?:nominal |supply |system |board ?net )(?:voltage|system)|bordnetz\w*|nennspannung|"
        r"supply|system|tension (?:nominale|réseau))(?:\s?[\[(,].*|\s+V)?$",
    ),
    ("unit", r"^units?$|^einheit$|^unité$|^单位$"),
    (
        "pulse",
        r"^(?:test )?pulses?(?: (?:no\.?|type|name))?$|^(?:prüf)?impuls\w*$|^impulsions?$|"
        r"^transients?$|脉冲(?!宽)|^pulse\b(?! (?:width|number|no|count|rep|amp|dur))",
    ),
    (
        "mode",
        r"^(?:discharge|type|kind|mode)(?: (?:of discharge|type|kind|mode))?$|entladung(?:sart)?$|"
        r"^art(?: der entladung)?$|^(?:type de )?décharge$|放电",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_BAND = re.compile(r"freq|fréq|\bbands?\b|\brange|[kMG]?Hz\b|^f$|频率|频段|bereich", re.IGNORECASE)
_LOW = re.compile(
    r"\b(?:from|start|lower|low|min(?:imum)?|begin|f\s?1|f_?min|f_?low|f_?start|von|ab|untere?|de|anfang\w*)\b|\bvon$|起",
    re.IGNORECASE,
)
_HIGH = re.compile(
    r"\b(?:to|stop|end|upper|high|max(?:imum)?|f\s?2|f_?max|f_?high|f_?stop|bis|obere?|à|ende?)\b|止", re.IGNORECASE
)
NO_FREQUENCY = re.compile(r"\b(?:modulation|prf|prr|repetition)\b", re.IGNORECASE)
_GRADE = re.compile(
    r"(?:(?:limit|severity|test)\s)?(?:class|levels?|grade|category|severity(?: level)?|"
    r"group)(?: of \w+)?|(?:grenzwert|prüf)?klasse|(?:prüf)?stufe|schärfe(?:grad)?|kategorie"
    r"|gruppe|niveau|classe|sévérité|等级|级别",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:limits?|levels?|categor(?:y|ies)|grades?|groups?|value|field|amplitude|voltage|"
    r"current|power|strength|us|ua|u[sptd]?|class\w*|severity|contact|air)\b"
    r"|grenzwert|pegel|stufe|klasse|spannung|strom|feldstärke|leistung|valeur|niveau|limite|tension|champ|限值|等级|幅值|电压",
    re.IGNORECASE,
)
_DETECTOR_HEAD = re.compile(r"\bdetect(?:or|eur)s?$|detektor$|gleichrichter$|检波", re.IGNORECASE)
_CODED = re.compile(
    r"\b(?:pk|qp|avg?|ave|rms|peak|average|spitzenwert|mittelwert|1?2\s?V|24\s?V|48\s?V)\b|"
    r"^(?:HV-[A-Z]?\d|[CL]?\d|[IVX]{1,4})\b|平均|峰值",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def kind_of(head: str, *, united: bool) -> str:
    """Say what the head of a column is about, by itself.

    :param united: it names a unit of levels.
    """
    if _GRADE.fullmatch(head.strip(" .:")) and not united:
        return "grade"
    if any(vocabulary.detectors(head)) and not _DETECTOR_HEAD.search(head):
        return "level" if united else "level?"
    for kind, pattern in _COMPILED:
        if pattern.search(head) and not (united and kind not in ("ri", "bandwidth", "modulation", "skip")):
            return kind if not (united and kind == "skip") else "level"
    if united:
        return "level"
    if _BAND.search(head) and not NO_FREQUENCY.search(head) and not any(bands.find(head)):
        return side(head)
    return "level?" if _LEVEL.search(head) or _CODED.search(head) or any(bands.find(head)) else "name"


def side(head: str) -> str:
    """Say which end of a band a head is about: "low", "high" or, for both, "band"."""
    low, high = _LOW.search(head), _HIGH.search(head)
    if low and not high:
        return "low"
    return "high" if high and not low else "band"
