"""Which words of a text can stand in a keyword: names of things and what qualifies them.

Verbs and adverbs are told by a lexicon of each language, by their endings and by what stands beside them ("the receiver
reads the level", but "two reads"); there is no model to be loaded. What is told wrong costs a keyword, never a clause.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.keywords import verbs
from pipeline.keywords.words import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

BREAK = Token("|", "mark")

_BEFORE_VERB = frozenset(
    """
    to shall must can may will should cannot could would might not it they he she who which that we you i let
    """.split()  # noqa: SIM905
)
_AFTER_VERB = frozenset(
    """
    the a an its their this these those each every all any no it them him her itself into onto up down off out
    """.split()  # noqa: SIM905
)
_QUALIFIES = frozenset(
    """
    shielded unshielded screened twisted conducted radiated coupled uncoupled grounded insulated isolated unpowered
    powered modulated damped lined stirred tuned switched closed open loaded terminated specified emitted induced
    injected distributed pulsed superimposed balanced unbalanced regulated programmed fused bonded anodised coated
    molded sealed integrated printed wired fixed combined simulated stored rated increased limited operating
    measuring monitoring coupling decoupling testing charging switching stirring filtering shielding grounding
    bonding wiring screening bearing housing connecting handling packaging engineering tracking listening feeding
    restraining load-dump
    """.split()  # noqa: SIM905
)
"""Participles that name a kind of thing: "shielded room", "twisted pair"."""
_NOUNS_IN_ING = frozenset(
    """
    coupling decoupling wiring bonding shielding grounding filtering switching charging handling packaging housing
    bearing monitoring screening earthing cabling timing reading ring spring string winding flickering clipping
    ringing dimming mounting setting loading ageing aging engineering training marking
    """.split()  # noqa: SIM905
)
_ADVERBS = frozenset(
    """
    only once twice prior upstream downstream herein thereof minus plus around unlike later soon often always never
    together apart locally afterwards beforehand
    """.split()  # noqa: SIM905
)
_NO_ADVERBS = frozenset(
    """
    supply assembly family anomaly relay reply sub-assembly subassembly early daily yearly only
    """.split()  # noqa: SIM905
)
_NO_ENDING = frozenset(
    """
    active passive permanent automatic automatically electronic electric electrical inductive resistive capacitive
    magnetic mechanical possible able relevant different similar identical equal necessary normal actual real full
    whole small large long short high low higher lower longer shorter wide narrow deep near far close closer
    adjacent parallel perpendicular horizontal vertical inside outside free ready valid worst best good new old
    older same additional respective various several single double separate simple complete remote local maximal
    minimal maximum minimum further certain usual continuous successive subsequent previous preceding final initial
    direct indirect available responsible dry wet clean dirty safe easy easiest largest smallest highest lowest
    longest tightest plural
    """.split()  # noqa: SIM905
)
"""Adjectives a phrase may begin with but not end in."""
_ARTICLES = ("an", "An")  # told by hand, since "AN" is the artificial network
_ED = re.compile(r"[a-z]{2,}[^aeiou]ed|[a-z]{2,}[aeiou]ed")


def keep_names(tokens: Sequence[Token], languages: frozenset[str]) -> list[Token]:
    """Put a break in place of every verb and adverb.

    :param tokens: of one text, in order.
    :param languages: of "en", "de", "fr".
    """
    lower = ["", *(token.lower for token in tokens), ""]
    kept = list(tokens)
    for index, token in enumerate(tokens):
        if _may_be_verb(token.kind, token.text, languages) and (
            token.text in _ARTICLES or _is_verb(lower[index + 1], lower[index], lower[index + 2], languages)
        ):
            kept[index] = BREAK
    return kept


@lru_cache(maxsize=20_000)
def _may_be_verb(kind: str, word: str, languages: frozenset[str]) -> bool:
    """Whether there are words to stand it between that make it a verb, an adverb or an article."""
    if kind != "word" or word.isupper():
        return False
    neighbours = (("", ""), ("to", ""), ("", "the"))
    return word in _ARTICLES or any(_is_verb(word.lower(), *between, languages) for between in neighbours)


def _is_verb(word: str, before: str, after: str, languages: frozenset[str]) -> bool:
    if "de" in languages and word in verbs.GERMAN:
        return True
    if "fr" in languages and word in verbs.FRENCH:
        return True
    if "en" not in languages:
        return False
    if word in _ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _NO_ADVERBS):
        return True
    if word in verbs.BOTH:
        return before in _BEFORE_VERB or (word.endswith("s") and after in _AFTER_VERB)
    if word in _NOUNS_IN_ING and before not in _BEFORE_VERB and after not in _AFTER_VERB:
        return False
    participle = word.endswith(("ed", "ing")) and word in _QUALIFIES
    if participle and after.isalpha() and after not in _AFTER_VERB:
        return False
    return word in verbs.VERBS or (word.endswith("ed") and len(word) > 4 and _ED.fullmatch(word) is not None)


def may_end(word: str) -> bool:
    """Tell whether an English phrase can end in this word: no adjective, no participle."""
    return word not in _NO_ENDING and not (word in _QUALIFIES and word.endswith("ed"))
