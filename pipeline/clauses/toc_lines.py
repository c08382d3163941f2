"""Lines of a table of contents that the reader left among the blocks."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.clauses.number_candidates import Grammar, Opening
from pipeline.clauses.title_matching import like, plain
from pipeline.documents.pdf.contents import is_heading, is_list_heading
from pipeline.records import Block, ContentsLine

_LEAST = 3  # fewer lines that end in a page are no table of contents
_RUN = 4  # fewer numbered lines in a row are no table of contents, unless they end in a page
_SHARE = 0.6  # share of the lines of a run that must come again, as clauses, after it
_PAGE = re.compile(r"(?:(?<=[\s.·…_])|(?<=[^\W\d])(?=\d))(?P<page>\d{1,4}|[ivxlc]{1,6}|[A-Z]-\d{1,3})\s*$")
_LONGEST = 150  # a longer paragraph is no line of a table of contents [characters]
_LEADERS = " \t\n.·…_"

Readings = Sequence[tuple[Opening, ...]]


def find_listings(blocks: Sequence[Block], openings: Readings, grammar: Grammar) -> frozenset[int]:
    """Positions of blocks that are lines of a table of contents: by leaders and pages, or because all comes again."""
    led = [i for i, block in enumerate(blocks) if block.kind == "paragraph" and grammar.is_contents(block.text.strip())]
    found = set(led) if len(led) >= _LEAST else set()
    found.update(_find_named(blocks, openings))
    places = _index(openings, found)
    for run in _find_runs(blocks, openings):
        again = [index for index in run if index in found or _comes_again(openings[index][0], run, places)]
        if again and len(run) >= _RUN and len(again) >= _SHARE * len(run):
            listed = [index for index in run if again[0] <= index <= again[-1]]
            found.update((*listed, *_fill(listed, blocks)))
    return frozenset(found)


def _find_named(blocks: Sequence[Block], openings: Readings) -> Iterator[int]:
    """Positions of the lines below a heading that names them as contents, or as a list of figures or tables."""
    for index, block in enumerate(blocks):
        if block.kind == "paragraph" and is_heading(block.text):
            yield from _find_entries(index + 1, blocks, openings)
        elif block.kind in ("paragraph", "caption") and is_list_heading(block.text):
            after = itertools.takewhile(lambda i: _is_short(blocks[i]), range(index + 1, len(blocks)))
            paged = list(itertools.takewhile(lambda i: _PAGE.search(blocks[i].text), after))
            yield from paged if len(paged) > 1 else ()


def _find_entries(start: int, blocks: Sequence[Block], openings: Readings) -> Sequence[int]:
    """Short lines up to where the first number comes again, if most of the numbers do."""
    keys: list[object] = []
    end = start
    while end < len(blocks) and _is_short(blocks[end]):
        key = openings[end][0].number.key if openings[end] else None
        if key is not None and keys and key == keys[0]:
            break
        keys += [key] if key is not None else []
        end += 1
    later = {reading.number.key for readings in openings[end:] for reading in readings}
    again = sum(key in later for key in keys)
    return range(start, end) if len(keys) >= _LEAST and again >= _SHARE * len(keys) else ()


def _is_short(block: Block) -> bool:
    return block.kind in ("paragraph", "caption") and len(block.text) <= _LONGEST


def to_line(readings: tuple[Opening, ...]) -> ContentsLine | None:
    """A block of `find_listings`, by its readings, as the witness it is; None where it has no number."""
    if not readings:
        return None
    opening = readings[0]
    page = _PAGE.search(opening.title)
    title = opening.title[: page.start()] if page else opening.title
    return ContentsLine(opening.number.text, title.rstrip(_LEADERS).strip(), page["page"] if page else "")


def _fill(found: Sequence[int], blocks: Sequence[Block]) -> Iterator[int]:
    """Short lines between the lines of a table of contents are part of it."""
    for one, two in itertools.pairwise(found):
        between = range(one + 1, two)
        if len(between) <= _RUN and all(blocks[i].kind == "paragraph" and len(blocks[i].text) < 100 for i in between):
            yield from between


def _find_runs(blocks: Sequence[Block], openings: Readings) -> Iterator[list[int]]:
    """Stretches of numbered lines, none twice, with nothing between them but the second halves of long titles."""
    run: list[int] = []
    seen: set[object] = set()
    for index, block in enumerate(blocks):
        if openings[index]:
            line = openings[index][0].number.key, _own(openings[index][0])
            if run and (index - run[-1] > 2 or line in seen):
                yield run
                run = []
            if not run:
                seen = set()
            seen.add(line)
            run.append(index)
        elif run and (block.kind != "paragraph" or index - run[-1] > 1 or len(block.text) > 80):
            yield run
            run = []
    if run:
        yield run


def _index(openings: Readings, found: set[int]) -> dict[object, list[tuple[int, str]]]:
    places: defaultdict[object, list[tuple[int, str]]] = defaultdict(list)
    for index, readings in enumerate(openings):
        if index not in found:
            for opening in readings[:1]:
                places[opening.number.key].append((index, plain(opening.title)))
    return places


def _comes_again(opening: Opening, run: list[int], places: dict[object, list[tuple[int, str]]]) -> bool:
    """Whether a line is the first with its number, and the same title comes under that number after its run."""
    own = _own(opening)
    found = places[opening.number.key]
    is_first = all(place >= run[0] for place, _ in found)
    return bool(own) and is_first and any(place > run[-1] and like(own, title) for place, title in found)


def _own(opening: Opening) -> str:
    """The plain title of a line, without its page."""
    return plain(_PAGE.sub("", opening.title)) or plain(opening.title)
