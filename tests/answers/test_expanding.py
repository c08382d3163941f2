"""Drafts of further passages: new, with the same numbers, and used by nobody before a person accepted them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from answer_builders import CATALOGUE, asking
from click.testing import CliRunner
from model_server import Asked, ModelServer
from spec_files import call

from pipeline.answers import expanding
from pipeline.commands.references import command
from pipeline.config import load
from pipeline.errors import ConfigError
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.matching.catalogue import save_xlsx as save_catalogue_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EXPAND = load(overrides={"expand": {"count": 3}}).expand


class Bags:
    """Texts as bags of letters: enough to tell the same from the different."""

    def encode(self, texts: Sequence[str]) -> Any:
        """Count letters, to unit length."""
        rows = np.array([[text.lower().count(chr(97 + place)) for place in range(26)] for text in texts], dtype=float)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def passages(*texts: str) -> Any:
    return lambda asked: json.dumps({"passages": list(texts)})


def drafts_of(model: Any, embedder: Any = None, **changes: Any) -> tuple[expanding.ReferenceDraft, ...]:
    with asking(model, **changes) as (asker, _):
        return expanding.expand(CATALOGUE, asker, embedder, EXPAND, ["BCI"])


def test_each_passage_is_asked_about_with_count_and_temperature() -> None:
    asked: list[Asked] = []

    def model(question: Asked) -> str:
        asked.append(question)
        return '{"passages": []}'

    drafts_of(model)
    assert len(asked) == 2  # the test has two passages
    assert "3 different clauses" in asked[0].messages[0]["content"]
    assert "A clamp injects current into the harness." in asked[0].messages[1]["content"]
    assert asked[0].options["temperature"] == 0.8
    assert asked[0].options["num_predict"] == 480


def test_drafts_are_not_accepted_and_know_where_they_come_from() -> None:
    found = drafts_of(passages("Current is driven into the loom by a clamp."), Bags())
    assert [draft.passage for draft in found] == ["Current is driven into the loom by a clamp."]
    assert not found[0].accepted
    assert found[0].like == "A clamp injects current into the harness."
    assert found[0].model == "ollama/llama3"
    assert found[0].nearest in CATALOGUE.ids
    assert 0 < found[0].similarity < 0.95


def test_what_is_known_already_is_left_out() -> None:
    same = "a clamp injects   current into the HARNESS."
    assert drafts_of(passages(same)) == ()
    shuffled = "Into the harness a clamp injects current."  # the same bag of letters
    assert drafts_of(passages(shuffled), Bags()) == ()
    twice = drafts_of(passages("Wholly new words stand here.", "wholly new words stand here."))
    assert len(twice) == 1


def test_a_paraphrase_with_numbers_of_its_own_is_left_out() -> None:
    assert drafts_of(passages("A clamp drives 200 mA into the harness at 1 MHz.")) == ()


@pytest.mark.parametrize("answer", ["", "no JSON", "[]", '{"passages": "one"}', '{"passages": [1]}'])
def test_an_answer_of_another_form_gives_no_drafts(answer: str) -> None:
    assert drafts_of(lambda asked: answer) == ()


def test_a_server_that_is_gone_ends_the_asking() -> None:
    assert drafts_of(passages("x"), faults=["500"] * 9, retries=0, failures=1) == ()


def test_drafts_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "drafts.toml"
    made = (expanding.ReferenceDraft("BCI", 'With "quotes", \\ and 电流', "like", "RE", 0.5, "ollama/llama3"),)
    expanding.write(made, path)
    assert expanding.read(path) == made
    expanding.write((), path)
    assert expanding.read(path) == ()


def test_a_file_of_drafts_is_no_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "drafts.toml"
    expanding.write((expanding.ReferenceDraft("BCI", "New words.", "like"),), path)
    with pytest.raises(ConfigError, match="no key 'draft'"):
        load_catalogue([path])


def test_only_accepted_drafts_reach_the_catalogue() -> None:
    drafts = [
        expanding.ReferenceDraft("BCI", f"Passage {number}.", "like", accepted=number == 2) for number in range(3)
    ]
    after = expanding.accept(CATALOGUE, drafts)
    assert after.test("BCI").passages == (*CATALOGUE.test("BCI").passages, "Passage 2.")
    assert [test for test in after.tests if test.id != "BCI"] == [test for test in CATALOGUE.tests if test.id != "BCI"]
    with pytest.raises(ConfigError, match="no test EMP"):
        expanding.accept(CATALOGUE, [replace(drafts[2], test="EMP")])


@pytest.mark.parametrize(
    "text", ["[[draft]]\ntest = 1", "[[draft]]\ntest = 'A'\npassage = 5\nlike = ''", "draft = 3", "not toml at all ["]
)
def test_a_damaged_file_of_drafts_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "drafts.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"drafts\.toml: is not a file of drafts"):
        expanding.read(path)


def test_the_commands_go_from_catalogue_to_drafts_to_a_new_catalogue(tmp_path: Path) -> None:
    catalogue, config = tmp_path / "small.xlsx", tmp_path / "my.toml"
    save_catalogue_xlsx(replace(CATALOGUE, topics=()), catalogue)
    drafts, new = tmp_path / "drafts.toml", tmp_path / "new.xlsx"
    with ModelServer(passages("Current is driven into the loom.")) as server:
        config.write_text(
            f'[llm]\nprovider = "ollama"\nhost = "{server.url}"\n[embedding]\nbackend = "none"\n[store]\npath = ""\n',
            encoding="utf-8",
        )
        shared = ["--config", str(config), "--references", str(catalogue)]
        done = CliRunner().invoke(command, ["expand", *shared, "--test", "BCI", "--out", str(drafts)])
    assert done.exit_code == 0, done.output
    assert "1 draft in" in done.output
    drafts.write_text(
        drafts.read_text(encoding="utf-8").replace("accepted = false", "accepted = true"), encoding="utf-8"
    )
    done = CliRunner().invoke(command, ["accept", str(drafts), *shared, "--out", str(new)])
    assert done.exit_code == 0, done.output
    assert load_catalogue([new]).test("BCI").passages[-1] == "Current is driven into the loom."
    done = CliRunner().invoke(command, ["to-xlsx", *shared, "--out", str(tmp_path / "again.xlsx")])
    assert done.exit_code == 0, done.output
    assert load_catalogue([tmp_path / "again.xlsx"]) == load_catalogue([catalogue])


def test_a_model_that_goes_away_ends_expanding_with_an_exit_code_of_its_own(tmp_path: Path) -> None:
    catalogue, config, drafts = tmp_path / "small.xlsx", tmp_path / "my.toml", tmp_path / "drafts.toml"
    save_catalogue_xlsx(replace(CATALOGUE, topics=()), catalogue)
    order = ["references", "expand", "--config", config, "--references", catalogue, "--test", "BCI", "--out", drafts]
    with ModelServer(passages("Current is driven into the loom."), faults=["404", None, "404"]) as server:
        config.write_text(
            f'[llm]\nprovider = "ollama"\nhost = "{server.url}"\n[embedding]\nbackend = "none"\n[store]\npath = ""\n',
            encoding="utf-8",
        )
        gone = call(*order)
        assert gone.returncode == 5
        assert "There is no draft: The server has no model" in gone.stderr
        assert not drafts.exists()
        half = call(*order)
    assert half.returncode == 10, half.stderr
    assert len(expanding.read(drafts)) == 1


def test_expanding_without_a_model_says_what_to_do(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["expand", "--out", str(tmp_path / "drafts.toml")])
    assert isinstance(done.exception, ConfigError)
    assert "set provider in [llm]" in str(done.exception)
