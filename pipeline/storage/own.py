"""What belongs to this user on this machine: a folder of the program's own, a key, and the folders that are trusted.

The key never leaves the folder. What the program writes and later believes (run.json, the records of the store) is
signed with it, so that a file which somebody else made or changed is known as such. No passwords are kept here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sys
import threading
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import UsageError

HOME = "EMCMATCH_HOME"  # environment variable: another folder than the usual one
_KEY_VARIABLE = "EMCMATCH_SESSION_KEY"  # for workers of a run whose user has no folder to keep a key in
_LENGTH = 32  # bytes of the key
_guard = threading.Lock()


def home() -> Path:
    """The folder of the program for this user; it need not exist."""
    if named := os.environ.get(HOME):
        return Path(named).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "emcmatch"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "emcmatch"


def sign(purpose: str, *parts: bytes, size: int = 16) -> bytes:
    """Return what only this user can compute of some bytes.

    :param purpose: keeps what is signed for one use from being taken for another.
    :param size: of the signature [bytes].
    """
    made = hashlib.blake2b(key=_key(str(home())), digest_size=size, person=purpose.encode("ascii")[:16])
    for part in parts:
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return made.digest()


def verify(signature: bytes, purpose: str, *parts: bytes) -> bool:
    """Tell whether this user signed these bytes."""
    return hmac.compare_digest(signature, sign(purpose, *parts, size=len(signature) or 16))


def trusts(folder: Path) -> bool:
    """Tell whether this user trusted a folder, or one above it."""
    place = _real(folder)
    return any(place == known or place.startswith(known.rstrip(os.sep) + os.sep) for known in trusted())


def trusted() -> tuple[str, ...]:
    """Return the folders that this user trusted; none where the list cannot be read."""
    try:
        raw = json.loads((home() / "trusted.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    return tuple(item for item in raw if isinstance(item, str) and item) if isinstance(raw, list) else ()


def trust(folder: Path, *, withdraw: bool = False) -> None:
    """Trust a folder with all in it, from now on and for this user alone.

    :param withdraw: trust it no longer.
    :raises UsageError: the list cannot be written.
    """
    place = _real(folder)
    kept = sorted({*trusted(), place} - ({place} if withdraw else set()))
    path = home() / "trusted.json"
    try:
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with _open_private(fresh) as file:
            file.write(json.dumps(kept, ensure_ascii=True, indent=1).encode("ascii"))
        os.replace(fresh, path)
    except OSError as error:
        raise UsageError(
            f"{path}: the list of trusted folders cannot be written ({error.strerror}); name a folder in {HOME}."
        ) from None


def _real(folder: Path) -> str:
    return os.path.normcase(os.path.realpath(folder))


@lru_cache(maxsize=4)
def _key(folder: str) -> bytes:
    with _guard:
        found = _read_key(Path(folder) / "key") or _make_key(Path(folder) / "key")
        if found is not None:
            return found
        session = os.environ.get(_KEY_VARIABLE, "")
        if len(session) != 2 * _LENGTH:
            session = os.environ[_KEY_VARIABLE] = secrets.token_hex(_LENGTH)  # the workers get it with the environment
        return bytes.fromhex(session)


def _read_key(path: Path) -> bytes | None:
    try:
        found = path.read_bytes()
    except OSError:
        return None
    return found if len(found) == _LENGTH else None


def _make_key(path: Path) -> bytes | None:
    """Make a key; None where there is no place for it. Of two processes that do so at once both get the same."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with _open_private(fresh) as file:
            file.write(secrets.token_bytes(_LENGTH))
        try:
            with suppress(FileExistsError):
                os.link(fresh, path)  # whole or not at all, and never over another one
        except OSError:
            if not path.exists():
                os.replace(fresh, path)
        fresh.unlink(missing_ok=True)
    return _read_key(path)


def _open_private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
