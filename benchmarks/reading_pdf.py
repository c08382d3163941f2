"""What the PDF reader finds, loses and costs on files whose contents are known.

    python benchmarks/reading_pdf.py DATA [--pages 27] [--out benchmarks/results/reading_pdf.json]

DATA holds `mil_std_461/MIL-STD-461F.pdf` with labels.csv (number, title, page), `specs/*.docx` with labels.csv
(document, number, title), the same as `specs_pdf/*.pdf`, and `corpus/pdf` with test files of other projects. What is
missing is left out. Times are of the processor: medians of three turns, between which pdfplumber reads `--pages` other
pages, spread over the file, in the same process; its time is extrapolated from all of them.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import json
import platform
import re
import statistics
import time
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pdfplumber

from pipeline import clauses, documents
from pipeline.config import Config, load
from pipeline.documents.pdf import read_pdf
from pipeline.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.records import Clause, Document

LEADER = re.compile(r"(?:\.\s?){6,}\s*[\divx]+$")
BRACKETED = re.compile(r"^([A-Z][\d.]+) \([\d.]+\)")  # "A.4.2 (4.2) Title"
SAME = 0.98  # share of characters from which two texts of a clause count as the same


def squeeze(text: str) -> str:
    """Letters and digits only, so that spaces and punctuation cannot make a difference."""
    return re.sub(r"\W+", "", text).casefold()


def seconds(call: Callable[[], object]) -> float:
    """Processor time of a call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def measure_standard(folder: Path, config: Config, sampled: int) -> dict[str, Any]:
    """Headings, precision, contents lines and speed on the long standard."""
    path, labels = folder / "MIL-STD-461F.pdf", rows(folder / "labels.csv")
    document = read_pdf(path, config.read, path.name)
    outline = clauses.split(document, config.split)
    starts: dict[int, list[str]] = {}
    for block in document.blocks:
        starts.setdefault(block.place.page or 0, []).append(squeeze(BRACKETED.sub(r"\1", block.text)))
    wanted = {(row["number"], row["page"]): squeeze(row["title"])[:60] for row in labels}
    found = {(clause.number, str(clause.page)): squeeze(clause.title) for clause in outline.clauses}
    return {
        "pages": document.pages,
        "headings": len(labels),
        "headings_that_start_a_block": sum(
            any(text.startswith(squeeze(row["number"] + row["title"])) for text in starts.get(int(row["page"]), ()))
            for row in labels
        ),
        "headings_found_as_clauses": sum(found.get(key, "").startswith(title) for key, title in wanted.items()),
        "clauses": len(outline.clauses),
        "clauses_that_are_headings": sum(key in wanted for key in found),
        "contents_entries": len(document.contents),
        "contents_lines_among_blocks": sum(1 for block in document.blocks if LEADER.search(block.text)),
        "unexplained_loss": document.loss.unexplained,
        **measure_speed(path, config, sampled, document.pages or 1),
    }


def measure_speed(path: Path, config: Config, sampled: int, pages: int) -> dict[str, float]:
    """Pages a second, ours and pdfplumber's, in turns."""
    times: dict[str, list[float]] = {"read": [], "split": [], "with_tables": [], "pdfplumber": []}
    for turn in range(3):
        read: list[Document] = []
        times["read"].append(
            seconds(lambda read=read: read.append(read_pdf(path, config.read, path.name, tables=False)))
        )
        times["split"].append(seconds(lambda read=read: clauses.split(read[0], config.split)))
        times["with_tables"].append(seconds(lambda: read_pdf(path, config.read, path.name)))
        times["pdfplumber"].append(seconds(lambda turn=turn: extract(path, turn, sampled)) * pages / sampled)
    best = {name: statistics.median(found) for name, found in times.items()}
    best["pdfplumber"] = statistics.fmean(times["pdfplumber"])
    apart = best["read"] + best["split"]
    return {
        "seconds_read": round(best["read"], 3),
        "seconds_split": round(best["split"], 3),
        "seconds_read_with_tables_and_figures": round(best["with_tables"], 3),
        "seconds_pdfplumber_text": round(best["pdfplumber"], 2),
        "pages_per_second": round(pages / apart, 1),
        "times_pdfplumber": round(best["pdfplumber"] / apart, 1),
        "times_pdfplumber_with_tables": round(best["pdfplumber"] / (best["with_tables"] + best["split"]), 1),
    }


