"""Do plans print what the source prints? A second look at every value of a plan, and at every number of its tables.

    python -m benchmarks.plans_reread FILE RUN [--misses] [--save benchmarks/results/plans_reread.json]

FILE is a Word document, RUN the run folder it was carried through in. The source is read again with python-docx alone,
numbers with a pattern of this script, so that nothing of the readers of limits takes part. Forward: the row or sentence
of every limit of the plan must stand in the document, its value at both ends in it (ends worked out from a slope or a
shift count as open), and the edges of its band. Backward: every number of a table that gave limits must be the value,
an edge, or another field of a limit of that row, or stand in its words as a remark; else it is listed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document

from pipeline import runs
from pipeline.config import load, resource
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.plans import drafts, matrices
from pipeline.requirements import extract, limits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.requirements.limits import LimitRecord

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SCALES = (1.0, 1e3, 1e6, 1e9)


def main() -> None:
    """Look at one document and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--save", type=Path)
    args = parser.parse_args()
    result, lines = look(args.file, args.run)
    for line in lines if args.misses else ():
        print(line)
    print(json.dumps(result, indent=1))
    if args.save:
        kept = json.loads(args.save.read_text(encoding="utf-8")) if args.save.is_file() else {}
        kept[args.file.name] = result
        args.save.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def look(file: Path, run: Path) -> tuple[dict[str, Any], list[str]]:
    """Compare the plan of a document with the document, both ways."""
    catalogue = load_catalogue([resource(name) for name in load(None).match.references])
    (report,) = [each for each in runs.decided(run) if each.document == file.name]
    records = [each for each in limits.read(report.decisions, catalogue) if each.level is not None]
    categories = [name for matrix in matrices.read(report.decisions, catalogue) for name in matrix.categories]
    plan = drafts.draft(report, extract(report.decisions, catalogue), catalogue, categories)
    planned = {
        (each.clause, each.place, each.start, each.low, each.high) for test in plan.tests for each in test.limits
    }
    named = " ".join(point.text for point in plan.points if point.kind == "limit")
    tables, text = source(file)
    counts: Counter[str] = Counter()
    lines: list[str] = []
    for record in records:
        key = (record.clause, record.place, record.level, record.low_hz, record.high_hz)
        if key not in planned and f"Clause {record.number}:" not in named:
            counts["in no plan and no open point"] += 1
            lines.append(f"LOST {record}")
            continue
        verdict = judge(record, tables, text)
        counts[verdict] += 1
        if verdict in ("no", "its row is not in the document", "its sentence is not in the document"):
            lines.append(f"{verdict.upper()} {record.number} {record.place} {record.level} {record.wording[:100]}")
    back = Counter(verdict for verdict, _ in backward(tables, records))
    lines += [f"UNTOLD {words}" for verdict, words in backward(tables, records) if verdict == "not told"]
    return {"limits of the plan": dict(counts), "numbers of their tables": dict(back)}, lines


def source(file: Path) -> tuple[list[list[str]], str]:
    """Read the rows of all tables, merged cells once, and the text, white space folded."""
    document = Document(str(file))
    tables = []
    for table in document.tables:
        rows = []
        for row in table.rows:
            cells = dict.fromkeys((cell._tc, " ".join(cell.text.split())) for cell in row.cells)
            rows.append(" | ".join(text for _, text in cells if text))
        tables.append(rows)
    return tables, " ".join(" ".join(paragraph.text.split()) for paragraph in document.paragraphs)


def judge(record: LimitRecord, tables: list[list[str]], text: str) -> str:
    """Say whether a limit is printed as it was read: right, open (a person is asked to look), or what is wrong."""
    if not record.sure:
        return "open"
    if record.place == "text":
        if plain(record.wording) not in plain(text):
            return "its sentence is not in the document"
        return _within(record, numbers(record.wording))
    for table in tables:
        for row in table:
            if plain(row) == plain(record.wording):
                own = _within(record, numbers(f"{row} {record.head}"))
                return (
                    own
                    if own != "no"
                    else _within(record, numbers(" ".join(table)), "right by other rows of its table")
                )
    for table in tables:  # a transposed table: the parts of its wording are cells of the source
        cells = [part.rpartition(": ")[2] for part in record.wording.split(" | ")]
        there = {cell for row in table for cell in map(plain, row.split(" | "))}
        if all(plain(cell) in there for cell in cells if cell):
            return _within(record, numbers(" ".join(table)), "right by other rows of its table")
    return "its row is not in the document"


def _within(record: LimitRecord, there: list[float], word: str = "right") -> str:
    level = record.level or 0.0
    if not any(close(abs(level), each) for each in there):
        worked_out = record.formula or record.slope or "dB" in record.wording
        return "worked out from what is printed" if worked_out else "no"
    ends = [edge for edge in (record.low_hz, record.high_hz) if edge] if record.place != "text" else []
    return word if all(scaled(edge, there) for edge in ends) else "no"


def backward(tables: list[list[str]], records: Iterable[LimitRecord]) -> Iterable[tuple[str, str]]:
    """Look at each number of each row that gave limits."""
    by_row: dict[str, list[LimitRecord]] = {}
    for record in records:
        if record.place != "text":
            by_row.setdefault(plain(record.wording), []).append(record)
    for table in tables:
        if not any(plain(row) in by_row for row in table):
            continue
        for row in table[1:]:
            own = by_row.get(plain(row), [])
            told = [value for record in own for value in said(record)]
            beside = " ".join(f"{r.condition} {r.pulse} {r.modulation} {r.network} {r.grade} {r.formula}" for r in own)
            for value in numbers(row) if own else ():
                known = any(close(value, each) or scaled(each, [value]) for each in told) or value in numbers(beside)
                yield ("told" if known else "not told"), f"{value:g} in {row}"


def said(record: LimitRecord) -> list[float]:
    """Return all numbers of a limit, without signs."""
    fields = (
        record.level, record.level_end, record.low_hz, record.high_hz, record.ri_ohm, record.count, record.supply_v,
        record.dwell_s, record.bandwidth_hz, record.slope,
    )  # fmt: skip
    return [abs(float(each)) for each in fields if each is not None]


def plain(text: str) -> str:
    """Write a text without white space and with one kind of dash, so that two readers may be compared."""
    return re.sub(r"[\s|]", "", re.sub(r"[‐‑‒–—−]", "-", text)).replace("μ", "µ").casefold()


def numbers(text: str) -> list[float]:
    """Read the numbers of a text, decimal comma or point."""
    return [float(match[0].replace(",", ".")) for match in _NUMBER.finditer(text)]


def close(one: float, other: float) -> bool:
    """Compare two numbers."""
    return abs(one - other) <= 1e-6 * max(1.0, abs(one))


def scaled(edge: float, there: Iterable[float]) -> bool:
    """Tell whether a frequency or time stands among numbers in some unit."""
    return any(close(edge / scale, each) for each in there for scale in (*_SCALES, 60.0, 3600.0))


if __name__ == "__main__":
    main()
