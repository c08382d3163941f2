"""The figures of docs/review.md are those of the committed results."""

import subprocess
import sys

from spec_files import ROOT


def test_the_figures_of_the_review_are_those_of_the_benchmarks():
    script = ROOT / "benchmarks" / "review_figures.py"
    done = subprocess.run([sys.executable, script, "--check"], cwd=ROOT, check=False)

    assert done.returncode == 0, "run: python benchmarks/review_figures.py"
