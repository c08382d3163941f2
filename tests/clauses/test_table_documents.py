"""Documents, or chapters of them, that are set as tables."""

import pytest

from pipeline.clauses.languages import tell

HEADS = {"outline": 1}


def _split(house, *rows, before="2 Requirements\n.", after="* 9 Report\n.", **changes):
    blocks, _ = house.read(before)
    more, _ = house.read(after, HEADS)
    return house.split([*blocks, house.table(*rows), *more], **changes)


def _listed(outline):
    return [(clause.number, clause.title) for clause in outline.clauses]


def test_ten_requirements_and_more_are_clauses_though_their_numbers_look_like_dates(house):
    rows = [("No.", "Requirement"), *((f"2.1.{n}", f"Requirement {n}: {house.body}") for n in range(1, 13))]
    outline = _split(house, *rows, before="2 Requirements\n2.1 Electrical")
    assert [number for number, _ in _listed(outline)] == ["2", "2.1", *(f"2.1.{n}" for n in range(1, 13)), "9"]


def test_a_table_with_a_column_of_dates_is_no_history_when_its_numbers_are_clauses(house):
    rows = [
        ("Clause", "Requirement", "Agreed on"),
        ("2.1.1", house.body, "2023-01-09"),
        ("2.1.2", house.body, "2023-02-10"),
    ]
    assert [number for number, _ in _listed(_split(house, *rows, before="2 Requirements\n2.1 Tests\n."))][2:4] == [
        "2.1.1",
        "2.1.2",
    ]


def test_a_history_without_a_head_stays_a_table(house):
    rows = [("2.1", "03.02.2021", "First issue of all the sheets"), ("2.2", "04.05.2022", "Levels were raised a bit")]
    assert [number for number, _ in _listed(_split(house, *rows))] == ["2", "9"]


@pytest.mark.parametrize("ids", [False, True])
def test_number_title_and_text_in_columns(house, ids):
    rows = [
        ("4", "Limits", "What the values are and where."),
        ("4.1", "Scope", house.body),
        ("4.2", "Limits", "20 V/m; 40 V/m"),
        ("4.2.1", "Band one of the list", "1 MHz to 30 MHz"),
        ("4.3", "Scope", house.body),
    ]
    rows = [(f"REQ-00{n}", *row) for n, row in enumerate(rows)] if ids else rows
    outline = _split(house, *rows, before="3 General\n.")
    assert _listed(outline)[1:-1] == [(row[-3], row[-2]) for row in rows]
    assert "20 V/m; 40 V/m" in outline.clauses[3].text


def test_the_first_line_of_a_cell_is_the_title_and_the_rest_is_text(house):
    rows = [
        ("Chapter", "Text"),
        ("1", f"Scope\n{house.body}"),
        ("2", f"Emission\n{house.body}"),
        ("2.1", f"On supply lines\nThe limit is 40 dBµV.\n{house.body}"),
        ("3", "Report\nTwo copies."),
    ]
    outline = house.split([house.table(*rows)])
    assert _listed(outline) == [("1", "Scope"), ("2", "Emission"), ("2.1", "On supply lines"), ("3", "Report")]
    assert outline.clauses[2].text == f"The limit is 40 dBµV.\n{house.body}"


def test_a_document_of_chapters_only_that_is_one_table(house):
    rows = [(str(n), title, house.body) for n, title in enumerate(("Scope", "Supply", "Emission", "Immunity"), 1)]
    outline = house.split([house.table(("No.", "Title", "Text"), *rows)])
    assert _listed(outline) == [(row[0], row[1]) for row in rows]


def test_steps_of_a_procedure_in_a_table_are_no_clauses(house):
    rows = [("Step", "Action"), *((str(n), f"Connect line {n} and wait until it settles") for n in range(1, 6))]
    assert [number for number, _ in _listed(_split(house, *rows, after="* 9 Report\n" + ".\n" * 20))] == ["2", "9"]


def test_a_number_merged_over_rows_holds_them_all(house):
    rows = [
        ("No.", "Requirement", "Note"),
        ("2.1", "The first sentence of the requirement", "plan"),
        ("", "Its second sentence that goes with it", "-"),
        ("", "Its third sentence that goes with it", "-"),
        ("2.2", "Another requirement of the same chapter", "plan"),
        ("", "And its second sentence for the bench", "-"),
    ]
    outline = _split(house, *rows)
    assert [number for number, _ in _listed(outline)] == ["2", "2.1", "2.2", "9"]
    assert "Its third sentence that goes with it" in outline.clauses[1].all_text


