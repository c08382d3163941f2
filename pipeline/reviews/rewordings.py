"""What became of the words of a clause since a person reviewed them, in a few words."""

from __future__ import annotations

from difflib import SequenceMatcher

from pipeline.reports.cells import shorten

_MOST = 3  # places that are shown
_LONGEST = 50  # characters shown of what stood or stands there
_MOST_WORDS = 1500  # of each wording; longer ones take too long to compare


def describe(old: str, new: str) -> str:
    """Say where two wordings differ: '"40 dBµV/m" is now "34 dBµV/m"; new: "above 1 GHz"'; "" where they are too long.

    :param old: all text of the clause as it was reviewed.
    :param new: all text of the clause as it is.
    """
    was, now = old.split(), new.split()
    if max(len(was), len(now)) > _MOST_WORDS:
        return ""
    places = [
        _say(was[one : other + after], now[start : end + after])
        for kind, one, other, start, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
        for after in [int(kind == "replace")]  # with the word behind it, which may be a unit
        if kind != "equal"
    ]
    more = [f"and {len(places) - _MOST} more places"] if len(places) > _MOST else []
    return "; ".join([*places[:_MOST], *more])


def _say(was: list[str], now: list[str]) -> str:
    before, after = (f'"{shorten(" ".join(words), _LONGEST)}"' for words in (was, now))
    if not was:
        return f"new: {after}"
    return f"{before} is now {after}" if now else f"gone: {before}"
