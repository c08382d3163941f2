"""The text of a Word file as a reader sees it, every character accounted for."""

import pytest
from spec_files import accounted
from word_files import (
    OFFICE,
    SETTINGS,
    cell,
    drawn_box,
    dropped,
    only,
    paragraph,
    part,
    read_word,
    run,
    style,
    table,
    text_box,
    texts,
    write,
)

from pipeline.documents import read


def field(code, result="", *, separate=True):
    middle = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' if separate else ""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{middle}{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def whole(document):
    """Nothing is unexplained and nothing counted twice."""
    return accounted(document) == document.loss.found


KEPT = {
    "hyperlink": '<w:hyperlink r:id="none"><w:r><w:t>text</w:t></w:r></w:hyperlink>',
    "inserted": '<w:ins w:id="1" w:author="x"><w:r><w:t>text</w:t></w:r></w:ins>',
    "moved here": '<w:moveTo w:id="1" w:author="x"><w:r><w:t>text</w:t></w:r></w:moveTo>',
    "content control": "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>text</w:t></w:r></w:sdtContent></w:sdt>",
    "smart tag": '<w:smartTag w:element="x"><w:smartTagPr/><w:r><w:t>text</w:t></w:r></w:smartTag>',
    "custom xml": '<w:customXml w:element="x"><w:r><w:t>text</w:t></w:r></w:customXml>',
    "direction": '<w:dir w:val="ltr"><w:bdo w:val="ltr"><w:r><w:t>text</w:t></w:r></w:bdo></w:dir>',
    "simple field": '<w:fldSimple w:instr=" REF x "><w:r><w:t>text</w:t></w:r></w:fldSimple>',
    "field result": field("REF x", "<w:r><w:t>text</w:t></w:r>"),
    "formula": "<m:oMathPara><m:oMath><m:r><m:t>text</m:t></m:r></m:oMath></m:oMathPara>",
    "new program": '<w:r><mc:AlternateContent><mc:Choice Requires="x"><w:t>text</w:t></mc:Choice>'
    "<mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent></w:r>",
    "old program": '<w:r><mc:AlternateContent><mc:Choice Requires="x"><w:drawing/></mc:Choice>'
    "<mc:Fallback><w:t>text</w:t></mc:Fallback></mc:AlternateContent></w:r>",
    "unknown element": "<w:somethingNew><w:r><w:t>text</w:t></w:r></w:somethingNew>",
}


@pytest.mark.parametrize("what", KEPT)
def test_text_in_any_wrapper_is_kept_in_its_place(tmp_path, what):
    document = read_word(tmp_path, paragraph(run("before ") + KEPT[what] + run(" after")))
    assert only(document).text == "before text after"
    assert whole(document)


LEFT_OUT = {
    "deleted by tracked change": '<w:del w:id="1" w:author="x"><w:r><w:delText>gone</w:delText></w:r></w:del>',
    "moved elsewhere by tracked change": '<w:moveFrom w:id="1" w:author="x"><w:r><w:t>gone</w:t></w:r></w:moveFrom>',
    "hidden text": run("gone", "<w:vanish/>"),
    "second copy for older programs": '<mc:AlternateContent><mc:Choice Requires="x"><w:r><w:t>!</w:t></w:r></mc:Choice>'
    "<mc:Fallback><w:r><w:t>gone</w:t></w:r></mc:Fallback></mc:AlternateContent>",
    "field code": '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>gone</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
}


@pytest.mark.parametrize("why", LEFT_OUT)
def test_what_a_reader_does_not_see_is_left_out_and_counted(tmp_path, why):
    document = read_word(tmp_path, paragraph(run("kept") + LEFT_OUT[why]))
    assert only(document).text.rstrip("!") == "kept"
    assert dropped(document) == {why: 4}
    assert whole(document)


def test_the_accepted_view_is_said(tmp_path):
    changed = paragraph('<w:ins w:id="1" w:author="x"><w:r><w:t>new</w:t></w:r></w:ins>')
    assert "tracked changes: accepted view" in read_word(tmp_path, changed).notes
    assert read_word(tmp_path, paragraph("plain")).notes == ()


def test_a_paragraph_whose_mark_was_deleted_goes_on_with_the_next(tmp_path):
    mark = '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
    document = read_word(tmp_path, paragraph("one ", about=mark), paragraph("two"), paragraph("three", about=mark))
    assert texts(document) == ["one two", "three"]
    assert whole(document)


