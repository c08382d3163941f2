"""Documents of many houses, made by hand: which numbers are clauses, and which only look like it."""

import pytest

from pipeline.clauses import split
from pipeline.config import load
from pipeline.records import Block, Document, Place

SETTINGS = load().split
BODY = "The component keeps its function while the disturbance is applied and afterwards."


def p(text, **features):
    return Block("paragraph", text, Place(0, page=features.pop("page", None)), **features)


def h(text, outline=1, **features):
    return p(text, outline=outline, **features)


def table(*rows):
    return Block("table", "\n".join("\t".join(row) for row in rows), Place(0), rows=tuple(tuple(row) for row in rows))


def document(*items, contents=()):
    blocks = [p(item) if isinstance(item, str) else item for item in items]
    placed = tuple(
        Block(**{name: getattr(block, name) for name in Block.__slots__} | {"place": Place(i, block.place.page)})
        for i, block in enumerate(blocks)
    )
    return Document("spec.docx", "0" * 64, "docx", placed, contents=tuple(contents))


def numbers(*items, contents=()):
    return [clause.number for clause in split(document(*items, contents=contents), SETTINGS).clauses]


def titles(*items):
    return {clause.number: clause.title for clause in split(document(*items), SETTINGS).clauses}


def test_typed_numbers_without_any_style():
    found = titles(
        "Component specification",
        "1 Scope",
        BODY,
        "1.1 Purpose",
        BODY,
        "2 References",
        BODY,
        "2.1 Standards",
        BODY,
        "2.1.1 International",
        BODY,
        "3 Tests",
        BODY,
    )
    assert found == {
        "1": "Scope",
        "1.1": "Purpose",
        "2": "References",
        "2.1": "Standards",
        "2.1.1": "International",
        "3": "Tests",
    }


def test_quantities_at_the_start_of_paragraphs_are_text():
    found = numbers(
        "1 Scope",
        BODY,
        "2 Set-up",
        BODY,
        "2.1 Antenna",
        "1 m antenna distance is kept.",
        "3.3 kHz is the bandwidth.",
        "2.2 Supply",
        "13.5 V shall be applied for 5 s.",
        "2.3 V is the lower threshold.",
        "3 samples are tested.",
        "3 Limits",
        BODY,
        "3.1 Peak",
        "3.2 dB may be added above 30 MHz.",
        "3.2 Average",
        BODY,
        "4 Report",
        BODY,
    )
    assert found == ["1", "2", "2.1", "2.2", "3", "3.1", "3.2", "4"]


def test_a_heading_may_begin_with_a_quantity():
    found = titles("5 Tests", BODY, "5.1 12 V nets", BODY, "5.2 48 V nets", BODY, "5.3 1 GHz and above", BODY)
    assert found == {"5": "Tests", "5.1": "12 V nets", "5.2": "48 V nets", "5.3": "1 GHz and above"}


def test_references_at_the_start_of_a_paragraph_are_text():
    found = numbers(
        "4 Emissions",
        BODY,
        "4.1 Voltage",
        BODY,
        "4.2 Current",
        BODY,
        "4.3 applies in addition.",
        "4.1 and 4.2 are both carried out.",
        "5 Immunity",
        BODY,
        "5.1 does not apply to motors.",
        "5.1 Injection",
        BODY,
        "Section 4 applies to the rest.",
        "Annex A gives the limits.",
        "5.2 Field",
        BODY,
    )
    assert found == ["4", "4.1", "4.2", "5", "5.1", "5.2"]


def test_ordered_lists_within_a_clause_are_its_text():
    outline = split(
        document(
            "1 Scope",
            BODY,
            "2 Procedure",
            BODY,
            "1. Switch the unit on.",
            "2. Wait for ten seconds.",
            "3. Note the reading.",
            "3 Limits",
            BODY,
            "a) for the supply",
            "b) for the signal lines",
            "3.1 Peak",
            BODY,
            "1) First polarity.",
            "2) Second polarity.",
            "(1) and so on",
            "4 Report",
            BODY,
        ),
        SETTINGS,
    )
    assert [clause.number for clause in outline.clauses] == ["1", "2", "3", "3.1", "4"]
    assert "3. Note the reading." in outline.clauses[1].text


