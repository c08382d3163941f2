"""A question for a level is answered by the row that gives it, not by the caption above it."""

from __future__ import annotations

import pytest
from plan_builders import clause, table

from pipeline.search import passages
from pipeline.search.index.index_records import Amount
from pipeline.search.records import Query

ROWS = (
    ("MHz", "Class 1 (mA)", "Class 2 (mA)"),
    ("1 - 20", "60", "100"),
    ("20 - 200", "60", "100"),
    ("200 - 400", "30", "75"),
)


@pytest.mark.parametrize(
    ("text", "hertz", "row"),
    [
        ("Which BCI level holds above 200 MHz?", 200e6, "200 - 400"),
        ("Which BCI level holds below 200 MHz?", 200e6, "20 - 200"),
        ("Which BCI level holds at 10 MHz?", 10e6, "1 - 20"),
    ],
)
def test_the_row_whose_band_is_asked_for_comes_first(text: str, hertz: float, row: str) -> None:
    own = clause("5.1", "Injection", tables=(table(*ROWS, caption="Table 10 - BCI levels"),))
    query = Query(text, ("bci", "level"), amounts=(Amount("frequency", hertz, hertz, "Hz"),), wants=("level",))
    first = passages.judge(own, query, {"bci": 1.0, "level": 1.0})[0]
    assert row in first.text
