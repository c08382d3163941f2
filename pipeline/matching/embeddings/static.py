"""Vectors by a table: each token has one, a text is their sum. A hundredth of a model's price.

The table `emc` beside this file is distilled from all-MiniLM-L6-v2 by `scripts/distill_encoder.py`; docs/encoder.md
says from what and how good it is. Its numbers are whole, so sums are exact: a text's vector is the same to the bit
alone, in any batch and on any processor.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import DependencyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

NAME = "emc-static"  # in embedding.model
FOLDER = Path(__file__).resolve().parent / "emc"
VECTORS = "vectors.npy"  # int8, (tokens, width)
_CHARACTERS = 12  # a token takes at most, on average: what is far beyond the longest text need not be cut into tokens


class Static:
    """One table, memory-mapped: processes share it.

    :param folder: the table's folder.
    :param tokens: longest text that counts; what is beyond is left out.
    :raises DependencyError: a package or the table is missing.
    """

    def __init__(self, folder: Path, tokens: int) -> None:
        if reason := refusal(folder):
            raise DependencyError(f"The embedding backend 'static' cannot be used: {reason}.")
        import numpy as np
        from tokenizers import Tokenizer

        self._table = np.load(folder / VECTORS, mmap_mode="r")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokens = tokens

    def encode(self, texts: Sequence[str], batch: int) -> NDArray[np.float32]:
        """Turn texts into vectors of unit length, one row each; of a text without a known token, zeros."""
        import numpy as np

        vectors = np.zeros((len(texts), self._table.shape[1]), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            ids = tokens_of(self._tokenizer, text[: self._tokens * _CHARACTERS])[: self._tokens]
            total = self._table[ids].sum(axis=0, dtype=np.int64)
            if length := float(np.sqrt(np.dot(total, total))):
                row[:] = total / length
        return vectors


def tokens_of(tokenizer: Tokenizer, text: str) -> list[int]:
    """Ids of the tokens of a text that say something: no marks of begin and end, no unknown ones."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    unknown = tokenizer.token_to_id("[UNK]")
    return [token for token in encoding.ids if token != unknown]


def refusal(folder: Path) -> str:
    """Why this backend cannot compute a model's vectors, "" if it can."""
    if not (folder / VECTORS).is_file():
        return f"{folder} has no {VECTORS}"
    return "" if find_spec("tokenizers") else "tokenizers is missing (`pip install tokenizers`)"