def test_a_table_that_goes_on_in_another_with_its_head_again(house):
    head = ("No.", "Requirement")
    blocks, _ = house.read("2 Requirements\n.")
    first = house.table(head, ("2.1", house.body), ("2.2", house.body))
    second = house.table(head, ("2.3", house.body), ("2.4", house.body))
    assert [number for number, _ in _listed(house.split([*blocks, first, second]))] == ["2", "2.1", "2.2", "2.3", "2.4"]


def test_a_matrix_that_stands_in_front_of_the_table_with_the_text_stays_a_table(house):
    matrix = house.table(
        ("Clause", "Applies to all of these"), ("2.1", "supply lines, both"), ("2.2", "sensor lines only")
    )
    text = house.table(("No.", "Requirement"), ("2.1", house.body * 3), ("2.2", house.body * 3))
    blocks, _ = house.read("1 Scope\n.\n2 Requirements\n.")
    outline = house.split([*blocks[:2], matrix, *blocks[2:], text])
    assert [number for number, _ in _listed(outline)] == ["1", "2", "2.1", "2.2"]
    assert outline.clauses[0].tables[0].rows == matrix.rows


GERMAN = "Die Baugruppe muss während der Prüfung und nach ihr ohne Einschränkung arbeiten."
LANGUAGES = [
    ("Deutsch", "English"),
    ("3 Störfestigkeit", "3 Immunity"),
    (GERMAN, "The assembly shall work during the test and after it without any restriction."),
    (f"3.1 Stromeinspeisung\n{GERMAN}", "3.1 Current injection\nThe current is injected into the harness of the unit."),
    (f"3.2 Entladung\n{GERMAN}", "3.2 Discharge\nThe discharge is applied to all of the surfaces."),
]


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("", ["Störfestigkeit", "Stromeinspeisung", "Entladung"]),
        ("de", ["Störfestigkeit", "Stromeinspeisung", "Entladung"]),
        ("en", ["Immunity", "Current injection", "Discharge"]),
        ("fr", ["Störfestigkeit", "Stromeinspeisung", "Entladung"]),
    ],
)
def test_two_languages_side_by_side_are_one_clause_each_with_both_in_it(house, language, titles):
    outline = _split(house, *LANGUAGES, language=language)
    assert _listed(outline)[1:-1] == list(zip(["3", "3.1", "3.2"], titles, strict=True))
    assert all(
        word in outline.clauses[2].all_text for word in ("Stromeinspeisung", "Current injection", "muss", "is injected")
    )


def test_cells_with_several_clauses_each_are_cut_at_their_headings(house):
    rows = [
        (
            f"3.1 Einspeisung\n{GERMAN}\n3.2 Entladung\n{GERMAN}",
            "3.1 Injection\nIt is injected.\n3.2 Discharge\nIt is applied.",
        ),
        (f"3.3 Felder\n{GERMAN}", "3.3 Fields\nIt is exposed."),
    ]
    outline = _split(house, *rows, before="3 Tests\n.")
    assert _listed(outline)[1:-1] == [("3.1", "Einspeisung"), ("3.2", "Entladung"), ("3.3", "Felder")]
    assert "It is injected." in outline.clauses[1].text
    assert "It is applied." not in outline.clauses[1].text


@pytest.mark.parametrize("other", ["Immunity", "电磁抗扰度", "Immunité"])
def test_numbered_headings_in_the_first_of_several_columns(house, other):
    rows = [("3 Störfestigkeit", other), ("Anforderungen.", "-"), ("3.1 Einspeisung", other), (GERMAN, "100 mA")]
    outline = _split(house, *rows)
    assert _listed(outline)[1:-1] == [("3", "Störfestigkeit"), ("3.1", "Einspeisung")]
    assert other in outline.clauses[2].text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The unit shall be tested in the chamber.", "en"),
        ("Das Gerät wird in der Kammer geprüft.", "de"),
        ("L'équipement est soumis à un champ dans la chambre.", "fr"),
        ("本标准规定了零部件的要求", "zh"),
        ("本標準は、部品の要求事項を規定する。", "ja"),
        ("12 V, 100 mA", ""),
    ],
)
def test_the_language_of_a_text(text, language):
    assert tell(text) == language
