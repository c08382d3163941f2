"""Where the one-folder program begins; `emcmatch.spec` builds it."""

import multiprocessing

from pipeline.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a worker is this program again, called with arguments of multiprocessing
    main()
