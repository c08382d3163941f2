"""What every page of this machine has in common: one address, a token, and requests that are read with care."""

from __future__ import annotations

import json
import secrets
import socket
from typing import TYPE_CHECKING, Any

from pipeline.errors import DependencyError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp

ADDRESS = "127.0.0.1"
_LONGEST = 100_000  # bytes of a request that is no upload


def serve(make: Callable[[str, int], ASGIApp], port: int, tell: Callable[[str], None], *, patience: int | None) -> None:
    """Serve an application until it is stopped.

    :param make: builds it for a token and a port.
    :param port: 0 = any that is free.
    :param tell: told the address, token included, when it can be opened.
    :param patience: seconds that open answers have when it is stopped; None = as long as they take.
    :raises UsageError: the port is taken.
    :raises DependencyError: the packages of the page are missing.
    """
    try:
        import uvicorn
    except ImportError:
        raise missing() from None
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        try:
            door.bind((ADDRESS, port))
            door.listen(128)  # from here on a browser is heard, though it may have to wait for the first answer
        except OSError as error:
            raise UsageError(f"Port {port} cannot be used ({error.strerror}); choose another with --port.") from None
        port = int(door.getsockname()[1])
        token = secrets.token_urlsafe(24)
        config = uvicorn.Config(
            make(token, port),
            log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=patience,
        )  # fmt: skip
        tell(f"http://{ADDRESS}:{port}/{token}/")
        uvicorn.Server(config).run(sockets=[door])


async def read_json(request: Request) -> dict[str, Any] | None:
    """Return a JSON object that was sent; None where it is none, or larger than any of ours."""
    if not str(request.headers.get("content-type", "")).startswith("application/json"):
        return None  # what a form of a foreign page can send
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST:
            return None
    try:
        found = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode("utf-8")  # half a surrogate pair can be neither kept nor answered
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def missing() -> DependencyError:
    """What is wrong where FastAPI or uvicorn is not installed."""
    return DependencyError('The pages in the browser need FastAPI: pip install "emc-spec-matcher[review]"')
