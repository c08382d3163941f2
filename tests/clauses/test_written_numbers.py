"""Numbers and titles as people type them, found in whole documents."""

from dataclasses import replace

from pipeline.records import ContentsLine


def test_chapters_written_with_a_zero(house):
    outline = house.expect("* 8.0 Emissions\n.\n* 8.1 Limits\n.\n* 9.0 Conducted\n.\n* 9.1 Limits\n.")
    assert [(clause.number, clause.level, clause.parent) for clause in outline.clauses] == [
        ("8.0", 1, None),
        ("8.1", 2, "spec.docx#8.0"),
        ("9.0", 1, None),
        ("9.1", 2, "spec.docx#9.0"),
    ]


def test_trailing_dots_tabs_brackets_and_glued_titles(house):
    outline = house.expect(
        r"""
        * 1.Scope
        .
        * 2.  References
        .
        * 2.1.\tStandards
        .
        * 2.2Company documents
        .
        * (2.3) Public ones
        .
        * 3.Terms
        .
        * 3.1\tArtificial network
        .
        * 4.试验计划
        .
        """
    )
    assert house.ids(outline) == ["1", "2", "2.1", "2.2", "2.3", "3", "3.1", "4"]
    assert [clause.title for clause in outline.clauses][2:4] == ["Standards", "Company documents"]


def test_chinese_chapters_and_full_width_digits(house):
    outline = house.expect(
        "* 第1章 范围\n.\n* １．１　目的\n.\n* 第二章 试验\n.\n* 2．1 电源\n.\n* ３ 章 限值\n.\n* 附录A 模板\n."
    )
    assert [(clause.number, clause.title) for clause in outline.clauses] == [
        ("1", "范围"),
        ("1.1", "目的"),
        ("2", "试验"),
        ("2.1", "电源"),
        ("3", "限值"),
        ("A", "模板"),
    ]


def test_an_annex_letter_glued_to_its_title(house):
    outline = house.expect("* 1 Scope\n.\n* ANNEX ACalibration\n.\n* A.1 Jig\n.\n* ANNEX BÜbersicht\n.")
    assert [(clause.number, clause.title) for clause in outline.clauses] == [
        ("1", "Scope"),
        ("A", "Calibration"),
        ("A.1", "Jig"),
        ("B", "Übersicht"),
    ]


def test_words_before_numbers(house):
    outline = house.expect(
        """
        * Chapter 1 Scope
        .
        * Section 1.1 Purpose
        .
        * Chapter 2 - Tests
        .
        * § 2.1 Voltage
        .
        * Annex A (normative): Limits
        .
        * A.1 Peak
        .
        * Appendix B - Forms
        .
        """
    )
    assert house.ids(outline) == ["1", "1.1", "2", "2.1", "A", "A.1", "B"]
    assert [clause.title for clause in outline.clauses][-3:] == ["(normative): Limits", "Peak", "Forms"]


def test_parts_letters_and_figures_nest(house):
    outline = house.expect(
        """
        * I. General
        .
        * A. Scope
        .
        * 1. Parts
        .
        * 2. Nets
        .
        * B. Terms
        .
        * II. Tests
        .
        * A. Emission
        .
        * 1. Bench
        .
        """,
        {"bold": True},
    )
    assert [clause.level for clause in outline.clauses] == [1, 2, 3, 3, 2, 1, 2, 3]
    assert outline.clauses[-1].path == ("Tests", "Emission")
    assert house.ids(outline)[-3:] == ["II", "A~2", "1~2"]


def test_letters_are_words_unless_they_number_annexes(house):
    house.expect(
        """
        * 1 Scope
        A DUT is tested as delivered.
        * 2 Tests
        I think so.
        A bench
        * A. Test plan template
        .
        * A.1 Header
        .
        * B. Limits
        .
        * B.1 Voltage limits
        """
    )


def test_hyphens_and_letters_glued_to_numbers(house):
    outline = house.expect(
        """
        * 7 Tests
        .
        * 7-1 Emission
        .
        * 7-1-1 Voltage
        .
        * 7-1-2 Current
        .
        * Annex A Details
        .
        * A1 Scope
        .
        * A1.1 Purpose
        .
        * A1.2 Terms
        .
        * Annex B Forms
        .
        * Annex B.1 Cover
        .
        """
    )
    assert house.ids(outline) == ["7", "7-1", "7-1-1", "7-1-2", "A", "A1", "A1.1", "A1.2", "B", "B.1"]


def test_a_clause_put_in_later_has_a_letter(house):
    outline = house.expect("* 5 Tests\n.\n* 5.1 Voltage\n.\n* 5.2 Current\n.\n* 5.2a Probe\n.\n* 5.3 Field\n.")
    assert [(clause.number, clause.parent) for clause in outline.clauses][3] == ("5.2a", "spec.docx#5")


