"""Words that only compare: "unlike ISO 11452-2", "no substitute for BCI", "(see 5.6.1)", "stripline is not used"."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"(?:unlike|in contrast (?:to|with)|compar(?:ed|ison|able) (?:to|with)|instead of|in (?:lieu|place) of|other than"
    r"|differs? from|different from|rather than|not (?:according|as|by|to be confused|part of|covered by|identical)"
    r"|confuse[ds]? (?:it )?with|replac(?:es?|ing|ed by)|no(?:t a)? (?:substitute|replacement) for|contrary to"
    r"|similar to|see(?: also)?|derived from|opposed to|exempt(?:s|ed)? from|relieves? (?:from|of)|as (?:in|for|with)"
    r"|used for|known from|taken from|same (?:as|\w+ as)|passing|passed|不同于|代替|参见)"
    r"(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\W{0,3}(?:(?:\w+\W+){0,4}?)(?:(?:is|are|does|do|can|shall|must|may) ?(?:not|n't)|cannot|no longer)\b",
    re.IGNORECASE,
)


def is_compared(text: str, start: int, end: int) -> bool:
    """Tell whether what stands at `start` to `end` of a text is only compared with, or said not to apply."""
    return bool(_BEFORE.search(text, max(0, start - 60), start) or _AFTER.search(text[end : end + 50]))
