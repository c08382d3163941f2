"""What the whole document says about each of its blocks: body size, lists, repeated lines, its table of contents."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.clauses.doubtful_marks import is_set_off, sift
from pipeline.clauses.numbering import Number
from pipeline.clauses.title_matching import like, plain
from pipeline.clauses.toc_lines import find_listings, to_line
from pipeline.records import Block, ContentsLine, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.number_candidates import Grammar, Opening
    from pipeline.clauses.transition_costs import Marks

_TITLE = 90  # a longer line is a sentence rather than a title [characters]
_REPEATS = 3  # a line that stands on this many pages is a running header, whatever number it begins with


@dataclass(frozen=True, slots=True)
class ListProfile:
    """What the labels of one generated list look like together."""

    items: int
    headings: float  # share of its items that are headings by style
    deepest: int  # count of components of its deepest label

    @property
    def numbers_headings(self) -> bool:
        """The list that numbers the headings of the document, or some of them."""
        return self.headings > 0


@dataclass(frozen=True)
class Surroundings:
    """The document as a witness for its blocks."""

    blocks: Sequence[Block]
    openings: Sequence[tuple[Opening, ...]]  # one entry a block
    body_size: float | None  # points
    lists: dict[str, ListProfile]
    heading_lists: bool  # any list numbers headings
    levelled_lists: bool  # any list numbers several levels
    repeated: frozenset[int]  # blocks whose text stands on several pages
    runs: dict[int, int]  # block -> block that is the item before it in a plain enumeration
    lines: tuple[ContentsLine, ...] = ()  # the table of contents, the reader's or else the one found among the blocks
    present: frozenset[object] = frozenset()  # keys of all numbers the document could have
    contents: dict[object, tuple[str, ...]] = field(default_factory=dict)  # number key -> titles, plain

    def mark(self, position: int) -> Marks:
        """How the block is marked, seen against the other blocks that could open a clause."""
        block = self.blocks[position]
        if block.outline is not None:
            return "heading"
        if is_set_off(block, self.body_size):
            return "set off"
        if position in self.runs or position + 1 in self.runs:
            return "listed"
        return "unlike others" if self.marks_headings else "as all"

    @cached_property
    def marks_headings(self) -> bool:
        """Whether several blocks that could open a clause are headings, bold or larger than the body."""
        could = (block for block, readings in zip(self.blocks, self.openings, strict=True) if readings)
        return sum(block.outline is not None or is_set_off(block, self.body_size) for block in could) > 2

    def has_annex(self, number: Number) -> bool:
        """Whether the document could have the annex that a number stands in."""
        return Number("", "annex", number.parts[:1]).key in self.present

    @cached_property
    def series(self) -> Counter[str]:
        """How many headings of each series of letters the document has."""
        found = (one.number.series for readings in self.openings for one in readings if one.number.series)
        return Counter(found)

    def stands_alone(self, number: Number) -> bool:
        """A letter or Roman number without parent, brother or child anywhere in the document."""
        value = number.parts[-1]
        kin = [(*number.parts[:-1], value + step) for step in (-1, 1)] + [(*number.parts, first) for first in (0, 1)]
        kin += [number.parts[:-1]] if number.depth > 1 else []
        return not any(Number("", number.family, parts).key in self.present for parts in kin)

    def find_title(self, position: int) -> str:
        """The next line, where a number alone can have it as its title: marked like it, or known to the contents."""
        if position + 1 >= len(self.blocks) or self.openings[position + 1]:
            return ""
        block, following = self.blocks[position], self.blocks[position + 1]
        text = following.text.strip()
        if following.kind != "paragraph" or following.label or len(following.text) > _TITLE:
            return ""
        look, other = ((each.bold, each.size, each.outline) for each in (block, following))
        marked = look == other and (block.bold or block.outline is not None)
        return text if marked or plain(text) in self.titles else ""

    @cached_property
    def titles(self) -> frozenset[str]:
        """All plain titles of the table of contents."""
        return frozenset(title for titles in self.contents.values() for title in titles if title)

    def listed(self, number: Number, title: str) -> str:
        """What the table of contents says: "title", "number" (under another title) or "" (nothing)."""
        titles = self.contents.get(number.key)
        if titles is None:
            return ""
        own = plain(title)
        return "title" if any(like(own, title) for title in titles) else "number"


def survey(
    blocks: Sequence[Block],
    contents: Sequence[ContentsLine],
    grammar: Grammar,
    repeats: frozenset[int] = frozenset(),
) -> Surroundings:
    """Read every block's openings and all that the document as a whole says about them.

    :param repeats: positions of headings that only say the one before in another language.
    """
    openings = [
        grammar.read(block) if block.kind == "paragraph" and index not in repeats else ()
        for index, block in enumerate(blocks)
    ]
    listings = find_listings(blocks, openings, grammar)
    lines = tuple(contents) or tuple(line for i in sorted(listings) if (line := to_line(openings[i])))
    openings = [() if index in listings else readings for index, readings in enumerate(openings)]
    titles, body_size = _index(lines, grammar), _body_size(blocks)
    openings = sift(blocks, openings, body_size, titles)
    lists = _profile_lists(blocks, openings)
    return Surroundings(
        blocks=blocks,
        openings=openings,
        body_size=body_size,
        lists=lists,
        heading_lists=any(profile.numbers_headings and profile.items > 1 for profile in lists.values()),
        levelled_lists=any(profile.deepest > 1 and profile.items > 2 for profile in lists.values()),
        repeated=_find_repeated(blocks, openings),
        runs=_link_runs(blocks, openings),
        lines=lines,
        present=frozenset(opening.number.key for readings in openings for opening in readings),
        contents=titles,
    )


def _body_size(blocks: Sequence[Block]) -> float | None:
    sizes: Counter[float] = Counter()
    for block in blocks:
        if block.size is not None and block.kind == "paragraph":
            sizes[round(block.size, 1)] += len(block.text)
    return sizes.most_common(1)[0][0] if sizes else None


def _profile_lists(blocks: Sequence[Block], openings: Sequence[tuple[Opening, ...]]) -> dict[str, ListProfile]:
    depths: defaultdict[str, list[int]] = defaultdict(list)
    headings: Counter[str] = Counter()
    for block, readings in zip(blocks, openings, strict=True):
        labels = [reading.number.depth for reading in readings if reading.origin != "typed"]
        if block.list_id and labels:
            depths[block.list_id].append(max(labels))
            headings[block.list_id] += block.outline is not None
    return {name: ListProfile(len(found), headings[name] / len(found), max(found)) for name, found in depths.items()}


def _find_repeated(blocks: Sequence[Block], openings: Sequence[tuple[Opening, ...]]) -> frozenset[int]:
    """Blocks that say the same on several pages; the first of them is kept where it alone is marked as a heading."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, (block, readings) in enumerate(zip(blocks, openings, strict=True)):
        if readings:
            places[f"{block.label} {block.text}".strip()].append(index)
    repeated: set[int] = set()
    for found in places.values():
        pages = {blocks[index].place.page for index in found}
        if len(found) >= _REPEATS and len(pages - {None}) >= _REPEATS:
            repeated.update(found[1:] if blocks[found[0]].place.page is not None else found)
    return frozenset(repeated)


