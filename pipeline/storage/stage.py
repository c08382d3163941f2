"""A stage: a pure function with a name and a version, whose results are kept under all they depend on.

    DOCUMENT = Stage("read", version=1, function=read, result=Document, settings=config.read)
    document = run(DOCUMENT, digest_of(path), path, store=store)

The key of a result covers the stage's name, version and settings, the shape of its result, the version of emcmatch and
the key of its input. The key of one stage is the input of the next, so a chain needs no result to know the last key.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from pipeline import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipeline.storage.cache import Store

R = TypeVar("R")

_log = logging.getLogger("emcmatch")


@dataclass(frozen=True, slots=True)
class Stage(Generic[R]):
    """One step of the flow."""

    name: str
    version: int  # raised whenever the function gives another result for the same input
    function: Callable[..., R]  # pure: its result depends on its arguments and `settings` alone
    result: Any  # type of the result, made of the records: Document, tuple[Profile, ...]
    settings: BaseModel | None = None  # passed to the function as its last argument, unless None

    def key(self, inputs: str | Sequence[str]) -> str:
        """Name the result for these inputs: 64 hex digits.

        :param inputs: keys or digests of everything the function is given beside `settings`, in a fixed order.
        """
        return key(
            self.name,
            self.version,
            __version__,
            _shape(self.result),
            type(self.settings).__name__,
            self.settings.model_dump(mode="json") if self.settings is not None else None,
            [inputs] if isinstance(inputs, str) else list(inputs),
        )


def key(*parts: object) -> str:
    """Digest of anything JSON can hold, order and kind of each part included: 64 hex digits."""
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def run(
    stage: Stage[R],
    inputs: str | Sequence[str],
    *arguments: object,
    store: Store | None = None,
    fresh: bool = False,
    seconds: dict[str, float] | None = None,
) -> R:
    """Give the stored result for these inputs, or compute and store it.

    A fresh result goes through the same bytes as a stored one, so the two can never differ.

    :param inputs: see `Stage.key`.
    :param arguments: what the stage's function is called with, before its settings.
    :param fresh: compute it even when it is stored.
    :param seconds: receives the wall seconds it took under the stage's name.
    """
    start = time.perf_counter()
    name = stage.key(inputs) if store is not None else ""
    result = _recall(stage, name, store) if store is not None and not fresh else None
    if result is None:
        result = stage.function(*arguments, *(() if stage.settings is None else (stage.settings,)))
        result = _keep(stage, name, result, store)
    if seconds is not None:
        seconds[stage.name] = time.perf_counter() - start
    return result


def _recall(stage: Stage[R], name: str, store: Store) -> R | None:
    stored = store.get(name)
    try:
        return decode(stage, stored) if stored is not None else None
    except ValidationError:
        _log.warning("A stored result of the stage '%s' could not be read and is computed again.", stage.name)
        return None


def _keep(stage: Stage[R], name: str, result: R, store: Store | None) -> R:
    """Store a result; return it as it will be read back."""
    try:
        encoded = encode(stage, result)
        decoded = decode(stage, encoded)
    except (PydanticSerializationError, ValidationError, UnicodeError) as error:
        _log.debug("A result of the stage '%s' cannot be stored: %s", stage.name, error)
        return result
    if store is not None:
        store.put(name, encoded)
    return decoded


def encode(stage: Stage[R], result: R) -> bytes:
    """Write a result as JSON."""
    return _adapter(stage.result).dump_json(result)


def decode(stage: Stage[R], encoded: bytes) -> R:
    """Read what `encode` wrote, checked against the type of the result.

    :raises pydantic.ValidationError: it is something else.
    """
    decoded: R = _adapter(stage.result).validate_json(encoded)
    return decoded


@lru_cache(maxsize=64)
def _adapter(result: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type of record
    return TypeAdapter(result)


@lru_cache(maxsize=64)
def _shape(result: Any) -> str:  # noqa: ANN401
    """Digest of the fields of a result and all within it, so that a changed record is never filled with defaults."""
    return key(_adapter(result).json_schema(mode="serialization"))


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
