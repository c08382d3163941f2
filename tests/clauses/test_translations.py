"""Two languages in one document: each clause once, both languages in it, its title in the first or the wanted one."""

import pytest
from pdf_files import Sheet, read_sheets

from pipeline.clauses import split
from pipeline.config import load

FRENCH = [
    ("4", "Domaine", "Ce chapitre est valable pour tous les calculateurs du véhicule."),
    ("4.1", "Décharges", "La décharge est appliquée dans le véhicule avec une tension de 8 kV."),
    ("4.2", "Émission conduite", "Les limites sont données dans le tableau de la norme."),
    ("4.2.1", "Montage", "Le faisceau est posé sur le plan de masse avec une longueur de 1 m."),
    ("5", "Rapport", "Le rapport doit être envoyé pour accord avec les courbes."),
]
ENGLISH = [
    ("4", "Validity", "This chapter is valid for all of the control units in the vehicle."),
    ("4.1", "Discharges", "The discharge is applied in the vehicle with a voltage of 8 kV."),
    ("4.2", "Conducted emission", "The limits are given in the table of the standard."),
    ("4.2.1", "Set-up", "The harness is laid on the ground plane with a length of 1 m."),
    ("5", "Report", "The report must be sent for agreement with all of the curves."),
]


def _heads(clauses):
    return [(number, title) for number, title, _ in clauses]


def _listed(outline):
    return [(clause.number, clause.title) for clause in outline.clauses]


def _columns(sheet, y, clauses, x, lead=0):
    """Write clauses below each other in a column, some lower than in the other one."""
    for place, (number, title, text) in enumerate(clauses):
        top = y + 90 * place + lead
        words = text.split()
        half = len(words) // 2
        sheet.text(x, top, f"{number} {title}", bold=True)
        sheet.text(x, top + 14, " ".join(words[:half])).text(x, top + 26, " ".join(words[half:]))
    return sheet


@pytest.mark.parametrize("lead", [0, 9])
@pytest.mark.parametrize("wanted", ["", "en", "fr"])
def test_columns_of_a_page_are_one_clause_for_each_number(tmp_path, lead, wanted):
    sheets = [Sheet().text(72, 60, "Compatibilité électromagnétique / Electromagnetic compatibility"), Sheet()]
    for sheet, part in zip(sheets, (slice(0, 3), slice(3, 5)), strict=True):
        _columns(_columns(sheet, 120, FRENCH[part], 60), 120, ENGLISH[part], 310, lead)
    document = read_sheets(tmp_path, *sheets)
    outline = split(document, load().split.model_copy(update={"language": wanted}))
    assert _listed(outline) == _heads(ENGLISH if wanted == "en" else FRENCH)
    for clause, (_, _, french), (_, _, english) in zip(outline.clauses, FRENCH, ENGLISH, strict=True):
        assert french in clause.text.replace("\n", " ")
        assert english in clause.text.replace("\n", " ")
        assert "\t" not in clause.text


def test_a_chapter_on_the_next_page_without_numbers_stays_in_its_clause(tmp_path):
    sheet = _columns(_columns(Sheet(), 120, FRENCH, 60), 120, ENGLISH, 310)
    more = Sheet().text(60, 100, "Les courbes sont jointes au rapport pour toutes les mesures.", size=8)
    more.text(310, 100, "The curves are joined to the report for all of the measurements.", size=8)
    outline = split(read_sheets(tmp_path, sheet, more), load().split)
    assert _listed(outline) == _heads(FRENCH)
    assert "Les courbes sont jointes" in outline.clauses[-1].text
    assert "\t" not in outline.clauses[-1].text


