"""Labels of lists, as a reader sees them."""

import pytest
from spec_files import accounted
from word_files import (
    definition,
    in_list,
    instance,
    labels,
    level,
    only,
    paragraph,
    read_word,
    restart,
    run,
    style,
    table,
    text_box,
    texts,
)

OUTLINE = definition(0, level(0, "%1"), level(1, "%1.%2"), level(2, "%1.%2.%3"))


def shown(tmp_path, levels, numbering, num=1):
    """Labels of paragraphs at these levels of one list."""
    body = (paragraph(f"text {index}", num=num, level=at) for index, at in enumerate(levels))
    return labels(read_word(tmp_path, *body, numbering=numbering))


def test_levels_count_below_one_another(tmp_path):
    assert shown(tmp_path, [0, 1, 1, 2, 0, 1], OUTLINE + instance(1, 0)) == ["1", "1.1", "1.2", "1.2.1", "2", "2.1"]


def test_a_skipped_level_counts_as_begun(tmp_path):
    assert shown(tmp_path, [0, 2, 1, 0], OUTLINE + instance(1, 0)) == ["1", "1.1.1", "1.2", "2"]


def test_a_list_that_begins_below_its_first_level_shows_its_start(tmp_path):
    assert shown(tmp_path, [1, 1, 0, 1], OUTLINE + instance(1, 0)) == ["1.1", "1.2", "2", "2.1"]


def test_instances_of_one_definition_count_on(tmp_path):
    body = [paragraph("a", num=1, level=0), paragraph("b", num=2, level=0), paragraph("c", num=1, level=0)]
    document = read_word(tmp_path, *body, numbering=OUTLINE + instance(1, 0) + instance(2, 0))
    assert labels(document) == ["1", "2", "3"]
    assert {block.list_id for block in document.blocks} == {"0"}


def test_instances_of_different_definitions_count_apart(tmp_path):
    numbering = OUTLINE + definition(1, level(0, "%1)", "lowerLetter")) + instance(1, 0) + instance(2, 1)
    body = [paragraph("a", num=1, level=0), paragraph("b", num=2, level=0), paragraph("c", num=1, level=0)]
    document = read_word(tmp_path, *body, numbering=numbering)
    assert labels(document) == ["1", "a)", "2"]
    assert [block.list_id for block in document.blocks] == ["0", "1", "0"]


def test_a_start_override_restarts_once_and_then_all_count_on(tmp_path):
    numbering = OUTLINE + instance(1, 0) + instance(2, 0, restart(0, 5))
    body = [paragraph(str(num), num=num, level=0) for num in (1, 1, 2, 1, 2)]
    assert labels(read_word(tmp_path, *body, numbering=numbering)) == ["1", "2", "5", "6", "7"]


def test_a_start_override_waits_until_its_level_is_used(tmp_path):
    numbering = OUTLINE + instance(1, 0) + instance(2, 0, restart(0), restart(1, 4))
    body = [paragraph(f"{num} {at}", num=num, level=at) for num, at in ((1, 0), (1, 0), (1, 1), (2, 1), (2, 1), (2, 0))]
    assert labels(read_word(tmp_path, *body, numbering=numbering)) == ["1", "2", "2.1", "2.4", "2.5", "1"]


def test_a_level_can_be_redefined_for_one_instance(tmp_path):
    redefined = f'<w:lvlOverride w:ilvl="0">{level(0, "(%1)", "upperRoman")}</w:lvlOverride>'
    numbering = OUTLINE + instance(1, 0) + instance(2, 0, redefined)
    body = [paragraph(str(num), num=num, level=0) for num in (1, 2, 1, 2)]
    assert labels(read_word(tmp_path, *body, numbering=numbering)) == ["1", "(II)", "3", "(IV)"]


