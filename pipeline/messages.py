"""What reaches the terminal: our own messages, and none of the libraries'."""

from __future__ import annotations

import logging
import sys
import warnings


def keep_own(*, debug: bool = False) -> None:
    """Show what emcmatch logs, one line a message, and keep what libraries log or warn about off the terminal.

    A reader meets thousands of oddities in other people's files and a library has a word about each; what matters to
    the user stands in problems.csv. Called once in every process.

    :param debug: show what the libraries say, too.
    """
    if debug:
        return
    own = logging.getLogger("emcmatch")
    if not own.handlers and logging.lastResort is not None:
        own.addHandler(logging.lastResort)
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())  # else Python prints what nobody handles
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
