"""Old Word files (.doc, .rtf): converted by LibreOffice where it is installed, else refused by name.

LibreOffice runs without a window, in a profile of its own that is thrown away, with macros forbidden and with no way to
the network, and is ended when it takes too long.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.errors import ReadError
from pipeline.storage import programs

if TYPE_CHECKING:
    from pipeline.config import ReadSettings
    from pipeline.records import Document

_ADVICE = "open it in Word and save it as .docx"
_SHARE_OF_TIME = 0.8  # of the time one file may take; the rest is for reading the result
_WINDOWS = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_MACOS = ("/Applications/LibreOffice.app/Contents/MacOS/soffice",)
_NOWHERE = "127.0.0.1"  # a proxy where nothing listens: addresses in a document are never reached
_ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_LOCKED_DOWN = (
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", _NOWHERE),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", _NOWHERE),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def read_legacy(path: Path, settings: ReadSettings, document_id: str, kind: Literal["doc", "rtf"]) -> Document:
    """Read an old Word file by way of a .docx that LibreOffice makes of it.

    :raises ReadError: "legacy doc": LibreOffice is not there, not allowed, or could not do it.
    """
    from pipeline.documents.word import read_docx

    if settings.legacy == "never":
        raise ReadError("legacy doc", f"is an old Word file (.{kind}); {_ADVICE}.")
    office = find_office()
    if office is None:
        raise ReadError("legacy doc", f"is an old Word file (.{kind}); {_ADVICE}, or install LibreOffice.")
    with tempfile.TemporaryDirectory(prefix="emcmatch-", ignore_cleanup_errors=True) as folder:
        made = _convert(office, path, kind, Path(folder), settings.time_limit * _SHARE_OF_TIME)
        document = read_docx(made, settings, document_id)
    note = f"converted from .{kind} by LibreOffice"
    return replace(document, sha256=_digest(path), notes=(note, *document.notes))


def find_office() -> str | None:
    """Path of LibreOffice's program; None where it is not installed."""
    found = programs.find("soffice") or programs.find("libreoffice")
    places = _WINDOWS if sys.platform == "win32" else _MACOS
    return found or next((place for place in places if Path(place).exists()), None)


def convert_to_pdf(path: Path, target: Path, seconds: float) -> None:
    """Make pages of a Word file, so that they can be shown; what fields and links would fetch stays unfetched.

    :param seconds: after which LibreOffice is ended.
    :raises ReadError: "legacy doc": LibreOffice is not there, or could not do it.
    """
    office = find_office()
    if office is None:
        raise ReadError("legacy doc", "cannot be shown as pages without LibreOffice.")
    with tempfile.TemporaryDirectory(prefix="emcmatch-", ignore_cleanup_errors=True) as folder:
        made = _convert(office, path, path.suffix.lstrip(".").lower() or "docx", Path(folder), seconds, "pdf")
        shutil.move(made, target)


def _convert(
    office: str, path: Path, kind: str, folder: Path, seconds: float, into: str = "docx:MS Word 2007 XML"
) -> Path:
    profile, source = folder / "profile", folder / f"source.{kind}"
    _write_profile(profile)
    shutil.copyfile(path, source)  # a name of our own: the user's may hold anything
    command = [
        office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--nodefault", "--nofirststartwizard", "--convert-to", into, "--outdir", str(folder),
        str(source),
    ]  # fmt: skip
    try:
        _run(command, seconds)
    except subprocess.TimeoutExpired:
        raise ReadError(
            "legacy doc", f"is an old Word file that LibreOffice did not convert in {seconds:.0f} s; {_ADVICE}."
        ) from None
    made = folder / f"source.{into.partition(':')[0]}"
    if not made.exists():
        raise ReadError("legacy doc", f"is an old Word file that LibreOffice could not convert; {_ADVICE}.")
    return made


def _run(command: list[str], seconds: float) -> None:
    """Run a program with all its children, and end them all when the time is over."""
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent)
    try:
        process.wait(seconds)
    except BaseException:
        _end(process.pid)
        process.wait()
        raise


def _end(pid: int) -> None:
    import psutil

    try:
        parent = psutil.Process(pid)
        for child in (*parent.children(recursive=True), parent):
            child.kill()
    except psutil.NoSuchProcess:
        return


def _write_profile(profile: Path) -> None:
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _LOCKED_DOWN)
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
