"""Annotated copies of Word files: a comment on every clause, and nothing else that is not as it was."""

import shutil
import zipfile
from dataclasses import replace

import pytest
from annotation_builders import annotate, decide_all, differences, parts, said, texts, tree
from report_builders import decide
from spec_files import CLAUSES, write_spec
from word_files import (
    SETTINGS,
    SPACES,
    drawn_box,
    paragraph,
    part,
    run,
    settings,
    style,
    table,
    text_box,
    write,
)

from pipeline.documents import read
from pipeline.errors import ReadError
from pipeline.exports import word
from pipeline.reports.links import copy_name

HEADING = '<w:outlineLvl w:val="0"/>'
STYLES = style("H1", called="heading 1", about=HEADING)
COMMENT = '<w:comment w:id="7" w:author="Ada"><w:p><w:r><w:t>Is this so?</w:t></w:r></w:p></w:comment>'


def chapter(number, title, *more):
    """A numbered heading and paragraphs below it."""
    return "".join((paragraph(f"{number} {title}", style="H1"), *more))


def write_chapters(path, *more, **changes):
    """A Word file with two chapters; `more` stands between them."""
    body = (
        chapter("1", "Scope", paragraph("All parts.")),
        *more,
        chapter("2", "Injection", paragraph("100 mA & more.")),
    )
    return write(path, *body, styles=STYLES, **changes)


def test_every_clause_has_its_comment_at_its_heading(tmp_path):
    path = write_spec(tmp_path / "spec.docx")
    target, _, done = annotate(path, tmp_path)
    assert target.name == "spec_annotated.docx"
    assert (done.comments, done.beside, done.notes) == (len(CLAUSES), (), ())
    found = said(target)
    assert [heading for heading, _, _ in found] == [f"{number} {title}" for number, title, _ in CLAUSES]
    assert {author for _, _, author in found} == {"emcmatch"}
    assert found[0][1] == [
        "BCI – Bulk Current Injection",
        "1: matched, 90% sure, decided by score",
        'Reason <0> & "so".',
    ]
    assert found[1][1][0] == "No test"
    assert found[2][1][0] == "RE – Radiated Emission; CE – Conducted Emission: voltage"
    assert differences(path, target) == []


def test_the_comparison_does_find_what_another_writer_changes(tmp_path):
    docx = pytest.importorskip("docx", minversion="1.2")
    path = write_spec(tmp_path / "spec.docx")
    document = docx.Document(str(path))
    document.add_comment(document.paragraphs[0].runs, "x", author="y")
    document.save(str(tmp_path / "rewritten.docx"))
    assert "word/document.xml differs in more than marks" in differences(path, tmp_path / "rewritten.docx")
    target, _, _ = annotate(path, tmp_path)
    text = parts(target)["word/document.xml"].replace(b"clamp", b"clam", 1)
    replace_part(target, "word/document.xml", text)
    assert "word/document.xml has other text" in differences(path, target)


def test_python_docx_reads_the_same_text_and_the_comments(tmp_path):
    docx = pytest.importorskip("docx", minversion="1.2")
    path = write_spec(tmp_path / "spec.docx")
    target, report, _ = annotate(path, tmp_path)
    one, two = docx.Document(str(path)), docx.Document(str(target))
    assert [each.text for each in two.paragraphs] == [each.text for each in one.paragraphs]
    assert [each.author for each in two.comments] == ["emcmatch"] * len(report.decisions)
    assert [each.text.split("\n")[2] for each in two.comments] == [each.reason for each in report.decisions]


def test_the_copy_is_read_as_the_original_is(tmp_path):
    path = write_spec(tmp_path / "spec.docx")
    target, _, _ = annotate(path, tmp_path)
    assert read(target, SETTINGS).blocks == read(path, SETTINGS).blocks


