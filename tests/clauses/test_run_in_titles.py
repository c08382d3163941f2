"""Titles that are the first sentence of their paragraph."""

import pytest
from pdf_files import Sheet, read_sheets
from word_files import paragraph, read_word, run

from pipeline.clauses import split
from pipeline.config import load


def _listed(outline):
    return [(clause.number, clause.title) for clause in outline.clauses]


RUN_IN = {
    "stop": "* 1 SCOPE\n1.1 Purpose. {}\n1.2 Field of use. {}\n* 2 TESTS\n2.1 Emission. {}\n2.2 Discharge. {}",
    "colon": "* 1 SCOPE\n1.1 Purpose: {}\n1.2 Field of use: {}\n* 2 TESTS\n2.1 Emission: {}\n2.2 Discharge: {}",
    "dash": "* 1 SCOPE\n1.1 Purpose — {}\n1.2 Field of use — {}\n* 2 TESTS\n2.1 Emission — {}\n2.2 Discharge — {}",
}


@pytest.mark.parametrize("way", RUN_IN)
def test_the_first_sentence_is_the_title_where_the_document_does_so_throughout(house, way):
    blocks, _ = house.read(RUN_IN[way].format(*[house.body] * 4), {"outline": 1})
    outline = house.split(blocks)
    assert _listed(outline) == [
        ("1", "SCOPE"),
        ("1.1", "Purpose"),
        ("1.2", "Field of use"),
        ("2", "TESTS"),
        ("2.1", "Emission"),
        ("2.2", "Discharge"),
    ]
    assert outline.clauses[1].text == house.body


def test_german_sentences_are_no_titles_and_german_titles_are(house):
    body = "Die Funktion bleibt während der Prüfung erhalten."
    titles = house.read(
        f"* 3 Prüfung\n3.1 Aufbau. {body}\n3.2 Störgröße. {body}\n3.3 Bewertung. {body}", {"outline": 1}
    )[0]
    assert _listed(house.split(titles))[1:] == [("3.1", "Aufbau"), ("3.2", "Störgröße"), ("3.3", "Bewertung")]
    text = f"* 3 Prüfung\n3.1 Der Prüfling wird versorgt. {body}\n3.2 Er darf nicht ausfallen. {body}"
    assert _listed(house.split(house.read(text, {"outline": 1})[0]))[1][1] == f"Der Prüfling wird versorgt. {body}"


def test_requirements_of_several_sentences_keep_their_first_paragraph_as_title(house):
    text = f"* 3 Limits\n3.1 The level shall be 40 dB. {house.body}\n3.2 It shall be kept. {house.body}"
    assert _listed(house.split(house.read(text, {"outline": 1})[0]))[1][1].endswith(house.body)


def test_a_requirement_with_an_id_is_quoted_whole(house):
    text = f"* 3 Limits\n3.1 [EM-R-001] Lines. {house.body}\n3.2 [EM-R-002] Housing. {house.body}"
    assert _listed(house.split(house.read(text, {"outline": 1})[0]))[1][1] == f"[EM-R-001] Lines. {house.body}"


def test_one_heading_with_a_stop_among_plain_ones_is_left_as_it_is(house):
    text = f"* 3 Limits\n.\n3.1 Lines of fig. 3 and others\n.\n3.2 Housing. {house.body}\n3.3 Cables\n."
    assert _listed(house.split(house.read(text, {"outline": 1})[0]))[2][1] == f"Housing. {house.body}"


@pytest.mark.parametrize("written", ["(5.4.)", "( 5.4)", "[5.4]", "(5.4)", "(A.4.1)"])
def test_the_number_of_another_clause_in_brackets_before_a_title_is_no_title(house, written):
    outline = house.split(house.read(f"* 8 Notes\n.\n* 8.1 {written} Levels\n.\n* 8.2 Report\n.", {"outline": 1})[0])
    assert outline.clauses[1].title == "Levels"
    assert outline.clauses[1].text.startswith(written)


TITLES = ("Field of application", "Discharge on the housing", "Bursts on the lines")


@pytest.mark.parametrize("look", ["<w:b/>", '<w:u w:val="single"/>'])
def test_titles_in_bold_or_underlined_without_a_stop_are_cut_off_in_a_word_document(tmp_path, look):
    body = [paragraph("4 Requirements")]
    for place, title in enumerate(TITLES, 1):
        body.append(paragraph(run(f"4.{place} ") + run(title, look) + run(" The unit keeps its function. It warns.")))
    outline = split(read_word(tmp_path, *body), load().split)
    assert [clause.title for clause in outline.clauses] == ["Requirements", *TITLES]
    assert all(clause.text == "The unit keeps its function. It warns." for clause in outline.clauses[1:])


def test_titles_in_bold_without_a_stop_are_cut_off_in_a_pdf(tmp_path):
    sheet = Sheet().lines("4 Requirements")
    for place, title in enumerate(TITLES, 1):
        head = f"4.{place} {title}"
        sheet.text(72, sheet.y, head, bold=True)
        sheet.text(72 + 6.1 * len(head), sheet.y, "The unit keeps its function while all are applied")
        sheet.y += 12
        sheet.lines("and it warns the driver after that.", gap=10)
    outline = split(read_sheets(tmp_path, sheet), load().split)
    assert [clause.title for clause in outline.clauses] == ["Requirements", *TITLES]
    assert all("keeps its function" in clause.text for clause in outline.clauses[1:])


def test_a_single_word_in_bold_within_one_clause_is_no_title(tmp_path):
    body = [paragraph(run("4.1 All units", "<w:b/>") + run(" are tested in the order of the list of the plant.")),
            *(paragraph(f"4.{n} The unit {n} is tested in the order of the list of the plant, and after it again.")
              for n in (2, 3, 4))]  # fmt: skip
    outline = split(read_word(tmp_path, *body), load().split)
    assert outline.clauses[0].title.startswith("All units are tested")
