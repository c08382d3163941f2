"""Documents in two languages one after the other: a number that stands twice in a row opens one clause, not two.

"5.1 Durchführung" and "5.1 Procedure" may follow each other at once or with the text of the first between them. The
second heading becomes text of the clause, where it is found and matched; the title is the first one, or the one in
the language wanted. Only documents that have paragraphs in two languages and set most of their numbers so are read so.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.clauses.languages import tell
from pipeline.clauses.title_matching import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.number_candidates import Grammar, Opening
    from pipeline.clauses.numbering import Key
    from pipeline.records import Block

_TITLE = 150  # a longer paragraph is no heading [characters]
_FEWEST = 3  # numbers that stand twice
_MOST = 0.6  # share of the headings of a depth that belong to such a pair
_SECOND = 0.2  # share of the paragraphs that the second language has


class _Heading(NamedTuple):
    position: int
    key: Key
    title: str
    depth: int


def fold(blocks: Sequence[Block], grammar: Grammar, language: str = "") -> tuple[tuple[Block, ...], frozenset[int]]:
    """The blocks with the headings in the language wanted first, and the positions of those that are a second title.

    :param language: in which titles are wanted (ISO 639-1); "" = the first one.
    """
    headings = [found for index, block in enumerate(blocks) if (found := _read(index, block, grammar)) is not None]
    pairs = _keep_usual(headings, _pair(headings))
    differ = sum(plain(first.title) != plain(second.title) for first, second in pairs)
    if differ < max(_FEWEST, len(pairs) / 2) or not _are_two(blocks):
        return tuple(blocks), frozenset()
    order = list(blocks)
    if language and _is_second(blocks, pairs, language):
        for first, second in pairs:
            order.insert(first.position, order.pop(second.position))
        return tuple(order), frozenset(first.position + 1 for first, _ in pairs)
    return tuple(order), frozenset(second.position for _, second in pairs)


def _read(index: int, block: Block, grammar: Grammar) -> _Heading | None:
    if block.kind != "paragraph" or block.rows or len(block.text) > _TITLE or grammar.is_contents(block.text.strip()):
        return None
    for opening in grammar.read(block):
        if _is_heading(opening):
            return _Heading(index, opening.number.key, opening.title, opening.number.depth)
    return None


def _is_heading(opening: Opening) -> bool:
    named = opening.title[:1].isupper() or opening.title[:1] > "\u2e80"
    return named and not opening.quantity and opening.close != ")" and (opening.number.family == "main" or opening.word)


def _pair(headings: Sequence[_Heading]) -> list[tuple[_Heading, _Heading]]:
    """Each number that comes again before any other does; items of lists may stand between those of deeper levels."""
    pairs: list[tuple[_Heading, _Heading]] = []
    deeper = [heading for heading in headings if heading.depth > 1]
    taken: set[int] = set()
    for first, second in sorted({*pairwise(headings), *pairwise(deeper)}):
        new = first.position not in taken and second.position not in taken
        other = plain(first.title) != plain(second.title) or second.position == first.position + 1
        if first.key == second.key and other and new:
            pairs.append((first, second))
            taken.update((first.position, second.position))
    return pairs


def _keep_usual(
    headings: Sequence[_Heading], pairs: Sequence[tuple[_Heading, _Heading]]
) -> list[tuple[_Heading, _Heading]]:
    """The pairs of those depths at which most headings are paired; a chapter may have other lists of its number."""
    paired = {first.key for first, _ in pairs}
    counted = Counter(heading.depth for heading in headings if heading.depth > 1 or heading.key in paired)
    found = Counter(first.depth for first, _ in pairs)
    return [pair for pair in pairs if 2 * found[pair[0].depth] >= _MOST * counted[pair[0].depth]]


def _are_two(blocks: Sequence[Block]) -> bool:
    """Whether two languages have paragraphs, and the second of them more than a few."""
    told = Counter(tell(block.text) for block in blocks if block.kind == "paragraph")
    del told[""]
    return len(told) > 1 and told.most_common(2)[1][1] >= max(2, _SECOND * told.total())


def _is_second(blocks: Sequence[Block], pairs: Sequence[tuple[_Heading, _Heading]], language: str) -> bool:
    """Whether the second titles are in the language wanted, told by the titles or else by the text behind them."""
    between = [block.text for one, two in pairs for block in blocks[one.position + 1 : two.position]]
    behind = [block.text for _, two in pairs for block in blocks[two.position + 1 : two.position + 2]]
    first, second = (tell("\n".join(pair[side].title for pair in pairs)) for side in (0, 1))
    if between:
        first, second = first or tell("\n".join(between)), second or tell("\n".join(behind))
    return second == language != first
