"""index, ask, chat and summarize as a user calls them."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

import pytest
import spec_files
from click.testing import CliRunner
from model_server import ModelServer
from spec_files import write_settings, write_spec

from pipeline.cli import group
from pipeline.errors import EmcMatchError


class ReviewInput(NamedTuple):
    """What a call came to."""

    returncode: int
    stdout: str
    stderr: str


def call(*arguments, typed=None):
    """Call a command within this process, which is quicker; how errors end a process is tested elsewhere."""
    found = CliRunner().invoke(group, [str(argument) for argument in arguments], input=typed)
    if isinstance(found.exception, EmcMatchError):
        return ReviewInput(int(found.exception.exit_code), found.stdout, str(found.exception))
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exc_info
    return ReviewInput(found.exit_code, found.stdout, found.stderr)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run folder with its settings and the index beside its store."""
    folder = tmp_path_factory.mktemp("asking")
    settings = write_settings(folder)
    write_spec(folder / "spec.docx")
    made = spec_files.call("run", folder / "spec.docx", "--out", folder / "run", "--config", settings)
    assert made.returncode == 0, made.stderr
    return folder / "run"


def where(run):
    return ("--index", run.parent / "index.sqlite")


def test_a_run_that_is_not_indexed_is_indexed_first_and_only_once(run, tmp_path):
    place = ("--index", tmp_path / "i.sqlite")
    first = call("ask", "Which current does the clamp drive?", run, *place)
    assert first.returncode == 0, first.stderr
    assert "indexed spec.docx: 6 clauses" in first.stderr
    assert "100 mA" in first.stdout
    second = call("ask", "Which current does the clamp drive?", run, *place)
    assert "indexed" not in second.stderr
    assert second.stdout == first.stdout


@pytest.mark.slow
def test_a_run_that_was_made_again_is_indexed_again(run, tmp_path):
    place = ("--index", tmp_path / "i.sqlite")
    spec_files.call("index", run, *place)
    copy = tmp_path / "spec.docx"
    write_spec(copy, (("1", "Scope", "Nothing but pelicans."),))
    settings = run.parent / "settings.toml"
    again = tmp_path / "run"
    assert spec_files.call("run", copy, "--out", again, "--config", settings).returncode == 0
    spec_files.call("index", again, *place)
    write_spec(copy, (("1", "Scope", "Nothing but ostriches."),))
    assert spec_files.call("run", copy, "--out", again, "--config", settings).returncode == 0
    assert "ostriches" in spec_files.call("ask", "ostriches", again, *place).stdout
    assert "pelicans" not in spec_files.call("ask", "pelicans", again, *place).stdout


def test_all_that_was_indexed_is_asked_without_a_run(run):
    assert "6 clauses in" in call("index", run, *where(run)).stdout
    settings = run.parent / "settings.toml"
    found = call("ask", "limit of the field in dBµV/m", "--json", "--config", settings, *where(run))
    answer = json.loads(found.stdout)
    assert answer["fits"]
    assert answer["clauses"][0]["number"] == "3.1"
    assert "40 dBµV/m" in answer["clauses"][0]["lines"][0]["values"]


def test_what_is_not_there_is_said_and_is_no_error(run):
    found = call("ask", "salt spray hours", run, *where(run))
    assert found.returncode == 0
    assert found.stdout.startswith("Not in these documents")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ask", "level", "--test", "XY"), 2, "no test 'XY'"),
        (("ask", "level", "--document", "cedar"), 2, "There are spec.docx"),
        (("summarize",), 2, "Name a document"),
        (("ask", "level", "--llm"), 4, "No language model is configured"),
    ],
)
def test_a_wrong_call_says_what_to_do(run, arguments, code, said):
    name, *rest = arguments
    folder = ("--run", run) if name == "summarize" else (run,) if name == "ask" else ()
    found = call(name, *rest[:1], *folder, *rest[1:], *where(run))
    assert found.returncode == code
    assert said in found.stderr


def test_an_empty_index_names_the_command_that_fills_it(tmp_path):
    found = call("ask", "level", "--index", tmp_path / "none.sqlite", "--config", write_settings(tmp_path))
    assert (found.returncode, "emcmatch index RUN" in found.stderr) == (2, True)
    assert not (tmp_path / "none.sqlite").exists()


def test_a_chat_makes_follow_ups_whole_and_keeps_nothing_unless_asked(run, tmp_path, monkeypatch):
    def talk(*more):
        typed = "Which current does the clamp drive for bulk current injection?\nand the standard?\n/quit\n"
        return call("chat", run, *where(run), *more, typed=typed)

    monkeypatch.chdir(tmp_path)
    said = talk()
    assert said.returncode == 0, said.stderr
    assert "(asked: the standard" in said.stdout
    assert list(tmp_path.iterdir()) == []
    talk("--save", tmp_path / "talk.json")
    assert len(json.loads((tmp_path / "talk.json").read_text(encoding="utf-8"))) == 2


def test_a_summary_names_the_source_of_each_line(run):
    found = call("summarize", "--test", "BCI", "--run", run, *where(run))
    assert found.returncode == 0, found.stderr
    assert "[spec.docx 2.1]" in found.stdout
    whole = json.loads(call("summarize", "spec", "--run", run, "--json", *where(run)).stdout)
    assert {line["id"] for chapter in whole for line in chapter["lines"]} >= {"spec.docx#2.1", "spec.docx#3.1"}


def test_a_model_answers_with_a_source_and_a_quote(run, tmp_path):
    def model(asked):
        sources = re.split(r"Source (\d+):", asked.prompt)
        place = next(int(sources[at]) for at in range(1, len(sources), 2) if "drives 100 mA" in sources[at + 1])
        said = {"text": "The clamp drives 100 mA.", "source": place, "quote": "drives 100 mA"}
        return json.dumps({"found": True, "sentences": [said]})

    with ModelServer(model) as server:
        settings = tmp_path / "llm.toml"
        settings.write_text(f'[llm]\nprovider = "ollama"\nhost = "{server.url}"\n', encoding="utf-8")
        found = call("ask", "Which current does the clamp drive?", run, "--llm", "--config", settings, *where(run))
    assert found.returncode == 0, found.stderr
    assert re.search(r'The clamp drives 100 mA. \[\d\]\n    "drives 100 mA"', found.stdout)
