"""A workspace: a folder of one's own with settings, catalogues and specifications, away from the program's files.

`make` copies what comes with the program and never touches a file that is there. A folder is a workspace when it holds
`emcmatch.toml`; every command called in it uses that file, and names relative to the folder find its catalogues.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__
from pipeline.config import resource
from pipeline.errors import UsageError

SETTINGS = "emcmatch.toml"
_TEMPLATE = Path(__file__).parent / "template"
_FOLDERS = ("specs", "references", "configs", "outputs")
_COPIES = (  # files of the program that are a user's to edit
    "references/README.md",
    "references/emc_tests.toml",
    "references/iec_61000.toml",
    "references/mil_std_461.toml",
    "references/unece_r10.toml",
    "configs/ollama.toml",
    "specs/labels.csv",
)
_SAMPLES = ("specs/sample_nordhavn.docx", "specs/sample_talvio.docx", "specs/sample_yuanshan.docx")
_TO_READ = f"""\
# Every setting of emcmatch {__version__} with its default, to look things up. Nothing is read from this file:
# copy the lines you want to change, with the [section] they stand in, into {SETTINGS} and change them there.

"""


@dataclass(frozen=True, slots=True)
class Made:
    """What `make` did."""

    folder: Path
    written: tuple[str, ...]  # names relative to the folder, with forward slashes
    kept: tuple[str, ...]  # were there already and were not touched


def settings() -> Path | None:
    """Path of the settings of the workspace that the process runs in; None where it is none.

    Only the current folder is looked at: the relative paths in the settings start from it.
    """
    path = Path(SETTINGS)
    return path if path.is_file() else None


def make(folder: Path) -> Made:
    """Make a workspace; what is there stays as it is, so that a second call only adds what is missing.

    :param folder: is made where it does not exist.
    :raises UsageError: the folder cannot be written to.
    """
    written: list[str] = []
    kept: list[str] = []
    try:
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, content in _files().items():
            (written if _write(folder / name, content) else kept).append(name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{folder}: a workspace cannot be made here ({reason}); name another folder.") from None
    return Made(folder, tuple(written), tuple(kept))


def _files() -> dict[str, bytes]:
    """Name within the workspace -> content, in the order in which a user should come across them."""
    files = {name: (_TEMPLATE / name).read_bytes() for name in ("README.md", SETTINGS)}
    files[".gitignore"] = (_TEMPLATE / "gitignore").read_bytes()
    files["configs/all_settings.toml"] = _TO_READ.encode() + resource("configs/default.toml").read_bytes()
    return files | {name: resource(name).read_bytes() for name in (*_COPIES, *_SAMPLES)}


def _write(path: Path, content: bytes) -> bool:
    """Write a file that is not there; False where something of its name is, a dead link too."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True
