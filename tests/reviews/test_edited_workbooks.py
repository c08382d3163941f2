"""Whatever a reviewer does to the rows of a workbook: no answer is lost and none is invented."""

import random

import pytest
from openpyxl.comments import Comment
from review_builders import COMMENT, TEST, VERDICT, edit, make_run, take, write_run

pytestmark = pytest.mark.slow

SEEDS = range(60)
CHOICES = (
    ({TEST: "RE"}, ("RE",)),
    ({TEST: "none"}, ()),
    ({TEST: "ESD; CE", COMMENT: "both"}, ("ESD", "CE")),
    ({VERDICT: "hold"}, None),
    ({COMMENT: "ask the OEM"}, None),
)


def disturb(opened, dice, answered):
    """Sort, hide, filter, delete unanswered rows, move columns, rename and move sheets, put rows on top."""
    page = opened["Matches"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    key = rows[0].index("Clause id")
    body = [row for row in rows[1:] if row[key] in answered or dice.random() < 0.8]
    dice.shuffle(body)
    order = list(range(len(rows[0])))
    dice.shuffle(order)
    page.delete_rows(1, page.max_row)
    top = dice.randrange(3)
    for _ in range(top):
        page.append(["a note of the reviewer above the table"])
    for row in [rows[0], *body]:
        page.append([row[column] for column in order])
    for row in dice.sample(range(2, page.max_row + 1), 3):
        page.row_dimensions[row].hidden = True
    page.title = dice.choice(("Matches", "my copy", "Übersicht"))
    opened.move_sheet(page, dice.choice((-1, 3)))
    del opened[dice.choice(("Coverage", "Legend", "Worth a look"))]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_edit_of_a_workbook_loses_or_invents_an_answer(tmp_path, seed):
    dice = random.Random(seed)
    report = make_run(25)
    book = write_run(tmp_path / "run", report)
    clauses = [item.clause.id for item in report.decisions]
    wanted = {clause: dice.choice(CHOICES) for clause in dice.sample(clauses, dice.randrange(1, 12))}
    cells = {(clause, head): value for clause, (said, _) in wanted.items() for head, value in said.items()}
    noted = dice.choice([clause for clause in clauses if clause not in wanted])

    edit(book, cells, change=lambda opened: disturb(opened, dice, {*wanted, noted}))
    if dice.random() < 0.5:  # a note at a cell of a clause that has no answer
        wanted[noted] = ({COMMENT: "Title (note by Ada): look"}, None)
        _note(book, noted)
    found = take(book, report)

    assert found.refused == ()
    assert {item.clause: (item.tests, item.comment) for item in found.decisions} == {
        clause: (tests, said.get(COMMENT, "")) for clause, (said, tests) in wanted.items()
    }


def _note(book, clause):
    import openpyxl

    opened = openpyxl.load_workbook(book)
    for page in opened.worksheets:
        for row in page.iter_rows(max_row=5):
            heads = {cell.value: cell.column for cell in row}
            if {"Clause id", "Title", "Alternatives"} <= heads.keys() and "Rank" not in heads:
                rows = range(row[0].row + 1, page.max_row + 1)
                at = next(one for one in rows if page.cell(one, heads["Clause id"]).value == clause)
                page.cell(at, heads["Title"]).comment = Comment("look", "Ada")
                opened.save(book)
                return
