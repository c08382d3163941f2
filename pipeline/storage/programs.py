"""Other programs, found where they are installed and never in the folder that is worked in."""

from __future__ import annotations

import os
import shutil


def find(name: str) -> str | None:
    """Path of a program on the search path; None where it is not installed.

    The current folder, which Windows searches first, and relative entries of the search path are passed over: a folder
    of specifications may hold a file of that name.
    """
    here = os.path.realpath(os.curdir)
    folders = [
        folder
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep)
        if os.path.isabs(folder) and os.path.realpath(folder) != here
    ]
    found = shutil.which(name, path=os.pathsep.join(folders)) if folders else None
    if found is None or os.path.realpath(os.path.dirname(found)) == here:
        return None
    return os.path.abspath(found)
