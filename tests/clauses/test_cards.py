"""A table a test: its number and title above the rows, in cells of their own, or behind keys."""

import pytest

from pipeline.clauses import split
from tests.builders import word_files

HEADS = {"bold": True}
NAMES = ("Conducted emission", "Radiated emission", "Bulk current injection", "Electrostatic discharge")


def _split(house, *tables, after=()):
    blocks, _ = house.read("* 1 Scope\n.\n* 2 Tests\n.", HEADS)
    more, _ = house.read("\n".join(after), HEADS) if after else ([], 0)
    return house.split([*blocks, *(house.table(*rows) for rows in tables), *more])


def _listed(outline):
    return [(clause.number, clause.title) for clause in outline.clauses][2:]


def _expected(*parts):
    return [
        pair
        for index, name in enumerate(NAMES, start=1)
        for pair in [(f"2.{index}", name), *((f"2.{index}.{n}", part) for n, part in enumerate(parts, start=1))]
    ]


@pytest.mark.parametrize(
    "parts", [("Purpose", "Set-up", "Limits"), ("Zweck", "Grenzwerte"), ("目的", "限值"), ("Method",)]
)
def test_a_table_a_test_with_the_test_over_the_whole_width(house, parts):
    tables = [
        [(f"2.{i}  {name}", "", ""), *((f"2.{i}.{n}", part, house.body) for n, part in enumerate(parts, start=1))]
        for i, name in enumerate(NAMES, start=1)
    ]
    assert _listed(_split(house, *tables)) == _expected(*parts)


@pytest.mark.parametrize("value", ["20 V/m; 40 V/m", "±4 kV", "Table 3"])
def test_titles_are_those_of_the_other_tables_where_the_text_is_short(house, value):
    tables = [
        [(f"2.{i}", name, ""), (f"2.{i}.1", "Set-up", house.body), (f"2.{i}.2", "Severity", value)]
        for i, name in enumerate(NAMES, start=1)
    ]
    tables[2] = [(*row, "") for row in tables[2]]  # another width: no other table is like it
    assert _listed(_split(house, *tables)) == _expected("Set-up", "Severity")


@pytest.mark.parametrize(
    "rows",
    [
        lambda n, name: [(f"2.{n} {name}", ""), ("Method", "ISO 11452"), ("Limits", "See the annex.")],
        lambda n, name: [(f"2.{n}", name), ("Method", "ISO 11452"), ("Limits", "See the annex.")],
        lambda n, name: [("Clause", f"2.{n}"), ("Title", name), ("Limits", "See the annex.")],
        lambda n, name: [("Clause no.:", f"2.{n}", "Test:", name), ("Limits", "See the annex.", "", "")],
        lambda n, name: [("Abschnitt", f"2.{n}"), ("Prüfung", name), ("Grenzwerte", "siehe Anhang")],
        lambda n, name: [("章节号", f"2.{n}"), ("试验名称", name), ("限值", "见附录")],
        lambda n, name: [("N° d'essai", ""), ("§", f"2.{n}"), ("Intitulé", name), ("Limites", "voir annexe")],
        lambda n, name: [("Section", f"2.{n} {name}"), ("Limits", "See the annex.")],
        lambda n, name: [(f"△1 2.{n} {name}", ""), ("Method", "ISO 11452"), ("Limits", "See the annex.")],
    ],
)
def test_cards_of_one_clause_each(house, rows):
    outline = _split(house, *(rows(n, name) for n, name in enumerate(NAMES, start=1)))
    assert _listed(outline) == _expected()
    assert all(clause.tables for clause in outline.clauses[2:])


def test_one_such_table_alone_and_tables_that_repeat_headings_stay_tables(house):
    card = [("2.1 Conducted emission", ""), ("Method", "CISPR 25"), ("Limits", "See the annex.")]
    assert _listed(_split(house, card)) == []
    headed = [f"* 2.{n} {name}\n." for n, name in enumerate(NAMES, start=1)]
    cards = [[(f"2.{n} {name}", ""), ("Result", "passed")] for n, name in enumerate(NAMES, start=1)]
    assert _listed(_split(house, *cards, after=headed)) == _expected()


@pytest.mark.parametrize("mark", ["x", "O", "●", "(O)"])
def test_a_matrix_of_marks_names_clauses_and_is_none(house, mark):
    matrix = [("Item", "ECU", "Sensor"), *((f"2.{n} {name}", mark, "–") for n, name in enumerate(NAMES, start=1))]
    assert _listed(_split(house, matrix)) == []


def test_word_tables_with_a_table_within_and_a_number_merged_over_rows(tmp_path, house):
    inner = word_files.table(["Band", "Level"], ["0.15–30 MHz", "60"])
    body = [word_files.paragraph(word_files.run("2 Tests", "<w:b/>"))]
    for n, name in enumerate(NAMES, start=1):
        wide = word_files.cell(word_files.paragraph(f"2.{n} {name}"), '<w:gridSpan w:val="3"/>')
        first = [
            word_files.cell(word_files.paragraph(f"△1 2.{n}.1"), '<w:vMerge w:val="restart"/>'),
            word_files.cell(word_files.paragraph("Set-up")),
            word_files.cell(word_files.paragraph(house.body)),
        ]
        more = [
            word_files.cell(word_files.paragraph(), "<w:vMerge/>"),
            word_files.cell(word_files.paragraph()),
            word_files.cell(word_files.paragraph("The harness is 1.7 m long.")),
        ]
        limits = [
            word_files.cell(word_files.paragraph(f"2.{n}.2")),
            word_files.cell(word_files.paragraph("Limits")),
            word_files.cell(inner + word_files.paragraph()),
        ]
        rows = "".join(f"<w:tr>{''.join(cells)}</w:tr>" for cells in ([wide], first, more, limits))
        body += [f"<w:tbl>{rows}</w:tbl>", word_files.paragraph()]
    outline = split(word_files.read_word(tmp_path, *body), house.settings)
    assert [(clause.number, clause.title) for clause in outline.clauses][1:] == _expected("Set-up", "Limits")
    assert sum("0.15–30 MHz" in clause.all_text for clause in outline.clauses) == len(NAMES)
    assert sum("1.7 m long" in clause.all_text for clause in outline.clauses) == len(NAMES)