def test_tabs_breaks_and_hyphens_are_kept(tmp_path):
    inner = (
        "<w:r><w:t>8.2.1</w:t><w:tab/><w:t>ITU</w:t><w:noBreakHyphen/><w:t>T</w:t><w:br/><w:t>soft</w:t>"
        "<w:softHyphen/><w:t>ly</w:t><w:cr/><w:t>end</w:t></w:r>"
    )
    document = read_word(tmp_path, paragraph(inner))
    assert only(document).text == "8.2.1\tITU-T\nsoftly\nend"
    assert whole(document)


def test_special_spaces_become_plain_and_invisible_characters_go(tmp_path):
    document = read_word(
        tmp_path, paragraph("12\u00a0V\u202fDC electro\u00admag\u200bnetic\ufeff non\u2011ionising \u202ex")
    )
    assert only(document).text == "12 V DC electromagnetic non-ionising x"
    assert whole(document)


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("Symbol", "F057", "Ω"),
        ("Symbol", "F06D", "µ"),
        ("Symbol", "00B1", "±"),
        ("Symbol", "F0B0", "°"),
        ("symbol", "F0A3", "≤"),
        ("Wingdings", "F0FC", "✓"),
        ("Wingdings", "F0E0", "→"),
        ("Arial", "03A9", "Ω"),
    ],
)
def test_symbols_become_the_letters_they_show(tmp_path, font, code, sign):
    document = read_word(tmp_path, paragraph(f'<w:r><w:t>50 </w:t><w:sym w:font="{font}" w:char="{code}"/></w:r>'))
    assert only(document).text == f"50 {sign}"
    assert whole(document)


def test_a_symbol_without_a_letter_is_counted(tmp_path):
    document = read_word(tmp_path, paragraph('<w:r><w:t>x</w:t><w:sym w:font="Webdings" w:char="F001"/></w:r>'))
    assert dropped(document) == {"sign without a letter": 1}
    assert whole(document)


def test_letters_typed_in_the_symbol_font_are_greek(tmp_path):
    inner = (
        run("100 ")
        + run("m", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>')
        + run("F, 50 ")
        + run("\uf057", '<w:rFonts w:ascii="Symbol"/>')
    )
    assert only(read_word(tmp_path, paragraph(inner))).text == "100 µF, 50 Ω"


def test_a_symbol_field_shows_its_symbol(tmp_path):
    inner = run("1 ") + field('SYMBOL 109 \\f "Symbol" \\s 10', separate=False) + run("s")
    document = read_word(tmp_path, paragraph(inner))
    assert only(document).text == "1 µs"
    assert whole(document)


def test_form_fields_show_their_state(tmp_path):
    ticked = field("FORMCHECKBOX").replace(
        '"begin"/>',
        '"begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar>',
        1,
    )
    choice = field("FORMDROPDOWN").replace(
        '"begin"/>',
        '"begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="A"/>'
        '<w:listEntry w:val="Class B"/></w:ddList>'
        "</w:ffData></w:fldChar>",
        1,
    )
    document = read_word(tmp_path, paragraph(ticked + run(" yes ") + choice))
    assert only(document).text == "☒ yes Class B"
    assert whole(document)


def test_a_field_without_end_does_not_swallow_the_document(tmp_path):
    open_field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    document = read_word(tmp_path, paragraph(run("one") + open_field), paragraph("two"))
    assert texts(document) == ["one", "two"]


def test_fields_in_fields_show_the_outer_result(tmp_path):
    inner = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>'
        + field("REF y", "<w:r><w:t>condition</w:t></w:r>")
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("shown")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document = read_word(tmp_path, paragraph(inner))
    assert only(document).text == "shown"
    assert dropped(document) == {"field code": 9}


def test_a_text_box_stands_once_after_its_anchor(tmp_path):
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{drawn_box(paragraph("box"))}</mc:Choice>'
        f"<mc:Fallback>{text_box(paragraph('box'))}</mc:Fallback></mc:AlternateContent>"
    )
    document = read_word(tmp_path, paragraph(run("anchor") + both), paragraph("next"))
    assert [(block.text, block.place.story) for block in document.blocks] == [
        ("anchor", "body"),
        ("box", "text box"),
        ("next", "body"),
    ]
    assert dropped(document) == {"second copy for older programs": 3}
    assert whole(document)


