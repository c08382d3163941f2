"""Which settings count where nobody vouched for the folder they came with.

A folder from elsewhere may say how its documents are read and when a decision is good enough. It never says where text
goes, what runs, what is believed, or which files and addresses outside of it are opened.
"""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from pipeline.config import is_address

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHOLE = frozenset({"split", "keywords", "decide"})
_KEYS = {
    "read": frozenset({"loss_limit", "ocr", "ocr_language", "legacy"}),
    "embedding": frozenset({"batch", "tokens"}),
    "match": frozenset({"references"}),
}


def restrict(settings: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], tuple[str, ...]]:
    """Keep the settings that a folder may make which nobody trusted.

    :param settings: section -> key -> value, as it was read.
    :return: those that count, and the names of the others ("llm.host").
    """
    kept: dict[str, dict[str, Any]] = {}
    ignored: list[str] = []
    for section, values in settings.items():
        for key, value in values.items() if isinstance(values, dict) else ():
            if _harmless(section, key, value):
                kept.setdefault(section, {})[key] = value
            else:
                ignored.append(f"{section}.{key}")
    return kept, tuple(ignored)


def _harmless(section: str, key: str, value: object) -> bool:
    if section in _WHOLE:
        return True
    if key not in _KEYS.get(section, ()):
        return False
    return key != "references" or (isinstance(value, list | tuple) and all(stays_inside(name) for name in value))


def stays_inside(name: object) -> bool:
    """Tell a path that cannot leave the folder it is relative to: no address, no share, no drive, no way up."""
    if not isinstance(name, str) or is_address(name) or name.startswith(("~", "/", "\\")):
        return False
    windows = PureWindowsPath(name)
    return not windows.drive and not windows.root and ".." not in (*windows.parts, *PurePosixPath(name).parts)
