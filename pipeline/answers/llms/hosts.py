"""Where a model server is, and what calls to it must not do on the way there."""

from __future__ import annotations

import ipaddress
import os
import ssl
from typing import Any
from urllib.parse import urlsplit, urlunsplit

CONNECT = 10.0  # longest time to reach a server that is there [seconds]; a call's own deadline can be shorter


def is_local(host: str) -> bool:
    """The address is on this machine, so no proxy stands between: a proxy set for the web must not get such calls."""
    name = urlsplit(host).hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def options(host: str) -> dict[str, Any]:
    """Options of an HTTP client for a server: on this machine no proxy, and no certificates where TLS is not used.

    Reading the certificates takes longer than a call; without them a redirect to https would fail, not go unchecked.
    """
    if not is_local(host):
        return {}
    plain = urlsplit(host).scheme == "http"
    return {"trust_env": False} | ({"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)} if plain else {})


def reachable(host: str) -> str:
    """Replace the address that a server listens on for all networks by the one it is reached under.

    `OLLAMA_HOST=0.0.0.0` is common on machines that serve others; Windows cannot connect to it.
    """
    parts = urlsplit(host)
    if parts.hostname not in ("0.0.0.0", "::"):  # noqa: S104  (recognised, not bound)
        return host
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"127.0.0.1{port}"))


def key(variable: str) -> str:
    """Return the key that stands in an environment variable, "" when it is not set."""
    return os.environ.get(variable, "").strip()


def hide(text: str, *secrets: str) -> str:
    """Blank out keys, in case a server's message repeats one."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "(key)")
    return text