def test_a_text_box_of_older_programs_and_one_within_another_are_read(tmp_path):
    inner = paragraph(run("outer") + text_box(paragraph("inner"))) + table(["cell"])
    document = read_word(tmp_path, paragraph(text_box(inner)))
    assert texts(document) == ["outer", "inner", "cell"]
    assert {block.place.story for block in document.blocks} == {"text box"}


def test_word_art_charts_and_diagrams_are_read(tmp_path):
    art = '<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>'
    chart = '<w:r><w:drawing><c:chart r:id="rIdC"/></w:drawing></w:r>'
    diagram = '<w:r><w:drawing><dgm:relIds r:dm="rIdD"/></w:drawing></w:r>'
    chart_title = "<c:title><c:tx><c:rich><a:p><a:r><a:t>Field</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    point = "<dgm:pt><dgm:t><a:p><a:r><a:t>Antenna</a:t></a:r></a:p></dgm:t></dgm:pt>"
    series = "<c:ser><c:tx><c:strRef><c:strCache><c:pt><c:v>Limit</c:v></c:pt></c:strCache></c:strRef></c:tx></c:ser>"
    spaces = part("x", "").split("<w:x ", 1)[1].split(">", 1)[0]
    document = read_word(
        tmp_path,
        paragraph(run("a") + art + chart + diagram),
        links={"rIdC": ("chart", "charts/chart1.xml"), "rIdD": ("diagramData", "diagrams/data1.xml")},
        parts={
            "charts/chart1.xml": f"<c:chartSpace {spaces}>{chart_title}{series}</c:chartSpace>",
            "diagrams/data1.xml": f"<dgm:dataModel {spaces}>{point}</dgm:dataModel>",
        },
    )
    assert texts(document) == ["a", "DRAFT", "Field", "Limit", "Antenna"]
    assert whole(document)


def test_a_formula_is_written_on_one_line(tmp_path):
    def r(text):
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:num>{r('U')}</m:num><m:den>{r('R')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{r('10')}</m:e><m:sup>{r('6')}</m:sup></m:sSup>"
    index = f"<m:sSub><m:e>{r('Z')}</m:e><m:sub>{r('0')}</m:sub></m:sSub>"
    root = f"<m:rad><m:deg/><m:e>{r('2')}</m:e></m:rad>"
    fenced = f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{r("x")}</m:e></m:d>'
    document = read_word(tmp_path, paragraph(f"<m:oMath>{fraction}{r('=')}{power}{index}{root}{fenced}</m:oMath>"))
    assert only(document).text == "U/R=10^6Z_0√(2)[x]"
    assert whole(document)


def test_annotated_characters_keep_both_texts(tmp_path):
    above, base = f"<w:rt>{run('でん')}</w:rt>", f"<w:rubyBase>{run('電')}</w:rubyBase>"
    ruby = f"<w:r><w:ruby><w:rubyPr/>{above}{base}</w:ruby></w:r>"
    document = read_word(tmp_path, paragraph(ruby))
    assert only(document).text == "電(でん)"
    assert whole(document)


# --- notes, headers, comments ---


def notes_part(tag, inner):
    separator = f'<w:{tag} w:type="separator" w:id="-1"><w:p/></w:{tag}>'
    return part(f"{tag}s", separator + "".join(f'<w:{tag} w:id="{i}">{p}</w:{tag}>' for i, p in inner.items()))


def test_a_note_follows_the_paragraph_that_calls_it(tmp_path):
    document = read_word(
        tmp_path,
        paragraph(run("limit") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" applies")),
        table([cell(paragraph(run("cell") + '<w:r><w:endnoteReference w:id="5"/></w:r>'))]),
        paragraph("next"),
        links={"f": ("footnotes", "footnotes.xml"), "e": ("endnotes", "endnotes.xml")},
        parts={
            "footnotes.xml": notes_part(
                "footnote", {2: paragraph("first line") + paragraph("second line"), 3: paragraph("lost")}
            ),
            "endnotes.xml": notes_part("endnote", {5: paragraph("end")}),
        },
    )
    assert [(block.kind, block.place.story, block.text) for block in document.blocks] == [
        ("paragraph", "body", "limit applies"),
        ("note", "footnote", "first line\nsecond line"),
        ("table", "body", "cell"),
        ("note", "endnote", "end"),
        ("paragraph", "body", "next"),
    ]
    assert dropped(document) == {"note that is never called": 4}
    assert whole(document)


