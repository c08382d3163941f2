"""A disk that is full or can only be read ends a run with 2 and the reason, and leaves what was there."""

import os
import subprocess
import sys

import pytest
from spec_files import emcmatch, write_long_spec, write_settings

pytestmark = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs a disk of its own")


@pytest.fixture
def disk(tmp_path):
    """A folder on a disk of 400 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def call(tmp_path, out):
    specs = tmp_path / "specs"
    specs.mkdir(exist_ok=True)
    write_long_spec(specs / "one.docx", 40)
    return emcmatch("run", specs, "--config", write_settings(tmp_path), "--out", out)


@pytest.mark.slow
def test_a_full_disk_is_named_and_holds_no_half_of_a_run(tmp_path, disk):
    (disk / "others").write_bytes(bytes(380 * 1024))
    done = call(tmp_path, disk / "out")

    assert done.returncode == 2, done.stderr
    assert "the disk is full" in done.stderr or "No space left" in done.stderr
    assert "fault of emcmatch" not in done.stderr
    left = {path.name for path in (disk / "out").iterdir()} if (disk / "out").exists() else set()
    assert not left & {"run.json", "matches.csv", "report.xlsx"}


def test_a_medium_that_can_only_be_read_is_named_before_any_work(tmp_path, disk):
    (disk / "out").mkdir()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    done = call(tmp_path, disk / "out")

    assert done.returncode == 2, done.stderr
    assert "Read-only file system" in done.stderr or "can only be read" in done.stderr
    assert "fault of emcmatch" not in done.stderr
