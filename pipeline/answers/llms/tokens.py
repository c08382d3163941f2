"""Counting tokens without the model's own tokenizer.

Each model cuts text in its own way and servers do not lend their tokenizers, so a budget needs bounds that hold for all
of them: `ceiling` is more than any tokenizer in use makes of a text of this kind, `floor` is less.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.answers.llms.protocols import Message

_PIECE = re.compile(r"[A-Za-z]+|[^\sA-Za-z]|\n|[^\S\n]{2,}")
_LETTERS = 3  # letters a token stands for at worst in technical English (Llama 2 about 3.5, Llama 3 about 4.5)
_FRAME = 8  # tokens a chat template puts around each message
_START = 4  # tokens before the first message and at the opening of the answer
_LONGEST = 8  # characters a token stands for at best, in plain prose


def ceiling(text: str) -> int:
    """Most tokens a text may have: a token for every three letters begun, every digit, sign and line end; every byte
    of a character outside ASCII, which is what a vocabulary without it falls back to.
    """
    return sum(_worst(piece) for piece in _PIECE.findall(text))


def floor(text: str) -> int:
    """Fewest tokens a text may have; a server that reports less has not read all of it."""
    return sum(not sign.isspace() for sign in text) // _LONGEST


def ceiling_of(messages: Iterable[Message]) -> int:
    """Most tokens a conversation may have, the template around its messages included."""
    return _START + sum(_FRAME + ceiling(message.content) for message in messages)


def floor_of(messages: Iterable[Message]) -> int:
    """Fewest tokens a conversation may have."""
    return sum(floor(message.content) for message in messages)


def _worst(piece: str) -> int:
    if piece.isascii():
        return math.ceil(len(piece) / _LETTERS) if piece.isalpha() else 1
    return len(piece.encode("utf-8", "surrogatepass"))
