"""Messages: the terminal shows what emcmatch says, not what its libraries say."""

import logging
import subprocess
import sys
import warnings

from spec_files import ROOT, environment

from pipeline.runs.workers import WorkerLimit, run

CHATTER = """
import logging, warnings
from pipeline.runs import messages
messages.keep_own(debug={debug})
logging.getLogger("pypdfium2").warning("theirs")
warnings.warn("theirs too")
logging.getLogger("emcmatch").warning("ours")
"""


def said(debug):
    command = [sys.executable, "-c", CHATTER.format(debug=debug)]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True).stderr


def chatter(task, on_phase, context):
    logging.getLogger("pypdfium2").warning("theirs")
    warnings.warn("theirs too", stacklevel=1)
    logging.getLogger("emcmatch").warning("ours %s", task)
    return task


def test_only_our_own_messages_reach_the_terminal():
    assert said(debug=False).splitlines() == ["ours"]


def test_debug_lets_the_libraries_speak():
    assert "theirs\n" in said(debug=True)
    assert "theirs too" in said(debug=True)


def test_a_worker_keeps_its_libraries_silent_too(capfd):
    done = list(run(chatter, ["a"], jobs=1, limits={"read": WorkerLimit(30, 500)}, first_phase="read"))
    assert [item.value for item in done] == ["a"]
    assert capfd.readouterr().err.splitlines() == ["ours a"]
