"""The figures of the README are those of the committed results, and the files it names are there."""

import re
import subprocess
import sys

from spec_files import ROOT


def test_the_figures_are_those_of_the_benchmarks():
    done = subprocess.run([sys.executable, ROOT / "benchmarks" / "readme.py", "--check"], cwd=ROOT, check=False)

    assert done.returncode == 0, "run: python benchmarks/readme.py"


def test_every_file_it_links_to_is_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [name for name in re.findall(r"\]\(([^)#:]+)\)", text) if not (ROOT / name).exists()]

    assert missing == []
