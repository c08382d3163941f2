"""Records of a run on disk, so that a run of many documents needs the memory of one."""

from __future__ import annotations

import hashlib
import json
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

R = TypeVar("R")

_LEVEL = 1  # of zlib: a tenth of the size in a hundredth of the time it took to make the record


def pack(record: object) -> bytes:
    """Turn a record into compressed JSON."""
    adapter = _adapter(type(record))
    try:
        encoded = adapter.dump_json(record)
    except (PydanticSerializationError, UnicodeError):  # half a surrogate pair, which a broken PDF can hold
        encoded = json.dumps(adapter.dump_python(record, mode="json")).encode("ascii")
    return squeeze(encoded)


def squeeze(encoded: bytes) -> bytes:
    """Make a packed record of one that is JSON already."""
    return zlib.compress(encoded, _LEVEL)


def unpack(kind: type[R], packed: bytes) -> R:
    """Undo `pack`."""
    adapter, encoded = _adapter(kind), zlib.decompress(packed)
    try:
        record: R = adapter.validate_json(encoded)
    except ValidationError:
        record = adapter.validate_python(json.loads(encoded))
    return record


def digest_of(packed: bytes) -> str:
    """SHA-256 over a packed record, as hex."""
    return hashlib.sha256(packed).hexdigest()


class RecordFile(Generic[R]):
    """Packed records of one kind, one for each document; they come back in the order of the documents' names.

    :param folder: where they are kept, a file each; it must exist.
    """

    def __init__(self, kind: type[R], folder: Path) -> None:
        self._kind, self._folder = kind, folder
        self._files: dict[str, Path] = {}

    def put(self, document: str, packed: bytes) -> None:
        """Keep the record of a document; an older one is replaced."""
        path = self._files.setdefault(document, self._folder / f"{len(self._files)}.packed")
        path.write_bytes(packed)

    def __iter__(self) -> Iterator[R]:
        for document in sorted(self._files):
            yield unpack(self._kind, self._files[document].read_bytes())

    def __len__(self) -> int:
        return len(self._files)

    def digest_of(self, document: str) -> str:
        """SHA-256 over the record of a document, as hex."""
        return digest_of(self._files[document].read_bytes())

    def digest(self) -> str:
        """SHA-256 over all records and the names of their documents, as hex."""
        found = hashlib.sha256()
        for document in sorted(self._files):
            found.update(document.encode("utf-8", "surrogatepass") + b"\0")
            found.update(hashlib.sha256(self._files[document].read_bytes()).digest())
        return found.hexdigest()


def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type of record
    return _adapters(kind)


@lru_cache(maxsize=8)
def _adapters(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401
    return TypeAdapter(kind)
