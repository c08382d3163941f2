"""kill -9 at any moment: the same command again ends in the same bytes, and a dead worker costs one document."""

import random
import subprocess
import time

import psutil
import pytest
from spec_files import command, emcmatch, environment, read_rows, write_long_spec, write_settings

pytestmark = pytest.mark.slow

SAME = (
    "clauses.jsonl",
    "documents.jsonl",
    "matches.csv",
    "matches.jsonl",
    "problems.csv",
    "requirements.jsonl",
    "limits.jsonl",
)
NAMES = ("one.docx", "two.docx", "three.docx")


@pytest.fixture(scope="module")
def specs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("specs")
    for count, name in enumerate(NAMES, start=3):
        write_long_spec(folder / name, 10 * count)
    return folder


@pytest.fixture(scope="module")
def undisturbed(specs, tmp_path_factory):
    """The bytes of a run that nobody disturbed, and the seconds it took."""
    folder = tmp_path_factory.mktemp("undisturbed")
    start = time.monotonic()
    assert call(specs, folder, write_settings(folder)).returncode == 0
    return {name: (folder / "out" / name).read_bytes() for name in SAME}, time.monotonic() - start


def call(specs, folder, settings):
    return emcmatch("run", specs, "--config", settings, "--out", folder / "out", "--jobs", 2)


def start(specs, folder, settings):
    return subprocess.Popen(
        command("run", specs, "--config", settings, "--out", folder / "out", "--jobs", 2),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("share", [random.Random(31 * seed).uniform(0.02, 1.0) for seed in range(6)])
def test_killed_at_any_moment_the_same_command_ends_in_the_same_bytes(specs, undisturbed, tmp_path, share):
    bytes_then, seconds = undisturbed
    settings = write_settings(tmp_path)
    process = start(specs, tmp_path, settings)
    try:
        process.wait(timeout=share * seconds)
    except subprocess.TimeoutExpired:
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        _, alive = psutil.wait_procs(workers, timeout=10)
        assert alive == []
    assert call(specs, tmp_path, settings).returncode == 0
    assert {name: (tmp_path / "out" / name).read_bytes() for name in SAME} == bytes_then
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert left == {*SAME, "run.json", "report.xlsx", "report.html"}


def test_a_worker_that_is_killed_costs_its_document_and_no_other(specs, undisturbed, tmp_path):
    settings = write_settings(tmp_path)
    process = start(specs, tmp_path, settings)
    victim = wait_for_a_busy_worker(process)
    victim.kill()
    assert process.wait(timeout=120) == 10
    failed = [row for row in read_rows(tmp_path / "out" / "problems.csv") if row["severity"] == "failed"]
    assert [row["kind"] for row in failed] == ["worker died"]
    done = {row["document"] for row in read_rows(tmp_path / "out" / "matches.csv")}
    assert done == {*NAMES} - {failed[0]["file"]}
    assert call(specs, tmp_path, settings).returncode == 0  # and the next run does it
    assert {name: (tmp_path / "out" / name).read_bytes() for name in SAME} == undisturbed[0]


def wait_for_a_busy_worker(process):
    """Return a worker that has been at work for a moment, well after its own start and before its document is done."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        for child in psutil.Process(process.pid).children():
            try:
                maps = child.memory_maps() if hasattr(child, "memory_maps") else []
                if any("lxml" in one.path for one in maps):  # it has begun to read
                    return child
            except psutil.Error:
                continue
        time.sleep(0.01)
    raise AssertionError("no worker was seen at work")
