"""Where a model server is, whether that is this machine, and what calls to it must not do on the way there."""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from pipeline.answers.llms.faults import LLMError
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.config import LLMSettings

CONNECT = 10.0  # longest time to reach a server that is there [seconds]; a call's own deadline can be shorter
_LOOPBACK_NAMES = ("localhost", "localhost.localdomain", "localhost6", "ip6-localhost", "ip6-loopback")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (recognised, not bound)


@dataclass(frozen=True, slots=True)
class Address:
    """Where calls go."""

    url: str
    origin: str  # who says so: "host in [llm]", "OLLAMA_HOST", "the default of ollama"

    def __str__(self) -> str:
        return f"{self.url} ({self.origin})"


def find(settings: LLMSettings, variable: str, default: str) -> Address:
    """Find the address in the settings, else in an environment variable, else the provider's default.

    :param variable: environment variable of the provider's own client.
    """
    if settings.host:
        return Address(reachable(settings.host.rstrip("/")), "host in [llm]")
    said = unquoted(os.environ.get(variable, ""))
    if said and variable == "OLLAMA_HOST":
        return Address(reachable(parse_ollama(said)), variable)
    if said:
        if "://" not in said:
            raise ConfigError(f"{variable} is '{said}', which is no address; it begins with http:// or https://.")
        return Address(reachable(said.rstrip("/")), variable)
    return Address(default, f"the default of {settings.provider}")


def parse_ollama(host: str) -> str:
    """Read OLLAMA_HOST as Ollama's own client does: "1.2.3.4", ":5678", "[::1]:1234", "https://name/path" ...

    :raises ConfigError: it is no address.
    """
    scheme, _, rest = host.partition("://")
    if not rest:
        scheme, rest = "http", host
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port = parts.port or {"http": 80, "https": 443}.get(scheme if "://" in host else "", 11434)
    except ValueError as error:
        raise ConfigError(f"OLLAMA_HOST is '{host}', which is no address ({error}).") from None
    name = parts.hostname or "127.0.0.1"
    name = f"[{name}]" if ":" in name else name
    path = parts.path.strip("/")
    return f"{scheme}://{name}:{port}" + (f"/{path}" if path else "")


def unquoted(value: str) -> str:
    """Drop the spaces and quotes that a variable of the environment is often set with."""
    return value.strip().strip("\"'").strip()


def is_local(host: str) -> bool:
    """The address is on this machine: text stays here, and a proxy set for the web must not get such calls.

    A name counts only where the standards reserve it for the own machine (RFC 6761), never for what it resolves to.
    """
    name = (urlsplit(host).hostname or "").rstrip(".").lower()
    if name in _LOOPBACK_NAMES or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return _is_loopback_number(name)
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback or str(address) in _EVERYWHERE


def _is_loopback_number(name: str) -> bool:
    """127.1, 2130706433 and 0x7f.1 are numbers for the same address as 127.0.0.1."""
    try:
        return bool(name) and name[0].isdigit() and socket.inet_aton(name)[0] == 127
    except OSError:
        return False


def check(address: Address, settings: LLMSettings) -> None:
    """Refuse an address of another machine without the user's consent, and a certificate file that is not there.

    :raises ConfigError: says what to set.
    """
    if not settings.allow_remote and not is_local(address.url):
        raise ConfigError(
            f"The model server {address} is another machine, and text of the specifications would be sent there. If "
            "that is what you want, set allow_remote = true in [llm] of your own settings, or give --allow-remote."
        )
    if settings.ca_file and not Path(settings.ca_file).is_file():
        raise ConfigError(f"ca_file in [llm]: there is no file '{settings.ca_file}'.")


def check_collector(settings: LLMSettings) -> None:
    """Make sure that spans go to another machine only where that was allowed: they hold text of the specifications.

    :raises ConfigError: says what to set.
    """
    if settings.otlp and not settings.allow_remote and not is_local(settings.otlp):
        raise ConfigError(
            f"The collector {settings.otlp} (otlp in [llm]) is another machine, and what is asked about the "
            "specifications would be sent there. If that is what you want, set allow_remote = true in [llm] of your "
            "own settings, or give --allow-remote."
        )


def options(host: str, ca_file: str = "") -> dict[str, Any]:
    """Options of an HTTP client for a server: on this machine no proxy, and no certificates where TLS is not used.

    A redirect is never followed: it could lead from this machine to another one. Reading the certificates takes longer
    than a call, so it is left out where TLS is not used.

    :param ca_file: PEM file of a certificate authority to trust beside those of the system.
    """
    chosen: dict[str, Any] = {"follow_redirects": False}
    if is_local(host):
        chosen["trust_env"] = False
    if urlsplit(host).scheme == "http":
        chosen["verify"] = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        chosen["verify"] = _certificates(ca_file)
    return chosen


def _certificates(ca_file: str) -> ssl.SSLContext:
    """Trust the system's authorities (on Windows those of the company too), certifi's, and one of the user's own."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (ssl.SSLError, OSError):
            raise ConfigError(f"ca_file in [llm]: '{ca_file}' holds no certificate in PEM form.") from None
    return context


def certificate_fault(error: BaseException | None) -> str:
    """Say why the server's certificate was not accepted, "" where that is not what went wrong."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or "it could not be verified"
        if isinstance(error, ssl.SSLError):
            return str(error.reason or error)
        error = error.__cause__ or error.__context__
    return ""


def untrusted(host: str, why: str) -> LLMError:
    """Say that a server's certificate was not accepted, and what to do."""
    hint = "set ca_file in [llm] to the PEM file of the authority that signed it."
    return LLMError("certificate", f"The certificate of {host} was not accepted ({why}). If it is your own, {hint}")


def reachable(host: str) -> str:
    """Replace the address that a server listens on for all networks by the one it is reached under.

    `OLLAMA_HOST=0.0.0.0` is common on machines that serve others; Windows cannot connect to it.
    """
    parts = urlsplit(host)
    if parts.hostname not in _EVERYWHERE:
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
