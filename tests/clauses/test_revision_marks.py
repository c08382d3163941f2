"""Marks of revisions before numbers and titles, and marks of notes behind titles."""

import pytest

from pipeline.clauses import revision_marks

HEADS = {"bold": True}
TAB = "\t"


def _listed(outline):
    return [(clause.number, clause.title) for clause in outline.clauses]


SIGNS = ("△2 ", "▲ ", "Δ", "∆1 ", "▼A ", "△¹ ", "◆ ", "★3 ", "* ", "*1 ")
LETTERS = ("[A] ", "[R4] ", "<2> ", "R4 ", "C ", "B2 ", "Rev. C ", "Ind. B ", f"R4{TAB}", f"C{TAB}", "/2\\ ")


@pytest.mark.parametrize("mark", [*SIGNS, *LETTERS])
def test_a_mark_before_the_number_costs_no_clause(house, mark):
    text = f"""
        1 Scope
        .
        2 Emissions
        2.1 Conducted emissions
        .
        {mark}2.2 Radiated emissions
        .
        {mark}2.2.1 Limits
        .
        3 Immunity
        .
    """
    blocks, _ = house.read(
        "\n".join(f"* {line.strip()}" if line.strip() != "." else "." for line in text.strip().splitlines()), HEADS
    )
    outline = house.split(blocks)
    assert _listed(outline)[3:5] == [("2.2", "Radiated emissions"), ("2.2.1", "Limits")]
    assert len(outline.clauses) == 6
    assert mark.strip() in outline.clauses[3].text


@pytest.mark.parametrize(
    ("line", "number"),
    [("△2 Annexe B Réseau fictif", "B"), ("▲ 4. Essais d'immunité", "4"), ("△2 4 イミュニティ試験", "4")],
)
def test_a_sign_may_stand_before_a_chapter_or_an_annex(house, line, number):
    blocks, _ = house.read(f"* 1. Objet\n.\n* 2. Références\n.\n* 3. Émissions\n.\n* {line}\n.", HEADS)
    assert [clause.number for clause in house.split(blocks).clauses] == ["1", "2", "3", number]


def test_letters_of_annexes_stay_letters_of_annexes(house):
    lines = ["1 Scope", "1.1 Aim", "2 Tests", "2.1 Supply lines", "Annex A Forms", "A.1 Report", "A.2 Sketch"]
    blocks, _ = house.read("\n".join(f"* {line}\n." for line in lines), HEADS)
    assert [clause.number for clause in house.split(blocks).clauses] == ["1", "1.1", "2", "2.1", "A", "A.1", "A.2"]


@pytest.mark.parametrize(
    "line", ["R1 4.7 kΩ in series with the line", "△2 2.4 GHz is added", "C 1.5 mm²", "◆ 2.3 V at the pin", "U 13.5 V"]
)
def test_a_sign_or_letter_before_a_quantity_opens_nothing(house, line):
    blocks, _ = house.read(f"* 1 Scope\n.\n* 2 Tests\n.\n* 2.1 Supply\n.\n{line}\n.\n* 2.2 Signals\n.", HEADS)
    assert [clause.number for clause in house.split(blocks).clauses] == ["1", "2", "2.1", "2.2"]


@pytest.mark.parametrize(
    ("title", "marks", "bare"),
    [
        ("△2 Test arrangement", "△2", "Test arrangement"),
        ("Test arrangement △2", "△2", "Test arrangement"),
        ("Item list *1", "*1", "Item list"),
        ("Exigences ⁽²⁾", "⁽²⁾", "Exigences"),
        ("Limits, supply lines³", "³", "Limits, supply lines"),
        ("要求²", "²", "要求"),
        ("[B] Limits", "[B]", "Limits"),
        ("Prüfung†", "†", "Prüfung"),
        ("Tableau de sélection\tC", "C", "Tableau de sélection"),
        ("Field in V/m², lines of 2 mm²", "", "Field in V/m², lines of 2 mm²"),
        ("(normative) Limits", "", "(normative) Limits"),
        ("[REQ-12] Limits", "", "[REQ-12] Limits"),
        ("[BCI] Immunity of harnesses", "", "[BCI] Immunity of harnesses"),
        ("[CE1] Supply lines", "", "[CE1] Supply lines"),
        ("<ESD> Unpowered modules", "", "<ESD> Unpowered modules"),
        ("【ESD】静电放电", "", "【ESD】静电放电"),
        ("{RI} Störfestigkeit", "", "{RI} Störfestigkeit"),
        ("Emissions of harnesses\tRE", "", "Emissions of harnesses\tRE"),
        ("Émissions rayonnées\tRE02", "", "Émissions rayonnées\tRE02"),
        ("【3】Limits of lines", "", "【3】Limits of lines"),
        ("<2> Limits", "<2>", "Limits"),
        ("ΔU of the supply", "", "ΔU of the supply"),
        ("*", "", "*"),
    ],
)
def test_marks_are_parted_from_titles_and_units_are_not(title, marks, bare):
    assert revision_marks.part(title) == (marks, bare)