def test_headers_footers_and_comments_are_kept_apart_and_counted(tmp_path):
    document = read_word(
        tmp_path,
        paragraph("body"),
        links={"h": ("header", "header1.xml"), "f": ("footer", "footer1.xml"), "c": ("comments", "comments.xml")},
        parts={
            "header1.xml": part(
                "hdr", table(["Document No.", "Revision", "Date"], ["ABC-EMC-4711", "7", "2031-04-05"])
            ),
            "footer1.xml": part("ftr", paragraph("Page 3")),
            "comments.xml": part("comments", f'<w:comment w:id="0">{paragraph("why?")}</w:comment>'),
        },
    )
    assert texts(document) == ["body"]
    assert dropped(document) == {"comment": 4, "running header": 46, "running footer": 5}
    assert whole(document)
    block = document.title_block
    assert (block.number, block.revision, block.date) == ("ABC-EMC-4711", "7", "2031-04-05")


def test_the_title_stands_in_its_style_or_in_the_properties(tmp_path):
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>From properties</dc:title></cp:coreProperties>'
    )
    more = {
        "package_links": {
            "c": (
                "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                "docProps/core.xml",
            )
        },
        "parts": {"/docProps/core.xml": core},
    }
    assert read_word(tmp_path, paragraph("text"), **more).title_block.title == "From properties"
    styles = style("T", called="Title")
    assert (
        read_word(tmp_path, paragraph("From cover", style="T"), styles=styles, **more).title_block.title == "From cover"
    )


def test_without_a_title_style_the_line_that_names_the_subject_is_the_title(tmp_path):
    body = [
        paragraph(run("ACME GROUP", '<w:sz w:val="48"/>')),
        paragraph("This sentence says EMC."),
        paragraph("1.1\tEMC tests\t4"),
        paragraph("EMC of electronic parts"),
    ]
    assert read_word(tmp_path, *body).title_block.title == "EMC of electronic parts"


def test_without_a_title_style_the_largest_text_of_the_cover_is_the_title(tmp_path):
    body = [paragraph("Acme"), paragraph(run("Components", '<w:sz w:val="48"/>')), *[paragraph("text")] * 5]
    assert read_word(tmp_path, *body).title_block.title == "Components"
    assert read_word(tmp_path, *body[2:]).title_block.title == ""


def test_a_file_without_text_is_read_with_a_reservation(tmp_path):
    document = read_word(tmp_path, paragraph())
    assert document.blocks == ()
    assert [(problem.kind, problem.fatal) for problem in document.problems] == [("no text", False)]


def test_numbers_made_by_old_fields_are_named(tmp_path):
    document = read_word(tmp_path, paragraph(field("AUTONUMLGL", separate=False) + run("Scope")))
    assert texts(document) == ["Scope"]
    assert [problem.kind for problem in document.problems] == ["numbers"]


# --- embedded documents ---


def embedded(tmp_path, data, name="afchunk.bin"):
    return read_word(
        tmp_path,
        paragraph("before"),
        '<w:altChunk r:id="rIdChunk"/>',
        paragraph("after"),
        links={"rIdChunk": (f"{OFFICE}/aFChunk", name)},
        parts={name: data},
    )


def test_an_embedded_web_page_is_read_in_its_place(tmp_path):
    page = (
        "<html><head><title>no</title><style>no</style></head><body>loose <b>text</b><h2>Heading</h2>"
        "<p>One&nbsp;two</p>"
        "<table><tr><td>a</td><td>b</td></tr></table><script>no()</script></body></html>"
    )
    document = embedded(tmp_path, page)
    assert texts(document) == ["before", "loose text", "Heading", "One two", "a\tb", "after"]
    assert document.blocks[2].outline == 2
    assert document.blocks[4].rows == (("a", "b"),)
    assert whole(document)


def test_an_embedded_web_archive_text_and_document_are_read(tmp_path):
    archive = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
        "Content-Type: text/html\n\n<p>page</p>\n--x--\n"
    )
    assert texts(embedded(tmp_path, archive)) == ["before", "page", "after"]
    assert texts(embedded(tmp_path, "one\n\ntwo")) == ["before", "one", "two", "after"]
    inner = write(tmp_path / "inner.docx", paragraph("inner")).read_bytes()
    document = embedded(tmp_path, inner)
    assert texts(document) == ["before", "inner", "after"]
    assert whole(document)


