"""emcmatch completion: the script of bash, taken by a real bash."""

import re
import shutil
import subprocess
import sys

import pytest
from spec_files import emcmatch, environment

from pipeline.cli import COMMANDS

BASH = shutil.which("bash")


def version():
    found = subprocess.run([BASH, "-c", "echo ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}"], capture_output=True, text=True)
    return tuple(int(piece) for piece in found.stdout.strip().split("."))


bash = pytest.mark.skipif(
    sys.platform == "win32" or BASH is None or version() < (4, 4), reason="no bash of version 4.4 or newer"
)


def complete(folder, *words):
    """What bash offers for the last of the words."""
    program = folder / "bin" / "emcmatch"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline.cli "$@"\n')
    program.chmod(0o755)
    typed = " ".join(f"'{word}'" for word in words)
    script = (
        'eval "$(emcmatch completion bash)"\n'
        f"COMP_WORDS=(emcmatch {typed}); COMP_CWORD={len(words)}; COMPREPLY=()\n"
        "complete -p emcmatch >&2\n_emcmatch_completion emcmatch 2>/dev/null\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    path = f"{program.parent}:{environment()['PATH']}"
    result = subprocess.run(
        [BASH, "--norc", "-c", script], env=environment(PATH=path), capture_output=True, encoding="utf-8", timeout=60
    )
    assert "-F _emcmatch_completion emcmatch" in result.stderr
    return set(result.stdout.split())


@bash
def test_bash_completes_every_command(tmp_path):
    assert complete(tmp_path, "") == set(COMMANDS)


@bash
def test_bash_completes_options_choices_and_inner_commands(tmp_path):
    assert complete(tmp_path, "run", "--ref") == {"--references"}
    assert complete(tmp_path, "run", "--engine", "") == {"local", "dask"}
    assert complete(tmp_path, "cache", "") == {"info", "clear"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_script_asks_emcmatch_and_has_the_line_ends_of_a_shell(shell):
    said = emcmatch("completion", shell).stdout
    assert f"_EMCMATCH_COMPLETE={shell}_complete" in said
    assert "\r" not in said


def test_another_shell_is_refused_by_name():
    result = emcmatch("completion", "powershell")
    assert result.returncode == 2
    assert re.search("'powershell' is not one of", result.stderr)
