"""What a document lists of itself is a witness of its clauses and none of them."""

import pytest


def _numbers(outline):
    return [clause.number for clause in outline.clauses]


@pytest.mark.parametrize(
    "heading", ["目次", "目次 / Contents", "Contents", "Inhaltsverzeichnis / Table of contents", "目录"]
)
@pytest.mark.parametrize("lead", [" ", " ……… ", "\\t"])
def test_chapters_below_a_heading_of_contents_are_no_clauses(house, heading, lead):
    titles = ["総則", "伝導エミッション", "放射エミッション"]
    listed = "\n".join(f"第{n}章 {title}{lead}{3 * n}" for n, title in enumerate(titles, 1))
    text = "\n.\n".join(f"* 第{n}章 {title}" for n, title in enumerate(titles, 1))
    house.expect(f"{heading}\n{listed}\n{text}\n.")


def test_contents_with_other_titles_than_the_clauses_are_still_contents(house):
    house.expect("""
        Table of contents
        1 Scope and purpose
        2 Immunity to bursts
        2.1 Levels
        3 Report of the tests
        Annex A - Forms
        The German text prevails.
        * 1 Field of application
        .
        * 2 Bursts
        .
        * 2.1 Severity
        .
        * 3 Test report
        .
        * Annex A - Sheets
        .
    """)


def test_a_chapter_with_the_word_contents_over_a_list_keeps_its_clauses(house):
    house.expect("""
        * 1 Scope
        .
        Contents
        * 2 Parts of the delivery
        .
        * 3 Drawings
        .
        * 4 Report
        .
    """)


@pytest.mark.parametrize("heading", ["List of figures", "List of Tables", "Abbildungsverzeichnis", "Liste des figures"])
def test_lists_of_figures_and_tables_are_no_clauses(house, heading):
    house.expect(f"""
        {heading}
        1 Set-up for the radiated emission 12
        2 Coupling clamp 14
        3 Positions of the antenna 15
        * 1 Scope
        .
        * 2 Tests
        .
        * 2.1 Bursts
        .
        * 3 Report
        .
    """)


@pytest.mark.parametrize("page", ["{}/127", "{} / 127", "{} of 127", "Page {}/127"])
def test_page_counts_are_no_clauses(house, page):
    outline = house.expect(f"""
        * 1 Scope
        .
        {page.format(3)}
        * 2 Tests
        .
        {page.format(4)}
        * 3 Limits
        .
        {page.format(5)}
        * 4 Report
        .
    """)
    assert _numbers(outline) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("dash", ["- ", " - ", "-", " "])
def test_annexes_with_a_dash_between_word_and_letter_are_annexes(house, dash):
    outline = house.expect(f"""
        * 1 Scope
        .
        * 2 Tests
        .
        * ANNEX{dash}A LIST OF PARTS
        (normative)
        .
        * ANNEX{dash}B DRAWINGS
        (informative)
        .
    """)
    assert [(clause.number, clause.title) for clause in outline.clauses][2:] == [
        ("A", "LIST OF PARTS"),
        ("B", "DRAWINGS"),
    ]


@pytest.mark.parametrize(
    ("annex", "appendix"), [("Annex 1", "Appendix"), ("Anhang 1", "Anlage"), ("ANNEX 1", "APPENDIX")]
)
@pytest.mark.parametrize("dash", [" - ", " – ", ", "])
def test_an_appendix_of_an_annex_is_a_clause_below_the_annex(house, annex, appendix, dash):
    outline = house.expect(f"""
        * 1 Scope
        .
        * 2 Tests
        .
        * {annex} {dash.strip(", ")} Bench of the laboratory
        .
        * {annex}{dash}{appendix} 1
        Dimensions of the bench
        .
        * {annex}{dash}{appendix} 2
        Drawings of the bench
        .
        * {annex.replace("1", "2")} {dash.strip(", ")} Forms of the report
        .
    """)
    numbers = ["1", "2", "1", "Annex 1 - Appendix 1", "Annex 1 - Appendix 2", "2"]
    assert _numbers(outline) == numbers
    assert outline.clauses[3].title == "Dimensions of the bench"
    assert outline.clauses[3].parent == outline.clauses[2].id


@pytest.mark.parametrize("head", ["Appendix {} to Annex 1", "Anlage {} zu Anhang 1", "APPENDIX {} to ANNEX 1"])
def test_an_appendix_may_name_its_annex_behind_it(house, head):
    outline = house.expect(f"""
        * 1 Scope
        .
        * Annex 1 Bench of the laboratory
        .
        * {head.format(1)} Dimensions of the bench
        .
        * {head.format(2)}
        Drawings of the bench
        .
        * Annex 2 Forms of the report
        {head.format(1)} shall be kept with them.
        .
    """)
    assert [number for number in _numbers(outline) if "Appendix" in number] == [
        "Annex 1 - Appendix 1",
        "Annex 1 - Appendix 2",
    ]