def test_a_level_that_never_restarts_counts_through(tmp_path):
    numbering = definition(0, level(0, "%1"), level(1, "REQ-%2", more='<w:lvlRestart w:val="0"/>')) + instance(1, 0)
    assert shown(tmp_path, [0, 1, 0, 1, 1], numbering) == ["1", "REQ-1", "2", "REQ-2", "REQ-3"]


def test_a_level_can_restart_after_a_certain_level_only(tmp_path):
    third = level(2, "%1.%2.%3", more='<w:lvlRestart w:val="1"/>')
    numbering = definition(0, level(0, "%1"), level(1, "%1.%2"), third) + instance(1, 0)
    assert shown(tmp_path, [0, 1, 2, 1, 2, 0, 1, 2], numbering)[2::2] == ["1.1.1", "1.2.2", "2.1"]
    assert shown(tmp_path, [0, 1, 2, 1, 2, 0, 1, 2], numbering)[-1] == "2.1.1"


def test_legal_numbering_shows_all_levels_in_decimal(tmp_path):
    legal = level(1, "%1.%2", more="<w:isLgl/>")
    numbering = definition(0, level(0, "Article %1", "upperRoman"), legal) + instance(1, 0)
    assert shown(tmp_path, [0, 1, 0, 1], numbering) == ["Article I", "1.1", "Article II", "2.1"]


def test_legal_numbering_can_be_switched_off(tmp_path):
    legal = level(1, "%1.%2", more='<w:isLgl w:val="0"/>')
    numbering = definition(0, level(0, "%1", "upperRoman"), legal) + instance(1, 0)
    assert shown(tmp_path, [0, 1], numbering) == ["I", "I.1"]


def test_a_level_without_number_shows_only_its_words(tmp_path):
    numbering = definition(0, level(0, "NOTE", "none")) + instance(1, 0)
    assert shown(tmp_path, [0, 0], numbering) == ["NOTE", "NOTE"]


def test_a_bullet_is_no_label_but_the_list_is_known(tmp_path):
    numbering = definition(4, level(0, "•", "bullet")) + instance(1, 4)
    block = only(read_word(tmp_path, paragraph("item", num=1, level=0), numbering=numbering))
    assert (block.label, block.list_id) == ("", "4")


def test_a_level_without_start_begins_at_zero(tmp_path):
    numbering = definition(0, level(0, "%1", start=3), level(1, "%1.%2", start=None)) + instance(1, 0)
    assert shown(tmp_path, [0, 1, 1], numbering) == ["3", "3.0", "3.1"]


def test_a_custom_format_pads_with_zeros(tmp_path):
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="7"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="REQ-%1"/></w:lvl>'
    )
    assert shown(tmp_path, [0, 0], definition(0, custom) + instance(1, 0)) == ["REQ-007", "REQ-008"]


# --- styles ---


HEADINGS = definition(
    0,
    level(0, "%1", more='<w:pStyle w:val="H1"/>'),
    level(1, "%1.%2", more='<w:pStyle w:val="H2"/>'),
    level(2, "%1.%2.%3", more='<w:pStyle w:val="H3"/>'),
) + instance(1, 0)
STYLES = (
    style("Normal", default=True)
    + style("H1", called="heading 1", based_on="Normal", about=f'{in_list(1)}<w:outlineLvl w:val="0"/>')
    + style("H2", called="heading 2", based_on="H1", about='<w:outlineLvl w:val="1"/>')
    + style("H3", called="heading 3", based_on="Normal", about=in_list(1, 2))
    + style("Mine", based_on="H2")
    + style("Plain", based_on="H1", about=in_list(0))
)


def test_the_level_of_a_heading_is_the_one_its_style_stands_for(tmp_path):
    body = [paragraph(name, style=name) for name in ("H1", "H2", "H3", "H2", "H1", "H2")]
    document = read_word(tmp_path, *body, styles=STYLES, numbering=HEADINGS)
    assert labels(document) == ["1", "1.1", "1.1.1", "1.2", "2", "2.1"]
    assert [block.outline for block in document.blocks] == [1, 2, 3, 2, 1, 2]


