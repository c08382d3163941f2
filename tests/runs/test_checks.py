"""emcmatch check: everything that is wrong, at once."""

import socket
import sys

import pytest
from spec_files import emcmatch, environment, write_labels, write_settings

from pipeline.errors import ExitCode
from pipeline.runs import checks

WRONG = """
[decide]
review_below = 7
[match]
references = ["one.toml", "two.toml"]
weights = "gone.json"
examples = ["gone.csv"]
[embedding]
model = "no-such-model"
[read]
ocr_language = "xyz"
[batch]
engine = "dask"
scheduler = "tcp://127.0.0.1:9"
[llm]
provider = "ollama"
host = "http://127.0.0.1:9"
call_deadline = 2.0
[store]
path = ""
"""


def look(tmp_path, text, **more):
    (tmp_path / "my.toml").write_text(text, encoding="utf-8")
    return checks.check(tmp_path / "my.toml", **more)


def of(findings, what):
    return [finding for finding in findings if finding.what == what]


def test_a_whole_installation_has_nothing_wrong_or_missing(tmp_path):
    findings = checks.check(write_settings(tmp_path))
    assert [finding for finding in findings if finding.state in ("wrong", "missing")] == []
    assert checks.judge(findings) == ExitCode.DONE
    assert "15 tests" in of(findings, "catalogue")[0].message


def test_the_words_of_oems_are_looked_at(tmp_path):
    path = tmp_path / "aliases.toml"
    text = f"[review]\naliases = '{path}'\n[embedding]\nbackend = 'none'\n"
    assert of(look(tmp_path, text), "aliases") == []
    path.write_text('[[oem]]\nname = "Meridian"\ndocuments = ["mcs*"]\n')
    assert of(look(tmp_path, text), "aliases")[0].message.endswith("0 words of Meridian")
    path.write_text("[[oem]]\nname = 1\n")
    assert of(look(tmp_path, text), "aliases")[0].state == "wrong"


def test_everything_wrong_is_found_in_one_go(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "two.toml").write_text('name = "two"\n[[test]]\nid = "A"\nname = "A"\ngroup = "x"\ncolour = "red"\n')
    findings = look(tmp_path, WRONG)
    bad = {finding.what for finding in findings if finding.state in ("wrong", "missing")}
    assert {"configuration", "catalogue", "weights", "embedding model", "engine", "language model"} <= bad
    said = "\n".join(finding.message for finding in findings)
    for words in (
        "review_below",
        "one.toml",
        "colour",
        "gone.json",
        "gone.csv",
        "no-such-model",
        "127.0.0.1:9",
        "ollama serve",
    ):
        assert words in said, words
    assert checks.judge(findings) == ExitCode.CONFIGURATION


def test_what_is_only_missing_ends_with_5(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    findings = look(tmp_path, '[embedding]\nmodel = "no-such-model"\n')
    assert checks.judge(findings) == ExitCode.MISSING


def test_a_scheduler_that_answers_is_found(tmp_path):
    pytest.importorskip("distributed", reason="Dask is not installed")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        findings = look(
            tmp_path,
            f'[embedding]\nbackend = "none"\n[batch]\nengine = "dask"\nscheduler = "tcp://127.0.0.1:{port}"\n',
        )
    assert [finding.state for finding in of(findings, "engine")] == ["good"]


def test_dask_without_a_scheduler_is_a_fault_of_the_configuration(tmp_path):
    pytest.importorskip("distributed", reason="Dask is not installed")
    findings = look(tmp_path, '[embedding]\nbackend = "none"\n[batch]\nengine = "dask"\n')
    assert [finding.state for finding in of(findings, "engine")] == ["wrong"]


def test_labels_are_looked_at_with_the_catalogue(tmp_path):
    labels = write_labels(tmp_path / "labels.csv", "a.docx", {"1": "BCI", "2": "XYZ"})
    findings = checks.check(write_settings(tmp_path), labels=labels)
    assert "XYZ" in of(findings, "labels")[0].message
    assert checks.judge(findings) == ExitCode.CONFIGURATION


@pytest.mark.skipif(sys.platform == "win32", reason="Windows finds LibreOffice without the path")
def test_programs_that_are_not_there_are_a_remark_and_no_fault(tmp_path):
    result = emcmatch("check", "--config", write_settings(tmp_path), PATH=str(tmp_path))
    assert result.returncode == 0, result.stdout
    for program in ("Tesseract", "LibreOffice"):
        line = next(line for line in result.stdout.splitlines() if program in line)
        assert line.startswith("note")
        assert "not installed" in line


def test_the_command_shows_a_line_a_finding_and_ends_with_the_code(tmp_path):
    settings = write_settings(tmp_path, "[decide]\nreview_below = 7\n")
    result = emcmatch("check", "--config", settings, COLUMNS="200")
    assert result.returncode == 4
    line = next(line for line in result.stdout.splitlines() if "review_below" in line)
    assert line.startswith("WRONG")
    assert "catalogue" in result.stdout
    assert environment()["HF_HUB_OFFLINE"] == "1"
