"""Vectors by sentence-transformers: every architecture, on a GPU where there is one. Importing it takes seconds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pipeline.errors import DependencyError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


class SentenceTransformers:
    """One model in memory.

    :param folder: the model's folder.
    :param tokens: longest text the model sees; what is beyond is cut off. Never more than the model can take.
    :raises DependencyError: the package is missing, or cannot read the model.
    """

    dtype = "fp32"

    def __init__(self, folder: Path, tokens: int) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging
        except ImportError as error:
            raise DependencyError(
                f"The embedding backend 'sentence-transformers' cannot be loaded ({error}): install it with "
                "`pip install sentence-transformers`, or set embedding.backend to 'onnx' or 'none'."
            ) from None
        logging.disable_progress_bar()  # the run has its own
        try:
            self._model = SentenceTransformer(str(folder), device="cuda" if torch.cuda.is_available() else "cpu")
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise DependencyError(f"{folder}: sentence-transformers cannot read this model ({error}).") from error
        self._model.float()
        self._model.max_seq_length = min(tokens, self._model.max_seq_length or tokens)

    def encode(self, texts: Sequence[str], batch: int) -> NDArray[np.float32]:
        """Turn texts into vectors of unit length, one row each."""
        import numpy as np

        vectors = self._model.encode(
            list(texts), batch_size=batch, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)
