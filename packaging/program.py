"""Where the one-folder program begins; `emcmatch.spec` builds it. A double click, without arguments, opens the desk."""

import multiprocessing
import sys
from pathlib import Path

from pipeline.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a worker is this program again, called with arguments of multiprocessing
    if len(sys.argv) == 1:
        sys.argv += ["desk", str(Path.home() / "emcmatch")]
    main()
