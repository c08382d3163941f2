"""Running headers, footers and page numbers: what stands at the same height on many pages and says the same.

A number that counts the pages may differ from page to page, any other must not. Only the outermost lines of a page are
looked at, from the edge inward up to the first line that does not repeat: a heading that opens many pages is not
reached behind a body line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

from pipeline.documents.pdf.pieces import Page, Piece, visible

_REACH = 0.17  # share of the page height, at the top and at the bottom, in which running lines are looked for
_STEP = 4.0  # heights of a running line differ by less than this [points]
_MOST = 0.6  # share of the pages that have a watermark, at least
_PART = 4  # characters of a part of a line that tell the whole line
_LARGE = 1.6  # times the usual type size from which what most pages have in their body is a watermark
_FRAME = 0.06  # share of the page's width or height within which the lettering of a drawing frame stands
_NEAR = 2  # pages from one running line to the next one like it: left and right pages may differ
_CHAPTER_PAGE = re.compile(r"(?:page\s*)?([A-Z]|\d{1,2})\s?[-–.]\s?(\d{1,3})", re.IGNORECASE)
_RISING = 0.7  # share of the pages whose chapter page follows from the one before
_OPENS = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,3})*\.?\s+|(?:annexe?|appendix|anhang|anlage|allegato|anexo|chapter|section|kapitel|part)\s*-?\s*"
    r"(?:[a-z]|\d{1,2})\b|附\s*[录錄]\s*[a-z])\W*[^\W\d_]{2}"
)
_MUCH, _MUCH_OF_BOOK = 0.1, 0.2  # share of a page's characters from which running lines may hold text of the page
_SEVERAL = 3  # lines of them
_MANY = 6  # lines that are more than running lines have, in a document of a few pages
_WIDE = 0.9  # of the widest gap among them, from which the gap behind them parts them from the text
_LEADING = 1.6  # type sizes from which a gap is more than that between the lines of a paragraph
_BOOK = 6  # pages from which running lines must stand on three of them
_NUMBER = re.compile(r"\d{1,5}|\b[ivxlc]{1,8}\b")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_PAGE_NUMBER = re.compile(
    r"(?:[-–—(\[]\s*)?(?:(?:page|seite|blatt|sheet|p\.|第)\s*)?(?:\d{1,4}|[ivxlc]{1,7}|[A-Z]{1,2}-\d{1,3})"
    r"(?:\s*(?:of|/|von|de|共)\s*\d{1,4})?\s*(?:页)?(?:\s*[-–—)\]])?",
    re.IGNORECASE,
)


class Margins(NamedTuple):
    """Running lines that were taken off the pages, for the title block."""

    headers: tuple[str, ...]  # distinct texts, most frequent first
    footers: tuple[str, ...]


class _Row(NamedTuple):
    page: Page
    pieces: list[Piece]
    edge: str  # "header" or "footer"
    rank: int  # 0 = outermost
    y: float
    text: str  # in small letters


def strip(pages: list[Page]) -> Margins:
    """Take running lines off the pages, in place, and count them there."""
    views = [view for page in pages for view in (page, *page.turned)]
    rows = [row for view in views for edge in ("header", "footer") for row in _outer(view, edge)]
    repeated = _repeated(rows, len(pages))
    repeated -= _openers([row for row in rows if id(row.pieces) in repeated], views)
    repeated |= _chapter_pages(rows)
    texts: dict[str, dict[str, int]] = {"header": defaultdict(int), "footer": defaultdict(int)}
    runs: dict[tuple[int, str], list[_Row]] = {}
    blocked: set[tuple[int, str]] = set()
    for row in rows:
        key = (id(row.page), row.edge)
        if key in blocked or not (id(row.pieces) in repeated or _is_page_number(row)):
            blocked.add(key)
        else:
            runs.setdefault(key, []).append(row)
    seen: set[str] = set()
    for run in runs.values():
        taken = _without_text(run) if _is_heavy(run, len(pages)) else run
        for row in taken:
            for piece in row.pieces:
                texts[row.edge][piece.text] += 1
            if taken is run or len(pages) >= _BOOK or row.text in seen:
                _remove(row)
            seen.add(row.text)
    _strip_everywhere(pages, views)
    ranked = {edge: tuple(sorted(found, key=lambda text: -found[text])) for edge, found in texts.items()}
    return Margins(ranked["header"], ranked["footer"])


def _is_heavy(run: list[_Row], pages: int) -> bool:
    """Whether the running lines of one edge of a page are so many that text of the page may be among them."""
    page, few = run[0].page, pages < _BOOK
    held = sum(visible(piece.text) for row in run for piece in row.pieces)
    share = held / max(1, sum(visible(piece.text) for piece in page.pieces))
    return len(run) >= _SEVERAL and (share > (_MUCH if few else _MUCH_OF_BOOK) or (few and len(run) >= _MANY))


def _without_text(run: list[_Row]) -> list[_Row]:
    """The running lines of one edge of a page without the text that repeats below them.

    The head of a table or a paragraph that opens page after page is text: the running lines end at the widest gap
    where that is among them and not behind them; where there is none, they are all text.
    """
    page, ours = run[0].page, {id(piece) for row in run for piece in row.pieces}
    others = [piece for piece in page.pieces if id(piece) not in ours]
    if not others:
        return list(run)
    inner = min(piece.y if run[0].edge == "header" else page.height - piece.y for piece in others)
    ends = [row.y for row in run]
    gaps = [after - before for before, after in pairwise([*ends, max(inner, ends[-1])])]
    widest, size = max(gaps), run[0].pieces[0].size
    if widest <= _LEADING * size:
        return []
    return run[: len(run) if gaps[-1] >= _WIDE * widest else gaps.index(widest) + 1]


def _strip_everywhere(pages: list[Page], views: list[Page]) -> None:
    """Take off what most pages have at one and the same place: watermarks, and the lettering of a drawing frame."""
    places: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for view in views:
        for piece in view.pieces:
            places[_place(piece)].add(view.number)
    enough = max(3, _MOST * len(pages))
    everywhere = {place for place, numbers in places.items() if len(numbers) >= enough}
    if not everywhere:
        return
    usual = _usual_size(views)
    for view in views:
        gone = [piece for piece in view.pieces if _place(piece) in everywhere and _is_beside(piece, view, usual)]
        lost = set(map(id, gone))
        view.pieces = [piece for piece in view.pieces if id(piece) not in lost]
        view.drop("watermark", sum(visible(piece.text) for piece in gone))


def _usual_size(views: list[Page]) -> float:
    """Return the type size most characters of the document have."""
    sizes: dict[float, int] = defaultdict(int)
    for view in views:
        for piece in view.pieces:
            sizes[piece.size] += len(piece.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _is_beside(piece: Piece, view: Page, usual: float) -> bool:
    """Whether a piece is no part of the text: set across the page, much larger than it, under it, or in the frame.

    What a form repeats from sheet to sheet in its body ("Modulation: AM 80 %") is content.
    """
    if view.is_skewed or piece.size >= _LARGE * usual:
        return True
    wide, high = _FRAME * view.width, _FRAME * view.height
    if piece.x1 < wide or piece.x0 > view.width - wide or piece.bottom < high or piece.top > view.height - high:
        return True
    return any(_overlaps(piece, other) for other in view.pieces if other is not piece)


def _overlaps(one: Piece, two: Piece) -> bool:
    """Whether two pieces are printed over each other by more than half a line."""
    across = min(one.x1, two.x1) - max(one.x0, two.x0)
    down = min(one.bottom, two.bottom) - max(one.top, two.top)
    return across > min(one.size, two.size) and down > 0.5 * min(one.size, two.size)


def _place(piece: Piece) -> tuple[str, int, int]:
    return piece.text, round(piece.x0), round(piece.y)


def _outer(page: Page, edge: str) -> list[_Row]:
    """Return the lines near one edge of a page, outermost first."""
    limit = _REACH * page.height
    top = edge == "header"
    near = [piece for piece in page.pieces if (piece.y < limit if top else piece.y > page.height - limit)]
    near.sort(key=lambda piece: piece.y if top else -piece.y)
    groups: list[list[Piece]] = []
    for piece in near:
        if groups and abs(piece.y - groups[-1][0].y) < _STEP:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [
        _Row(page, group, edge, rank, group[0].y if top else page.height - group[0].y, _text(group))
        for rank, group in enumerate(groups)
    ]


def _text(pieces: list[Piece]) -> str:
    return " ".join(piece.text for piece in sorted(pieces, key=lambda piece: piece.x0)).casefold()


def _keys(row: _Row) -> list[str]:
    """Return what must be alike for a line to count as repeated: its text, but for a number that counts the pages."""
    keys = [row.text, *(f"{piece.text}@{round(piece.x0 / _STEP)}" for piece in _parts(row))]
    for match in _NUMBER.finditer(row.text):
        offset = _value(match[0]) - row.page.number
        keys.append(f"{row.text[: match.start()]}#{offset}#{row.text[match.end() :]}")
    return keys


def _parts(row: _Row) -> list[Piece]:
    """Return the parts of a line of several that may be the same on every page while the others change."""
    return [piece for piece in row.pieces if len(piece.text) >= _PART] if len(row.pieces) > 1 else []


def _value(numeral: str) -> int:
    """Return the value of an Arabic or Roman numeral."""
    if numeral.isdigit():
        return int(numeral)
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-value if value < max(values[index:]) else value for index, value in enumerate(values))


def _repeated(rows: list[_Row], pages: int) -> set[int]:
    """Return the ids of the groups that are repeated at the same height on enough pages."""
    enough = min(max(2, pages), 2 if pages < _BOOK else 3)
    alike: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in rows:
        for key in _keys(row):
            alike[row.edge, key].append(row)
    found: set[int] = set()
    for (_, key), same in alike.items():
        least = max(enough, pages / 2) if "@" in key else enough
        if len(same) < least:
            continue
        levels: dict[int, set[int]] = defaultdict(set)
        for row in same:
            levels[round(row.y / _STEP)].add(row.page.number)
        for row in same:
            level = round(row.y / _STEP)
            near = levels[level] | levels[level - 1] | levels[level + 1]
            if len(near) >= least and (not _OPENS.match(row.text) or _has_neighbours(near)):
                found.add(id(row.pieces))
    return found


def _has_neighbours(numbers: set[int]) -> bool:
    """Whether most of these pages follow each other, as those of one chapter do and the openings of several do not."""
    beside = sum(1 for number in numbers if number - 1 in numbers or number + 1 in numbers)
    return 2 * beside > len(numbers)


def _openers(rows: list[_Row], views: list[Page]) -> set[int]:
    """Return the ids of numbered running lines that are the heading itself: on the first page, and nowhere else."""
    named = [row for row in rows if _OPENS.match(row.text)]
    if not named:
        return set()
    running = {id(row.pieces[0]) for row in named}
    texts = {_fold(text) for view in views for text in _lines_but(view, running)}
    first: dict[str, _Row] = {}
    for row in named:
        key = _fold(row.text)
        if key not in texts and (key not in first or row.page.number < first[key].page.number):
            first[key] = row
    return {id(row.pieces) for row in first.values()}


def _lines_but(view: Page, running: set[int]) -> list[str]:
    """Return the text of the lines of a page but for those that hold one of these pieces."""
    levels: dict[int, list[Piece]] = defaultdict(list)
    for piece in view.pieces:
        levels[round(piece.y)].append(piece)
    return [_text(pieces) for pieces in levels.values() if not any(id(piece) in running for piece in pieces)]


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _chapter_pages(rows: list[_Row]) -> set[int]:
    """Return the ids of lines that are page numbers with the chapter in front: 3-1, 3-2, 4-1 or 3.1, 3.2."""
    found: set[int] = set()
    for edge in ("header", "footer"):
        outer = [row for row in rows if row.edge == edge and row.y < 0.1 * row.page.height]
        pages = [(row, match) for row in outer if (match := _CHAPTER_PAGE.fullmatch(row.text.strip()))]
        places = [(match[1], int(match[2])) for _, match in sorted(pages, key=lambda each: each[0].page.number)]
        rising = sum(
            (after[0] == before[0] and after[1] == before[1] + 1) or (after[0] != before[0] and after[1] == 1)
            for before, after in pairwise(places)
        )
        if len(places) > 1 and rising >= _RISING * (len(places) - 1):
            found |= {id(row.pieces) for row, _ in pages}
    return found


def _is_page_number(row: _Row) -> bool:
    """Whether an outermost line is just the number of its page, as far as one page can tell."""
    text = " ".join(piece.text for piece in row.pieces)
    return row.rank == 0 and row.y < 0.1 * row.page.height and bool(_PAGE_NUMBER.fullmatch(text)) and len(text) < 20


def _remove(row: _Row) -> None:
    gone = set(map(id, row.pieces))
    row.page.pieces = [piece for piece in row.page.pieces if id(piece) not in gone]
    row.page.drop(f"running {row.edge}", sum(visible(piece.text) for piece in row.pieces))