def test_generated_lists_within_a_clause_keep_their_labels_in_the_text():
    heads = [
        h("Scope", label="1", list_id="head"),
        p(BODY),
        h("Procedure", label="2", list_id="head"),
        p("Switch the unit on.", label="1.", list_id="steps"),
        p("Wait.", label="2.", list_id="steps"),
        p("Note the reading.", label="3.", list_id="steps"),
        p("Write it down.", label="a)", list_id="sub"),
        h("Limits", label="3", list_id="head"),
        p(BODY),
    ]
    outline = split(document(*heads), SETTINGS)
    assert [clause.number for clause in outline.clauses] == ["1", "2", "3"]
    assert outline.clauses[1].text.splitlines()[-1] == "a) Write it down."


def test_numbered_paragraphs_of_a_heading_list_are_clauses():
    found = numbers(
        h("Scope", label="1", list_id="x"),
        p(BODY, label="1.1", list_id="x"),
        p(BODY, label="1.2", list_id="x"),
        h("Tests", label="2", list_id="x"),
        h("Radiated", 2, label="2.1", list_id="x"),
        p("1 m antenna distance is kept.", label="2.1.1", list_id="x"),
        p("2 samples suffice.", label="2.1.2", list_id="x"),
    )
    assert found == ["1", "1.1", "1.2", "2", "2.1", "2.1.1", "2.1.2"]


def test_typed_and_generated_numbers_in_one_document():
    found = numbers(
        h("Scope", label="1", list_id="x"),
        p(BODY),
        h("2 Tests"),
        "2.1 Voltage method",
        BODY,
        h("Current method", 2, label="2.2", list_id="x"),
        p(BODY),
        "2.2.1 Probe positions",
        BODY,
        h("3 Report"),
        BODY,
    )
    assert found == ["1", "2", "2.1", "2.2", "2.2.1", "3"]


def test_chapters_written_with_a_zero():
    items = [
        "8.0 Radiated emissions",
        BODY,
        "8.1 Requirements",
        BODY,
        "9.0 Conducted emissions",
        BODY,
        "9.1 Limits",
        BODY,
    ]
    outline = split(document(*items), SETTINGS)
    assert [(clause.number, clause.level, clause.parent) for clause in outline.clauses] == [
        ("8.0", 1, None),
        ("8.1", 2, "spec.docx#8.0"),
        ("9.0", 1, None),
        ("9.1", 2, "spec.docx#9.0"),
    ]


def test_trailing_dots_tabs_and_glued_titles():
    found = titles(
        "1.Scope",
        BODY,
        "2.  References",
        BODY,
        "2.1.\tStandards",
        BODY,
        "2.2Company documents",
        BODY,
        "3.Terms",
        BODY,
        "3.1\tArtificial network",
        BODY,
        "4.试验计划",
        BODY,
    )
    assert found == {
        "1": "Scope",
        "2": "References",
        "2.1": "Standards",
        "2.2": "Company documents",
        "3": "Terms",
        "3.1": "Artificial network",
        "4": "试验计划",
    }


def test_chinese_chapters_and_full_width_digits():
    found = titles(
        "第1章 范围",
        BODY,
        "１．１　目的",
        BODY,
        "第二章 试验",
        BODY,
        "2．1 电源",
        BODY,
        "３ 章 限值",
        BODY,
        "附录A 模板",
        BODY,
    )
    assert found == {
        "1": "范围",
        "1.1": "目的",
        "2": "试验",
        "2．1".replace("．", "."): "电源",
        "3": "限值",
        "A": "模板",
    }


