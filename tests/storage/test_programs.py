"""Programs come from where they are installed, never from the folder that is worked in."""

import os
import sys

import pytest

from pipeline.storage import programs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes a program as POSIX systems know it")


def install(folder, name="soffice"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("entry", ["", ".", "bin", "{here}"])
def test_a_program_of_the_current_folder_is_never_found(tmp_path, monkeypatch, entry):
    install(tmp_path / "specs")
    install(tmp_path / "specs" / "bin")
    monkeypatch.chdir(tmp_path / "specs")
    monkeypatch.setenv("PATH", entry.format(here=tmp_path / "specs"))
    assert programs.find("soffice") is None


def test_a_program_of_an_absolute_folder_is_found_behind_one_of_the_current_folder(tmp_path, monkeypatch):
    install(tmp_path / "specs")
    real = install(tmp_path / "programs")
    monkeypatch.chdir(tmp_path / "specs")
    monkeypatch.setenv("PATH", os.pathsep.join([".", str(tmp_path / "specs"), str(tmp_path / "programs")]))
    assert programs.find("soffice") == real
    assert programs.find("tesseract") is None
