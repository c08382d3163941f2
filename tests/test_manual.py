"""The manual: the page of commands and the figures of the README are what the scripts make of them."""

import re
import runpy
import subprocess
import sys

import pytest
from spec_files import ROOT, environment

from pipeline.cli import COMMANDS


@pytest.fixture(scope="module")
def written():
    return runpy.run_path(str(ROOT / "scripts" / "make_manual.py"))["write"]()


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
