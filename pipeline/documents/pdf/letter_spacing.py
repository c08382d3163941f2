"""Words whose letters were drawn apart, closed by the gaps between the letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents import spacing

if TYPE_CHECKING:
    from pipeline.documents.pdf.words import Raw

_FRAGMENT = 2  # letters that kerning leaves together: "LY" in "S U P P LY"
_SINGLE = 0.7  # share of single letters in a row of them, at least
_SPACE = 0.28  # type sizes
_GAP = 0.9  # type sizes from which a gap is no space between words
_SPREAD = 0.1  # type sizes by which the letters of a spaced word stand apart, at least


def close(words: list[Raw]) -> list[Raw]:
    """Put letters that stand apart together to words; all else stays as it is."""
    closed: list[Raw] = []
    run: list[Raw] = []
    for word in words:
        if run and not _goes_on(run[-1], word):
            closed += _close(run)
            run = []
        if len(word.text) > _FRAGMENT:
            if closed and _is_wide(closed[-1], word):
                closed[-1] = _reaching(closed[-1], word)
            closed.append(word._replace(text=spacing.closed(word.text)) if "  " in word.text else word)
        else:
            run.append(word)
    return closed + _close(run)


def _goes_on(before: Raw, word: Raw) -> bool:
    same_line = word.joins and word.style is before.style and word.start[1] == before.start[1]
    return len(word.text) <= _FRAGMENT and same_line and word.style.angle == 0


def _reaching(before: Raw, word: Raw) -> Raw:
    """Let a word reach as far as if an ordinary space parted it from the next one."""
    end = word.start[0] - _SPACE * before.style.size
    return before._replace(end=(max(before.end[0], end), before.end[1]))


def _is_wide(before: Raw, word: Raw) -> bool:
    """Whether the gap between two words is wide only since their letters are spaced."""
    style, gap = before.style, word.start[0] - before.end[0]
    if not word.joins or word.style is not style or style.angle != 0 or gap < _GAP * style.size:
        return False
    widths = [style.widths.get(letter) for letter in before.text]
    if len(widths) < 2 or not before.text.isalpha() or None in widths or word.start[1] != before.start[1]:
        return False
    natural = sum(width for width in widths if width is not None)
    spread = (before.end[0] - before.start[0] - natural) / (len(widths) - 1)
    return spread > _SPREAD * style.size and gap < 2 * spread + 2 * _SPACE * style.size


def _close(run: list[Raw]) -> list[Raw]:
    if len(run) < spacing.FEWEST or sum(len(word.text) == 1 for word in run) < _SINGLE * len(run):
        return run
    parts = spacing.gaps([word.start[0] for word in run], [word.end[0] for word in run])
    groups = [[run[0]]]
    for word, is_new in zip(run[1:], parts, strict=True):
        if is_new:
            groups.append([word])
        else:
            groups[-1].append(word)
    texts = ["".join(word.text for word in group) for group in groups]
    if not spacing.is_words([text for text in texts if any(map(str.isalpha, text))]):
        return run
    words: list[Raw] = []
    for group, text in zip(groups, texts, strict=True):
        if words and words[-1].text.isalpha() and text.isalpha():
            words[-1] = _reaching(words[-1], group[0])
        words.append(group[0]._replace(text=text, end=group[-1].end, broken=group[-1].broken))
    return words
