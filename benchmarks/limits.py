"""How well whole limits are read: value, band, class, detector, pulse, supply and the rest of each compared together.

    python -m benchmarks.limits RUN --labels benchmarks/documents/limits/limits.jsonl [--set held] [--save FILE]

RUN is a finished run folder of the labelled documents. Its records are read anew from its decisions, so that a change
of the rules needs no new run; `--stored` takes the limits.jsonl of the run, `--requirements` maps the loose facts of
requirements.jsonl to limits as well as they can be. A label is right when one record of its clause agrees with it in
every field of FIELDS; each record answers one label at most. Records that agree with a line of `--neutral` files, or
stand in clauses without labels and belong to no test, count for nothing. Intervals are Wilson's at 95 %.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from pipeline.evaluation.figures import Proportion

FIELDS = (
    "level",
    "level_end",
    "unit",
    "band",
    "class",
    "detector",
    "pulse",
    "discharge",
    "polarity",
    "supply",
    "tests",
)
_CLOSE = 2e-3
_WORDS = re.compile(
    r"\b(?:limit|severity|test|class|level|klasse|stufe|category|categor|kategorie|kat|cat|cl|group|gruppe|classe|niveau|grade"
    r"|schärfegrad|prüfschärfe|prüfschärfegrad)\b|等级|[()（）.]|\bof part\b",
    re.IGNORECASE,
)
_LINKS = re.compile(r"\s*(?:,|/|&|\band\b|\bund\b|\bet\b)\s*", re.IGNORECASE)
Row = dict[str, Any]


def main() -> None:
    """Read the arguments, compare, print and save."""
    args = _arguments()
    truth = [row for path in args.labels for row in read_jsonl(path)]
    neutral = [row for path in args.neutral for row in read_jsonl(path)]
    if args.sets:
        with args.sets.open(encoding="utf-8") as file:
            chosen = {row["document"] for row in csv.DictReader(file) if row["set"] == args.set}
        truth = [row for row in truth if row["document"] in chosen]
    documents = {stem(row["document"]) for row in truth}
    begun = time.perf_counter()
    found = [row for row in _read(args) if stem(row["document"]) in documents]
    seconds = time.perf_counter() - begun
    result = compare(truth, found, neutral, misses=args.misses)
    result["seconds"] = round(seconds, 3)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    if args.save:
        kept = json.loads(args.save.read_text(encoding="utf-8")) if args.save.is_file() else {}
        kept[args.name] = result
        args.save.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--neutral", type=Path, nargs="*", default=[])
    parser.add_argument("--sets", type=Path)
    parser.add_argument("--set", default="held")
    parser.add_argument("--stored", action="store_true")
    parser.add_argument("--requirements", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--name", default="now")
    return parser.parse_args()


def read_jsonl(path: Path) -> list[Row]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def stem(document: str) -> str:
    """Name a document without its kind."""
    return re.sub(r"\.(?:docx|pdf)$", "", document)


def _read(args: argparse.Namespace) -> list[Row]:
    if args.requirements:
        return [row for each in read_jsonl(args.run / "requirements.jsonl") for row in from_requirement(each)]
    if args.stored:
        return read_jsonl(args.run / "limits.jsonl")
    from pipeline import runs
    from pipeline.config import load, resource
    from pipeline.matching.catalogue import load as load_catalogue
    from pipeline.requirements import limits

    catalogue = load_catalogue([resource(name) for name in load(None).match.references])
    return [
        limits.as_row(each) for report in runs.decided(args.run) for each in limits.read(report.decisions, catalogue)
    ]


def from_requirement(requirement: Row) -> list[Row]:
    """Pair the facts of one section as well as they allow: what stands in the same row of a table, or the same text."""
    rows = []
    for level in (fact for fact in requirement["facts"] if fact["kind"] == "level"):
        beside = [each for each in requirement["facts"] if each["clause"] == level["clause"]]
        beside = [each for each in beside if each["place"] == level["place"]]
        bands = [each for each in beside if each["kind"] == "band"] or [None]
        pulse = next((each["value"].removeprefix("pulse ") for each in beside if each["kind"] == "pulse"), None)
        sign = level["value"][0] if level["value"][0] in "+-±" else None
        context = level["context"]
        detector = next((name for name in ("PK", "QP", "AV") if re.search(rf"\b{name}", context)), None)
        grade = re.search(r"(?:[Cc]lass|[Ll]evel) ?(\w+)", context)
        for band in bands:
            rows.append(
                {
                    "document": requirement["document"], "number": level["clause"].rpartition("#")[2],
                    "tests": requirement["tests"], "low_hz": band and band["low"], "high_hz": band and band["high"],
                    "level": level["low"], "level_end": None, "unit": level["unit"], "class": grade and grade[1],
                    "detector": detector, "pulse": pulse, "supply_v": None, "polarity": sign, "place": level["place"],
                }
            )  # fmt: skip
    return rows


def compare(truth: list[Row], found: list[Row], neutral: list[Row], *, misses: bool = False) -> Row:
    """Compare all labels with all records, clause by clause."""
    by_clause: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in found:
        by_clause[(stem(row["document"]), row["number"])].append(row)
    labelled = {(stem(row["document"]), row["number"]) for row in truth}
    right: list[Row] = []
    wrong: list[Row] = []
    answered: set[int] = set()
    causes: Counter[str] = Counter()
    for key in sorted(labelled):
        asked = [row for row in truth if (stem(row["document"]), row["number"]) == key]
        good, bad = _assign(asked, by_clause.get(key, []), answered)
        right += good
        for label, nearest, differ in bad:
            wrong.append(label)
            causes[",".join(differ)] += 1
            if misses:
                print("MISS", key, brief(label), "|", ",".join(differ), "|", brief(nearest) if nearest else None)
    extra = [
        row for row in found if id(row) not in answered and _counts(row, labelled) and not _mentioned(row, neutral)
    ]
    for row in extra if misses else ():
        print("EXTRA", row["document"], row["number"], brief(row), row.get("place"), str(row.get("wording"))[:100])
    tables = [sum(_form(row) == "table" for row in rows) for rows in (right, wrong)]
    result = {
        "limits": len(truth),
        "recall": rate(len(right), len(truth)),
        "tables": rate(tables[0], sum(tables)),
        "prose": rate(len(right) - tables[0], len(truth) - sum(tables)),
        "precision": rate(len(right), len(right) + len(extra)),
        "sure_precision": _sure(right, extra),
        "not right by": dict(causes.most_common()),
    }
    for name in ("status", "ri_ohm", "count", "network", "modulation", "slope", "dwell_s"):
        asked = [(row, row["_"]) for row in right if row.get(name) is not None]
        result[f"{name} where the limit is right"] = rate(sum(_alike(name, *pair) for pair in asked), len(asked))
    return result


def _sure(right: list[Row], extra: list[Row]) -> Row:
    good = sum(row["_"].get("sure", True) for row in right)
    return rate(good, good + sum(row.get("sure", True) for row in extra))


def _assign(asked: list[Row], rows: list[Row], answered: set[int]) -> tuple[list[Row], list[Any]]:
    good, left = [], []
    for label in asked:
        match = next((row for row in rows if id(row) not in answered and not differ(label, row)), None)
        if match is None:
            left.append(label)
        else:
            answered.add(id(match))
            good.append({**label, "_": match})
    bad = []
    for label in left:
        near = sorted((row for row in rows if id(row) not in answered), key=lambda row: len(differ(label, row)))
        bad.append((label, near[0] if near else None, differ(label, near[0]) if near else ["missing"]))
    return good, bad


def _counts(row: Row, labelled: set[tuple[str, str]]) -> bool:
    return bool(row["tests"]) or (stem(row["document"]), row["number"]) in labelled


def _mentioned(row: Row, neutral: list[Row]) -> bool:
    """Tell whether a record stands in words that a neutral line quotes, or agrees with a neutral limit."""
    for each in neutral:
        if stem(each["document"]) == stem(row["document"]) and each["number"] == row["number"]:
            if each.get("level") is not None and same(each["level"], row["level"]):
                return True
            if each.get("level") is None and re.search(rf"(?<!\d){abs(row['level'] or 0):g}(?!\d)", each["wording"]):
                return True
    return False


def rate(part: int, whole: int) -> Row:
    """Write a share with its interval."""
    low, high = Proportion(part, whole).interval or (0.0, 1.0)
    share = round(part / whole, 4) if whole else None
    return {"right": part, "of": whole, "share": share, "from": round(low, 4), "to": round(high, 4)}


def _form(row: Row) -> str:
    said = row.get("form") or row.get("basis")
    return "table" if said == "table" else "prose"


def differ(label: Row, row: Row) -> list[str]:
    """Name the fields in which a record is not what the label says."""
    return [field for field in FIELDS if not _alike(field, label, row)]


def _alike(field: str, label: Row, row: Row) -> bool:
    if field == "band":
        return same(label["low_hz"], row["low_hz"]) and same(label["high_hz"], row["high_hz"])
    if field == "tests":
        fits = set(label["tests"]) | set(label.get("about", ()))
        return bool(fits & set(row["tests"])) and set(row["tests"]) <= fits if fits else not row["tests"]
    if field == "supply":
        return same(label["supply_v"], row["supply_v"]) or f"{row['supply_v'] or 0:g} V" == label["class"]
    if field == "class":
        return (
            grades(label["class"]) == grades(row["class"])
            or _nested(label["class"], row["class"])
            or _other_word(label, row)
        )
    if field == "pulse":
        return pulse(label["pulse"]) == pulse(row["pulse"])
    if field == "discharge":
        asked = label.get("discharge") or label.get("mode")
        if asked == "contact" and row.get("mode") == "indirect" and "contact" in row.get("wording", "").casefold():
            return True
        return ("indirect" if asked and "indirect" in asked else asked) == (row.get("discharge") or row.get("mode"))
    mine, other = label.get(field), row.get(field)
    if isinstance(mine, str) and isinstance(other, str):
        return "".join(mine.split()).casefold() == "".join(other.split()).casefold()
    return same(mine, other) if isinstance(mine, int | float) or isinstance(other, int | float) else mine == other


def same(one: float | None, other: float | None) -> bool:
    """Compare two numbers; None is only None."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_CLOSE, abs_tol=1e-9)


