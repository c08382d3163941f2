"""Small specifications on disk, files that only look like one, and the command line as a user calls it."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import subprocess
import sys
import warnings
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OLE = bytes.fromhex("D0CF11E0A1B11AE1")

CLAUSES = (
    ("1", "Scope", "This document is about the behaviour of electronic parts of a vehicle."),
    ("2", "Bulk current injection", "A clamp drives a current into the harness of the DUT, according to ISO 11452-4."),
    ("2.1", "Level", "From 1 MHz to 400 MHz the clamp drives 100 mA; the DUT goes on as before."),
    ("3", "Radiated emission", "The field of the DUT is measured with an antenna at 1 m, according to CISPR 25."),
    ("3.1", "Limits", "The field is at most 40 dBµV/m between 30 MHz and 1 GHz."),
    ("4", "Delivery of reports", "The supplier hands all reports over before the first samples."),
)
LABELS = {"1": "", "2": "BCI", "2.1": "BCI", "3": "RE", "3.1": "RE", "4": ""}


def _encrypted() -> bytes:
    """What tells a Word file with a password: an OLE file whose directory names the encrypted package."""
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + bytes(64)
        for name in ("Root Entry", "EncryptionInfo", "EncryptedPackage", "")
    )
    return OLE.ljust(512, b"\0") + b"\xff" * 512 + directory + bytes(4096)


REFUSED = {
    "empty.docx": (b"", "empty", "is empty"),
    "text.docx": (b"2 Bulk current injection\r\nThis is only text.\r\n", "plain text", "plain text file"),
    "rights.docx": (bytes.fromhex("9B2044524D4F4E45") + b" something" * 60, "drm", "document-rights system"),
    "secret.docx": (_encrypted(), "password", "protected by a password"),
}
"""Name -> bytes, kind of the problem, words of its sentence."""
LOCK = "~$ood.docx"


def write_spec(path: Path, clauses: Any = CLAUSES) -> Path:
    """Write a Word file with a typed number, a title and a paragraph for each clause."""
    from docx import Document

    document = Document()
    for number, title, text in clauses:
        document.add_paragraph(f"{number} {title}", style="Heading 1")
        document.add_paragraph(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
    return path


def write_long_spec(path: Path, clauses: int) -> Path:
    """Write a Word file that takes a while: each clause has some lines of text."""
    words = ["clamp", "antenna", "harness", "level", "limit", "field", "current", "pulse", "table", "plane", "probe"]
    rows = []
    for index in range(clauses):
        turned = [*words[index % 11 :], *words[: index % 11]]
        rows.append(
            (f"{index // 20 + 1}.{index % 20 + 1}", f"Part {turned[0]} {index}", f"The {' '.join(turned)}. " * 8)
        )
    return write_spec(path, rows)


def write_mixed(folder: Path) -> Path:
    """Fill a folder with one good file, one of each kind that is refused, and a lock file."""
    write_spec(folder / "good.docx")
    for name, (data, _, _) in REFUSED.items():
        (folder / name).write_bytes(data)
    (folder / LOCK).write_bytes(b"\x06someone".ljust(162, b"\0"))
    return folder


def write_settings(folder: Path, text: str = "", *, store: str = "store.sqlite", match: str = "examples = []") -> Path:
    """Write a configuration with which runs are quick: without embeddings, examples and RAKE; with a store of its own.

    :param text: further sections.
    :param match: keys of the section `[match]`.
    """
    path = folder / "settings.toml"
    kept = (folder / store).as_posix() if store else ""
    quick = '[keywords]\nextractors = ["yake"]\n[embedding]\nbackend = "none"\n'
    quick += f'[match]\n{match}\n[store]\npath = "{kept}"\n'
    path.write_text(quick + text, encoding="utf-8")
    return path


def write_labels(path: Path, document: str, tests: dict[str, str]) -> Path:
    """Write labels: number -> tests."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("document", "number", "title", "tests"))
        rows.writerows((document, number, "", ids) for number, ids in tests.items())
    return path


def command(*arguments: object) -> list[str]:
    """Return the command line of emcmatch."""
    return [sys.executable, "-m", "pipeline.cli", *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """Return the surroundings of a call: offline, one thread, this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", **more}


def emcmatch(*arguments: object, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Call emcmatch as a user does."""
    return subprocess.run(
        command(*arguments), cwd=cwd, env=environment(**more), capture_output=True, encoding="utf-8", timeout=300
    )


def call(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Call emcmatch through the same door within this process, which saves the second that a start takes."""
    from pipeline.cli import main

    line = ["emcmatch", *map(str, arguments)]
    said, told = io.StringIO(), io.StringIO()
    code: object = 0
    with _as_it_was(), chdir(cwd or Path.cwd()), redirect_stdout(said), redirect_stderr(told):
        sys.argv = list(line)
        os.environ.update(environment())
        try:
            main()
        except SystemExit as stop:
            code = stop.code
    return subprocess.CompletedProcess(line, int(str(code or 0)), said.getvalue(), told.getvalue())


@contextmanager
def _as_it_was() -> Any:
    """Give this process back what a call of `main` changes in it: arguments, surroundings, rights, messages."""
    argv, surroundings, mask = sys.argv, dict(os.environ), os.umask(0o022)
    os.umask(mask)
    logs = [(log, list(log.handlers), log.propagate) for log in (logging.getLogger("emcmatch"), logging.getLogger())]
    try:
        with warnings.catch_warnings():
            yield
    finally:
        sys.argv = argv
        os.environ.clear()
        os.environ.update(surroundings)
        os.umask(mask)
        for log, handlers, propagate in logs:
            log.handlers[:], log.propagate = handlers, propagate


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file of a run folder."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read a JSON-lines file of a run folder."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def accounted(document):
    """Characters of a document that were kept or left out for a named reason."""
    return sum(line.characters for line in document.loss.lines)