def _link_runs(blocks: Sequence[Block], openings: Sequence[tuple[Opening, ...]]) -> dict[int, int]:
    """Link the items of plain enumerations: 1. 2. 3. of one look, one block right after the other."""
    runs: dict[int, int] = {}
    for index in range(1, len(blocks)):
        before, after = blocks[index - 1], blocks[index]
        if after.list_id.startswith("row:"):  # its table was looked at as a whole
            continue
        if before.list_id != after.list_id or before.outline != after.outline or before.bold != after.bold:
            continue
        if any(_continues(one, two) for one in openings[index - 1] for two in openings[index]):
            runs[index] = index - 1
    return runs


def _continues(one: Opening, two: Opening) -> bool:
    same = one.number.family == two.number.family and one.close == two.close and one.origin == two.origin
    return same and one.number.depth == two.number.depth == 1 and two.number.parts[0] == one.number.parts[0] + 1


def _index(contents: Sequence[ContentsLine], grammar: Grammar) -> dict[object, tuple[str, ...]]:
    """Titles by number; a line's number may stand in front of its title."""
    index: defaultdict[object, list[str]] = defaultdict(list)
    for line in contents:
        for number, title in read_line(line, grammar):
            index[number.key].append(plain(title))
    return {key: tuple(titles) for key, titles in index.items()}


def read_line(line: ContentsLine, grammar: Grammar) -> list[tuple[Number, str]]:
    """The ways to read a contents line as number and title; empty where it has no number but a quantity or none."""
    typed = grammar.read(Block("paragraph", f"{line.number} {line.title}".strip(), Place(0)))
    readings = grammar.read(Block("paragraph", line.title, Place(0), label=line.number)) if line.number else typed
    origin = "label" if line.number else "typed"
    if any(opening.quantity for opening in typed):
        return []
    return [(opening.number, opening.title) for opening in readings if opening.origin == origin]
