"""plan.docx: the draft as an engineer sends it round; everything from the document is text and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.plans import rows
from pipeline.reports.cells import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.plans.records import Plan, PlannedTest

_SOFT = "EEF2F6"
_FILLS = {"required": "CDE9DB", "conditional": "FFE2A8", "text": "FFE2A8", "not": "E6E8EB", "missing": "F8E1DE"}
_MOST_LIMITS = 400  # rows of limits of one test in the Word file; the workbook has them all


def save(path: Path, plan: Plan) -> None:
    """Write the plan.

    :raises OSError: the file cannot be written.
    """
    from docx import Document

    book = _Book(Document(), plan)
    book.open()
    book.write_fields()
    book.write_overview()
    book.write_tests()
    book.write_left_out()
    book.write_points()
    book.document.save(str(path))


class _Book:
    """One Word file in the making."""

    def __init__(self, document: Any, plan: Plan) -> None:  # noqa: ANN401 - python-docx has no types
        self.document = document
        self.plan = plan

    def open(self) -> None:
        """Set up page, styles, header, footer and title block."""
        from pipeline.plans.word_styles import set_up

        set_up(self.document, f"EMC test plan (draft) – {clean(rows.heading(self.plan))}")
        self._line("EMC test plan (draft)", "Title")
        self._line(rows.heading(self.plan), "Subtitle")
        categories = ", ".join(self.plan.categories) or "all (no selection matrix in the document)"
        run = sum(test.meaning == "required" for test in self.plan.tests)
        self._table(
            ("Made from", "Component category", "Tests required", "To be settled", "Not to be run", "Open points"),
            [
                (
                    self.plan.document,
                    categories,
                    str(run),
                    str(len(self.plan.tests) - run),
                    str(len(self.plan.left_out)),
                    str(len(self.plan.points)),
                )
            ],
            (7.2, 7.5, 3, 3, 3, 3),
        )
        self._line(
            "Draft made by a program from the document named above. Every value has its source and the words it was "
            "read from; whoever releases the plan checks them against the document. Fields with a pale ground are to "
            "be filled in.",
            "Note",
        )

    def write_fields(self) -> None:
        """Write the title block and the fields about the device under test."""
        self._line("1  Plan and device under test", "Heading 1")
        fields = [*rows.TITLE_FIELDS, *rows.DUT_FIELDS]
        half = -(-len(fields) // 2)
        pairs = [(fields[at], "", fields[at + half] if at + half < len(fields) else "", "") for at in range(half)]
        table = self._table((), pairs, (5.2, 8.15, 5.2, 8.15))
        for row in table.rows:
            for place in (0, 2):
                self._fill(row.cells[place], _SOFT, bold=True)
        if self.plan.general:
            self._line("Said for all tests", "Caption")
            lines = [(value.kind.capitalize(), value.text, value.source, value.quote) for value in self.plan.general]
            self._table(("", "Requirement", "Source", "Quote"), lines, (3.4, 4.6, 4.6, 14.1))
        scope = f"Scope: the tests that {self.plan.document} asks for components of the category named above"
        self._line(f"{scope}, in the order of its selection matrix.", "Normal")

    def write_overview(self) -> None:
        """Write one row a test."""
        self._line("2  Tests to be run", "Heading 1")
        heads = ("No.", "Test", "Test of the catalogue", "Applicability", "Sections", "Base standard", "Deviation",
                 "Plan no.")  # fmt: skip
        lines = [
            (
                str(count),
                test.name,
                "; ".join(test.names) or rows.NO_TEST,
                rows.applies(test),
                rows.sections(test),
                rows.join(test, "base standard") or rows.NO_VALUE,
                "",
                "",
            )
            for count, test in enumerate(self.plan.tests, start=1)
        ]
        table = self._table(heads, lines, (1.1, 5.6, 5.2, 5.0, 2.6, 3.4, 2.3, 1.5))
        for row, test in zip(table.rows[1:], self.plan.tests, strict=True):
            self._fill(row.cells[3], _FILLS[test.meaning])

    def write_tests(self) -> None:
        """Write each test with its values and its limits."""
        self._line("3  Requirements of each test", "Heading 1")
        for count, test in enumerate(self.plan.tests, start=1):
            self._line(f"3.{count}  {rows.title(test)}", "Heading 2")
            self._write_values(test)
            self._write_limits(test)

    def _write_values(self, test: PlannedTest) -> None:
        lines: list[tuple[str, ...]] = []
        before = ""
        for kind, value, source, quote in rows.values(test, {value.kind for value in self.plan.general}):
            lines.append(("" if kind == before else kind.capitalize(), value, source, quote, ""))
            before = kind
        lines.append(("Plan number", "", "", "", ""))
        table = self._table(("", "Requirement", "Source", "Quote", "Deviation"), lines, (3.4, 6.6, 4.6, 8.9, 3.2))
        for row, line in zip(table.rows[1:], lines, strict=True):
            self._fill(row.cells[0], _SOFT, bold=True)
            if line[1] == rows.NO_VALUE:
                self._fill(row.cells[1], _FILLS["missing"])

    def _write_limits(self, test: PlannedTest) -> None:
        if not test.limits:
            return
        lines = [rows.limit_columns(limit) for limit in test.limits[:_MOST_LIMITS]]
        self._line(f"Levels and limits – {test.name}", "Caption")
        table = self._table(rows.LIMIT_HEADS, lines, (4.6, 5.0, 3.0, 2.8, 6.3, 5.0))
        for row, limit in zip(table.rows[1:], test.limits, strict=False):
            if limit.unclear:
                self._fill(row.cells[1], _FILLS["missing"])
        if len(test.limits) > _MOST_LIMITS:
            self._line(f"{len(test.limits) - _MOST_LIMITS} more rows stand in the workbook.", "Note")

    def write_left_out(self) -> None:
        """Write which tests the matrix leaves out."""
        self._line("4  Tests that the selection matrix leaves out", "Heading 1")
        if not self.plan.left_out:
            self._line("None.", "Normal")
            return
        lines = [
            (entry.item.replace(" | ", ", "), entry.category, entry.text or "(empty cell)", entry.legend, entry.place)
            for entry in self.plan.left_out
        ]
        self._table(("Test", "Category", "Entry", "Legend", "Source"), lines, (8, 4, 3, 4.7, 7))

    def write_points(self) -> None:
        """Write what is to be settled."""
        self._line("5  Open points", "Heading 1")
        lines = [
            (str(count), point.test, point.kind, point.text, "", "")
            for count, point in enumerate(self.plan.points, start=1)
        ]
        heads = ("No.", "Test", "Kind", "What is to be settled", "Settled how", "By, date")
        self._table(heads, lines or [("", "", "", "None was found.", "", "")], (1.1, 5, 2.8, 10.6, 4.4, 2.8))

    def _line(self, text: str, style: str) -> None:
        self.document.add_paragraph(clean(text), style=style)

    def _table(self, heads: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[float]) -> Any:  # noqa: ANN401
        from pipeline.plans.word_styles import make_table

        return make_table(self.document, [clean(head) for head in heads], lines, widths)

    def _fill(self, cell: Any, colour: str, *, bold: bool = False) -> None:  # noqa: ANN401
        from pipeline.plans.word_styles import fill

        fill(cell, colour, bold=bold)
