"""A Windows shortcut to the desk, written byte by byte: Windows is not needed to make one.

Source: Microsoft, [MS-SHLLINK] Shell Link Binary File Format, 2.1, 2.4 and 2.5.4. The target is named by an environment
variable block alone, which Windows expands; there is no list of shell items.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

from pipeline.errors import UsageError

_CLASS = bytes.fromhex("0114020000000000c000000000000046")
_NAME, _FOLDER, _ARGUMENTS, _UNICODE, _EXPANDED = 0x4, 0x10, 0x20, 0x80, 0x200
_MINIMIZED = 7
_PATH = 260  # characters that a path in the block has room for


def place(folder: Path) -> Path:
    """Write the shortcut on the desktop of this user.

    :param folder: the workspace it opens.
    :raises UsageError: this is no Windows, or there is no desktop to write to.
    """
    if os.name != "nt":
        raise UsageError("--desktop writes a Windows shortcut; here, call emcmatch desk in the folder.")
    target = Path.home() / "Desktop" / "emcmatch.lnk"
    try:
        target.write_bytes(describe(*command(), folder.resolve()))
    except OSError as error:
        raise UsageError(f"{target}: cannot be written ({error.strerror or error}).") from None
    return target


def command() -> tuple[str, str]:
    """Return the program and the arguments that open the desk: the one-folder program is its own interpreter."""
    if getattr(sys, "frozen", False):
        return sys.executable, "desk"
    return sys.executable, "-m pipeline.cli desk"


def describe(program: str, arguments: str, folder: Path | str) -> bytes:
    """Return the bytes of a shortcut.

    :param folder: in which the program starts.
    :raises UsageError: the path of the program is too long for one.
    """
    if len(program) >= _PATH:
        raise UsageError(f"{program}: is too long for a shortcut; install emcmatch in a folder with a shorter path.")
    flags = _NAME | _FOLDER | _ARGUMENTS | _UNICODE | _EXPANDED
    head = struct.pack("<I16sII24sIiIHHII", 0x4C, _CLASS, flags, 0, b"", 0, 0, _MINIMIZED, 0, 0, 0, 0)
    texts = ("emcmatch: specifications in, a workbook to review out", str(folder), arguments)
    strings = b"".join(struct.pack("<H", len(_wide(text)) // 2) + _wide(text) for text in texts)
    ansi = program.encode("ascii", "replace").ljust(_PATH, b"\0")
    block = struct.pack("<II", 0x314, 0xA0000001) + ansi + _wide(program).ljust(2 * _PATH, b"\0")
    return head + strings + block + struct.pack("<I", 0)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")