def test_an_embedded_document_that_cannot_be_read_is_named(tmp_path):
    for data in (b"{\\rtf1 x}", b"PK\x03\x04broken"):
        document = embedded(tmp_path, data)
        assert texts(document) == ["before", "after"]
        assert [(problem.kind, problem.fatal) for problem in document.problems] == [("embedded document", False)]


def test_chapters_in_other_files_are_named(tmp_path):
    document = read_word(tmp_path, paragraph("before"), '<w:subDoc r:id="x"/>')
    assert [problem.kind for problem in document.problems] == ["parts elsewhere"]


# --- looks ---


def test_bold_size_and_heading_come_through_styles(tmp_path):
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("Normal", default=True)
        + style("Base", called="Überschrift", about='<w:outlineLvl w:val="3"/>', look='<w:b/><w:sz w:val="28"/>')
        + style("Own", based_on="Base", look='<w:sz w:val="32"/>')
        + '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
    )
    document = read_word(
        tmp_path,
        paragraph("heading", style="Own"),
        paragraph("plain"),
        paragraph(run("bold by style", '<w:rStyle w:val="Strong"/>')),
        paragraph(run("bold cancels bold", '<w:rStyle w:val="Strong"/>'), style="Base"),
        paragraph(run("mostly plain ") + run("b", '<w:b/><w:sz w:val="99"/>')),
        paragraph("no heading", style="Own", about='<w:outlineLvl w:val="9"/>'),
        styles=styles,
    )
    assert [(block.bold, block.size, block.outline) for block in document.blocks] == [
        (True, 16, 4),
        (False, 11, None),
        (True, 11, None),
        (False, 14, 4),
        (False, 11, None),
        (True, 16, None),
    ]


def test_text_hidden_by_its_style_is_left_out(tmp_path):
    document = read_word(
        tmp_path, paragraph("secret", style="H"), paragraph("seen"), styles=style("H", look="<w:vanish/>")
    )
    assert texts(document) == ["seen"]
    assert dropped(document) == {"hidden text": 6}


def test_captions_are_known_by_style_or_by_what_they_count(tmp_path):
    counted = run("Figure ") + field("SEQ Figure \\* ARABIC", run("1")) + run(" Setup")
    requirement = run("The unit ") + field("SEQ Req", run("7")) + run(" shall work")
    document = read_word(
        tmp_path,
        paragraph("Table 1 Limits", style="Beschriftung"),
        paragraph(counted),
        paragraph(requirement),
        styles=style("Beschriftung", called="caption"),
    )
    assert [block.kind for block in document.blocks] == ["caption", "caption", "paragraph"]


# --- other kinds of the same file ---


def test_strict_files_read_as_others_do(tmp_path):
    ordinary = write(
        tmp_path / "a.docx", paragraph("a", style="H"), table(["b"]), styles=style("H", called="heading 1")
    )
    import zipfile

    with zipfile.ZipFile(ordinary) as source, zipfile.ZipFile(tmp_path / "b.docx", "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            text = text.replace(
                "http://schemas.openxmlformats.org/wordprocessingml/2006", "http://purl.oclc.org/ooxml/wordprocessingml"
            )
            text = text.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            target.writestr(name, text)
    assert read(tmp_path / "b.docx", SETTINGS).blocks == read(ordinary, SETTINGS).blocks


def test_missing_pictures_styles_and_lists_do_not_matter(tmp_path):
    path = write(
        tmp_path / "a.docx",
        paragraph("kept", style="X", num=3),
        links={"i": ("image", "media/none.png"), "rIdStyles": ("styles", "none.xml"), "t": ("header", "none.xml")},
        package_links={"thumb": ("thumbnail", "docProps/thumbnail.jpeg")},
    )
    assert texts(read(path, SETTINGS)) == ["kept"]


def test_a_part_in_another_place_or_encoding_is_found(tmp_path):
    import zipfile

    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        xml = part("document", f"<w:body>{paragraph('Ω kept')}</w:body>").replace("UTF-8", "UTF-16")
        archive.writestr("Word\\Document2.xml", xml.encode("utf-16"))
    assert texts(read(path, SETTINGS)) == ["Ω kept"]


def test_damaged_xml_is_read_as_far_as_it_goes_and_said(tmp_path):
    body = part("document", f"<w:body>{paragraph('one')}{paragraph('two')}<w:p><w:r><w:t>thr")
    document = read(write(tmp_path / "a.docx", parts={"document.xml": body}), SETTINGS)
    assert texts(document)[:2] == ["one", "two"]
    assert "damaged" in [problem.kind for problem in document.problems]