def test_a_style_based_on_a_numbered_heading_is_numbered_with_it(tmp_path):
    document = read_word(
        tmp_path, *(paragraph(s, style=s) for s in ("H1", "Mine", "H2")), styles=STYLES, numbering=HEADINGS
    )
    assert labels(document) == ["1", "1.1", "1.2"]
    assert document.blocks[1].outline == 2


def test_a_number_is_cancelled_by_style_or_paragraph(tmp_path):
    body = [
        paragraph("a", style="H1"),
        paragraph("b", style="Plain"),
        paragraph("c", style="H1", num=0),
        paragraph("d", style="H1"),
    ]
    assert labels(read_word(tmp_path, *body, styles=STYLES, numbering=HEADINGS)) == ["1", "", "", "2"]


def test_a_paragraph_overrules_the_list_of_its_style(tmp_path):
    numbering = HEADINGS + definition(7, level(0, "Annex %1", "upperLetter")) + instance(9, 7)
    body = [paragraph("a", style="H1"), paragraph("b", style="H1", num=9, level=0), paragraph("c", style="H1")]
    document = read_word(tmp_path, *body, styles=STYLES, numbering=numbering)
    assert labels(document) == ["1", "Annex A", "2"]
    assert [block.list_id for block in document.blocks] == ["0", "7", "0"]


def test_a_level_given_alone_keeps_the_list_of_the_style(tmp_path):
    body = [paragraph("a", style="H1"), paragraph("b", style="H1", level=1)]
    assert labels(read_word(tmp_path, *body, styles=STYLES, numbering=HEADINGS)) == ["1", "1.1"]


def test_a_list_that_points_to_a_numbering_style_is_the_list_of_that_style(tmp_path):
    numbering = (
        definition(0, level(0, "%1."), level(1, "%1.%2."), more='<w:styleLink w:val="Outline"/>')
        + definition(1, more='<w:numStyleLink w:val="Outline"/>')
        + instance(1, 0)
        + instance(2, 1)
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="Outline"><w:name w:val="Outline"/>'
        f"<w:pPr>{in_list(1)}</w:pPr></w:style>"
    )
    body = [paragraph("a", num=2, level=0), paragraph("b", num=1, level=1), paragraph("c", num=2, level=0)]
    document = read_word(tmp_path, *body, styles=styles, numbering=numbering)
    assert labels(document) == ["1.", "1.1.", "2."]
    assert {block.list_id for block in document.blocks} == {"0"}


@pytest.mark.parametrize(
    "styles",
    [
        style("A", based_on="B", about=in_list(1)) + style("B", based_on="A"),
        '<w:style w:type="numbering" w:styleId="A"><w:name w:val="A"/></w:style>',
    ],
)
def test_circles_and_dead_ends_end(tmp_path, styles):
    numbering = definition(0, level(0, "%1"), more='<w:numStyleLink w:val="A"/>') + instance(1, 0)
    assert labels(read_word(tmp_path, paragraph("a", style="A", num=1), styles=styles, numbering=numbering)) == [""]


def test_lists_and_styles_that_do_not_exist_number_nothing(tmp_path):
    body = [paragraph("a", num=99, level=0), paragraph("b", style="Nowhere"), paragraph("c", num=1, level=44)]
    assert labels(read_word(tmp_path, *body, numbering=OUTLINE + instance(1, 0))) == ["", "", ""]


# --- what counts ---


def deleted_mark(text):
    gone = f'<w:del w:id="1" w:author="x"><w:r><w:delText>{text}</w:delText></w:r></w:del>'
    return paragraph(gone, num=1, level=0, about='<w:rPr><w:del w:id="2" w:author="x"/></w:rPr>')