def test_tracked_changes_fields_boxes_and_properties_stay_as_they_are(tmp_path):
    deleted = '<w:del w:id="1" w:author="Ada"><w:r><w:delText>old</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2" w:author="Ada">{run("new")}</w:ins>'
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
    field += f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("5")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = paragraph(run("see ") + deleted + inserted + field, about='<w:keepNext/><w:spacing w:after="0"/>')
    path = write_chapters(tmp_path / "a.docx", body, paragraph(drawn_box(paragraph("in a box"))))
    target, _, done = annotate(path, tmp_path)
    assert done.comments == 2
    assert differences(path, target) == []
    assert ("delText", "old") in texts(parts(target)["word/document.xml"])


def test_properties_of_a_paragraph_stay_its_first_child(tmp_path):
    target, _, _ = annotate(write_chapters(tmp_path / "a.docx"), tmp_path)
    headings = [each for each in tree(parts(target)["word/document.xml"]).iter("{*}p") if len(each) > 3]
    assert [[child.tag.rpartition("}")[2] for child in each] for each in headings] == [
        ["pPr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "r", "commentRangeEnd", "r"]
    ] * 2


def test_comments_that_were_there_stay_and_ids_do_not_clash(tmp_path):
    marked = f'<w:commentRangeStart w:id="7"/>{run("Asked.")}<w:commentRangeEnd w:id="7"/>'
    body = paragraph(f'{marked}<w:r><w:commentReference w:id="7"/></w:r>')
    path = write_chapters(
        tmp_path / "a.docx",
        body,
        parts={"comments.xml": part("comments", COMMENT)},
        links={"c": ("comments", "comments.xml")},
    )
    target, _, done = annotate(path, tmp_path)
    assert done.comments == 2
    found = said(target)
    assert [(text, author) for text, _, author in found] == [
        ("1 Scope", "emcmatch"), ("Asked.", "Ada"), ("2 Injection", "emcmatch"),
    ]  # fmt: skip
    assert found[1][1] == ["Is this so?"]
    assert COMMENT.encode() in parts(target)["word/comments.xml"]
    assert differences(path, target) == []
    assert parts(target)["word/_rels/document.xml.rels"] == parts(path)["word/_rels/document.xml.rels"]
    again, _, _ = annotate(target, tmp_path)
    assert len(said(again)) == 5


def test_an_empty_part_of_comments_is_filled(tmp_path):
    for count, empty in enumerate(
        ("<w:comments {}/>", "<w:comments {} />\n<!-- a/> -->", "<w:comments {}></w:comments>")
    ):
        data = empty.format(SPACES)
        path = write_chapters(
            tmp_path / f"{count}.docx", parts={"comments.xml": data}, links={"c": ("comments", "comments.xml")}
        )
        target, _, _ = annotate(path, tmp_path)
        assert [text for text, _, _ in said(target)] == ["1 Scope", "2 Injection"]
        assert differences(path, target) == []


def test_macros_headers_and_notes_are_copied_byte_for_byte(tmp_path):
    more = {
        "vbaProject.bin": bytes(range(256)) * 9,
        "header1.xml": part("hdr", paragraph("Head")).replace("><", ">\n  <"),
        "footnotes.xml": part("footnotes", f'<w:footnote w:id="2">{paragraph("A note.")}</w:footnote>'),
    }
    links = {"h": ("header", "header1.xml"), "n": ("footnotes", "footnotes.xml")}
    path = write_chapters(
        tmp_path / "a.docm", paragraph('<w:r><w:footnoteReference w:id="2"/></w:r>'), parts=more, links=links
    )
    target, _, done = annotate(path, tmp_path)
    assert target.name == "a_annotated.docm"
    assert done.comments == 2
    assert differences(path, target) == []
    assert parts(target)["word/vbaProject.bin"] == more["vbaProject.bin"]


def test_a_clause_in_a_text_box_is_commented_where_the_box_is_anchored(tmp_path):
    box = paragraph(run("anchor ") + text_box(chapter("2", "Boxed")))
    path = write(tmp_path / "a.docx", chapter("1", "Scope"), box, chapter("3", "Last"), styles=STYLES)
    target, _, _ = annotate(path, tmp_path)
    assert [lines[1][:2] for _, lines, _ in said(target)] == ["1:", "2:", "3:"]
    assert [text for text, _, _ in said(target)][1].startswith("anchor")
    inside = [each for each in tree(parts(target)["word/document.xml"]).iter("{*}txbxContent")]
    assert not [mark for box in inside for mark in box.iter("{*}commentReference")]


def test_clauses_in_rows_of_a_table_are_commented_in_their_rows(tmp_path):
    texts_ = [f"The part withstands level {level} of the pulse without any loss." for level in ("one", "two", "three")]
    rows = [["No.", "Requirement"], *([f"2.{count}", text] for count, text in enumerate(texts_, start=1))]
    path = write(tmp_path / "a.docx", chapter("2", "Pulses"), table(*rows), styles=STYLES)
    target, report, _ = annotate(path, tmp_path)
    assert [each.clause.number for each in report.decisions] == ["2", "2.1", "2.2", "2.3"]
    assert [text for text, _, _ in said(target)] == ["2 Pulses", "2.1", "2.2", "2.3"]
    assert differences(path, target) == []


def test_a_clause_whose_place_holds_no_comment_is_named(tmp_path):
    page = "<html><body><h1>2 Embedded</h1><p>Text of it.</p></body></html>"
    chunk = '<w:altChunk r:id="page"/>'
    path = write(tmp_path / "a.docx", chapter("1", "Scope"), chunk, chapter("3", "Last"), styles=STYLES,
                 parts={"page.html": page}, links={"page": ("aFChunk", "page.html")})  # fmt: skip
    target, report, done = annotate(path, tmp_path)
    assert [each.clause.number for each in report.decisions] == ["1", "2", "3"]
    assert done.beside == ("a.docx#2",)
    assert [(text, lines[1][:2]) for text, lines, _ in said(target)] == [
        ("1 Scope", "1:"),
        ("1 Scope", "2:"),
        ("3 Last", "3:"),
    ]


def test_a_clause_in_a_footnote_of_an_empty_page_is_commented_where_the_note_is_called(tmp_path):
    note = f'<w:footnote w:id="2">{paragraph("1 Noted only")}{paragraph("1.1 Below it")}</w:footnote>'
    call = paragraph('<w:r><w:footnoteReference w:id="2"/></w:r>')
    parts_, links = {"footnotes.xml": part("footnotes", note)}, {"n": ("footnotes", "footnotes.xml")}
    path = write(tmp_path / "a.docx", call, parts=parts_, links=links)
    report, run_info = decide_all(path)
    one = decide("1", document="a.docx", title="1 Noted only", clause={"index": 0})
    done = word.annotate(replace(report, decisions=(one,)), run_info, tmp_path / "copy.docx", {}, SETTINGS)
    assert (done.comments, done.beside) == (1, ("a.docx#1",))
    assert [lines[0] for _, lines, _ in said(tmp_path / "copy.docx")] == ["No test"]


@pytest.mark.parametrize("change", ["prefix", "default", "strict", "utf-16", "latin"])
def test_any_way_to_write_the_xml_is_kept(tmp_path, change):
    path = write_chapters(tmp_path / "a.docx", paragraph("Größe"))
    data = parts(path)["word/document.xml"].decode()
    address = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    if change == "prefix":
        data = data.replace("w:", "v0:").replace("mlv0:", "mlw:").replace(":w=", ":v0=")
    elif change == "default":
        data = data.replace("w:val=", "x:val=").replace("<w:", "<").replace("</w:", "</")
        data = data.replace('xmlns:w="', 'xmlns="').replace("<pPr", f'<pPr xmlns:x="{address}"')
    elif change == "strict":
        data = data.replace(address, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    raw = data.replace("UTF-8", "UTF-16").encode("utf-16") if change == "utf-16" else data.encode()
    raw = data.replace("UTF-8", "ISO-8859-1").encode("latin-1") if change == "latin" else raw
    replace_part(path, "word/document.xml", raw)
    target, report, done = annotate(path, tmp_path)
    assert done.comments == len(report.decisions) == 2
    assert [text for text, _, _ in said(target)] == ["1 Scope", "2 Injection"]
    new = parts(target)["word/document.xml"]
    assert texts(new) == texts(raw)
    namespace = tree(new).tag
    assert tree(parts(target)["word/comments.xml"]).tag.partition("}")[0] == namespace.partition("}")[0]
    if change != "utf-16":
        assert differences(path, target) == []


def replace_part(path, name, data):
    """Write another part into a package."""
    files = {**parts(path), name: data}
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in files.items():
            archive.writestr(each, content)


def test_a_package_without_relations_of_the_document_gets_them(tmp_path):
    path = write_chapters(tmp_path / "a.docx")
    files = parts(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            if name != "word/_rels/document.xml.rels":
                archive.writestr(name, data)
    target, report, done = annotate(path, tmp_path)
    assert done.comments == len(report.decisions) > 0
    assert b"comments" in parts(target)["word/_rels/document.xml.rels"]


def test_only_some_outcomes_can_be_commented(tmp_path):
    path = write_spec(tmp_path / "spec.docx")
    target, report, done = annotate(path, tmp_path, outcomes=("unmatched",))
    assert done.comments == sum(each.outcome == "unmatched" for each in report.decisions) == 2
    assert [lines[0] for _, lines, _ in said(target)] == ["No test"] * 2


def test_a_file_that_moved_is_found_by_its_bytes(tmp_path):
    path = write_spec(tmp_path / "in" / "spec.docx")
    report, run_info = decide_all(path)
    (tmp_path / "other" / "deep").mkdir(parents=True)
    shutil.move(path, tmp_path / "other" / "deep" / "renamed.docx")
    target = tmp_path / "copy.docx"
    with pytest.raises(ReadError, match=r"is no longer at .*spec\.docx; name the file"):
        word.annotate(report, run_info, target, {}, SETTINGS)
    assert word.annotate(report, run_info, target, {}, SETTINGS, elsewhere=[tmp_path / "other"]).comments == len(
        CLAUSES
    )


def test_a_file_that_changed_is_refused(tmp_path):
    path = write_spec(tmp_path / "spec.docx")
    report, run_info = decide_all(path)
    write_spec(path, CLAUSES[:2])
    with pytest.raises(ReadError, match="has changed since the run"):
        word.annotate(report, run_info, tmp_path / "copy.docx", {}, SETTINGS)
    assert not (tmp_path / "copy.docx").exists()


def test_other_files_than_word_are_refused_by_name(tmp_path):
    path = write_spec(tmp_path / "spec.docx")
    report, run_info = decide_all(path)
    with pytest.raises(ReadError, match="only Word documents"):
        word.annotate(replace(report, format="pdf"), run_info, tmp_path / "copy.docx", {}, SETTINGS)


def test_damaged_and_oversized_parts_are_refused(tmp_path):
    path = write_chapters(tmp_path / "a.docx", parts={"media/big.bin": bytes(3_000_000)})
    report, run_info = decide_all(path)
    with pytest.raises(ReadError, match="unpacks to more than 2 MB"):
        word.annotate(report, run_info, tmp_path / "copy.docx", {}, settings(unpacked_limit=2))
    replace_part(path, "word/document.xml", parts(path)["word/document.xml"] + b"<!-- - -- -->")
    with pytest.raises(ReadError, match="had to be mended"):
        annotate(path, tmp_path)


def test_a_signed_file_is_copied_with_a_word(tmp_path):
    path = write_chapters(tmp_path / "a.docx", parts={"/_xmlsignatures/sig1.xml": "<Signature/>"})
    assert "no longer holds" in annotate(path, tmp_path)[2].notes[0]


def test_the_same_run_gives_the_same_copy(tmp_path):
    path = write_spec(tmp_path / "spec.docx")
    one = annotate(path, tmp_path)[0].read_bytes()
    assert annotate(path, tmp_path)[0].read_bytes() == one


def test_a_path_in_the_name_of_a_document_is_part_of_the_name():
    assert copy_name("oem/b.spec.docx") == "oem_b.spec_annotated.docx"
