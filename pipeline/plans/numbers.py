"""Clause numbers in the heads of a matrix: "8.2", "5.6.8 - 5.6.9", "6.1 to 6.5 Radio wave"; serial numbers are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.plans.layouts import LayoutLabel

_NUMBER = r"(?:[A-Z]\.?)?\d{1,3}(?:[.\-]\d{1,3}){0,5}(?![\w])|\b[A-Z](?:\.\d{1,3})*\b"
NUMBERS = re.compile(_NUMBER)
RANGE = re.compile(rf"(?P<low>{_NUMBER})\s?(?:-|–|—|~|to|bis|through|\.\.\.?|…|至)\s?(?P<high>{_NUMBER})")
LEADING = re.compile(
    rf"(?:(?>{_NUMBER})[\s,;/&+~–—-]*+(?:(?:and|to|bis|through)\b|\.\.\.?|…|至|章|节)?+\s?)++(?=$|[^\W\d_]{{3,}})"
)
IS_NUMBER_HEAD = re.compile(
    r"\bclause|\bsection|\bchapter|\bparagraph|§|\bsub-?clause|\bpara\b|\babschnitt|\bkapitel|\bziffer|\bnumber\b|\bno\b\.?"
    r"|\bref|章|条|節|项号|\barticle|\bpoint\b|\brequirement\b",
    re.IGNORECASE,
)
_IS_SERIAL_HEAD = re.compile(
    r"^(?:序号|編号|item\sno\.?|s[rl]?\.?\s?no\.?|sl\.?\s?no\.?|lfd\.?\s?nr\.?|#|nr\.?|no\.?)$", re.IGNORECASE
)


def bare(text: str) -> str:
    """Take off the word before a number: "Cl. 6.3", "§ 8"."""
    return re.sub(r"^(?:cl(?:ause)?|sec(?:tion)?|ch(?:apter)?|para|§|第)\.?\s?(?=\d)", "", text, flags=re.IGNORECASE)


def trusted(numbers: str, text: str) -> bool:
    """Tell clause numbers without a head that says so: "6.1 to 6.5", "8 Static electricity", not "48 V events"."""
    return bool(re.search(r"\d[.\-]\d", numbers)) or bool(re.match(r"\d{1,2}\s[A-ZÄÖÜ][a-z]{3,}", text))


def tidy(number: str) -> str:
    """Write a clause number in one way: "8.0" and "8." are "8"."""
    return re.sub(r"\.0$", "", number.strip().rstrip(".")).replace("–", "-")


def is_serial(labels: Sequence[LayoutLabel]) -> bool:
    """Tell a column that only counts the lines, 1, 2, 3 ..., from one of clause numbers."""
    firsts = [label.parts[0] for label in labels if label.parts]
    counted = [text for _, text in firsts] == [str(count) for count in range(1, len(firsts) + 1)]
    head = firsts[0][0] if firsts else ""
    more = any(IS_NUMBER_HEAD.search(other) for label in labels for other, _ in label.parts[1:])
    return counted and (bool(_IS_SERIAL_HEAD.match(head)) or more or not IS_NUMBER_HEAD.search(head))
