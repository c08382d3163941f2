"""Is a quote really in a clause? White space is folded and signs nobody sees are dropped, nothing else: a word that was
changed is not found.
"""

from __future__ import annotations

import re

_SPACE = re.compile(r"[\s|]+")  # cells of a table row are shown with a bar between them
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_FEWEST = 4  # letters and digits; less stands in almost every text and says nothing


def visible(text: str) -> str:
    """Drop control characters, soft hyphens, zero-width and direction signs."""
    return _INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """Fold runs of white space, and the bars between table cells, to one space."""
    return _SPACE.sub(" ", visible(text)).strip()


def find(quote: str, text: str) -> str | None:
    """Return the quote as it stands in the text, white space folded; None when it does not stand there.

    A quote that breaks off within a word is not found either: "CE" is not in "PRACTICE".
    """
    folded = fold(quote).strip("\"'“”„‘’ ")
    if not folded:
        return None
    pattern = re.escape(folded)
    if folded[0].isascii() and folded[0].isalnum():
        pattern = rf"(?<![A-Za-z0-9]){pattern}"
    if folded[-1].isascii() and folded[-1].isalnum():
        pattern = rf"{pattern}(?![A-Za-z0-9])"
    return folded if re.search(pattern, fold(text)) else None


def says_enough(quote: str, text: str) -> bool:
    """The quote has at least four letters or digits (two signs of Chinese or Japanese count as much), or is all the
    clause has.
    """
    weight = sum(2 if ord(sign) > 0x2E7F else 1 for sign in quote if sign.isalnum())
    return weight >= _FEWEST or fold(quote) == fold(text)
