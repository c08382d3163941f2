"""Text into vectors: one door, `load`, and a file for each backend."""

from __future__ import annotations

import hashlib
import os
import platform
import zlib
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pipeline.errors import DependencyError
from pipeline.matching.embeddings import models, onnx, openvino, static

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.config import EmbeddingSettings
    from pipeline.storage.cache import Store


class Backend(Protocol):
    """What a file of this package offers."""

    def encode(self, texts: Sequence[str], batch: int) -> NDArray[np.float32]:
        """Turn texts into vectors of unit length, one row each."""
        ...


class Embedder:
    """One model. It is loaded when a vector is really missing: a run whose vectors are all stored never needs it.

    :param folder: the model's folder.
    :param backend: "static", "sentence-transformers", "onnx" or "openvino".
    """

    def __init__(self, folder: Path, backend: str, settings: EmbeddingSettings, store: Store | None = None) -> None:
        self.folder, self.backend = folder, backend
        self._settings, self._store = settings, store
        self._kept = store if backend != "static" else None  # a sum is quicker made than read from the store
        self._loaded: Backend | None = None
        self._name = ""

    @property
    def name(self) -> str:
        """Everything a vector depends on beside its text; part of the key of whatever is made of vectors."""
        if not self._name:
            how = f"{self.backend}:{_PRECISIONS[self.backend]}:{self._settings.tokens}"
            self._name = f"{_digest(self.folder, self._store)[:32]}:{how}"
        return self._name

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Turn texts into vectors.

        :param texts: any number; each different text is computed once, and not at all where its vector is stored.
        :returns: float32 of shape (len(texts), dimension), rows of unit length, in the order of the texts; a text's row
            is the same alone and among others: to the bit with onnx and openvino, to 1e-5 otherwise. Shape (0, 0) for
            no texts.
        :raises DependencyError: the backend or the model cannot be loaded.
        """
        import numpy as np

        keys = [self._key(text) for text in texts]
        stored = self._kept.get_many(keys, "vectors") if self._kept else {}
        sound = ((key, _unpack(value)) for key, value in stored.items())
        vectors = {key: np.frombuffer(value, dtype="<f4") for key, value in sound if value}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in vectors}
        if missing:
            fresh = dict(zip(missing, self._compute(list(missing.values())), strict=True))
            vectors |= fresh
            if self._kept:
                packed = {key: _pack(row.astype("<f4").tobytes()) for key, row in fresh.items()}
                self._kept.put_many(packed, "vectors")
        return np.stack([vectors[key] for key in keys]) if keys else np.zeros((0, 0), dtype=np.float32)

    def _compute(self, texts: list[str]) -> NDArray[np.float32]:
        if self._loaded is None:
            self._loaded = _BACKENDS[self.backend](self.folder, self._settings.tokens)
        # Half a surrogate pair, which a damaged file can hold, is no text to a tokenizer.
        sound = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        return self._loaded.encode(sound, self._settings.batch)

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self.name}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


def load(settings: EmbeddingSettings, store: Store | None = None) -> Embedder | None:
    """Make the embedder of a configuration; None when embeddings are off (`backend = "none"`).

    "auto" takes what fits the model: static for a table of token vectors. For others the fastest: sentence-transformers
    where there is a GPU for it; openvino where it is installed and the processor computes in bfloat16; onnxruntime,
    which gives the same numbers as sentence-transformers; else that.

    :raises DependencyError: no backend is installed that can read the model, or the model is not to be had.
    """
    if settings.backend == "none":
        return None
    folder = models.resolve(settings.model)
    backend = settings.backend if settings.backend != "auto" else _fastest(folder, store)
    return Embedder(folder, backend, settings, store)


def _fastest(folder: Path, store: Store | None) -> str:
    if (folder / static.VECTORS).is_file():
        return "static"
    torch = find_spec("sentence_transformers") is not None
    if torch and _has_gpu():
        return "sentence-transformers"
    if not openvino.refusal(folder) and _is_quick(store):
        return "openvino"
    if not (refusal := onnx.refusal(folder)):
        return "onnx"
    if torch:
        return "sentence-transformers"
    raise DependencyError(
        f"There is no embedding backend: {refusal}, and sentence-transformers is not installed. Install one, "
        "or set embedding.backend to 'none'."
    )


def _is_quick(store: Store | None) -> bool:
    """Whether OpenVINO is quick on this processor, remembered: to ask it takes a quarter of a second."""
    machine = "\0".join((*platform.uname(), version("openvino")))
    key = "openvino:" + hashlib.sha256(machine.encode("utf-8", "surrogatepass")).hexdigest()
    if store and (known := store.get(key)):
        return known == b"quick"
    found = openvino.is_quick()
    if store:
        store.put(key, b"quick" if found else b"slow")
    return found


def _has_gpu() -> bool:
    """Whether torch will find a GPU, told without importing it, which takes seconds."""
    try:
        build = version("torch")
    except PackageNotFoundError:
        return False
    windows = Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "System32" / "nvcuda.dll"
    return not build.endswith("+cpu") and (Path("/proc/driver/nvidia/version").exists() or windows.exists())


def _sentence_transformers(folder: Path, tokens: int) -> Backend:
    from pipeline.matching.embeddings.sentence_transformers import SentenceTransformers

    return SentenceTransformers(folder, tokens)


_BACKENDS: dict[str, Callable[[Path, int], Backend]] = {
    "sentence-transformers": _sentence_transformers,
    "onnx": onnx.Onnx,
    "openvino": openvino.OpenVino,
    "static": static.Static,
}
_PRECISIONS = {"sentence-transformers": "fp32", "onnx": "fp32", "openvino": "bf16", "static": "int8"}


def _pack(value: bytes) -> bytes:
    """Put a checksum before a vector: a wrong number would show nowhere."""
    return zlib.crc32(value).to_bytes(4, "little") + value


def _unpack(packed: bytes) -> bytes:
    """Take the checksum off; nothing is left of a damaged vector."""
    value = packed[4:]
    return value if packed[:4] == zlib.crc32(value).to_bytes(4, "little") else b""


def _digest(folder: Path, store: Store | None) -> str:
    """Digest of the model, remembered for as long as size and time of its files stay: reading 90 MB takes a while."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    stamps = "\n".join(f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)
    key = "model:" + hashlib.sha256(stamps.encode("utf-8", "surrogatepass")).hexdigest()
    if store and (known := store.get(key)):
        return known.decode("ascii")
    found = models.digest(folder)
    if store:
        store.put(key, found.encode("ascii"))
    return found
