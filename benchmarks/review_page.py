"""How quick the review page is with 5,000 clauses, and what a kill loses.

    python benchmarks/review_page.py

A run of 5,000 clauses is made and served as a user serves it. Measured: milliseconds until the page is ready in
Chromium (list filled, first clause shown; over HTTP alone where there is no Chromium), milliseconds from sending a
decision to its acknowledgement, which is sent when it is on the disk, and how many acknowledged decisions are missing
after the server was killed in the middle of many. Results go to benchmarks/results/review_page.json.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
for folder in ("tests/reports", "tests/reviews"):
    sys.path.insert(0, str(ROOT / folder))

import browsers  # noqa: E402 - of the tests
from review_builders import make_run, write_run  # noqa: E402

from pipeline.reviews import ReviewStore  # noqa: E402

CLAUSES = 5000
LOADS, DECISIONS, KILLS = 5, 300, 5


def main() -> None:
    """Measure and write the results."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "review_page.json")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        run = Path(scratch) / "run"
        write_run(run, *(make_run(500, f"{number}.docx") for number in range(CLAUSES // 500)))
        server, address = serve(run, Path(scratch) / "r.sqlite")
        loads = [load(address, Path(scratch) / f"profile{turn}") for turn in range(LOADS)]
        times = [timed(address, index) for index in range(DECISIONS)]
        strangers = [refused(address) for refused in (foreign_origin, wrong_token, wrong_host)]
        server.kill()
        server.wait()
        kept = len(ReviewStore(Path(scratch) / "r.sqlite").current())
        lost = [kill(run, Path(scratch) / f"k{turn}.sqlite", 0.3 + 0.2 * turn) for turn in range(KILLS)]
    results = {
        "what": "the review page with 5,000 clauses; see the docstring of benchmarks/review_page.py",
        "clauses": CLAUSES,
        "load": {"by": "Chromium" if browsers.find() else "HTTP", **spread(loads)},
        "decision": spread(times),
        "kept after the first kill": f"{kept} of {DECISIONS}",
        "kills in the middle": {"acknowledged": sum(one for one, _ in lost), "lost": sum(two for _, two in lost)},
        "foreign origin, wrong token, wrong host": strangers,
        "cores": os.cpu_count(),
        "load of the machine": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }
    given.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=1))


def serve(run: Path, store: Path) -> tuple[subprocess.Popen[str], str]:
    """Start the page as a user does, and return its address."""
    command = [sys.executable, "-m", "pipeline.cli", "review", "serve", str(run), "--store", str(store), "--no-open"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert server.stdout is not None
    found = re.search(r"http://\S+", server.stdout.readline())
    assert found is not None
    urllib.request.urlopen(found.group()).read()  # it listens from the first line on; now it answers
    return server, found.group()


def load(address: str, profile: Path) -> float:
    """Milliseconds until the page is ready."""
    if browsers.find() is None or os.name == "nt":
        start = time.perf_counter()
        for path in ("", "static/page.js", "static/page.css", "clauses", "clauses/0"):
            urllib.request.urlopen(address + path).read()
        return 1000 * (time.perf_counter() - start)
    browser = browsers.Browser(profile)
    try:
        return browser.open(address)
    finally:
        browser.close()


def decide(address: str, index: int, **headers: str) -> int:
    """Send a decision and return the status of the answer."""
    body = json.dumps({"index": index, "test": "RE", "verdict": "", "comment": ""}).encode()
    request = urllib.request.Request(address + "decide", body, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def timed(address: str, index: int) -> float:
    """Milliseconds of one decision."""
    start = time.perf_counter()
    assert decide(address, index) == 200
    return 1000 * (time.perf_counter() - start)


def foreign_origin(address: str) -> int:
    """A page of another origin sends a decision."""
    return decide(address, 1, Origin="http://example.org")


def wrong_token(address: str) -> int:
    """Somebody guesses the token."""
    return decide(re.sub(r"/[^/]+/$", "/guess/", address), 1)


def wrong_host(address: str) -> int:
    """A name of a foreign page points to this machine."""
    return decide(address, 1, Host="example.org")


def kill(run: Path, store: Path, seconds: float) -> tuple[int, int]:
    """Kill the server while decisions go in; return how many were acknowledged and how many of these are lost."""
    server, address = serve(run, store)
    done: list[int] = []

    def answer() -> None:
        for index in range(CLAUSES):
            try:
                if decide(address, index) == 200:
                    done.append(index)
            except (OSError, urllib.error.URLError):
                return

    worker = threading.Thread(target=answer)
    worker.start()
    time.sleep(seconds)
    server.kill()
    worker.join()
    server.wait()
    opened = ReviewStore(store)
    kept = len(opened.current()) if done else 0
    opened.close()
    return len(done), max(0, len(done) - kept)


def spread(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and largest, in milliseconds."""
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return {"n": len(times), "median ms": round(statistics.median(ordered), 1), "95 % ms": round(high, 1),
            "largest ms": round(ordered[-1], 1)}  # fmt: skip


if __name__ == "__main__":
    main()
