"""How much each reading of a block looks like a clause, before its place in the sequence is asked.

The scores are log odds in the sense that they add up and that 0 is "can't say"; they were set by hand on house styles
and are weighed in `sequence` against the cost of a number that does not follow from the one before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.clauses.numbering import Relation, is_annex_word, relate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.layout_context import Surroundings
    from pipeline.clauses.number_candidates import Opening
    from pipeline.records import Block

_SENTENCE = re.compile(
    r"(?:appl(?:y|ies)|does|do|is|are|was|were|be|shall|should|must|may|can|will|has|have|and|or|of|to|in|on|at|by|for|"
    r"from|with|that|which|as|than|below|above|but|shows?|gives?|describes?|defines?|contains?|specif(?:y|ies)|lists?|"
    r"covers?|provides?|describing|respectively|samples?|units?|pieces?|times)\b"
)
_VERB = re.compile(r"\b(?:shall|should|must|may|is|are|was|were|has|have|will|can)\b")
_FIRST_CHILD = Relation("child")
_TITLE = 90  # a longer line is a sentence rather than a title [characters]
_SURELY_TEXT = 150  # a longer one surely is [characters]
_TEXT = 40  # a shorter paragraph is not surely text [characters]
_SERIES = 3  # headings from which letters before their numbers are a series
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class NumberCandidate:
    """One reading of one block, scored."""

    position: int  # of the block in the document
    opening: Opening
    score: float  # above 0: looks like a clause


def propose(surroundings: Surroundings) -> tuple[NumberCandidate, ...]:
    """Every reading of every block with its score, in document order."""
    found = []
    for position, readings in enumerate(surroundings.openings):
        for opening in readings:
            found.append(NumberCandidate(position, opening, _score(opening, position, surroundings)))
    return tuple(found)


def _score(opening: Opening, position: int, around: Surroundings) -> float:
    block = around.blocks[position]
    marked = block.outline is not None
    score = _score_form(opening, around) + _score_look(opening, block, around) + _score_place(opening, position, around)
    title = opening.title or around.find_title(position)
    score += _score_title(opening, title, block) if title else _score_bare(opening, block)
    if opening.origin != "typed":
        score += _score_label(block, around)
    elif block.label:
        score -= 2.0  # the block has a number already, the one a list gives it
    if opening.quantity:
        score -= 3.5 if marked else 7.0
    if opening.origin == "typed" and opening.number.family != "main" and not opening.word:
        score -= _doubt_letter(opening, block, around)
    if position in around.repeated:
        score -= 4.0
    score += {"title": 5.0, "number": 0.5, "": 0.0}[around.listed(opening.number, title)]
    return score


def _doubt_letter(opening: Opening, block: Block, around: Surroundings) -> float:
    """What speaks against a typed letter or Roman numeral: "A bench", "I think", "P5"."""
    number = opening.number
    if number.family == "annex" and number.text[1:].isdigit() and not around.has_annex(number):
        return 4.0  # a point, a pin or a pulse
    if not around.stands_alone(number) or is_annex_word(opening.title.split(" ")[0]):
        return 0.0
    if number.depth == 1 and not opening.close:
        return 10.0
    return 1.0 if block.bold or block.outline is not None else 3.0


def _score_form(opening: Opening, around: Surroundings) -> float:
    """The number itself: dotted numbers are rarely anything else, single ones often are."""
    number = opening.number
    if number.series:
        return 1.0 if around.series[number.series] >= _SERIES else -20.0
    if number.is_appendix:
        return 3.0  # hardly anything else is written so
    if opening.word:
        score = 2.0
    elif number.family == "main":
        score = (-1.5, 0.5, 2.5, 3.0)[min(number.depth, 4) - 1]
    elif number.depth == 1:
        score = -2.0 if opening.close and number.family == "part" else -4.0 if not opening.close else -2.5
    else:
        score = 1.0 if number.depth == 2 else 2.5
    if "-" in number.text:
        score -= 1.5
    if opening.close == ")" and number.depth == 1:
        score -= 2.5
    score -= 2.0 * opening.loose + 1.5 * opening.before + 1.0 * (opening.glued and not opening.close)
    score -= (1.5 if opening.letter else 0.5) * bool(opening.mark)
    score -= 3.0 * (number.parts[0] > 60) + 2.0 * (number.family == "main" and number.parts[0] == 0)
    return score


def _score_bare(opening: Opening, block: Block) -> float:
    """A number alone."""
    if block.outline is not None or opening.origin == "label" or opening.word:
        return -1.0
    return -3.0 if opening.number.depth == 1 else -1.0


def _score_title(opening: Opening, title: str, block: Block) -> float:
    """What follows the number: a title begins with a capital, a quantity or a reference within a sentence does not."""
    depth = opening.number.depth
    marked = block.outline is not None or opening.origin == "label"
    shaped = len(title) < _TITLE and not title.endswith((".", ";", ",", ":")) and not _VERB.search(title)
    score = _score_first(title, depth, shaped) * (0.4 if marked and title[0].islower() else 1.0)
    if shaped:
        score += 1.5
    elif depth == 1 and not marked:
        score -= 0.5 * title.endswith(".") + 1.0 * (len(title) > _SURELY_TEXT and not block.bold)
    return score


def _score_first(title: str, depth: int, shaped: bool) -> float:
    """The first sign of the title."""
    first, depth = title[0], min(depth, 3) - 1
    if first.islower():
        return -4.0 if _SENTENCE.match(title) else (-1.5, -1.0, -0.5)[depth] if shaped else (-3.0, -1.5, -1.0)[depth]
    if first.isalpha() or first in "[(\"'“„«<":
        return 1.0
    if first.isdigit():
        return (-2.0, -0.5, 0.0)[depth]
    return -1.0 if _LETTER.search(title[:12]) else -3.0


def _score_look(opening: Opening, block: Block, around: Surroundings) -> float:
    """How the block is set: as a heading, bold, larger than the body."""
    score = 0.0
    if block.outline is not None:
        score += 5.0 + (block.outline == opening.number.level)
    if block.bold:
        score += 1.5
    if block.size is not None and around.body_size is not None:
        larger = block.size - around.body_size
        score += 2.0 if larger >= 0.8 else 1.0 if larger >= 0.3 else -1.5 if larger <= -0.8 else 0.0
    letters = [letter for letter in opening.title if letter.isalpha()]
    if len(letters) > 4 and all(letter.isupper() for letter in letters) and letters[0].lower() != letters[0]:
        score += 0.7
    if block.place.story != "body":
        score -= 3.0
    return score


def _score_label(block: Block, around: Surroundings) -> float:
    """The list that made the label: one that numbers headings, one of several levels, or a plain enumeration."""
    if block.list_id.startswith("row:"):
        return 1.0
    profile = around.lists.get(block.list_id)
    if profile is None:
        return 2.0
    if profile.numbers_headings:
        return 4.0
    if profile.deepest > 1:
        return 0.0 if around.heading_lists else 3.0
    return -2.0 if around.heading_lists or around.levelled_lists else -0.5


def _score_place(opening: Opening, position: int, around: Surroundings) -> float:
    """What stands around it: text or a first subclause follows a heading, the next item follows that of a list."""
    if opening.number.depth > 1 or around.blocks[position].outline is not None:
        return 0.0
    if position in around.runs or position + 1 in around.runs:
        return -2.0
    if position + 1 >= len(around.blocks):
        return 0.0
    following = around.blocks[position + 1]
    opens = any(relate(opening.number, other.number) == _FIRST_CHILD for other in around.openings[position + 1])
    text = not around.openings[position + 1] and (following.kind == "table" or len(following.text) > _TEXT)
    return 1.0 if opens or text else 0.0


def group(candidates: Sequence[NumberCandidate]) -> dict[int, list[NumberCandidate]]:
    """The candidates of each block."""
    groups: dict[int, list[NumberCandidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.position, []).append(candidate)
    return groups
