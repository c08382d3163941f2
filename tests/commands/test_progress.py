"""What is shown while a run goes on: a bar on a terminal, JSON lines for a service, elsewhere only what went wrong."""

import json
import os
import sys

import pytest
from spec_files import CLAUSES, REFUSED, command, emcmatch, environment, write_mixed, write_settings, write_spec


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("progress")
    write_mixed(folder / "specs")
    return folder, write_settings(folder)


@pytest.fixture(scope="module")
def service(mixed):
    """What a run said as a service does it."""
    folder, settings = mixed
    return emcmatch("run", folder / "specs", "--config", settings, "--out", folder / "out", "--log-json")


def test_every_line_of_a_service_is_one_json_object_with_time_and_event(service):
    result = service
    assert result.returncode == 10
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    assert all(line["time"] and line["event"] for line in lines)
    assert [line["event"] for line in lines if line["event"] in ("begin", "carried")] == ["begin", "carried"]
    found = {line["document"]: line for line in lines if line["event"] == "document"}
    assert set(found) == {"good.docx", *REFUSED}
    assert found["good.docx"]["clauses"] == len(CLAUSES)
    assert found["good.docx"]["seconds"] > 0
    assert not found["good.docx"]["failed"]
    assert {name: line["problems"] for name, line in found.items() if line["failed"]} == {
        name: [kind] for name, (_, kind, _) in REFUSED.items()
    }
    (carried,) = (line for line in lines if line["event"] == "carried")
    assert carried["documents"] == len(found)


def test_a_service_is_told_each_stage_of_a_file_as_it_begins(service):
    lines = [json.loads(line) for line in service.stderr.splitlines()]
    steps = [line for line in lines if line["event"] == "stage"]
    stages = list(dict.fromkeys(line["stage"] for line in steps if line.get("document") == "good.docx"))
    assert stages == ["opening", "read", "split", "keywords", "match", "requirements"]
    assert {line["clauses"] for line in steps if line["stage"] in ("keywords", "match")} == {len(CLAUSES)}
    shares = [line["share"] for line in steps]
    assert shares == sorted(shares)
    assert steps[-1]["stage"] == "reports"
    assert lines.index(steps[0]) < next(at for at, line in enumerate(lines) if line["event"] == "document")


def test_no_line_of_a_service_holds_text_of_a_document(service):
    result = service
    for _, title, text in CLAUSES:
        assert title not in result.stderr
        assert text not in result.stderr
    assert "This is only text" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [(["run", "nowhere.docx"], 3, "nowhere.docx"), (["run", "--jobs", "many", "x.docx"], 2, "many")],
)
def test_an_error_is_a_json_object_too(tmp_path, arguments, code, word):
    result = emcmatch("--log-json", *arguments, cwd=tmp_path)
    assert result.returncode == code
    (line,) = map(json.loads, result.stderr.splitlines())
    assert line["event"] == "error"
    assert word in line["message"]


@pytest.mark.slow
def test_where_there_is_no_terminal_only_what_went_wrong_is_said(mixed, tmp_path):
    folder, settings = mixed
    failed = emcmatch("run", folder / "specs", "--config", settings, "--out", tmp_path / "out")
    assert len(failed.stderr.splitlines()) == len(REFUSED)
    good = write_spec(tmp_path / "good.docx")
    assert emcmatch("run", good, "--config", settings, "--out", tmp_path / "out").stderr == ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal in the standard library")
def test_on_a_terminal_a_bar_counts_documents_clauses_rate_and_time(mixed, tmp_path):
    import pty
    import subprocess

    _, settings = mixed
    good = write_spec(tmp_path / "good.docx")
    ours, theirs = pty.openpty()
    call = command("run", good, "--config", settings, "--out", tmp_path / "out", "--jobs", 1)
    process = subprocess.Popen(call, env=environment(COLUMNS="120", TERM="xterm"), stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while chunk := os.read(ours, 4096):
            said += chunk
    except OSError:  # the end, on Linux
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 0
    for word in (b"1/1", f"{len(CLAUSES)} clauses".encode(), b"a second", b"0:00:0"):
        assert word in said