def test_words_before_numbers():
    found = titles(
        "Chapter 1 Scope",
        BODY,
        "Section 1.1 Purpose",
        BODY,
        "Chapter 2 - Tests",
        BODY,
        "§ 2.1 Voltage",
        BODY,
        "Annex A (normative): Limits",
        BODY,
        "A.1 Peak",
        BODY,
        "Appendix B - Forms",
        BODY,
    )
    assert found == {
        "1": "Scope",
        "1.1": "Purpose",
        "2": "Tests",
        "2.1": "Voltage",
        "A": "(normative): Limits",
        "A.1": "Peak",
        "B": "Forms",
    }


def test_roman_chapters_with_arabic_sections_of_their_own():
    outline = split(
        document(
            "I. General",
            BODY,
            "1. Scope",
            BODY,
            "2. Terms",
            BODY,
            "II. Tests",
            BODY,
            "1. Emission",
            BODY,
            "2. Immunity",
            BODY,
        ),
        SETTINGS,
    )
    assert [(clause.number, clause.level) for clause in outline.clauses] == [
        ("I", 1),
        ("1", 2),
        ("2", 2),
        ("II", 1),
        ("1", 2),
        ("2", 2),
    ]
    assert outline.clauses[4].parent == "spec.docx#II"
    assert outline.clauses[4].id == "spec.docx#1~2"


def test_letters_are_articles_unless_they_are_annexes():
    found = numbers(
        "1 Scope",
        "A DUT is tested as delivered.",
        "2 Tests",
        "I think so.",
        BODY,
        "A. Test plan template",
        BODY,
        "A.1 Header",
        BODY,
        "B. Limits",
        BODY,
        "B.1 Voltage limits",
        BODY,
    )
    assert found == ["1", "2", "A", "A.1", "B", "B.1"]


def test_hyphenated_numbers_and_annex_numbers_with_a_glued_letter():
    assert numbers("7 Tests", BODY, "7-1 Emission", BODY, "7-1-1 Voltage", BODY, "7-1-2 Current", BODY, "7-2 Immunity", BODY,
                   "Annex A Details", BODY, "A1 Scope", BODY, "A1.1 Purpose", BODY, "A1.2 Terms", BODY,
                   "Annex B Forms", BODY, "Annex B.1 Cover", BODY) == [
        "7", "7-1", "7-1-1", "7-1-2", "7-2", "A", "A1", "A1.1", "A1.2", "B", "B.1"]  # fmt: skip


def test_a_number_alone_takes_the_next_line_as_its_title():
    found = titles(
        p("1", bold=True),
        p("Scope", bold=True),
        BODY,
        p("1.1", bold=True),
        p("Purpose", bold=True),
        BODY,
        "17",
        p("2", bold=True),
        p("Tests", bold=True),
        BODY,
    )
    assert found == {"1": "Scope", "1.1": "Purpose", "2": "Tests"}


def test_a_table_of_contents_the_reader_did_not_know_is_no_content():
    outline = split(
        document(
            "Contents",
            "1 Scope ............ 3",
            "1.1 Purpose ............ 3",
            "2 Tests ............ 4",
            "1 Scope",
            BODY,
            "1.1 Purpose",
            BODY,
            "2 Tests",
            BODY,
        ),
        SETTINGS,
    )
    assert [clause.title for clause in outline.clauses] == ["Scope", "Purpose", "Tests"]
    assert outline.fidelity == 1.0


def test_a_table_of_contents_with_tabs_or_bare_pages_or_without_pages_is_no_content():
    body = ["1 Scope", BODY, "2 Terms", BODY, "2.1 Symbols", BODY, "3 Tests", BODY, "3.1 Emission", BODY]
    heads = [line for line in body if line != BODY]
    for front in (
        [line.replace(" ", "\t", 1) + f"\t{page}" for page, line in enumerate(heads, 3)],
        [f"{line} {page}" for page, line in enumerate(heads, 3)],
        heads,
    ):
        outline = split(document("Contents", *front, *body), SETTINGS)
        assert [clause.id for clause in outline.clauses] == [f"spec.docx#{head.split()[0]}" for head in heads]
        assert all(clause.text == BODY for clause in outline.clauses)
        assert outline.fidelity == 1.0


