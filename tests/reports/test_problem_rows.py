"""Problems of any length and number: written, read back, and not a row for each of thousands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.records import LossAccount, Mismatch, Problem, Report, TitleBlock
from pipeline.reports import problems

if TYPE_CHECKING:
    from pathlib import Path


def report(*mismatches: Mismatch) -> Report:
    return Report("a.pdf", "0", "pdf", 1, TitleBlock(), LossAccount(), None, (), mismatches)


def test_a_problem_of_any_length_comes_back_as_it_was_written(tmp_path: Path) -> None:
    long = Problem("a.docx", "loss", "x" * 300_000, fatal=False)
    problems.save(tmp_path / "problems.csv", [long])
    assert problems.load(tmp_path / "problems.csv") == (long,)


def test_thousands_of_lines_that_were_not_found_are_summed_up() -> None:
    found = problems.collect(
        report(*(Mismatch(str(n), "A title", "in the contents, not found") for n in range(50_000)))
    )
    assert len(found) == 101
    assert "49900 more lines" in found[-1].message


def test_few_lines_that_were_not_found_have_a_row_each() -> None:
    found = problems.collect(report(Mismatch("8.2", "T" * 1_000_000, "in the contents, not found")))
    assert [len(problem.message) < 1_000 for problem in found] == [True]