def extract(path: Path, first: int, count: int) -> None:
    """Let pdfplumber read some pages."""
    with pdfplumber.open(path) as document:
        step = max(1, len(document.pages) // count)
        for page in document.pages[first::step][:count]:
            page.extract_text()


def measure_specifications(folder: Path, words: Path, config: Config) -> dict[str, Any]:
    """Clauses of the same documents as PDF and as Word."""
    labels = rows(words / "labels.csv")
    result: dict[str, Any] = {}
    for path in sorted(folder.glob("*.pdf")):
        name = f"{path.stem}.docx"
        ours = by_number(documents.read(path, config.read), config)
        theirs = by_number(documents.read(words / name, config.read), config)
        numbers = [row["number"] for row in labels if row["document"] == name]
        shares = [likeness(ours[number], theirs[number]) for number in numbers if number in ours and number in theirs]
        result[path.name] = {
            "clauses": len(numbers),
            "found": sum(number in ours for number in numbers),
            "not_labelled": len(set(ours) - set(numbers)),
            "text_as_in_word": sum(share >= SAME for share in shares),
            "characters_as_in_word": round(sum(shares) / max(1, len(shares)), 4),
        }
    return result


def by_number(document: Document, config: Config) -> dict[str, Clause]:
    """Split a document."""
    return {clause.number: clause for clause in clauses.split(document, config.split).clauses}


def likeness(one: Clause, other: Clause) -> float:
    """Share of characters that two clauses have in common, in the same order, white space aside."""
    texts = ["".join(clause.all_text.split()) for clause in (one, other)]
    if texts[0] == texts[1]:
        return 1.0
    blocks = difflib.SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(map(len, texts))


def measure_corpus(folder: Path, config: Config) -> dict[str, Any]:
    """Outcomes on odd and broken files."""
    outcomes: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    worst, slowest = 0.0, 0.0
    for path in sorted(folder.rglob("*.pdf")):
        start = time.perf_counter()
        try:
            document = read_pdf(path, config.read, path.name)
        except ReadError as error:
            outcomes["refused"] += 1
            refused[error.kind] += 1
        except Exception as error:  # a crash is what is counted here
            outcomes["crashed"] += 1
            print(f"{path}: {error!r}")
        else:
            outcomes["read"] += 1
            worst = max(worst, document.loss.unexplained)
            problems.update(problem.kind for problem in document.problems)
        slowest = max(slowest, time.perf_counter() - start)
    return {
        "files": sum(outcomes.values()),
        **{name: outcomes[name] for name in ("read", "refused", "crashed")},
        "refused_because": dict(refused),
        "reservations": dict(problems),
        "largest_unexplained_loss": round(worst, 5),
        "slowest_seconds": round(slowest, 1),
    }


def main() -> None:
    """Measure what there is and write it down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pages", type=int, default=27, help="pages that pdfplumber reads")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/reading_pdf.json"))
    arguments = parser.parse_args()
    data, config = arguments.data, load()
    result: dict[str, Any] = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("pypdfium2", "pdfplumber")},
    }
    if (data / "mil_std_461").is_dir():
        result["standard"] = measure_standard(data / "mil_std_461", config, arguments.pages)
    if (data / "specs_pdf").is_dir():
        result["specifications"] = measure_specifications(data / "specs_pdf", data / "specs", config)
    if (data / "corpus" / "pdf").is_dir():
        result["corpus"] = measure_corpus(data / "corpus" / "pdf", config)
    arguments.out.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
