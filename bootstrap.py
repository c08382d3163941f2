"""Set up emcmatch beside this file and run it, with nothing but Python 3.11 or newer.

    python bootstrap.py run specs/      set up, then do the main job on the sample specifications
    python bootstrap.py test            set up, then run the project's own tests
    python bootstrap.py setup           only set up
    python bootstrap.py renew           write constraints.txt anew, from the newest versions that can be had
    python bootstrap.py <any emcmatch command and its options>

The environment is made in `.venv`, by uv where it is installed and by pip otherwise, with the versions of
`constraints.txt`, and made again only when that file or `pyproject.toml` has changed. On Linux the CPU build of torch
is taken where it can be had, which saves gigabytes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = Path(os.environ.get("EMCMATCH_VENV", ROOT / ".venv"))
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = ENVIRONMENT / "emcmatch-installed.txt"
CONSTRAINTS = ROOT / "constraints.txt"  # the exact versions this project is tested with
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
KEPT = ("--constraint", str(CONSTRAINTS))
HEAD = """# The exact versions emcmatch is tested with; pyproject.toml says which ranges it works with.
# Written by: python bootstrap.py renew
"""


def main() -> int:
    """Set up, then run what the command line asks for; return its exit code."""
    if sys.version_info < (3, 11):
        print("emcmatch needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 5
    arguments = sys.argv[1:] or ["run", "specs/"]
    wanted = "dev" if arguments[0] == "test" else "run"
    if arguments[0] == "renew":
        return renew()
    if not set_up(wanted):
        print("The installation failed; what is said above tells why. The next call tries again.")
        print("For a PC without internet see docs/install.md.")
        return 5
    if arguments[0] == "setup":
        return 0
    environment = os.environ | {"HF_HUB_OFFLINE": os.environ.get("HF_HUB_OFFLINE", "1")}
    if arguments[0] == "test":
        command = [str(PYTHON), "-m", "pytest", *arguments[1:]]
    else:
        command = [str(PYTHON), "-m", "pipeline.cli", *arguments]
    return call(command, ROOT if arguments[0] == "test" else None, environment)


def call(command: list[str], folder: Path | None, environment: dict[str, str]) -> int:
    """Run a command to its end and return its exit code; Ctrl-C is its to handle."""
    process = subprocess.Popen(command, cwd=folder, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def set_up(wanted: str) -> bool:
    """Make the environment and install the project, unless that is done already; False when it cannot be done.

    :param wanted: "run" for what a user needs, "dev" for what the tests need too.
    """
    files = (ROOT / "pyproject.toml", CONSTRAINTS)
    stamp = f"{wanted} {hashlib.sha256(b''.join(file.read_bytes() for file in files)).hexdigest()}"
    done = STAMP.read_text() if STAMP.exists() else ""
    if PYTHON.exists() and (done == stamp or done == stamp.replace("run", "dev", 1)):
        return True
    if not PYTHON.exists():
        print(f"Making the environment {ENVIRONMENT} ...", flush=True)
        venv.create(ENVIRONMENT, with_pip=True)
    print("Installing (a few minutes the first time) ...", flush=True)
    if sys.platform == "linux":
        install_torch(PYTHON)
    extras = "dev" if wanted == "dev" else "model,onnx,pdf,review,tune,reqif"
    if not install("-e", f"{ROOT}[{extras}]"):
        return False
    STAMP.write_text(stamp)
    return True


def install_torch(python: Path, *, newest: bool = False) -> None:
    """Take the CPU build of torch from pip's find-links folder, else from PyTorch's index; else leave it to PyPI.

    :param newest: the newest of that index where it can be reached, instead of the version of `constraints.txt`.
    """
    here = subprocess.run([str(python), "-c", "import torch"], capture_output=True)
    if here.returncode == 0 or (newest and pip_install(python, "torch", "--index-url", CPU_INDEX)):
        return
    version = next(line for line in CONSTRAINTS.read_text().splitlines() if line.startswith("torch=="))
    if any(pip_install(python, f"{version}+cpu", *more) for more in ([], ["--index-url", CPU_INDEX])):
        return
    print("No CPU build of torch within reach; the default build (large) will be installed.", flush=True)


def pip_install(python: Path, *what: str) -> bool:
    """Install by pip, quietly and with few retries; False when it cannot be had."""
    command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1", *what]
    return subprocess.run(command, capture_output=True).returncode == 0


def install(*what: str) -> bool:
    """Install by uv where it is on the path, else by pip."""
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(PYTHON), *what, *KEPT]
        if subprocess.run(command).returncode == 0:
            return True
    command = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", *what, *KEPT]
    return subprocess.run(command).returncode == 0


def renew() -> int:
    """Install the newest versions that can be had into an environment of its own, and write them down."""
    place = ROOT / ".venv-newest"
    venv.create(place, with_pip=True, clear=True)
    python = place / SCRIPTS.name / PYTHON.name
    if sys.platform == "linux":
        install_torch(python, newest=True)
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]  # new, so all of it is newest
    if subprocess.run([*install, "-e", f"{ROOT}[dev,program]"]).returncode:
        return 5
    command = [str(python), "-m", "pip", "list", "--format=freeze", "--exclude-editable"]
    found = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.split()
    shutil.rmtree(place)
    CONSTRAINTS.write_text(HEAD + "\n".join(pin(line) for line in found if is_ours(line)) + "\n", encoding="utf-8")
    print(f"{CONSTRAINTS}: {len(found)} packages; now: python bootstrap.py test")
    return 0


def pin(line: str) -> str:
    """Return a line of the constraints: the version without the build ("2.13.0+cpu"), which differs by machine."""
    return line.partition("+")[0]


def is_ours(line: str) -> bool:
    """Tell what every machine needs from what pip brings along and from the libraries of one maker's GPUs."""
    return not line.startswith(("pip==", "setuptools==", "wheel==", "nvidia-", "cuda-", "triton==", "emc-spec"))


if __name__ == "__main__":
    sys.exit(main())