def test_jumps_and_deleted_chapters():
    found = numbers(
        "1 Scope",
        BODY,
        "2 (reserved)",
        "3 (deleted)",
        "5 Tests",
        BODY,
        "5.1 Voltage",
        BODY,
        "5.4 Current",
        BODY,
        "5.4.2 Probe",
        BODY,
        "9 Quality",
        BODY,
        "12 Report",
        BODY,
    )
    assert found == ["1", "2", "3", "5", "5.1", "5.4", "5.4.2", "9", "12"]


def test_a_slip_in_a_marked_number_does_not_lose_the_clause():
    outline = split(
        document(
            h("5 Tests"),
            BODY,
            h("5.1 Voltage", 2),
            BODY,
            h("5.1.1 Set-up", 3),
            BODY,
            h("5.2 Current", 2),
            BODY,
            h("5.2.1 Purpose", 3),
            BODY,
            h("5.1.2 Set-up", 3),
            BODY,
            h("5.2.3 Procedure", 3),
            BODY,
        ),
        SETTINGS,
    )
    assert [clause.number for clause in outline.clauses] == ["5", "5.1", "5.1.1", "5.2", "5.2.1", "5.1.2", "5.2.3"]
    assert outline.clauses[5].parent == "spec.docx#5.2"


def test_annexes_with_a_numbering_of_their_own():
    outline = split(
        document(
            h("1 Scope"),
            BODY,
            h("2 Tests"),
            BODY,
            h("Annex A Probe"),
            BODY,
            h("1 Calibration", 2),
            BODY,
            h("2 Use", 2),
            BODY,
            h("Annex B Forms"),
            BODY,
            h("1 Cover", 2),
            BODY,
        ),
        SETTINGS,
    )
    assert [clause.id.split("#")[1] for clause in outline.clauses] == ["1", "2", "A", "1~2", "2~2", "B", "1~3"]
    assert [clause.path for clause in outline.clauses[2:]] == [(), ("Probe",), ("Probe",), (), ("Forms",)]


def test_a_second_part_begins_again():
    first = [h("1 Scope"), BODY, h("2 Terms"), BODY, h("3 Tests"), BODY, h("3.1 Voltage", 2), BODY]
    second = [h("1 Scope of part two"), BODY, h("2 Bench"), BODY, h("2.1 Antenna", 2), BODY]
    outline = split(document(*first, p("Part II", size=20.0), *second), SETTINGS)
    assert [clause.id.split("#")[1] for clause in outline.clauses] == ["1", "2", "3", "3.1", "1~2", "2~2", "2.1"]
    assert outline.clauses[-1].parent == "spec.docx#2~2"


def test_dates_standards_and_running_headers_are_text():
    found = numbers(
        "EMC-CS-2009 page 3 of 120",
        "2023-05-08 first issue",
        "12.04.2021 second issue",
        "5 March 2022 third issue",
        "1 Scope",
        BODY,
        "EMC-CS-2009 page 4 of 120",
        "11452-4 is the method.",
        "7637-2:2011 Electrical transients",
        "2 Tests",
        BODY,
        "2.1 Voltage",
        BODY,
        "10 - 30 MHz in steps of 5 kHz",
        "2,5 m x 1 m is the size.",
        "EMC-0101: a rule",
    )
    assert found == ["1", "2", "2.1"]


def test_a_running_header_that_repeats_the_chapter_is_no_clause():
    items = []
    for page in range(1, 6):
        items += [p("2 Tests of the component", page=page), p(BODY, page=page)]
    items.insert(0, p("1 Scope", page=1))
    items.insert(2, p("2.1 Voltage", page=1))
    items.append(p("3 Report", page=6))
    assert numbers(*items) == ["1", "2", "2.1", "3"]


def test_requirement_ids_belong_to_the_title():
    found = titles(
        "1 Scope", BODY, "1.1 [EMC-R-001] Coverage of the standard.", "1.2\tEMC-0002: It applies to all parts."
    )
    assert found["1.1"] == "[EMC-R-001] Coverage of the standard."
    assert found["1.2"] == "EMC-0002: It applies to all parts."


