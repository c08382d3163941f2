"""Method codes and coined names of tests: "RE 310", "CE101", "CI-280", "EQ/IR 01", "AN-test", "RI02"."""

from __future__ import annotations

import re

_LETTERS_DIGITS = re.compile(
    r"(?<![A-Za-z0-9/.-])(?P<letters>[A-Z]{2,4}(?:/[A-Z]{2})?)(?:[ -]?(?=\d\d)|-)(?P<digits>\d{1,3})(?P<tail>-?[A-Z])?"
    r"(?![A-Za-z0-9])(?![.]\d)"
)
_COINED = re.compile(
    r"(?<![A-Za-z0-9-])(?P<name>[A-Z]{2,5})[ ]?-[ ]?[Tt]est(?![a-z])"
    r"|(?<![A-Za-z0-9])(?P<capital>[A-Z]{2,5})-TEST(?![A-Z])"
)
_TEST = re.compile(r"- ?[Tt]est|-TEST")  # stands in each coined name; looked for first, being fast
# standards, classes and things of the bench that look like a code
_NO_CODES = frozenset(
    """
    ISO IEC CISPR GB SAE DIN JASO ECE UN MIL STD QC HB RBW AM PM FM CW DC AC IP OEM PN REV VER NO FIG TAB TABLE
    PAGE EMC AWG CAN LIN USB PCB DUT EUT ANSI IEEE ASTM UL LV HV UTC GMT PT RG SMA BNC UTP CAT LED CPU ROM RAM ECU
    TEM GTEM AN HP
    """.split()  # noqa: SIM905
)


def find_codes(text: str) -> tuple[str, ...]:
    """Find what may be a method code in a text: each normal form once, in the order of first appearance.

    "RE310", "RE-310" and "RE 310" are all "RE 310"; "AN-test" and "AN - Test" are "AN-TEST". Whether one means a test
    is for the catalogue, or the document's own definitions, to say.

    :param text: any text, folded to NFKC.
    """
    found: dict[tuple[int, str], None] = {}
    for match in _LETTERS_DIGITS.finditer(text):
        if match["letters"] not in _NO_CODES:
            found[match.start(), f"{match['letters']} {match['digits']}{match['tail'] or ''}"] = None
    for match in _COINED.finditer(text) if _TEST.search(text) else ():
        found[match.start(), f"{match['name'] or match['capital']}-TEST"] = None
    return tuple(dict.fromkeys(code for _, code in sorted(found)))