def grades(text: str | None) -> frozenset[str]:
    """Reduce a class to its codes: "Class C1 and C2" -> {c1, c2}."""
    bare = _WORDS.sub(" ", text or "")
    return frozenset(part.casefold() for piece in _LINKS.split(bare) for part in piece.split())


def _nested(label: str | None, other: str | None) -> bool:
    """Take "Level 2" for "Level 2 (class B)"."""
    return bool(label and other and "(" in label and grades(label.partition("(")[0]) == grades(other.partition("(")[0]))


def _other_word(label: Row, row: Row) -> bool:
    """Take a supply or a condition for what one of the labellers wrote as the class: "400 V", "within 0,3 m of ..."."""
    text = label["class"] or ""
    if row["class"] is not None or not re.search(r"\bV\b|\s\w+\s\w+\s", text):
        return False
    return (
        f"{row['supply_v'] or 0:g} V" == text or text.casefold().replace(",", ".") in (row.get("head") or "").casefold()
    )


def pulse(text: str | None) -> str:
    """Write a pulse in one way: "fast a" is "a", its sign stands in the polarity."""
    bare = re.sub(r"\b(?:pulse|impuls)\b|[+±−\-()]", " ", (text or "").casefold())
    bare = re.sub(r"\bfast\s+(?=[ab]\b)|\bslow\s+(?=2a\b)", "", bare)
    return " ".join(bare.split())


def brief(row: Row) -> str:
    """Write a limit in one line."""
    names = ("low_hz", "high_hz", "level", "level_end", "unit", "class", "detector", "pulse", "discharge", "mode")
    return " ".join(f"{name}={row[name]}" for name in (*names, "polarity", "supply_v", "tests") if row.get(name))


if __name__ == "__main__":
    main()