def test_captions_and_table_rows_are_no_clauses():
    outline = split(
        document(
            "1 Scope",
            BODY,
            "2 Limits",
            BODY,
            "Table 2-1: Levels",
            table(("3.1", "20 dB"), ("3.2", "30 dB")),
            "Figure 1 Bench",
            "3 Report",
            BODY,
            "Table 1 shows the levels again.",
        ),
        SETTINGS,
    )
    assert [clause.number for clause in outline.clauses] == ["1", "2", "3"]
    assert outline.clauses[1].tables[0].caption == "Table 2-1: Levels"
    assert outline.clauses[1].captions == ("Table 2-1: Levels", "Figure 1 Bench")
    assert "Table 1 shows the levels again." in outline.clauses[2].text


def test_requirement_tables_with_numbers_in_the_first_column_are_clauses():
    rows = [("No.", "Requirement", "Verification"), ("4.1.1", BODY, "test"), ("4.1.2", BODY, "inspection")]
    outline = split(document(h("4 Tests"), BODY, h("4.1 Voltage", 2), table(*rows), h("5 Report"), BODY), SETTINGS)
    assert [clause.number for clause in outline.clauses] == ["4", "4.1", "4.1.1", "4.1.2", "5"]
    assert (outline.clauses[2].title, outline.clauses[2].text) == (BODY, "test")
    assert outline.clauses[1].tables[0].rows == (rows[0],)


@pytest.mark.parametrize(
    "rows",
    [
        [("Clause", "Test", "A", "B"), ("5.1", "Voltage", "x", ""), ("5.2", "Current", "x", "x")],
        [
            ("Rev", "Date", "Change"),
            ("1.0", "2021-03-04", "First issue of this document for all"),
            ("1.1", "2022-03-04", BODY),
        ],
        [("1.1", "0.5"), ("1.2", "0.7"), ("1.3", "0.9")],
    ],
)
def test_matrices_histories_and_values_stay_tables(rows):
    outline = split(
        document("1 Scope", BODY, "2 Selection", table(*rows), "5 Tests", BODY, "5.1 Voltage", BODY), SETTINGS
    )
    assert [clause.number for clause in outline.clauses] == ["1", "2", "5", "5.1"]
    assert outline.clauses[1].tables[0].rows == tuple(rows)


def test_all_capital_headings_in_larger_type():
    found = numbers(
        p("1 GENERAL", size=14.0, bold=True),
        p(BODY, size=10.0),
        p("1 SUPPLY 2 NETWORK", size=8.0),
        p("2 CONDITIONS", size=14.0, bold=True),
        p(BODY, size=10.0),
        p("3 m is the distance.", size=10.0),
        p("2.1 AMBIENT", size=12.0, bold=True),
        p(BODY, size=10.0),
        p("3 TESTS", size=14.0, bold=True),
        p(BODY, size=10.0),
    )
    assert found == ["1", "2", "2.1", "3"]


def test_headings_without_numbers_are_clauses_only_where_nothing_is_numbered():
    outline = split(document(h("Scope"), BODY, h("Tests"), BODY, h("Voltage", 2), BODY, h("Report"), BODY), SETTINGS)
    assert [(clause.number, clause.level) for clause in outline.clauses] == [("§1", 1), ("§2", 1), ("§3", 2), ("§4", 1)]
    assert outline.clauses[2].path == ("Tests",)
    assert numbers(h("Foreword"), BODY, h("1 Scope"), BODY, h("Remarks"), BODY, h("2 Tests"), BODY) == ["1", "2"]


def test_a_text_without_numbers_and_headings_is_a_problem():
    outline = split(document("Dear reader,", BODY, "1 m is a length."), SETTINGS)
    assert outline.clauses == ()
    assert [(problem.kind, problem.fatal) for problem in outline.problems] == [("no clauses", False)]
    assert BODY in outline.preamble
