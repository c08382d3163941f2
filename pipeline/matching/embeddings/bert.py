"""Models of the BERT architecture read as they are: text to tokens, batches, and states to vectors.

What turns tokens into states is given: `onnx` and `openvino` make it of the same graph (`graphs`). A model of another
kind is refused with its reason, never computed wrongly.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.matching.embeddings.onnx_export import Graph

    Compute = Callable[[NDArray[np.int64]], NDArray[np.float32]]  # (texts, tokens) -> (texts, tokens, width)

_FILES = ("config.json", "model.safetensors", "tokenizer.json")
_HEAD = 10_000_000  # bytes a sound head never reaches
_ROWS = 4096  # tokens in one call: enough to keep the processor busy, small enough for the attention's memory
_ARCHITECTURE = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}


class Bert:
    """One model: its tokenizer, its pooling, and what computes its states.

    :param folder: the model's folder; `refusal` has found it sound.
    :param tokens: longest text the model sees; what is beyond is cut off. Never more than the model can take.
    :param compute: token ids of texts of one length -> their last hidden states.
    """

    def __init__(self, folder: Path, tokens: int, compute: Compute) -> None:
        from tokenizers import Tokenizer

        self._compute = compute
        self._first = _pooling(folder) == "cls"
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(min(tokens, _longest(folder, _read(folder / "config.json"))))

    def encode(self, texts: Sequence[str], batch: int) -> NDArray[np.float32]:
        """Turn texts into vectors of unit length, one row each; the same bits alone and in any batch."""
        import numpy as np

        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * len(ids)
        for places in _batches([len(row) for row in ids], batch):
            states = self._compute(np.array([ids[place] for place in places], dtype=np.int64))
            for place, state in zip(places, states, strict=True):
                pooled = state[0] if self._first else state.mean(axis=0)
                vectors[place] = pooled / np.linalg.norm(pooled)
        return np.stack(vectors)


def graph_of(folder: Path, *, whole: bool) -> Graph:
    """Make the graph of a model; see `graphs.Graph`."""
    from safetensors.numpy import load_file

    from pipeline.matching.embeddings.onnx_export import Graph

    return Graph(load_file(folder / "model.safetensors"), _read(folder / "config.json"), whole=whole)


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


def refusal(folder: Path, packages: Sequence[str]) -> str:
    """Why a backend cannot compute a model's vectors, "" if it can.

    :param packages: that the backend needs.
    """
    if missing := [package for package in packages if find_spec(package) is None]:
        return f"{', '.join(missing)} is missing (`pip install {' '.join(missing)}`)"
    if absent := [name for name in _FILES if not (folder / name).is_file()]:
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
