"""Ctrl-C: nothing half-written, nobody left at work, and the same command goes on."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from spec_files import command, emcmatch, environment, write_long_spec, write_settings, write_spec

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")


@pytest.fixture(scope="module")
def specs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    for name in ("one.docx", "two.docx"):
        write_long_spec(folder / name, 150)
    return folder


def interrupt(specs, settings, out, *, group, after):
    """Start a run, wait until its workers are there and some time more, send SIGINT; what was said, how it ended."""
    started = subprocess.Popen(
        command("run", specs, "--config", settings, "--out", out, "--jobs", 2),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    process = psutil.Process(started.pid)
    deadline = time.monotonic() + 30
    while not process.children() and started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(after)
    children = process.children(recursive=True)
    assert children, "the run was over before it could be stopped"
    (os.killpg if group else os.kill)(started.pid, signal.SIGINT)
    _, said = started.communicate(timeout=30)
    _, alive = psutil.wait_procs(children, timeout=5)
    return started.returncode, said, alive


@pytest.mark.parametrize(
    ("group", "after"),
    [
        pytest.param(False, 0.0, id="sent at the very start", marks=pytest.mark.slow),
        pytest.param(True, 0.15, id="typed while workers start"),
        pytest.param(True, 1.5, id="typed while files are worked on", marks=pytest.mark.slow),
    ],
)
def test_ctrl_c_ends_everything_and_leaves_nothing(specs, tmp_path, group, after):
    code, said, alive = interrupt(specs, write_settings(tmp_path), tmp_path / "out", group=group, after=after)
    assert code == 130, said
    assert "Stopped" in said
    assert "Traceback" not in said
    assert alive == []
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_ctrl_c_leaves_an_older_run_in_the_same_folder_as_it_was(specs, tmp_path):
    settings = write_settings(tmp_path)
    good = write_spec(tmp_path / "good.docx")
    assert emcmatch("run", good, "--config", settings, "--out", tmp_path / "out").returncode == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    code, _, _ = interrupt(specs, settings, tmp_path / "out", group=True, after=1.0)
    assert code == 130
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.slow
def test_workers_end_when_the_program_is_killed(specs, tmp_path):
    started = subprocess.Popen(
        command("run", specs, "--config", write_settings(tmp_path), "--out", tmp_path / "out", "--jobs", 2),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    process = psutil.Process(started.pid)
    deadline = time.monotonic() + 30
    while len(process.children()) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    children = process.children(recursive=True)
    started.kill()
    started.wait()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
    again = emcmatch("run", specs, "--config", tmp_path / "settings.toml", "--out", tmp_path / "out")
    assert again.returncode == 0, again.stderr
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]
