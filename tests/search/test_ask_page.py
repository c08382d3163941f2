"""The page about asking shows the figures of the benchmark."""

from __future__ import annotations

import subprocess
import sys

from spec_files import ROOT, environment


def test_the_figures_are_those_of_the_benchmark():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ask_page", "--check"], cwd=ROOT, env=environment(), capture_output=True
    )
    assert done.returncode == 0, "run: python -m benchmarks.ask_page"
