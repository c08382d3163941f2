"""emcmatch init, and the commands in the folder it makes."""

import json

import pytest
from spec_files import call, write_settings, write_spec


@pytest.fixture
def workspace(tmp_path):
    result = call("init", tmp_path / "my work")
    assert result.returncode == 0, result.stderr
    return tmp_path / "my work"


def test_it_says_what_was_made_and_what_to_do_next(tmp_path):
    said = call("init", cwd=tmp_path).stdout
    assert f"Workspace in {tmp_path.resolve()}" in said
    assert "written  emcmatch.toml" in said
    assert "emcmatch run specs" in said
    assert " cd " not in said
    again = call("init", tmp_path).stdout
    assert "kept     emcmatch.toml" in again
    assert f'cd "{tmp_path.resolve()}"' in again
    assert "written" not in again


def test_a_folder_that_cannot_be_is_a_fault_of_the_call(tmp_path):
    (tmp_path / "file").write_text("mine")
    assert call("init", tmp_path / "file").returncode == 2
    result = call("init", tmp_path / "file" / "below")
    assert result.returncode == 2
    assert "name another folder" in result.stderr


def test_a_command_in_the_workspace_uses_its_settings_and_says_so(workspace):
    settings = write_settings(workspace).read_text(encoding="utf-8")
    (workspace / "emcmatch.toml").write_text(settings + "[decide]\nreview_below = 0.33\n", encoding="utf-8")
    write_spec(workspace / "mine" / "spec.docx")
    result = call("split", "mine", "--out", "outputs/one", cwd=workspace)
    assert result.returncode == 0, result.stderr
    assert "Settings: emcmatch.toml of this folder." in result.stderr
    run = json.loads((workspace / "outputs" / "one" / "run.json").read_text(encoding="utf-8"))
    assert run["configuration"]["decide"]["review_below"] == 0.33


def test_a_named_configuration_takes_the_place_of_that_of_the_workspace(workspace):
    (workspace / "emcmatch.toml").write_text("[decide]\nreview_below = 7\n", encoding="utf-8")
    wrong = call("cache", "info", cwd=workspace)
    assert wrong.returncode == 4
    assert "emcmatch.toml: decide.review_below" in wrong.stderr
    right = call("cache", "info", "--config", write_settings(workspace), cwd=workspace)
    assert right.returncode == 0, right.stderr
    assert "Settings:" not in right.stderr


def test_the_catalogue_of_the_workspace_is_the_one_that_counts(workspace):
    (workspace / "references" / "emc_tests.toml").write_text("name = 7\n", encoding="utf-8")
    result = call("check", cwd=workspace)
    assert result.returncode == 4
    assert "emc_tests.toml" in result.stdout
