"""Vectors by OpenVINO in bfloat16, on processors that compute in it: about half the time of onnxruntime.

Half the bits of a number are enough for a vector: its cosine with the exact one stays above 0.9999, and what comes
of it is measured (benchmarks/results/embedding.json). Processors with bfloat16 are AMD's from Zen 4 on and Intel's
server processors from the third generation on; elsewhere OpenVINO gains next to nothing, and `onnx` is taken.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import DependencyError
from pipeline.matching.embeddings import bert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_PACKAGES = ("openvino", "onnx", "tokenizers", "safetensors")


class OpenVino:
    """One model in memory.

    :param folder: the model's folder.
    :param tokens: longest text the model sees; what is beyond is cut off. Never more than the model can take.
    :raises DependencyError: a package is missing, the model is not of the kind this backend knows, or the processor
        does not compute in bfloat16.
    """

    def __init__(self, folder: Path, tokens: int) -> None:
        if reason := refusal(folder) or ("" if is_quick() else "this processor does not compute in bfloat16"):
            raise DependencyError(f"The embedding backend 'openvino' cannot be used: {reason}.")
        core = _core()
        model = core.read_model(model=bert.graph_of(folder, whole=True).model)
        settings: dict[str, Any] = {"INFERENCE_PRECISION_HINT": "bf16", "PERFORMANCE_HINT": "LATENCY"}
        if threads := int(os.environ.get("OMP_NUM_THREADS", "0") or 0):
            settings["INFERENCE_NUM_THREADS"] = threads
        self._request = core.compile_model(model, "CPU", settings).create_infer_request()
        self._bert = bert.Bert(folder, tokens, self._compute)

    def encode(self, texts: Sequence[str], batch: int) -> NDArray[np.float32]:
        """Turn texts into vectors of unit length, one row each; the same bits alone and in any batch."""
        return self._bert.encode(texts, batch)

    def _compute(self, ids: NDArray[np.int64]) -> Any:  # noqa: ANN401 - OpenVINO has no types
        return self._request.infer({0: ids}, share_inputs=True, share_outputs=True)[0]


def refusal(folder: Path) -> str:
    """Why this backend cannot compute a model's vectors, "" if it can; the processor is not looked at."""
    return bert.refusal(folder, _PACKAGES)


def is_quick() -> bool:
    """Whether this processor computes in bfloat16. Loads OpenVINO, which takes a quarter of a second."""
    return "BF16" in _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


@lru_cache(maxsize=1)
def _core() -> Any:  # noqa: ANN401
    from openvino import Core

    return Core()
