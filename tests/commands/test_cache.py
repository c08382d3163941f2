"""emcmatch cache: what is kept is shown, and gone when it is cleared."""

import pytest
from click.testing import CliRunner

from pipeline.commands.cache import command
from pipeline.storage.cache import Store


@pytest.fixture
def configured(tmp_path):
    (tmp_path / "my.toml").write_text(f"[store]\npath = '{tmp_path / 'kept.sqlite'}'\nsize_limit = 5\n")

    def call(name):
        result = CliRunner().invoke(command, [name, "--config", str(tmp_path / "my.toml")])
        assert result.exit_code == 0, result.output
        return result.output

    return call


def test_info_shows_the_file_and_what_is_in_it(configured, tmp_path):
    with Store(tmp_path / "kept.sqlite") as store:
        store.put("a", b"1")
        store.put_many({"v": bytes(4), "w": bytes(4)}, "vectors")
    output = configured("info")
    assert str(tmp_path / "kept.sqlite") in output
    assert "1 results" in output
    assert "2 vectors" in output
    assert "at most 5 MB" in output


def test_info_of_a_store_that_is_not_there_yet_counts_nothing_and_makes_none(configured, tmp_path):
    assert "0 results" in configured("info")
    assert not (tmp_path / "kept.sqlite").exists()


def test_clear_drops_everything_and_says_how_much(configured, tmp_path):
    with Store(tmp_path / "kept.sqlite") as store:
        store.put("a", b"1")
        store.put("v", bytes(4), "vectors")
    assert "Dropped 2" in configured("clear")
    assert "Dropped 0" in configured("clear")
    with Store(tmp_path / "kept.sqlite") as store:
        assert store.get("a") is None


@pytest.mark.parametrize("name", ["info", "clear"])
def test_a_store_that_cannot_be_used_is_said_in_words(configured, tmp_path, name):
    (tmp_path / "kept.sqlite").mkdir()
    assert "cannot be used" in configured(name)


@pytest.mark.parametrize(("name", "word"), [("info", "Nothing is kept"), ("clear", "Dropped 0")])
def test_without_a_store_there_is_nothing_to_show_or_clear(tmp_path, name, word):
    (tmp_path / "none.toml").write_text("[store]\npath = ''\n")
    result = CliRunner().invoke(command, [name, "--config", str(tmp_path / "none.toml")])
    assert result.exit_code == 0
    assert word in result.output
