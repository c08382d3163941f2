"""A workspace: what is in it, that nothing of a user's is ever touched, that its settings are found."""

import os
import tomllib

import pytest
from spec_files import ROOT

from pipeline import config
from pipeline.commands import workspace
from pipeline.config import resource
from pipeline.errors import UsageError


def names_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_workspace_holds_what_was_named_and_nothing_else(tmp_path):
    made = workspace.make(tmp_path / "a" / "b")
    assert names_in(tmp_path / "a" / "b") == set(made.written)
    assert made.kept == ()
    assert {path.name for path in made.folder.iterdir() if path.is_dir()} == {
        "specs",
        "references",
        "configs",
        "outputs",
    }


def test_a_second_call_changes_nothing_and_adds_what_is_missing(tmp_path):
    first = workspace.make(tmp_path)
    mine = {name: f"mine {name}".encode() for name in first.written}
    for name, content in mine.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "specs" / "labels.csv").unlink()
    second = workspace.make(tmp_path)
    assert second.written == ("specs/labels.csv",)
    assert set(second.kept) == set(first.written) - {"specs/labels.csv"}
    for name in second.kept:
        assert (tmp_path / name).read_bytes() == mine[name]


def test_a_file_in_the_place_of_a_folder_is_refused_and_kept(tmp_path):
    (tmp_path / "references").write_text("mine")
    with pytest.raises(UsageError, match="cannot be made here"):
        workspace.make(tmp_path)
    assert (tmp_path / "references").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_never_written_through(tmp_path):
    (tmp_path / "emcmatch.toml").symlink_to(tmp_path / "elsewhere")
    assert "emcmatch.toml" in workspace.make(tmp_path).kept
    assert not (tmp_path / "elsewhere").exists()


def test_the_settings_of_a_new_workspace_are_the_defaults(tmp_path):
    workspace.make(tmp_path)
    assert config.load(tmp_path / "emcmatch.toml") == config.load()


def test_each_setting_that_is_commented_out_can_be_taken_over(tmp_path):
    workspace.make(tmp_path)
    text = (tmp_path / "emcmatch.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") if line.startswith("# ") and " = " in line else line for line in text.splitlines()]
    (tmp_path / "on.toml").write_text("\n".join(lines), encoding="utf-8")
    on = config.load(tmp_path / "on.toml")
    defaults = config.load()
    changed = {name for name in type(on).model_fields if getattr(on, name) != getattr(defaults, name)}
    assert changed == {"llm"}  # the others are shown with their defaults
    assert (
        sum(len(values) for values in tomllib.loads((tmp_path / "on.toml").read_text(encoding="utf-8")).values()) == 6
    )


def test_all_settings_are_the_defaults_word_for_word(tmp_path):
    workspace.make(tmp_path)
    text = (tmp_path / "configs" / "all_settings.toml").read_text(encoding="utf-8")
    assert text.endswith(resource("configs/default.toml").read_text(encoding="utf-8"))
    assert config.load(tmp_path / "configs" / "all_settings.toml") == config.load()


def test_only_the_current_folder_makes_a_workspace(tmp_path, monkeypatch):
    workspace.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert workspace.settings() is not None
    monkeypatch.chdir(tmp_path / "specs")
    assert workspace.settings() is None


def test_what_is_copied_is_what_the_wheel_carries():
    """The wheel names its samples one by one, so that nobody's confidential files get into it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    copied = {name for name in (*workspace._COPIES, *workspace._SAMPLES) if name.startswith("specs/")}
    assert {name for name in included if name.startswith("specs")} == copied
    assert all(target == f"pipeline/data/{name}" for name, target in included.items())
