"""How well the rectangles of clauses hold their text: characters inside against characters of the clause.

    python benchmarks/boxes.py --data FOLDER        writes benchmarks/results/boxes.json

The text inside a clause's rectangles is taken from the PDF by PDFium, independently of our reader: every one whose
centre lies in one of them. Both sides are compared as multisets of characters that are no white space or dash.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import pypdfium2

from pipeline import config, documents
from pipeline.clauses import split

RESULT = Path(__file__).parent / "results" / "boxes.json"
_SLACK = 1.0  # points by which the centre of a character may lie outside


def main() -> None:
    """Measure MIL-STD-461F and the specifications as PDF."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with mil_std_461/ and specs_pdf/")
    given = parser.parse_args()
    files = sorted([*(given.data / "mil_std_461").glob("*.pdf"), *(given.data / "specs_pdf").glob("*.pdf")])
    found = {path.name: measure(path) for path in files}
    for name, values in found.items():
        print(name, values)
    RESULT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def measure(path: Path) -> dict[str, float]:
    """Compare every clause of one PDF.

    :return: clauses; share of the clauses' characters that stand in their rectangles; share of the characters in the
        rectangles that are the clause's; clauses below 0.99 on either side.
    """
    settings = config.load()
    document = documents.read(path, settings.read, document_id=path.name)
    clauses = split(document, settings.split).clauses
    wanted = inside = common = short = 0
    with pypdfium2.PdfDocument(path) as pdf:
        characters = [_characters(page) for page in pdf]
        for clause in clauses:
            told = _count(f"{clause.number} {clause.all_text}")
            seen = Counter(
                character
                for number in {box[0] for box in clause.boxes}
                for character, x, y in characters[number - 1]
                if any(
                    box[0] == number
                    and box[1] - _SLACK <= x <= box[3] + _SLACK
                    and box[2] - _SLACK <= y <= box[4] + _SLACK
                    for box in clause.boxes
                )
            )
            both = sum((told & seen).values())
            wanted, inside, common = wanted + sum(told.values()), inside + sum(seen.values()), common + both
            short += both < 0.99 * max(sum(told.values()), sum(seen.values()))
    return {
        "clauses": len(clauses),
        "text_in_boxes": round(common / wanted, 5),
        "boxes_are_text": round(common / inside, 5),
        "below_99": short,
    }


def _characters(page: pypdfium2.PdfPage) -> list[tuple[str, float, float]]:
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        left, bottom, right, top = text.get_charbox(index, loose=True)
        found += [(each, (left + right) / 2, (bottom + top) / 2) for each in _count(character)]
    return found


def _count(text: str) -> Counter[str]:
    return Counter(each for each in text if each.isalnum())


if __name__ == "__main__":
    main()