@pytest.mark.parametrize(
    ("label", "text"), [("2.1.1", "△2 Set-up"), ("△2 2.1.1", "Set-up"), ("2.1.1", "Set-up *2"), ("[B] 2.1.1", "Set-up")]
)
def test_numbers_and_titles_in_table_cells_lose_their_marks_too(house, label, text):
    rows = [("2.1", "Radiated emission", ""), (label, text, house.body), ("2.1.2", "Limits", house.body)]
    blocks, _ = house.read("* 1 Scope\n.\n* 2 Tests\n.", HEADS)
    listed = _listed(house.split([*blocks, house.table(*rows)]))
    assert listed[2:] == [("2.1", "Radiated emission"), ("2.1.1", "Set-up"), ("2.1.2", "Limits")]


CHAPTERS = ["1 Scope", "2 Terms", "3 Installation", "3.1 Drawings"]


def _numbers(house, lines, heads=None):
    blocks, _ = house.read("\n".join(lines), heads)
    return [clause.number for clause in house.split(blocks).clauses]


@pytest.mark.parametrize("heads", [None, HEADS])
@pytest.mark.parametrize("bullet", ["■ ", "► ", "→ ", "● ", "◆ ", "* ", "※ ", "➤", "□ "])
@pytest.mark.parametrize("more", [[], ["* 3.2 Mounting of parts", ".", "* 3.3 Storage of parts", "."]])
def test_references_behind_bullets_open_no_clause(house, bullet, more, heads):
    references = [f"{bullet}3.2 Mounting of parts", f"{bullet}3.3 Storage of parts", "and nothing else."]
    blocks, _ = house.read("\n".join(f"* {line}\n." for line in CHAPTERS), heads)
    blocks += [house.block(line) for line in references]
    blocks += house.read("\n".join([*more, "* 4 Tests", "."]), heads)[0]
    numbers = [clause.number for clause in house.split(blocks).clauses]
    assert numbers == ["1", "2", "3", "3.1", *(["3.2", "3.3"] if more else []), "4"]


@pytest.mark.parametrize(
    "line", ["U 3.2 Volt nominal", "I 3.2 Ampere", "R 3.2 Ohm", "■ 3.2 Sekunden Pause", "B 3.2 Mounting", "T 3.2 Time"]
)
def test_a_bare_letter_before_a_value_opens_no_clause(house, line):
    lines = [*(f"* {each}\n." for each in CHAPTERS), line, "* 4 Tests", "."]
    assert _numbers(house, lines) == ["1", "2", "3", "3.1", "4"]


@pytest.mark.parametrize("mark", ["C ", "R4 ", "■ ", "● ", "★2 "])
def test_a_doubtful_mark_is_one_where_its_number_is_the_one_that_is_missing(house, mark):
    lines = [*(f"* {each}\n." for each in CHAPTERS), f"{mark}3.2 Mounting", ".", "3.3 Storage", ".", "4 Tests", "."]
    assert _numbers(house, lines) == ["1", "2", "3", "3.1", "3.2", "3.3", "4"]


@pytest.mark.parametrize("mark", ["C ", "■ "])
def test_a_mark_that_is_one_elsewhere_is_one_before_the_last_subclause_too(house, mark):
    lines = [*(f"* {each}\n." for each in CHAPTERS), f"{mark}3.2 Mounting", ".", "3.3 Storage", "."]
    lines += [f"{mark}3.4 Transport", ".", "4 Tests", "."]
    assert _numbers(house, lines) == ["1", "2", "3", "3.1", "3.2", "3.3", "3.4", "4"]


@pytest.mark.parametrize("star", ["*", "**", "***"])
@pytest.mark.parametrize(("chapter", "last"), [(5, 2), (15, 2), (5, 12)])
def test_a_star_right_before_a_number_takes_none_of_its_digits(house, star, chapter, last):
    heads = [f"{chapter} Tests", *(f"{chapter}.{number} Kind {number} of test" for number in range(1, last))]
    blocks, _ = house.read("\n".join(f"* {head}\n." for head in heads))
    blocks += [house.block(f"{star}{chapter}.{last} Radiated emission"), house.block(".")]
    outline = house.split(blocks)
    assert _listed(outline)[-1] == (f"{chapter}.{last}", "Radiated emission")
    assert len(outline.clauses) == last + 1


@pytest.mark.parametrize("code", ["[ESD] ", "<CE1> ", "【BCI】", "RE "])
def test_the_code_of_a_test_before_a_number_stays_in_the_title(house, code):
    lines = ["* 1 Scope", ".", "* 2 Tests", ".", "* 2.1 Supply lines", ".", f"* {code}2.2 Modules", "."]
    blocks, _ = house.read("\n".join([*lines, "* 2.3 Signals", ".", "* 3 Reports", "."]), HEADS)
    listed = _listed(house.split(blocks))
    assert [number for number, _ in listed] == ["1", "2", "2.1", "2.2", "2.3", "3"]
    assert listed[3][1] == f"{code.strip()} Modules"
