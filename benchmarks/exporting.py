"""Exports of real files: annotated Word copies that keep everything, ReqIF that is valid and comes back equal.

    python benchmarks/exporting.py FOLDER... [--office] [--out FILE]

FOLDERs are searched for Word files. Each is read and split, every clause gets a decision, and the file is exported both
ways. A file in which no clause is found is annotated at its first blocks, so that it takes part. `--office` also lets
LibreOffice open each copy and counts the comments it sees.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT / "tests" / name) for name in ("", "exports", "reports", "reviews", "documents")]

import annotation_builders as builders  # noqa: E402
import test_reqif as reqif_tests  # noqa: E402

from pipeline import clauses  # noqa: E402
from pipeline.documents.legacy import find_office  # noqa: E402
from pipeline.errors import ReadError  # noqa: E402
from pipeline.exports import reqif, word  # noqa: E402
from pipeline.records import Clause, Outline  # noqa: E402

if TYPE_CHECKING:
    from pipeline.config import SplitSettings
    from pipeline.records import Document

_FIRST = 20  # blocks commented on where a file has no clause
_AT_ONCE = 40  # files LibreOffice is given at once
_ENDINGS = (".docx", ".docm", ".dotx", ".dotm")


def main() -> None:
    """Export every file and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--office", action="store_true")
    parser.add_argument("--out", type=Path, default=_ROOT / "benchmarks" / "results" / "exporting.json")
    arguments = parser.parse_args()
    _take_blocks_for_clauses()
    files = sorted({path for folder in arguments.folders for path in folder.rglob("*") if path.suffix in _ENDINGS})
    with tempfile.TemporaryDirectory() as folder:
        copies = Path(folder)
        found = [export(path, copies / f"{count}{path.suffix}") for count, path in enumerate(files)]
        if arguments.office:
            _count_in_office(copies, files, found)
    result = {"files": len(files), **summarise(found)}
    arguments.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1, ensure_ascii=False))


def export(path: Path, target: Path) -> dict[str, Any]:
    """Export one file both ways and say what is wrong."""
    try:
        started = time.perf_counter()
        report, run = builders.decide_all(path)
        middle = time.perf_counter()
        done = word.annotate(report, run, target, {}, builders.SETTINGS)
        seconds = time.perf_counter() - middle
    except ReadError as error:
        return {"file": path.name, "refused": error.kind}
    main = _main(path)
    row: dict[str, Any] = {"file": path.name, "clauses": len(report.decisions), "comments": done.comments}
    row |= {"read and split": middle - started, "annotate": seconds}
    row["faults"] = builders.differences(path, target, main) if report.decisions else []
    exchange = target.with_name("run.reqif")
    reqif.write(exchange, (report,), run, builders.NAMES)
    row["invalid"] = [str(each) for each in reqif_tests.validate(exchange)]
    back = list(reqif_tests.Reader(reqif_tests.ReqIFParser.parse(str(exchange))).clauses())
    wanted = [reqif_tests.expected(report, decision) for decision in report.decisions]
    row["equal"] = sorted(back, key=_id) == sorted(wanted, key=_id)  # a tree has its own order where parents interleave
    return row


def _id(clause: tuple[str, str | None, dict[str, Any]]) -> str:
    return str(clause[2]["ReqIF.ForeignID"])


def summarise(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Add the rows up and name those with a fault."""
    done = [row for row in rows if "refused" not in row]
    bad = [row for row in done if row["faults"] or row["invalid"] or not row["equal"]]
    opened = [row for row in done if row.get("seen") is not None]
    few = [row for row in opened if row["seen"] - (row["seen before"] or 0) != row["comments"]]
    slowest = max(done, key=lambda row: row["annotate"], default=None)
    return {
        "refused": dict(Counter(row["refused"] for row in rows if "refused" in row)),
        "annotated": len(done),
        "comments": sum(row["comments"] for row in done),
        "with fewer comments than clauses": [row["file"] for row in done if row["comments"] < row["clauses"]],
        "clauses or blocks": sum(row["clauses"] for row in done),
        "with a fault": [{key: row[key] for key in ("file", "faults", "invalid", "equal")} for row in bad],
        "given to LibreOffice": sum("seen" in row for row in done),
        "opened by LibreOffice": len(opened),
        "not opened": {
            row["file"]: "the original neither" if row["seen before"] is None else "the original is"
            for row in done
            if "seen" in row and row["seen"] is None
        },
        "with other comments in LibreOffice than written": [
            {key: row[key] for key in ("file", "comments", "seen", "seen before")} for row in few
        ],
        "slowest copy": slowest and {"file": slowest["file"], "seconds": round(slowest["annotate"], 2)},
    }


def _take_blocks_for_clauses() -> None:
    """Let files without clauses take part: each of their first blocks counts as one."""
    split = clauses.split

    def split_anyway(document: Document, settings: SplitSettings) -> Outline:
        outline = split(document, settings)
        if outline.clauses:
            return outline
        blocks = [block for block in document.blocks if block.text.strip()][:_FIRST]
        made = (
            Clause(f"{document.id}#{count}", document.id, str(count), block.text, 1, None, (), index=block.place.index)
            for count, block in enumerate(blocks, start=1)
        )
        return Outline(document.id, tuple(made))

    clauses.split = split_anyway


def _main(path: Path) -> str:
    from pipeline.documents.word.packages import Package

    with path.open("rb") as file:
        package = Package.open(file, builders.SETTINGS.unpacked_limit, builders.SETTINGS.memory_limit)
        return next(name for name in package.zip.namelist() if name.lower().lstrip("/") == package.main().lower())


def _count_in_office(folder: Path, files: list[Path], rows: list[dict[str, Any]]) -> None:
    """Count the comments that LibreOffice finds in each copy, and in each original; None where it does not open it."""
    before = folder / "before"
    before.mkdir()
    chosen = [count for count, row in enumerate(rows) if row.get("comments")]
    for count in chosen:
        shutil.copy(files[count], before / f"{count}{files[count].suffix}")
    for start in range(0, len(chosen), _AT_ONCE):
        some = chosen[start : start + _AT_ONCE]
        for place, key in ((folder, "seen"), (before, "seen before")):
            seen = _seen([place / f"{count}{files[count].suffix}" for count in some])
            for count, number in zip(some, seen, strict=True):
                rows[count][key] = number


def _seen(paths: list[Path]) -> list[int | None]:
    folder = paths[0].parent / "opened"
    command = [
        str(find_office()),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
    ]
    command += ["odt", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths)], timeout=550, capture_output=True)
    for path in paths:  # one that breaks LibreOffice takes those behind it along
        if not (folder / f"{path.stem}.odt").exists():
            subprocess.run([*command, str(path)], timeout=180, capture_output=True)
    return [_comments(folder / f"{path.stem}.odt") for path in paths]


def _comments(path: Path) -> int | None:
    if not path.exists():
        return None
    with zipfile.ZipFile(path) as archive:
        parts = [builders.tree(archive.read(name)) for name in ("content.xml", "styles.xml")]
    return sum(1 for part in parts for _ in part.iter("{*}annotation"))


if __name__ == "__main__":
    main()
