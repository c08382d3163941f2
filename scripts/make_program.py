"""Build emcmatch as one folder that needs no Python, and try it as a user without anything else would.

    pip install -c constraints.txt -e ".[model,onnx,review,program]"
    python scripts/make_program.py                     dist/emcmatch, tried
    python scripts/make_program.py --zip               and packed beside it
    python scripts/make_program.py --try dist/emcmatch only try one that was built

Tried with an empty home, nothing on the path, no variables but those the system needs, and where Linux allows it
without a network: a workspace, `check`, a run over the three samples with their labels; then the review page.
PyInstaller builds for the system it runs on; its licence (GPL with an exception for what it builds) leaves the program
under emcmatch's own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_NEEDED = ("SYSTEMROOT", "TEMP", "TMP", "NUMBER_OF_PROCESSORS")  # without these no program starts on Windows
_ENOUGH = 0.9  # of the samples' clauses: the program matches as well as the checkout does
_LIMIT = 900  # seconds for one call, on a busy machine


def main() -> int:
    """Build, pack and try as the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=_ROOT / "dist", help="folder in which the folder emcmatch is made")
    parser.add_argument("--zip", action="store_true", help="pack it too")
    parser.add_argument("--try", dest="tried", type=Path, help="a folder that was built, to try and not build again")
    given = parser.parse_args()
    figures: dict[str, object] = {}
    folder = given.tried
    if folder is None:
        start = time.perf_counter()
        folder = build(given.out)
        figures["build_seconds"] = round(time.perf_counter() - start)
    figures |= {"system": sys.platform, "megabytes": size(folder), **attempt(folder)}
    if given.zip:
        packed = Path(shutil.make_archive(str(folder), "zip", folder.parent, folder.name))
        figures["zip_megabytes"] = round(packed.stat().st_size / 1e6)
    print(json.dumps(figures, indent=1))
    return 0


def build(out: Path) -> Path:
    """Build into a folder `emcmatch` below `out`, which is made anew."""
    with tempfile.TemporaryDirectory() as work:
        options = ["--noconfirm", "--log-level", "ERROR", "--distpath", str(out), "--workpath", work]
        specification = str(_ROOT / "packaging" / "emcmatch.spec")
        subprocess.run([sys.executable, "-m", "PyInstaller", *options, specification], check=True)
    return out / "emcmatch"


def size(folder: Path) -> int:
    """Megabytes of all files."""
    return round(
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
    )


def attempt(folder: Path) -> dict[str, object]:
    """Use the program on the samples; return how long each call took, and how many clauses it got right.

    :raises SystemExit: a call failed, or the results are not those of a sound program.
    """
    program = folder.resolve() / ("emcmatch.exe" if os.name == "nt" else "emcmatch")
    with tempfile.TemporaryDirectory(prefix="emcmatch-program-") as empty:
        home = Path(empty)
        figures: dict[str, object] = {"without_network": bool(_closed())}
        figures["start_seconds"] = call([program, "--version"], home, home)
        call([program, "init", "work"], home, home)
        work = home / "work"
        figures["check_seconds"] = call([program, "check"], work, home)
        run = [program, "run", "specs", "--labels", "specs/labels.csv", "--out", "outputs/one"]
        figures["first_run_seconds"] = call(run, work, home)
        accuracy = json.loads((work / "outputs" / "one" / "accuracy.json").read_text(encoding="utf-8"))
        right, clauses = accuracy["figures"]["clauses"]["count"], accuracy["figures"]["clauses"]["n"]
        if not (work / "outputs" / "one" / "report.xlsx").stat().st_size or right < _ENOUGH * clauses:
            sys.exit(f"The program gives other results than it should: {right} of {clauses} clauses right.")
        show([program, "review", "serve", "outputs/one", "--no-open"], work, home)
        return figures | {"clauses": clauses, "right": right}


def call(command: list[str | Path], folder: Path, home: Path) -> float:
    """Call the program with next to nothing around it; return the seconds it took.

    :raises SystemExit: it did not end with 0.
    """
    start = time.perf_counter()
    said = subprocess.run([*_closed(), *command], cwd=folder, env=_around(home), capture_output=True, timeout=_LIMIT)
    if said.returncode:
        text = (said.stdout + said.stderr).decode("utf-8", "replace")
        sys.exit(f"{' '.join(map(str, command))} ended with {said.returncode}:\n{text}")
    return round(time.perf_counter() - start, 1)


def show(command: list[str | Path], folder: Path, home: Path) -> None:
    """Start the review page and look at it once.

    :raises SystemExit: it does not answer.
    """
    with subprocess.Popen(command, cwd=folder, env=_around(home), stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            said = ""
            while not (address := re.search(r"http://\S+", said)):
                line = process.stdout.readline()
                if not line:
                    sys.exit(f"The review page of the program does not start: {said}")
                said += line
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
            with opener.open(address[0], timeout=60) as answer:
                if b"<html" not in answer.read():
                    sys.exit("The review page of the program shows nothing.")
        finally:
            process.kill()


def _around(home: Path) -> dict[str, str]:
    """The variables a call gets: an empty path, an empty home, and what the system needs."""
    around = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return around | {"PATH": "", "HOME": str(home), "USERPROFILE": str(home)}


def _closed() -> list[str]:
    """The words before a command that take the network away from it; none where that is not to be had."""
    unshare = shutil.which("unshare")
    words = [unshare, "--net", "--map-root-user"] if unshare else []
    allowed = bool(words) and subprocess.run([*words, "true"], capture_output=True).returncode == 0
    return [str(word) for word in words] if allowed else []


if __name__ == "__main__":
    sys.exit(main())
