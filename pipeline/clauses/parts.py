"""Headings without numbers within one clause that name one test each: parts of their own, "11.12.5.2 (3)".

Some documents gather many tests in one numbered clause and tell them apart only by lines in bold: "Immunity to
electrostatic discharges", "Bursts", "Surges". Lines that name what every test has ("Set-up", "Limits") stay in its
text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.clauses.tree import ClauseSection, Seat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Block

_LONGEST = 90  # characters of a heading
_MOST_WORDS = 12
_FEWEST = 2  # parts of a clause
_PHENOMENON = re.compile(
    r"emission|emitted|immunit|susceptib|disturbance|interference|discharge|\besd\b|\bburst|\bsurge|transient|radiated"
    r"|radiation|conducted|inject|magnetic|electric field|\brf\b|radio.frequency|interrupt|\bdips?\b|drop-?out|harmonic"
    r"|flicker|ripple|load dump|lightning|supply (?:line|lead)|signal (?:line|lead)|strip-?line|reverberation|\bpulse"
    r"|\bbci\b|störaussendung|störfestig|entladung|einstrahl|abstrahl|leitungsgebunden|feldgebunden|oberschwing|stoßspann"
    r"|einbr[uü]ch|unterbrech|impuls|émission|immunité|décharge|perturbation|rayonn|conduit|harmonique|coupure"
    r"|发射|抗扰|放电|骚扰|脉冲|浪涌|瞬态|辐射|传导|纹波|磁场|エミッション|イミュニティ|静電気|伝導|放射",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\d\s?(?:dB\s?\(?[µμu][VA]|V/m|mA\b|kV\b|A/m|dBpT)|\b(?:ISO|CISPR|IEC)\s?\d{2,5}")
_ABOUT_TESTS = re.compile(
    r"test|require|prüf|anforderung|essai|exigence|ensayo|requisito|prov[ae]?\b|krav|试验|要求|試験|emc|emv|\bcem\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"^\W*(?:the )?(?:test |measuring |measurement )?(?:set.?up|arrangement|limits?|levels?|procedure|method"
    r"|requirements?|purpose|objective|scope|general|notes?|remarks?|acceptance|criteri\w+|evaluation|equipment|configuration|report\w*"
    r"|operati\w+|monitoring|table|figure|parameters?|severit\w+|conditions?|calibration|results?|execution|performance"
    r"|aufbau|grenzwerte?|durchführung|zweck|anforderung\w*|hinweis\w*|prüfaufbau|bewertung|ziel|prüfschärf\w*|ablauf"
    r"|montage|limites?|niveaux?|exigences?|but|mode opératoire|critères?|remarques?|généralités"
    r"|试验布置|限值|试验方法|目的|要求|说明|判定|试验等级)\b",
    re.IGNORECASE,
)


def open_parts(sections: Sequence[ClauseSection], seats: Sequence[Seat]) -> tuple[list[ClauseSection], list[Seat]]:
    """Give every heading without a number that names a test a section of its own below its clause.

    :param seats: level and parent (position) of each section.
    :return: sections and seats, the parts right behind their clause.
    """
    result: list[ClauseSection] = []
    places: list[Seat] = []
    moved: dict[int, int] = {}  # position before -> position in the result
    for index, (section, seat) in enumerate(zip(sections, seats, strict=True)):
        starts = _find_starts(section)
        moved[index] = len(result)
        places.append(Seat(seat.level, moved[seat.parent] if seat.parent is not None else None))
        result.append(replace(section, blocks=section.blocks[: starts[0]]) if starts else section)
        for count, (start, end) in enumerate(zip(starts, [*starts[1:], len(section.blocks)], strict=False), start=1):
            opens = section.blocks[start]
            part = ClauseSection(
                f"{section.number} ({count})", opens.text.strip(), opens, section.blocks[start + 1 : end]
            )
            result.append(part)
            places.append(Seat(seat.level + 1, moved[index]))
    return result, places


def _find_starts(section: ClauseSection) -> list[int]:
    """Positions of the blocks that open a part; none where fewer than two tests are named."""
    heads = [index for index, block in enumerate(section.blocks) if _is_heading(section.blocks, index)]
    heads = [index for index in heads if not _GENERAL.match(section.blocks[index].text)]
    if not _ABOUT_TESTS.search(section.title) and not _PHENOMENON.search(section.title):
        heads = [index for index in heads if not section.blocks[index + 1].rows]  # the table's own heading
    naming = [index for index in heads if _PHENOMENON.search(section.blocks[index].text)]
    if len(naming) < _FEWEST and _PHENOMENON.search(section.title):
        ends = [*heads[1:], len(section.blocks)]
        spans = zip(heads, ends, strict=False)
        bodies = [" ".join(one.text for one in section.blocks[start + 1 : end]) for start, end in spans]
        naming = [index for index, body in zip(heads, bodies, strict=True) if _LEVEL.search(body)]
    return naming if len(naming) >= _FEWEST else []


def _is_heading(blocks: Sequence[Block], index: int) -> bool:
    """Whether a paragraph stands over others: short, no sentence, set as a heading or in bold, with text below it."""
    block, text = blocks[index], blocks[index].text.strip()
    if block.kind != "paragraph" or block.label or block.rows or not (block.bold or block.outline is not None):
        return False
    if not text or len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or text[-1] in ".;,。":
        return False
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    return following is not None and not (following.bold and following.kind == "paragraph" and not following.rows)
