"""The same command again leaves a run folder as it is; whatever could change a file makes it write all of them."""

import json
import time

import pytest
import spec_files
from spec_files import write_settings, write_spec

pytestmark = pytest.mark.slow  # whole runs

NOTHING = "Nothing has changed"


@pytest.fixture
def done(tmp_path):
    """A run, how to call it again, and the time of each file it wrote."""
    spec, settings = write_spec(tmp_path / "specs" / "one.docx"), write_settings(tmp_path)

    def call(*more):
        result = spec_files.call("run", spec.parent, "--config", settings, "--out", tmp_path / "out", *more)
        assert result.returncode == 0, result.stderr
        return result.stdout, {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}

    said, times = call()
    assert NOTHING not in said
    return tmp_path, call, times


def test_the_same_command_again_touches_no_file_and_says_so(done):
    folder, call, times = done
    said, now = call()
    assert NOTHING in said
    assert "6 clauses" in said
    assert now == times
    assert json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))["counts"]["clauses"] == 6


@pytest.mark.parametrize("name", ["report.xlsx", "matches.csv", "run.json"])
def test_a_file_that_was_touched_is_written_anew(done, name):
    folder, call, _ = done
    whole = (folder / "out" / name).read_bytes()
    (folder / "out" / name).write_bytes(whole + b" ")
    said, _ = call()
    assert NOTHING not in said
    assert len((folder / "out" / name).read_bytes()) != len(whole) + 1


def test_a_file_that_is_gone_is_written_again(done):
    folder, call, _ = done
    (folder / "out" / "report.html").unlink()
    assert NOTHING not in call()[0]
    assert (folder / "out" / "report.html").exists()


def test_another_document_another_setting_and_fresh_write_the_folder(done):
    folder, call, times = done
    write_spec(folder / "specs" / "two.docx", [("1", "Scope", "About another part.")])
    said, now = call()
    assert "7 clauses" in said
    assert NOTHING not in said
    assert now["matches.csv"] != times["matches.csv"]
    settings = folder / "settings.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "[decide]\nreview_below = 0.5\n", encoding="utf-8")
    assert NOTHING not in call()[0]
    assert NOTHING in call()[0]
    time.sleep(0.01)
    assert NOTHING not in call("--fresh")[0]


def test_a_run_with_labels_is_always_measured(done):
    folder, call, _ = done
    labels = folder / "labels.csv"
    labels.write_text("document,number,title,tests\none.docx,2,,BCI\n", encoding="utf-8")
    call("--labels", labels)
    said, _ = call("--labels", labels)
    assert NOTHING not in said
    assert "Right" in said
