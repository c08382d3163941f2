"""Addresses of remote files and folders, told from paths."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)  # two letters at least: "C:" is a drive


def is_address(name: str) -> bool:
    """Tell an address ("s3://bucket/folder") from a path."""
    return bool(_ADDRESS.match(name))


def address_fault(address: str) -> str:
    """Say why an address cannot be used, "" where it can: it holds a secret, or is several in one."""
    rest = address.partition("://")[2]
    if ":" in rest.partition("@")[0] and "@" in rest.partition("/")[0]:
        return "holds a password; leave it out and give it to the storage's package by the environment"
    if "?" in rest:
        return "holds a query, which may be a key; leave it out and give keys by the environment"
    return "is several addresses in one" if "::" in address else ""
