"""What a run was: when, with what, on what. It goes to run.json and the Run sheet, and nowhere else."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


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


def save(path: Path, run: RunInfo, more: Mapping[str, Any]) -> None:
    """Write run.json.

    :param more: keys beside those of the run, such as the documents with their digests.
    """
    content = {**asdict(run), **more}
    path.write_text(
        json.dumps(content, indent=2, ensure_ascii=True, default=str) + "\n", encoding="utf-8", newline="\n"
    )


def load(path: Path) -> RunInfo:
    """Read run.json back; keys that are not the run's own are passed over.

    :raises UsageError: there is no such file, or it is damaged.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); is this the folder of a run?") from None
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise UsageError(f"{path}: is damaged; make the run again.")
    names = {item.name for item in fields(RunInfo)}
    return RunInfo(**{key: value for key, value in content.items() if key in names})
