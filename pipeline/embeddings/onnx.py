"""Vectors by onnxruntime: the same numbers as sentence-transformers on a CPU, without torch, in a fraction of the time.

It takes models of the BERT architecture with mean or first-token pooling, such as all-MiniLM-L6-v2, and reads them as
they are; see `graphs`. What a model asks for that is not known here makes `refusal` say so, never a wrong vector.
"""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pipeline.errors import DependencyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_PACKAGES = ("onnxruntime", "onnx", "tokenizers", "safetensors")
_FILES = ("config.json", "model.safetensors", "tokenizer.json")
_HEAD = 10_000_000  # bytes a sound head never reaches
_ROWS = 4096  # tokens in one call: enough to keep the processor busy, small enough for the attention's memory
_ARCHITECTURE = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}


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
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        from pipeline.embeddings.graphs import Graph

        config = _read(folder / "config.json")
        graph = Graph(load_file(folder / "model.safetensors"), config)
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
        self._first = _pooling(folder) == "cls"
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(min(tokens, _longest(folder, config)))

    def encode(self, texts: Sequence[str], batch: int) -> NDArray[np.float32]:
        """Turn texts into vectors of unit length, one row each; the same bits alone and in any batch."""
        import numpy as np

        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * len(ids)
        for places in _batches([len(row) for row in ids], batch):
            states = self._session.run(None, {"ids": np.array([ids[place] for place in places], dtype=np.int64)})[0]
            for place, state in zip(places, states, strict=True):
                pooled = state[0] if self._first else state.mean(axis=0)
                vectors[place] = pooled / np.linalg.norm(pooled)
        return np.stack(vectors)


def _batches(lengths: Sequence[int], batch: int) -> Iterator[list[int]]:
    """Put the places of texts of one length together, at most `batch` texts and about `_ROWS` tokens at a time."""
    places: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: (lengths[place], place)):
        length = lengths[place]
        if places and (length != lengths[places[0]] or len(places) == batch or (len(places) + 1) * length > _ROWS):
            yield places
            places = []
        places.append(place)
    if places:
        yield places


def refusal(folder: Path) -> str:
    """Why this backend cannot compute a model's vectors, "" if it can."""
    if missing := [package for package in _PACKAGES if find_spec(package) is None]:
        return f"{', '.join(missing)} is missing (`pip install {' '.join(missing)}`)"
    if absent := [
        name for name in ("config.json", "model.safetensors", "tokenizer.json") if not (folder / name).is_file()
    ]:
        return f"{folder} has no {', '.join(absent)}"
    config = {"position_embedding_type": "absolute"} | _read(folder / "config.json")
    if strange := [
        f"{name} = {config.get(name)}" for name, value in _ARCHITECTURE.items() if config.get(name) != value
    ]:
        return f"{folder} is a model of another kind ({', '.join(strange)})"
    tensors = _tensors(folder / "model.safetensors")
    if "embeddings.word_embeddings.weight" not in tensors or not {*tensors.values()} <= {"F32", "F16", "I64"}:
        return f"{folder} has its weights under other names or in another number format"
    modules = [module["type"].rsplit(".", 1)[-1] for module in _read(folder / "modules.json")]
    if modules[:2] != ["Transformer", "Pooling"] or modules[2:] not in ([], ["Normalize"]):
        return f"{folder} has modules this backend does not know ({', '.join(modules)})"
    if _pooling(folder) not in ("mean", "cls"):
        return f"{folder} pools its tokens in another way than by mean or first token"
    prompt = _read(folder / "config_sentence_transformers.json").get("default_prompt_name")
    return f"{folder} puts a prompt before every text" if prompt else ""


def _pooling(folder: Path) -> str:
    config = _read(folder / "1_Pooling" / "config.json")
    if "pooling_mode" in config:
        return str(config["pooling_mode"])
    modes = [name for name, value in config.items() if name.startswith("pooling_mode_") and value]
    return (
        {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}.get(modes[0], "")
        if len(modes) == 1
        else ""
    )


def _tensors(file: Path) -> dict[str, str]:
    """Name -> number format, from the head of a safetensors file: eight bytes of length, then JSON."""
    with file.open("rb") as stream:
        head = stream.read(min(int.from_bytes(stream.read(8), "little"), _HEAD))
    try:
        return {name: tensor["dtype"] for name, tensor in json.loads(head).items() if name != "__metadata__"}
    except (ValueError, TypeError, KeyError):
        return {}


def _longest(folder: Path, config: dict[str, Any]) -> int:
    positions = int(config["max_position_embeddings"])
    return min(positions, int(_read(folder / "sentence_bert_config.json").get("max_seq_length") or positions))


def _read(file: Path) -> Any:  # noqa: ANN401 - JSON
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
