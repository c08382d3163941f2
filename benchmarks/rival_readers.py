"""Other readers, for comparison: a plain python-docx loop, docling for Word, docling-parse for the text of a PDF.

    python benchmarks/rival_readers.py python-docx|docling|docling-parse REPEATS FILE...

Prints one JSON object a file: the lines found (label and text), the seconds of each repeat, or the error. It imports
nothing of the project, so that it also runs in an environment that only holds the rival.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Line = tuple[str, str]
Reader = Callable[[Path], list[Line]]


def main() -> None:
    """Read every file named on the command line."""
    name, repeats, *files = sys.argv[1:]
    read = {"python-docx": _python_docx, "docling": _docling, "docling-parse": _docling_parse}[name]()
    for file in files:
        print(json.dumps(_measure(read, Path(file), int(repeats))), flush=True)


def _measure(read: Reader, path: Path, repeats: int) -> dict[str, Any]:
    seconds, lines = [], []
    for _ in range(repeats):
        start = time.perf_counter()
        try:
            lines = read(path)
        except Exception as error:  # whatever a rival raises is its result
            return {"file": str(path), "error": f"{type(error).__name__}: {error}"[:200]}
        seconds.append(round(time.perf_counter() - start, 4))
    return {"file": str(path), "seconds": seconds, "lines": lines}


def _python_docx() -> Reader:
    """What most tools do: the paragraphs, then the cells of the tables."""
    import docx

    def read(path: Path) -> list[Line]:
        document = docx.Document(str(path))
        lines = [("", paragraph.text) for paragraph in document.paragraphs]
        for table in document.tables:
            lines += [("", cell.text) for row in table.rows for cell in row.cells]
        return lines

    return read


def _docling() -> Reader:
    from docling.datamodel.base_models import InputFormat
    from docling.document_converter import DocumentConverter

    converter = DocumentConverter(allowed_formats=[InputFormat.DOCX])

    def read(path: Path) -> list[Line]:
        document = converter.convert(path).document
        return [line for item, _ in document.iterate_items() for line in _lines(item)]

    return read


def _docling_parse() -> Reader:
    """The lines of text of every page, as docling's own parser for PDF finds them; no models."""
    from docling_core.types.doc.page import TextCellUnit
    from docling_parse.pdf_parser import DoclingPdfParser

    parser = DoclingPdfParser(loglevel="fatal")

    def read(path: Path) -> list[Line]:
        document = parser.load(path_or_stream=str(path))
        lines = [
            ("", cell.text)
            for _, page in document.iterate_pages()
            for cell in page.iterate_cells(unit_type=TextCellUnit.LINE)
        ]
        document.unload()
        return lines

    return read


def _lines(item: object) -> Iterator[Line]:
    table = getattr(item, "data", None)
    if table is not None and hasattr(table, "table_cells"):
        yield from (("", cell.text) for cell in table.table_cells)
    elif hasattr(item, "text"):
        yield getattr(item, "marker", None) or "", str(item.text)


if __name__ == "__main__":
    main()
