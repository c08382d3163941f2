"""Vectors by onnxruntime: the numbers of sentence-transformers on a processor, without torch, in half the time."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pipeline.errors import DependencyError
from pipeline.matching.embeddings import bert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_PACKAGES = ("onnxruntime", "onnx", "tokenizers", "safetensors")


class Onnx:
    """One model in memory.

    :param folder: the model's folder.
    :param tokens: longest text the model sees; what is beyond is cut off. Never more than the model can take.
    :raises DependencyError: a package is missing, or the model is not of the kind this backend knows.
    """

    def __init__(self, folder: Path, tokens: int) -> None:
        if reason := refusal(folder):
            raise DependencyError(f"The embedding backend 'onnx' cannot be used: {reason}.")
        import onnxruntime

        graph = bert.graph_of(folder, whole=False)
        self._weights = graph.weights  # the session refers to them
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "0") or 0)  # 0 = one a physical core
        options.add_session_config_entry(
            "session.intra_op.allow_spinning", "0"
        )  # idle threads leave the cores to others
        options.log_severity_level = 3
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in self._weights.values()]
        options.add_external_initializers(list(self._weights), values)
        self._session = onnxruntime.InferenceSession(graph.model, options, providers=["CPUExecutionProvider"])
        self._bert = bert.Bert(folder, tokens, self._compute)

    def encode(self, texts: Sequence[str], batch: int) -> NDArray[np.float32]:
        """Turn texts into vectors of unit length, one row each; the same bits alone and in any batch."""
        return self._bert.encode(texts, batch)

    def _compute(self, ids: NDArray[np.int64]) -> Any:  # noqa: ANN401 - onnxruntime has no types
        return self._session.run(None, {"ids": ids})[0]


def refusal(folder: Path) -> str:
    """Why this backend cannot compute a model's vectors, "" if it can."""
    return bert.refusal(folder, _PACKAGES)