def test_deleted_and_hidden_paragraphs_are_not_counted(tmp_path):
    hidden = paragraph(run("secret", "<w:vanish/>"), num=1, level=0, about="<w:rPr><w:vanish/></w:rPr>")
    body = [paragraph("a", num=1, level=0), deleted_mark("gone"), hidden, paragraph("b", num=1, level=0)]
    document = read_word(tmp_path, *body, numbering=OUTLINE + instance(1, 0))
    assert [(block.label, block.text) for block in document.blocks] == [("1", "a"), ("2", "b")]


def test_an_empty_numbered_paragraph_counts_though_it_is_no_block(tmp_path):
    body = [paragraph("a", num=1, level=0), paragraph(num=1, level=0), paragraph("c", num=1, level=0)]
    assert labels(read_word(tmp_path, *body, numbering=OUTLINE + instance(1, 0))) == ["1", "3"]


def test_cells_and_content_controls_count_in_reading_order(tmp_path):
    cell = f"<w:tc>{paragraph('in cell', num=1, level=0)}</w:tc>"
    control = f"<w:sdt><w:sdtContent>{paragraph('in control', num=1, level=0)}</w:sdtContent></w:sdt>"
    body = [paragraph("a", num=1, level=0), table([cell, "x"]), control, paragraph("d", num=1, level=0)]
    document = read_word(tmp_path, *body, numbering=OUTLINE + instance(1, 0))
    assert labels(document) == ["1", "3", "4"]
    assert document.blocks[1].rows == (("2 in cell", "x"),)
    assert document.loss.unexplained == 0
    assert accounted(document) == document.loss.found


def test_a_cell_with_only_a_number_shows_it(tmp_path):
    cell = f"<w:tc>{paragraph(num=1, level=0)}</w:tc>"
    document = read_word(tmp_path, table([cell, "x"], [cell, "y"]), numbering=OUTLINE + instance(1, 0))
    assert document.blocks[0].rows == (("1", "x"), ("2", "y"))


def test_text_boxes_are_counted_apart_from_the_body(tmp_path):
    body = [
        paragraph(run("a") + text_box(paragraph("box", num=1, level=0)), num=1, level=0),
        paragraph("b", num=1, level=0),
    ]
    document = read_word(tmp_path, *body, numbering=OUTLINE + instance(1, 0))
    assert list(zip(labels(document), texts(document), strict=True)) == [("1", "a"), ("1", "box"), ("2", "b")]


def test_a_label_that_names_a_table_or_figure_makes_a_caption(tmp_path):
    numbering = definition(0, level(0, "Table %1:")) + definition(1, level(0, "Annex %1", "upperLetter"))
    body = [paragraph("Limits", num=1, level=0), paragraph("Forms", num=2, level=0)]
    document = read_word(tmp_path, *body, numbering=numbering + instance(1, 0) + instance(2, 1))
    assert [(block.kind, block.label) for block in document.blocks] == [
        ("caption", "Table 1:"),
        ("paragraph", "Annex A"),
    ]


def test_a_label_never_grows_beyond_bounds(tmp_path):
    numbering = definition(0, level(0, "%1" * 5000, "cardinalText", start=777)) + instance(1, 0)
    assert len(only(read_word(tmp_path, paragraph("a", num=1, level=0), numbering=numbering)).label) <= 200


def test_the_indent_comes_from_the_nearest_that_sets_it(tmp_path):
    indented = level(0, "%1").replace("</w:lvl>", '<w:pPr><w:ind w:left="720"/></w:pPr></w:lvl>')
    numbering = definition(0, indented) + instance(1, 0)
    styles = style("S", about='<w:ind w:left="200"/>') + style("L", about=in_list(1, 0) + '<w:ind w:start="300"/>')
    body = [
        paragraph("a", num=1, level=0),
        paragraph("b", style="S", num=1, level=0),
        paragraph("c", style="L"),
        paragraph("d", style="L", about='<w:ind w:left="12.7mm"/>'),
        paragraph("e"),
    ]
    indents = [block.indent for block in read_word(tmp_path, *body, styles=styles, numbering=numbering).blocks]
    assert indents == [36, 36, 15, pytest.approx(36), None]
