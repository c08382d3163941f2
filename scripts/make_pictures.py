"""Take the pictures of docs/start.md: the sample specifications, dropped on the desk in a Chromium without a window.

    python scripts/make_pictures.py

Needs Chromium and what the desk needs. The samples are matched first; nothing but docs/desk_*.png is written.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "builders")]

import browsers  # noqa: E402  (the checkout comes before an installed emcmatch)

ROOMS = ("document/0?number=8.2", "review/", "coverage", "limits", "plan", "compare", "accuracy", "catalogue")
_PATIENCE = 300  # seconds that matching the samples may take


def main() -> None:
    """Drop the samples, watch them, and take a picture of every room."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "emc work"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "pipeline.cli", "desk", str(folder), "--no-open", "--reviewer", "Ada"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found, "the desk did not start"
            browser = browsers.Browser(Path(place) / "profile")
            try:
                _play(browser, found.group())
            finally:
                browser.close()
                server.terminate()


def _play(browser: browsers.Browser, address: str) -> None:
    browser.open(address)
    files = [*sorted((ROOT / "specs").glob("sample_*.docx")), ROOT / "specs" / "labels.csv"]
    given = [[path.name, base64.b64encode(path.read_bytes()).decode("ascii")] for path in files]
    browser.run(
        f"(() => {{ const transfer = new DataTransfer(); for (const [name, data] of {json.dumps(given)})"
        " transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name));"
        "document.getElementById('drop').dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true}));"
        "})()"
    )
    browser.wait(f"document.getElementById('chosen').textContent.startsWith('{len(files)} files')")
    _shoot(browser, "home")
    browser.run("document.getElementById('start').requestSubmit()")
    _await(browser, "document.getElementById('open') && !document.getElementById('open').hidden")
    _shoot(browser, "progress")
    run = browser.run("document.getElementById('open').href")
    browser.open(run)
    _shoot(browser, "overview")
    for room in ROOMS:
        browser.open(run + room)
        if room.startswith("document"):
            _await(browser, "document.images.length && [...document.images].some((image) => image.naturalWidth)")
        time.sleep(1)
        _shoot(browser, re.split(r"[/?]", room)[0])


def _await(browser: browsers.Browser, condition: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not browser.run(f"Boolean({condition})"):
        assert time.monotonic() < end, f"never: {condition}"
        time.sleep(0.5)


def _shoot(browser: browsers.Browser, name: str) -> None:
    browser.shoot(ROOT / "docs" / f"desk_{name}.png")


if __name__ == "__main__":
    main()
