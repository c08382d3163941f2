"""What reaches the terminal: our own messages, and none of the libraries'; one JSON object a line for services."""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from datetime import datetime

_JSON = "EMCMATCH_LOG_JSON"  # an environment variable, so that workers know it too


def speak_json() -> None:
    """Make every message, here and in workers, one JSON object a line: `time`, `event` and what belongs to it.

    A service may keep these lines: they name files, numbers and kinds of problems, and never hold a document's text.
    """
    os.environ[_JSON] = "1"


def speaks_json() -> bool:
    """Tell whether messages are JSON objects."""
    return bool(os.environ.get(_JSON))


def write(event: str, **fields: object) -> None:
    """Write one JSON object to stderr.

    :param fields: what JSON can hold; never a document's text, never a key.
    """
    said = {"time": datetime.now().astimezone().isoformat(timespec="milliseconds"), "event": event, **fields}
    sys.stderr.write(json.dumps(said, ensure_ascii=True) + "\n")
    sys.stderr.flush()


class _JsonLog(logging.Handler):
    """Turns what emcmatch logs into JSON lines."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        write(record.levelname.lower(), message=record.getMessage())


def keep_own(*, debug: bool = False) -> None:
    """Show what emcmatch logs, one line a message, and keep what libraries log or warn about off the terminal.

    A reader meets thousands of oddities in other people's files and a library has a word about each; what matters to
    the user stands in problems.csv. Called once in every process.

    :param debug: show what the libraries say, too.
    """
    own = logging.getLogger("emcmatch")
    if speaks_json() and not own.handlers:
        own.addHandler(_JsonLog())
        own.propagate = False
    if debug:
        return
    if not own.handlers and logging.lastResort is not None:
        own.addHandler(logging.lastResort)
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())  # else Python prints what nobody handles
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
