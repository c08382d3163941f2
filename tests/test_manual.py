"""The manual: the page of commands and the figures of the README are what the scripts make of them."""

import ast
import re
import subprocess
import sys

import pytest
from spec_files import ROOT, environment

from pipeline.cli import COMMANDS
from pipeline.errors import ExitCode


@pytest.fixture(scope="module")
def written():
    """The page as a fresh process writes it: click keeps a command's help option once the command was called."""
    code = "import runpy; print(runpy.run_path('scripts/make_manual.py')['write'](), end='')"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(PYTHONIOENCODING="utf-8"), capture_output=True
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.decode("utf-8").replace("\r\n", "\n")


def test_the_page_of_commands_is_up_to_date(written):
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == written, "run: python scripts/make_manual.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_on_the_page(written, name):
    assert f"\n## emcmatch {name}\n" in written
    assert f"Usage: emcmatch {name} " in written


def test_the_figures_of_the_readme_are_those_of_the_results():
    script = ROOT / "benchmarks" / "readme.py"
    result = subprocess.run([sys.executable, script, "--check"], env=environment(), capture_output=True)
    assert result.returncode == 0, "run: python benchmarks/readme.py"


def test_files_that_the_readme_points_to_are_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def kinds():
    """Kinds of problems that the program names, wherever it makes one."""
    for path in (ROOT / "pipeline").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            place = {"ReadError": 0, "reserve": 0, "Failure": 0, "Problem": 1, "_refuse": 1}.get(name)
            given = call.args[place : place + 1] if place is not None else []
            given += [each.value for each in call.keywords if each.arg == "kind" and name == "Problem"]
            yield from (each.value for each in given if isinstance(each, ast.Constant))


def test_every_kind_of_problem_is_in_the_manual():
    manual = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    named = set(kinds())
    assert {"drm", "password", "internal error", "time limit", "no clauses"} <= named
    assert sorted(kind for kind in named if f"`{kind}`" not in manual) == []


def test_every_exit_code_is_in_the_manual():
    manual = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert [code for code in ExitCode if f"| {code.value} |" not in manual] == []
