"""The configuration: every key has a default, and every wrong one is named, all at once."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec_files import ROOT

from pipeline.config import Config, check, load
from pipeline.errors import ConfigError

DEFAULTS = tomllib.loads((ROOT / "configs" / "default.toml").read_text(encoding="utf-8"))
KEYS = [(section, key) for section, values in DEFAULTS.items() for key in values]


def write(folder, text):
    path = folder / "my.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_defaults_are_whole():
    assert {section: set(values) for section, values in load().model_dump().items()} == {
        section: set(values) for section, values in DEFAULTS.items()
    }


def test_every_key_has_a_word_on_what_it_is():
    lines = (ROOT / "configs" / "default.toml").read_text(encoding="utf-8").splitlines()
    for section, key in KEYS:
        at = next(number for number, line in enumerate(lines) if re.match(rf"{key}\s*=", line))
        above = next((line for line in reversed(lines[:at]) if not line.startswith(" ")), "")
        assert "#" in lines[at] or above.startswith("#"), f"[{section}] {key}"


def test_a_file_needs_only_the_keys_it_changes(tmp_path):
    config = load(write(tmp_path, "[decide]\nreview_below = 0.5\n"))
    assert config.decide.review_below == 0.5
    assert config.model_copy(update={"decide": load().decide}) == load()


def test_the_command_line_goes_over_the_file_and_the_file_over_an_earlier_run(tmp_path):
    path = write(tmp_path, "[batch]\njobs = 3\n[llm]\nseed = 3\n")
    base = {"batch": {"jobs": 2}, "llm": {"seed": 2, "retries": 7}}
    config = load(path, {"batch": {"jobs": 4}}, base)
    assert (config.batch.jobs, config.llm.seed, config.llm.retries) == (4, 3, 7)


def test_everything_wrong_is_named_at_once_with_file_and_key(tmp_path):
    path = write(
        tmp_path,
        '[decide]\nreview_below = 7\nreveiw = 1\n[batch]\njobs = "two"\n[extra]\na = 1\n'
        '[split]\nnumbers = ["(", "[0-9]"]\ncaptions = "no list"\n',
    )
    with pytest.raises(ConfigError, match=r"my\.toml: ") as error:
        load(path)
    lines = str(error.value).splitlines()
    for key in ("decide.review_below", "decide.reveiw", "batch.jobs", "extra", "split.numbers", "split.captions"):
        assert any(line.startswith(f"{path}: {key}") for line in lines), key
    assert "the keys are" in next(line for line in lines if "reveiw" in line)


def test_a_value_that_is_wrong_counts_as_its_default_while_the_rest_is_looked_at(tmp_path):
    path = write(tmp_path, "[decide]\nreview_below = 7\nreveiw = 1\npromise = 0.5\n[batch]\njobs = 2\n")
    config, faults = check(path)
    assert len(faults) == 2
    assert config.decide.review_below == DEFAULTS["decide"]["review_below"]
    assert (config.decide.promise, config.batch.jobs) == (0.5, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[decide\n", "no readable TOML|not a readable TOML"),
        ("review_below = 1\n", "outside a section"),
        ("\udcff", "not a readable TOML"),
    ],
)
def test_a_file_that_is_no_configuration_is_said_to_be_none(tmp_path, text, words):
    path = tmp_path / "my.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError, match=words):
        load(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"gone\.toml: there is no such"):
        load(tmp_path / "gone.toml")


def test_a_mark_at_the_start_that_windows_writes_does_no_harm(tmp_path):
    path = tmp_path / "my.toml"
    path.write_bytes(b"\xef\xbb\xbf[batch]\r\njobs = 2\r\n")
    assert load(path).batch.jobs == 2


@given(
    picked=st.sampled_from(KEYS),
    value=st.one_of(st.none(), st.text(max_size=5), st.integers(-3, 3), st.floats(-2, 2), st.lists(st.integers())),
)
def test_whatever_a_key_is_set_to_is_taken_or_named(picked, value):
    section, key = picked
    config, faults = check(overrides={section: {key: value}})
    assert isinstance(config, Config)
    assert all(f"{section}.{key}" in fault for fault in faults)
    if not faults:
        load(overrides={section: {key: value}})


def test_a_key_of_a_model_server_with_a_password_in_it_is_refused():
    with pytest.raises(ConfigError, match=r"llm\.host"):
        load(overrides={"llm": {"host": "http://user:secret@example.org"}})


def test_a_configuration_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        load().batch.jobs = 4


@pytest.mark.parametrize("key", ["split.part_length", "split.part_overlap_sentences", "split.semantic"])
def test_a_key_of_an_earlier_version_is_passed_over_and_said(tmp_path, caplog, key):
    section, name = key.split(".")
    path = write(tmp_path, f"[{section}]\n{name} = 1\n")
    assert load(path) == load()
    assert f"{path}: {key}" in caplog.text
    assert load(base={section: {name: 1}}) == load()
