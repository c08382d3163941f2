"""Who may talk to the review page: only a browser on this machine that was given the address with its token."""

from __future__ import annotations

import atexit
import html
import os
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from typing import Any

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src %s; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"referrer-policy", b"no-referrer"),  # the token stays here
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class Guard:
    """Lets through what has the right host, token and origin; everything else gets an empty 404.

    The host is checked because a name of a foreign page can be made to point to this machine (DNS rebinding), the
    origin because a foreign page can send requests here though it cannot read the answers.

    :param application: what is guarded; it sees paths without the token.
    :param port: where it is served.
    :param pictures: whether its pages show pictures, which come from it alone.
    """

    def __init__(self, application: Application, token: str, port: int, *, pictures: bool = False) -> None:
        self._application, self._token = application, token.encode("ascii")
        self._policy = (b"content-security-policy", _POLICY % (b"'self'" if pictures else b"'none'"))
        self._hosts = {f"{name}:{port}".encode("ascii") for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        rest = self._admit(scope) if scope["type"] == "http" else None
        if rest is None:
            if scope["type"] == "http":
                await send({"type": "http.response.start", "status": 404, "headers": [self._policy, *_HEADERS]})
                await send({"type": "http.response.body", "body": b""})
            else:
                await send({"type": "websocket.close", "code": 1008})
            return

        async def reply(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                given = [*message.get("headers", ())]
                own = any(name.lower() == self._policy[0] for name, _ in given)  # of a page that carries its style
                message["headers"] = [*given, *(() if own else (self._policy,)), *_HEADERS]
            await send(message)

        inner = {**scope, "path": rest, "raw_path": rest.encode("utf-8")}
        await self._application(inner, receive, reply)

    def _admit(self, scope: Scope) -> str | None:
        """Return the path behind the token; None where the request may not come in."""
        headers: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.lower(), []).append(value)
        hosts = headers.get(b"host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return None
        if any(
            origin.lower() not in {b"http://" + host for host in self._hosts} for origin in headers.get(b"origin", ())
        ):
            return None
        if any(site not in (b"same-origin", b"none") for site in headers.get(b"sec-fetch-site", ())):
            return None
        _, _, path = str(scope["path"]).partition("/")
        token, slash, rest = path.partition("/")
        if not slash or not secrets.compare_digest(token.encode("utf-8", "replace"), self._token):
            return None
        return f"/{rest}"


def show(address: str) -> None:
    """Open an address in the browser by a file that leads there, for its owner alone.

    The address holds the token, and every user of a machine can read the arguments of all its processes.
    """
    import click

    text = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={html.escape(address)}">'
    handle, name = tempfile.mkstemp(prefix="emcmatch-open-", suffix=".html")  # readable by its owner alone
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    atexit.register(lambda: Path(name).unlink(missing_ok=True))
    click.launch(name)
