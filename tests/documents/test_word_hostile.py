"""Files made to break a reader end at once, in a refusal or in a good read."""

import time
import zipfile

import pytest
from spec_files import accounted
from word_files import (
    SETTINGS,
    cell,
    definition,
    instance,
    level,
    paragraph,
    part,
    read_word,
    run,
    settings,
    style,
    table,
    texts,
    write,
)

from pipeline.documents import read
from pipeline.errors import ReadError


@pytest.fixture(autouse=True)
def _soon():
    """Each of these takes well under a second on any machine; an attack that works takes minutes."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < 10


def document_xml(tmp_path, xml):
    return write(tmp_path / "made.docx", parts={"document.xml": xml})


@pytest.mark.parametrize("where", ["text", "attribute"])
def test_entities_are_never_expanded(tmp_path, where):
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY e0 "lol">{lines}]>'
    inner = {"text": "<w:t>&e9;</w:t>", "attribute": '<w:t a="&e9;">x</w:t>'}[where]
    xml = part("document", f"<w:body><w:p><w:r>{inner}</w:r></w:p></w:body>").replace("?>", f"?>{doctype}", 1)
    with pytest.raises(ReadError, match="declares XML entities"):
        read(document_xml(tmp_path, xml), SETTINGS)


def test_no_other_file_is_opened_through_an_entity(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    xml = part("document", "<w:body><w:p><w:r><w:t>[&e;]</w:t></w:r></w:p></w:body>").replace("?>", f"?>{doctype}", 1)
    document = read(document_xml(tmp_path, xml), SETTINGS)
    assert texts(document) == ["[]"]
    assert [problem.kind for problem in document.problems] == ["entities"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])  # with its mark, and without
@pytest.mark.parametrize("declared", ["bomb", "file"])
def test_entities_of_a_part_in_utf_16_are_left_alone_like_others(tmp_path, encoding, declared):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype, text = {
        "bomb": (f'<!DOCTYPE x [<!ENTITY e0 "lol">{lines}]>', '<w:t a="&e9;">x</w:t>'),
        "file": (f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>', "<w:t>[&e;]</w:t>"),
    }[declared]
    body = f"<w:body><w:p><w:r>{text}</w:r></w:p></w:body>"
    xml = part("document", body).replace("?>", f"?>{doctype}", 1).replace("UTF-8", "UTF-16")
    path = document_xml(tmp_path, "")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, xml.encode(encoding) if name == "word/document.xml" else data)
    if declared == "bomb":
        with pytest.raises(ReadError, match="declares XML entities"):
            read(path, SETTINGS)
    else:
        document = read(path, SETTINGS)
        assert texts(document) == ["[]"]
        assert [problem.kind for problem in document.problems] == ["entities"]


def test_external_parts_are_never_fetched(tmp_path, monkeypatch):
    import socket

    def refuse(*_, **__):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="http://x/{kind}" Target="http://127.0.0.1:9/{kind}" TargetMode="External"/>'
            for n, kind in enumerate(("styles", "numbering", "header", "image", "aFChunk", "attachedTemplate"))
        )
        + "</Relationships>"
    )
    path = write(
        tmp_path / "made.docx",
        paragraph("kept"),
        '<w:altChunk r:id="r4"/>',
        parts={"_rels/document.xml.rels": relations},
    )
    assert texts(read(path, SETTINGS)) == ["kept"]


def test_a_part_that_unpacks_to_too_much_is_refused(tmp_path):
    path = document_xml(tmp_path, part("document", f"<w:body>{paragraph('x' * 3_000_000)}</w:body>"))
    with pytest.raises(ReadError, match="unpacked_limit") as error:
        read(path, settings(unpacked_limit=1))
    assert error.value.kind == "unpacked limit"
    with pytest.raises(ReadError, match="memory_limit"):
        read(path, settings(memory_limit=20))


def test_a_large_part_packed_to_almost_nothing_is_refused(tmp_path):
    path = document_xml(tmp_path, part("document", f"<w:body>{'<w:p/>' * 4_000_000}</w:body>"))
    with pytest.raises(ReadError, match="unpacks to more"):
        read(path, SETTINGS)


def test_sizes_in_the_directory_are_not_trusted(tmp_path):
    path = document_xml(tmp_path, part("document", f"<w:body>{paragraph('x' * 3_000_000)}</w:body>"))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        true_size = archive.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    at = data.find(true_size, data.find(b"PK\x01\x02"))
    data[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(ReadError, match=r"unpacks to more|damaged|no readable XML"):
        read(path, settings(unpacked_limit=1))


def test_parts_that_are_not_read_may_be_of_any_size(tmp_path):
    path = write(tmp_path / "made.docx", paragraph("kept"), parts={"media/big.png": b"\0" * 5_000_000})
    assert texts(read(path, settings(unpacked_limit=1))) == ["kept"]


def test_tables_nested_without_end_are_refused(tmp_path):
    opened = "<w:tbl><w:tr><w:tc>" * 3000
    xml = part("document", f"<w:body>{opened}{paragraph('deep')}{'</w:tc></w:tr></w:tbl>' * 3000}</w:body>")
    with pytest.raises(ReadError, match="deeper than any real document"):
        read(document_xml(tmp_path, xml), SETTINGS)


@pytest.mark.parametrize("depth", [20, 60, 80])
def test_tables_nested_as_deep_as_xml_allows_are_read(tmp_path, depth):
    body = "<w:tbl><w:tr><w:tc>" * depth + paragraph("deep") + "</w:tc></w:tr></w:tbl>" * depth
    assert texts(read_word(tmp_path, body)) == ["deep"]


@pytest.mark.slow
def test_a_text_of_many_megabytes_is_read(tmp_path):
    document = read_word(tmp_path, paragraph("word " * 2_500_000))
    assert document.loss.found == 10_000_000
    assert accounted(document) == 10_000_000


def test_many_rows_and_long_merges_are_read_in_one_pass(tmp_path):
    first, covered = cell("x", '<w:vMerge w:val="restart"/>'), cell("x", "<w:vMerge/>")
    merged = f"<w:tr>{first}</w:tr>" + f"<w:tr>{covered}</w:tr>" * 3999
    document = read_word(tmp_path, f"<w:tbl>{merged}</w:tbl>")
    assert [row for row in document.blocks[0].rows if row != ("",)] == [("x",)]


def test_one_wide_row_does_not_widen_all_rows(tmp_path):
    wide = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 3000 + "</w:tr>"
    narrow = f"<w:tr><w:tc>{paragraph('x')}</w:tc></w:tr>" * 3000
    document = read_word(tmp_path, f"<w:tbl>{wide}{narrow}</w:tbl>")
    assert sum(map(len, document.blocks[0].rows)) < 1_000_000


def test_spans_cannot_add_up(tmp_path):
    wide = cell("x", '<w:gridSpan w:val="200"/>')
    document = read_word(tmp_path, f"<w:tbl>{('<w:tr>' + wide * 300 + '</w:tr>') * 20}</w:tbl>")
    assert sum(map(len, document.blocks[0].rows)) < 20 * 600


@pytest.mark.slow
def test_styles_based_on_thousands_of_others_end(tmp_path):
    styles = "".join(style(f"S{n}", based_on=f"S{n + 1}") for n in range(3000))
    body = [paragraph("x", style=f"S{n}") for n in range(3000)]
    assert len(read_word(tmp_path, *body, styles=styles).blocks) == 3000


def test_fields_opened_thousands_of_times_end(tmp_path):
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert texts(read_word(tmp_path, paragraph(begin * 20_000 + end * 20_000 + run("x")))) == ["x"]


def test_the_same_embedded_part_is_read_once(tmp_path):
    document = read_word(
        tmp_path,
        '<w:altChunk r:id="c"/>' * 5000,
        links={"c": ("aFChunk", "chunk.html")},
        parts={"chunk.html": "<p>" + "x" * 100_000 + "</p>"},
    )
    assert len(document.blocks) == 1


def test_a_document_that_embeds_itself_ends(tmp_path):
    data = write(tmp_path / "0.docx", paragraph("0")).read_bytes()
    for depth in range(1, 7):
        data = write(
            tmp_path / f"{depth}.docx",
            paragraph(str(depth)),
            '<w:altChunk r:id="c"/>',
            links={"c": ("aFChunk", "inner.docx")},
            parts={"inner.docx": data},
        ).read_bytes()
    document = read(tmp_path / "6.docx", SETTINGS)
    assert texts(document) == ["6", "5", "4", "3"]
    assert "embedded document" in [problem.kind for problem in document.problems]


def test_absurd_numbers_are_no_errors(tmp_path):
    numbering = definition(0, level(0, "%1", start=0).replace('"0"', '"1e400"', 1)) + instance(1, 0)
    looks = '<w:sz w:val="1e999"/><w:b w:val="perhaps"/>'
    body = [
        paragraph(run("a", looks), num=1, about='<w:ind w:left="NaN"/><w:outlineLvl w:val="-7"/>'),
        paragraph("b", about='<w:numPr><w:ilvl w:val="x"/><w:numId w:val="9999999999999999999999"/></w:numPr>'),
        paragraph('<w:r><w:t>c</w:t><w:sym w:font="Symbol" w:char="zz"/><w:sym/></w:r>'),
        table([f'<w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr>{paragraph("d")}</w:tc>']),
    ]
    assert texts(read_word(tmp_path, *body, numbering=numbering)) == ["a", "b", "c", "d"]


def test_control_characters_and_direction_marks_do_not_come_through(tmp_path):
    document = read_word(tmp_path, paragraph("a\u202eb\u2066c\u0085d\u2028e"))
    assert texts(document) == ["abc d\ne"]


def test_a_part_encrypted_in_the_zip_is_named(tmp_path):
    path = write(tmp_path / "made.docx", paragraph("x"))
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)
    with pytest.raises(ReadError, match="encrypted"):
        read(path, SETTINGS)


def test_a_part_with_a_flipped_bit_is_named(tmp_path):
    path = write(tmp_path / "made.docx", paragraph("text " * 2000))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("word/document.xml")
        middle = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    data[middle] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(ReadError, match="damaged"):
        read(path, SETTINGS)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice_in_the_archive_is_said_and_the_first_is_read(tmp_path):
    path = write(tmp_path / "made.docx", paragraph("The limit is 20 V/m."))
    with zipfile.ZipFile(path, "a") as archive:
        body = archive.read("word/document.xml").replace(b"20 V/m", b"200 V/m")
        archive.writestr("Word/Document.xml", body)  # names differ in case only, as one way to hide it
        archive.writestr("word/document.xml", body)
    document = read(path, settings())

    assert texts(document) == ["The limit is 20 V/m."]
    assert [problem.kind for problem in document.problems] == ["doubled parts"]
    assert "word/document.xml" in document.problems[0].message
    assert not [problem for problem in read(write(tmp_path / "b.docx", paragraph("One.")), settings()).problems]
