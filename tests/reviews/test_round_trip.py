"""A workbook edited by LibreOffice comes back with exactly what was set in it."""

import random

import offices
import pytest
from python_calamine import CalamineWorkbook
from report_builders import CATALOGUE
from review_builders import COMMENT, REVIEWER, TEST, VERDICT, WHEN, make_run, write_run

from pipeline.reports.choices import label
from pipeline.reviews import ReviewStore, apply
from pipeline.reviews.taking import take

pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(offices.find() is None, reason="LibreOffice is not installed"),
]


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_exactly_the_50_edited_decisions_change(tmp_path, ending):
    dice = random.Random(ending)
    report = make_run(240)
    source = write_run(tmp_path / "run", report)
    rows = CalamineWorkbook.from_path(str(source)).get_sheet_by_name("Matches").to_python()
    heads = rows[0]
    places = {row[heads.index("Clause id")]: index for index, row in enumerate(rows)}
    picked = dice.sample([decision.clause.id for decision in report.decisions], 60)
    edited, gone = picked[:50], picked[50:]
    guesses = {decision.clause.id: decision.tests for decision in report.decisions}
    cells, truth = {}, {}
    for number, id in enumerate(edited):
        test = dice.choice([test for test in CATALOGUE.tests if guesses[id] != (test.id,)])
        if number % 10 == 9:
            cells[places[id], heads.index(VERDICT)], truth[id] = "HOLD", None
        else:
            cells[places[id], heads.index(TEST)], truth[id] = label(test), (test.id,)
        if number % 7 == 0:
            cells[places[id], heads.index(COMMENT)] = "as agreed; see e-mail"
            cells[places[id], heads.index(REVIEWER)] = "Ada"
    target = tmp_path / f"reviewed{ending}"
    offices.edit(source, target, tmp_path / "profile", sheet="Matches", cells=cells, key=heads.index("Clause id"),
                 gone=gone, sort=heads.index("Keywords") - 8)  # fmt: skip
    before = target.read_bytes()

    edited_rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_name("Seen by Ada").to_python()
    ids = [row[heads.index("Clause id")] for row in edited_rows[1:]]
    assert len(ids) == 230
    assert ids != [id for id in places if id in ids]  # it was sorted

    store = ReviewStore(tmp_path / "r.sqlite")
    taken = take([target], [report], CATALOGUE, store, when=WHEN)
    assert taken.imported[0][1].refused == ()
    assert {item.clause: item.tests for item in store.current()} == truth
    result = apply(report, store.current())
    changed = {one.clause.id for one, two in zip(report.decisions, result.decisions, strict=True) if one != two}
    assert changed == set(edited)
    assert target.read_bytes() == before
    assert take([target], [report], CATALOGUE, store, when=WHEN).kept == ()
