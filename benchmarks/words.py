"""Words in the outputs against words in the file, by an independent count.

    python benchmarks/words.py DATA [--most 400] [--seconds 60] [--out benchmarks/results/words.json]

DATA holds `corpus/docx` and `corpus/pdf` with test files of other projects. The words of a file are counted by
pdftotext (PDF) or in the raw w:t of document, notes, headers, footers and comments (Word); those of the outputs in
clauses and preamble. Both are multisets of words of letters and digits after NFKC, without case; of Chinese, Japanese
and Korean, which have no spaces, every sign is a word, as pdftotext parts them at the ends of lines. Kept is the share
of the file's words that come back, invented the share of the outputs' words that the file has not. For what is left
out the loss account is asked, in characters by kind; each file below 0.95 is listed with it.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import signal
import subprocess
import time
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from pipeline import documents
from pipeline.clauses import split
from pipeline.config import load
from pipeline.errors import ReadError

if TYPE_CHECKING:
    from pipeline.config import Config

_EAST = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_EAST}]|[^\W_{_EAST}]+")
_RAW = re.compile(rb"<w:p[ >/]|<w:(?:tab|br|cr)[ />]|<w:t(?:\s[^<>]*)?(?<!/)>([^<]*)")
_PARTS = re.compile(r"word/(?:document|footnotes|endnotes|header\d*|footer\d*|comments)\d*\.xml")
_LITTLE = 0.95  # share of kept words of a file that is listed
_FEWEST = 50  # words of a file that is counted


def words(text: str) -> Counter[str]:
    """The words of a text as a multiset."""
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def in_word(path: Path) -> str:
    """The raw text of the parts of a Word file, without any reader."""
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name) for name in package.namelist() if _PARTS.fullmatch(name)]
    pieces = (match[1] for part in parts for match in _RAW.finditer(part))
    return "".join(" " if piece is None else html.unescape(piece.decode("utf-8", "replace")) for piece in pieces)


def in_pdf(path: Path) -> str:
    """The text of a PDF as pdftotext gives it."""
    found = subprocess.run(["pdftotext", "-q", str(path), "-"], capture_output=True, timeout=60, check=False)
    return found.stdout.decode("utf-8", "replace")


def measure(path: Path, config: Config) -> dict[str, Any] | None:
    """Compare one file; None where it holds too few words or cannot be read."""
    there = words(in_pdf(path) if path.suffix == ".pdf" else in_word(path))
    if there.total() < _FEWEST:
        return None
    document = documents.read(path, config.read)
    outline = split(document, config.split)
    clauses = "\n".join(f"{each.number} {each.all_text}" for each in outline.clauses)
    here = words(f"{outline.preamble}\n{clauses}")
    dropped = {line.what: line.characters for line in document.loss.lines if line.what != "kept"}
    return {
        "file": path.name,
        "characters": document.loss.found,
        "words": there.total(),
        "kept": round((there & here).total() / there.total(), 4),
        "invented": round((here - there).total() / max(1, here.total()), 4),
        "in clauses": round((there & words(clauses)).total() / there.total(), 4),
        "dropped": dropped,
        "said": any(problem.kind == "loss" for problem in (*document.problems, *outline.problems)),
    }


def _late(*_: object) -> None:
    raise TimeoutError


def main() -> None:
    """Run the comparison and write its result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--most", type=int, default=400, help="files of each kind, evenly chosen")
    parser.add_argument("--seconds", type=int, default=60, help="processor time for one file")
    parser.add_argument("--total", type=float, default=3600.0, help="seconds for each kind")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    config = load(overrides={"read": {"ocr": "never"}})
    signal.signal(signal.SIGVTALRM, _late)
    result = {}
    for kind in ("docx", "pdf"):
        files = sorted((args.data / "corpus" / kind).rglob(f"*.{kind}"))
        files = files[:: max(1, len(files) // args.most)]
        rows, failed, start = [], 0, time.monotonic()
        for path in files:
            if time.monotonic() - start > args.total:
                break
            signal.setitimer(signal.ITIMER_VIRTUAL, args.seconds)
            try:
                row = measure(path, config)
            except (ReadError, OSError, zipfile.BadZipFile, subprocess.TimeoutExpired, TimeoutError):
                failed += 1
                continue
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            if row:
                rows.append(row)
        result[kind] = _sum_up(rows, failed)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    if args.out:
        args.out.write_text(text + "\n", encoding="utf-8")


def _sum_up(rows: list[dict[str, Any]], failed: int) -> dict[str, Any]:
    if not rows:
        return {"files": 0, "failed": failed}
    dropped: Counter[str] = Counter()
    for row in rows:
        dropped.update(row["dropped"])
    return {
        "files": len(rows),
        "failed": failed,
        "words": sum(row["words"] for row in rows),
        "median kept": median(row["kept"] for row in rows),
        "median invented": median(row["invented"] for row in rows),
        "median in clauses": median(row["in clauses"] for row in rows),
        "files below 0.95": sum(row["kept"] < _LITTLE for row in rows),
        "files with more than 1 % invented": sum(row["invented"] > 0.01 for row in rows),
        "least kept": sorted(row["kept"] for row in rows)[:12],
        "kept of files below 0.95, and characters dropped by kind": [
            {"file": row["file"], "kept": row["kept"], "characters": row["characters"], **row["dropped"]}
            for row in sorted(rows, key=lambda row: row["kept"])
            if row["kept"] < _LITTLE
        ],
        "files with a problem row on dropped text": sum(row["said"] for row in rows),
        "characters dropped by kind": dict(dropped.most_common()),
    }


if __name__ == "__main__":
    main()
