"""What a run was: when, with what, on what. It goes to run.json and the Run sheet, and nowhere else."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping  # noqa: TC003 - pydantic looks it up
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from pipeline.config import is_address
from pipeline.errors import UsageError
from pipeline.reports import staging
from pipeline.storage import own, settings_trust

if TYPE_CHECKING:
    from pathlib import Path

_SEAL = "seal"
_log = logging.getLogger("emcmatch")


@dataclass(frozen=True)
class RunInfo:
    """Circumstances of a run. Keys that say when or how long stand here only, so that all other files repeat."""

    started: str = ""  # ISO 8601 with offset
    finished: str = ""  # ISO 8601 with offset
    command: str = ""  # the command line as typed
    versions: Mapping[str, str] = field(default_factory=dict)  # program, Python, libraries -> version
    machine: str = ""  # operating system, processor
    engine: str = ""  # "local" or "dask"
    jobs: int = 0  # files at a time
    catalogue: str = ""  # name of the catalogue
    model: str = ""  # embedding model and backend: "all-MiniLM-L6-v2 (onnx)"
    llm: str = ""  # provider and model, "" = none was asked
    llm_address: str = ""  # where its calls went and who said so: "http://127.0.0.1:11434 (OLLAMA_HOST)"
    digests: Mapping[str, str] = field(default_factory=dict)  # what -> SHA-256: "catalogue", "weights", "model" ...
    configuration: Mapping[str, Any] = field(default_factory=dict)  # section -> key -> value, as used
    counts: Mapping[str, int] = field(default_factory=dict)  # "documents", "clauses", "from store" ...
    seconds: Mapping[str, float] = field(default_factory=dict)  # stage -> wall seconds
    stage: str = "report"  # the last one that was done: "split", "keywords", "match", "resolve", "report"
    inputs: Mapping[str, str] = field(default_factory=dict)  # document -> path of its file
    files: Mapping[str, str] = field(default_factory=dict)  # file of the run folder -> SHA-256, as it was written


def save(path: Path, run: RunInfo, more: Mapping[str, Any]) -> None:
    """Write run.json, signed by its user.

    :param more: keys beside those of the run, such as the documents with their digests.
    """
    content = json.loads(json.dumps({**asdict(run), **more}, ensure_ascii=True, default=str))
    content[_SEAL] = _sign(content).hex()
    path.write_text(json.dumps(content, indent=2, ensure_ascii=True) + "\n", encoding="utf-8", newline="\n")


def load(path: Path) -> RunInfo:
    """Read run.json back; keys that are not the run's own are passed over.

    Of a run that this user did not make, in a folder that he did not trust, the settings that could send, run or
    believe something are left out, and so are inputs at addresses; see `settings_trust`.

    :raises UsageError: there is no such file, or it is damaged.
    """
    run, known = _read(path)
    return run if known else _restrict(run, path)


def is_run(folder: Path) -> bool:
    """Tell whether a folder holds the files of a run, whoever made it."""
    try:
        content = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and {"stage", "configuration", "versions"} <= content.keys()


def _read(path: Path) -> tuple[RunInfo, bool]:
    staging.settle(path.parent)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); is this the folder of a run?") from None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise UsageError(f"{path}: is damaged; make the run again.")
    seal = content.pop(_SEAL, None)
    names = {item.name for item in fields(RunInfo)}
    try:
        run = _adapter().validate_python({key: value for key, value in content.items() if key in names})
    except (ValidationError, RecursionError):
        raise UsageError(f"{path}: is damaged; make the run again.") from None
    return run, _is_signed(content, seal) or own.trusts(path.parent)


def _restrict(run: RunInfo, path: Path) -> RunInfo:
    settings, ignored = settings_trust.restrict(run.configuration)
    far = [name for name, place in run.inputs.items() if is_address(place) or place.startswith(("\\\\", "//"))]
    if ignored or far:
        _say_once(str(path.parent))
    inputs = {name: place for name, place in run.inputs.items() if name not in far}
    return replace(run, configuration=settings, inputs=inputs)


@lru_cache(maxsize=64)
def _say_once(folder: str) -> None:
    _log.warning(
        "%s: this run was made or changed by somebody else; what its run.json says about models, servers, stores, "
        "reviews and addresses is not used. If you trust it: emcmatch trust %s", folder, folder
    )  # fmt: skip


def _is_signed(content: Mapping[str, Any], seal: object) -> bool:
    try:
        return isinstance(seal, str) and len(seal) == 64 and own.verify(bytes.fromhex(seal), "run.json", _text(content))
    except (ValueError, RecursionError):
        return False


def _sign(content: Mapping[str, Any]) -> bytes:
    return own.sign("run.json", _text(content), size=32)


def _text(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[RunInfo]:
    return TypeAdapter(RunInfo)