def test_numbers_alone_take_the_next_lines_as_their_titles(house):
    blocks, _ = house.read(
        f"1\nScope\n{house.body}\n1.1\nPurpose\n{house.body}\n17\n附录A\n（资料性附录）\n试验计划\n{house.body}"
    )
    bold = [replace(block, bold=block.text not in (house.body, "17")) for block in blocks]
    outline = house.split(bold)
    assert [(clause.number, clause.title) for clause in outline.clauses] == [
        ("1", "Scope"),
        ("1.1", "Purpose"),
        ("A", "（资料性附录） 试验计划"),
    ]


def test_requirement_ids_belong_to_the_title(house):
    outline = house.expect(
        r"""
        * 1 Scope
        .
        * 1.1 [EMC-R-001] Coverage.
        * 1.2\tEMC-0002: It applies to all parts.
        EMC-0003: It also applies to spare parts.
        """
    )
    titles = [clause.title for clause in outline.clauses]
    assert titles[1:] == ["[EMC-R-001] Coverage.", "EMC-0002: It applies to all parts."]


def test_lower_case_headings_without_any_style(house):
    house.expect(
        """
        * 7 transient emission (CE01)
        .
        * 8 conduction emission (CE02)
        .
        * 9 radiation (RE01)
        .
        4 identical samples are used.
        * 10 transient immunity
        .
        * 13 radiation immunity (RI02)
        .
        * 14 transmitters held by hand
        .
        """
    )


def test_mixed_separators_and_dashes_before_titles(house):
    outline = house.expect(
        "* 5 Tests\n.\n* 5.6 -Voltage\n.\n* 5.6-1 Limits\n.\n* 5.6-2 – Procedure\n1.2-1.4 GHz is so."
    )
    assert [(clause.number, clause.title) for clause in outline.clauses[1:]] == [
        ("5.6", "Voltage"),
        ("5.6-1", "Limits"),
        ("5.6-2", "Procedure"),
    ]


def test_the_contents_know_the_title_of_a_number_alone(house):
    blocks, _ = house.read("1\nScope\n.\n7\n2\nTests\n.\n3 Report\n.")
    lines = [ContentsLine("1", "Scope"), ContentsLine("2", "Tests"), ContentsLine("3", "Report")]
    assert [clause.title for clause in house.split(blocks, lines).clauses] == ["Scope", "Tests", "Report"]


def test_a_quantity_may_be_glued_to_a_number(house):
    outline = house.expect("* 5 Tests\n.\n* 5.6 Field\n.\n* 5.6.11 m is the distance.\n* 5.6.2 30 MHz is the limit.")
    assert [(clause.number, clause.title) for clause in outline.clauses[2:]] == [
        ("5.6.1", "1 m is the distance."),
        ("5.6.2", "30 MHz is the limit."),
    ]


def test_a_single_annex_is_found(house):
    for line in ("* A APPENDIX - Probe record", "* A. Probe record", "* Annex A Probe record", "* [A|x] Probe record"):
        house.expect(f"* 1 Scope\n.\n* 2 Tests\n.\n{line}\n.", {"outline": 1})
    house.expect("* Scope\n.\n* A bench of wood\n.", {"outline": 1})


def test_letters_of_a_series_in_headings_are_part_of_the_numbers(house):
    outline = house.expect(
        """
        * EM-01 Conducted noise
        .
        * EM-01.1 Arrangement
        .
        EM-01.1 applies to harnesses as well.
        * EM-01.2 Limits
        .
        * EM-02 Radiated noise
        .
        * IM-01 Injected current
        .
        * IM-01.1 Levels
        .
        * IM-02 Fields
        .
        """,
        heads={"outline": 1},
    )
    assert [(clause.number, clause.parent) for clause in outline.clauses] == [
        ("EM-01", None),
        ("EM-01.1", "spec.docx#EM-01"),
        ("EM-01.2", "spec.docx#EM-01"),
        ("EM-02", None),
        ("IM-01", None),
        ("IM-01.1", "spec.docx#IM-01"),
        ("IM-02", None),
    ]


def test_a_series_may_name_its_requirements_or_stand_apart_by_a_space(house):
    for first, second in (("RQ-", "RQ-4.3.1"), ("T ", "T 4.3.1")):
        outline = house.expect(
            f"* {first}4 Tests\n.\n* {first}4.1 General\n.\n* {first}4.2 Order\n.\n* {first}4.3 Limits\n.\n"
            f"* {second} Peak values\n.",
            heads={"outline": 1},
        )
        assert outline.clauses[-1].number == second
        assert outline.clauses[-1].parent == f"spec.docx#{first}4.3"


def test_standards_and_lone_letters_in_headings_are_no_series(house):
    text = "* 1 Scope\n.\n* 2 Standards\n.\nCISPR 25 for vehicles\n.\nISO 10 Overview\n.\nQM-12 form\n.\n* 3 Terms\n."
    outline = house.expect(text, heads={"outline": 1}, body={"outline": 2})
    assert house.ids(outline) == ["1", "2", "3"]