def test_columns_in_one_language_are_read_one_after_the_other(tmp_path):
    first = [("1", "Scope", ENGLISH[0][2]), ("2", "Tests", ENGLISH[1][2]), ("3", "Limits", ENGLISH[2][2])]
    second = [("4", "Harness", ENGLISH[3][2]), ("5", "Report", ENGLISH[4][2]), ("6", "Parts", ENGLISH[0][2])]
    sheet = _columns(_columns(Sheet(), 120, first, 60), 120, second, 310)
    outline = split(read_sheets(tmp_path, sheet), load().split)
    assert {clause.number for clause in outline.clauses} <= set("123456")
    assert all(clause.text.count("\n") <= 6 for clause in outline.clauses)


@pytest.mark.parametrize("order", ["titles first", "text between", "texts in turn"])
@pytest.mark.parametrize("wanted", ["", "en"])
def test_paragraph_after_paragraph_is_one_clause_for_each_number(house, order, wanted):
    blocks = []
    for (number, title, text), (_, other, said) in zip(FRENCH, ENGLISH, strict=True):
        first, second = house.block(f"{number} {title}"), house.block(f"{number} {other}")
        one, two = house.block(text), house.block(said)
        orders = {
            "titles first": [first, second, one, two],
            "text between": [first, one, second, two],
            "texts in turn": [first, second, one, two, one, two],
        }
        blocks += orders[order]
    outline = house.split(blocks, language=wanted)
    assert [number for number, _ in _listed(outline)] == [number for number, _, _ in FRENCH]
    if order == "text between" or not wanted:  # short titles alone do not tell their language
        assert outline.clauses[3].title == ("Set-up" if wanted else "Montage")
    for clause, (_, _, french), (_, other, english) in zip(outline.clauses, FRENCH, ENGLISH, strict=True):
        assert french in clause.text
        assert english in clause.text
        assert other in clause.text or other == clause.title


def test_the_second_language_is_the_title_where_it_is_wanted(house):
    german = ["Prüfung mit Entladung und Feld", "Aufbau der Prüfung", "Pegel für die Prüfung", "Bericht zu der Prüfung"]
    english = ["Test with discharge and field", "Set-up of the test", "Level for the test", "Report of the test"]
    blocks = []
    for place, (one, two) in enumerate(zip(german, english, strict=True), 1):
        blocks += [house.block(f"3.{place} {one}", outline=1), house.block(f"3.{place} {two}", outline=1)]
        blocks += [house.block("Der Prüfling wird mit der Spannung geprüft."), house.block(house.body)]
    assert [clause.title for clause in house.split(blocks).clauses] == german
    assert [clause.title for clause in house.split(blocks, language="en").clauses] == english


def test_numbers_that_come_twice_in_one_language_are_no_translation(house):
    blocks = []
    for place in range(1, 6):
        blocks += [house.block(f"3.{place} Item {place} of the list", outline=1), house.block(".")]
        blocks += [house.block(f"3.{place} Another item {place}", outline=1), house.block(".")]
    assert len(house.split(blocks).clauses) > 5


def test_a_heading_in_bold_in_a_cell_of_a_page_is_the_title_and_not_the_text_below_it(tmp_path):
    sheet = Sheet().lines("Requirements of the works", size=14)
    top, height = sheet.y, 60
    for place, (left, right) in enumerate(zip(FRENCH, ENGLISH, strict=True)):
        for x, (number, title, text) in ((72, left), (302, right)):
            y = top + place * height + 12
            sheet.text(x + 4, y, f"{number} {title}", bold=True)
            half = len(text.split()) // 2
            sheet.text(x + 4, y + 12, " ".join(text.split()[:half])).text(x + 4, y + 24, " ".join(text.split()[half:]))
    for place in range(len(FRENCH) + 1):
        sheet.rule(72, top + place * height, 532, top + place * height)
    for x in (72, 302, 532):
        sheet.rule(x, top, x, top + len(FRENCH) * height)
    outline = split(read_sheets(tmp_path, sheet), load().split)
    assert _listed(outline) == _heads(FRENCH)
    assert FRENCH[3][2] in outline.clauses[3].text.replace("\n", " ")
    assert ENGLISH[3][2] in outline.clauses[3].text.replace("\n", " ")
