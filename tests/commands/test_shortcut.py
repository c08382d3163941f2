"""The Windows shortcut: what it holds, read back by a parser of others. It was not tried on Windows itself."""

import io
import sys

import pytest
from spec_files import emcmatch

from pipeline.commands import shortcut
from pipeline.errors import UsageError

LnkParse3 = pytest.importorskip("LnkParse3", reason="LnkParse3 is not installed here")


@pytest.mark.parametrize(
    ("program", "folder"),
    [(r"C:\Tools\emcmatch\emcmatch.exe", r"D:\emc work"), (r"D:\Jörg\µ\python.exe", r"D:\规范\EMV")],
)
def test_a_parser_of_others_finds_program_arguments_and_folder(program, folder):
    found = LnkParse3.lnk_file(io.BytesIO(shortcut.describe(program, "desk", folder))).get_json()
    assert found["data"]["command_line_arguments"] == "desk"
    assert found["data"]["working_directory"] == folder
    assert found["data"]["description"].startswith("emcmatch")
    assert found["extra"]["ENVIRONMENTAL_VARIABLES_LOCATION_BLOCK"]["target_unicode"].rstrip("\0") == program


def test_a_path_with_no_room_in_a_shortcut_is_refused():
    with pytest.raises(UsageError, match="too long for a shortcut"):
        shortcut.describe("C:\\" + 260 * "x", "desk", "D:\\")


@pytest.mark.skipif(sys.platform == "win32", reason="this is Windows")
def test_elsewhere_init_says_what_to_call_instead_and_makes_the_workspace_all_the_same(tmp_path):
    done = emcmatch("init", "--desktop", cwd=tmp_path)
    assert done.returncode == 2
    assert "emcmatch desk" in done.stderr
    assert (tmp_path / "emcmatch.toml").is_file()
