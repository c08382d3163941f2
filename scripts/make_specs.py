"""Make the sample specifications in specs/, or a folder of long documents to measure speed with.

    python scripts/make_specs.py                                              the three samples, labels.csv
    python scripts/make_specs.py --bulk DIR --documents 20 --pages 20-300     20 documents of 20 to 300 pages

The same call gives the same bytes, always.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sample_specs import bulk, sources, word

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Parse the command line and write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=_ROOT / "specs", help="folder of the samples")
    parser.add_argument("--bulk", type=Path, metavar="DIR", help="write long documents to this folder instead")
    parser.add_argument("--documents", type=int, default=10, help="how many long documents")
    parser.add_argument("--pages", type=bulk.span, default=(20, 300), help="their length, such as 100 or 20-300")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other documents")
    arguments = parser.parse_args()
    samples = [sources.read(path) for path in sorted((_ROOT / "scripts" / "sample_specs").glob("*.txt"))]
    if arguments.bulk:
        _save(arguments.bulk, bulk.make(samples, arguments.documents, arguments.pages, arguments.seed))
    else:
        _save(arguments.out, samples)
    return 0


def _save(folder: Path, specifications: Iterable[sources.Specification]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    labels = [("document", "number", "title", "tests")]
    for specification in specifications:
        (folder / specification.head["file"]).write_bytes(word.write(specification))
        labels += sources.labels(specification)
        print(f"{specification.head['file']}: {len(specification.clauses)} clauses")
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(labels)
    print(f"{len(labels) - 1} clauses in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
