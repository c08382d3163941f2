"""Nothing vanishes: whatever is nested in whatever, each text is read once or left out by name."""

from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spec_files import accounted
from word_files import SETTINGS, definition, instance, level, paragraph, run, write

from pipeline.documents import read

_NUMBER = count()
NUMBERING = definition(0, level(0, "%1."), level(1, "%1.%2")) + instance(1, 0)
SEEN = [
    "{0}",
    "<w:ins>{0}</w:ins>",
    "<w:hyperlink>{0}</w:hyperlink>",
    "<w:sdt><w:sdtPr/><w:sdtContent>{0}</w:sdtContent></w:sdt>",
    "<w:smartTag>{0}</w:smartTag>",
    "<mc:AlternateContent><mc:Choice>{0}</mc:Choice><mc:Fallback><w:r><w:t>fallback</w:t></w:r></mc:Fallback></mc:AlternateContent>",
    "<w:r><w:pict><v:textbox><w:txbxContent><w:p>{0}</w:p></w:txbxContent></v:textbox></w:pict></w:r>",
    '<w:fldSimple w:instr="REF a">{0}</w:fldSimple>',
]
UNSEEN = ["<w:del>{0}</w:del>", "<w:moveFrom>{0}</w:moveFrom>"]
FRAMES = [
    "{0}",
    "<w:sdt><w:sdtPr/><w:sdtContent>{0}</w:sdtContent></w:sdt>",
    "<w:tbl><w:tr><w:tc>{0}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "<w:customXml>{0}</w:customXml>",
    '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{0}</w:tc></w:tr></w:tbl>',
]


@st.composite
def inlines(draw):
    """Runs in wrappers: XML, words that are seen, words that are not."""
    word = f"word{next(_NUMBER)}"
    gone = draw(st.booleans())
    xml = run(f"{word} ")
    for wrapper in draw(st.lists(st.sampled_from(SEEN), max_size=3)):
        xml = wrapper.format(xml)
    if gone:
        xml = draw(st.sampled_from(UNSEEN)).format(xml)
    return xml, ([] if gone else [word]), ([word] if gone else [])


@st.composite
def bodies(draw):
    """Paragraphs, some of them in a list, in frames."""
    pieces, seen, unseen = [], [], []
    for _ in range(draw(st.integers(1, 5))):
        inner = draw(st.lists(inlines(), min_size=1, max_size=4))
        listed = draw(st.booleans())
        xml = paragraph("".join(x for x, _, _ in inner), num=1 if listed else None, level=0 if listed else None)
        for frame in draw(st.lists(st.sampled_from(FRAMES), max_size=3)):
            xml = frame.format(xml)
        pieces.append(xml)
        seen += [word for _, words, _ in inner for word in words]
        unseen += [word for _, _, words in inner for word in words]
    return "".join(pieces), seen, unseen


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies())
def test_every_word_is_read_once_or_left_out_by_name(tmp_path, made):
    body, seen, unseen = made
    document = read(write(tmp_path / "made.docx", body, numbering=NUMBERING), SETTINGS)
    words = [word for block in document.blocks for word in block.text.split() if word.startswith("word")]
    assert sorted(words) == sorted(seen)
    assert not set(unseen) & set(words)
    assert accounted(document) == document.loss.found
    assert [block.place.index for block in document.blocks] == list(range(len(document.blocks)))


def test_text_in_a_place_nobody_reads_is_a_problem(tmp_path):
    stray = "<w:tbl><w:tblPr/><w:r><w:t>text between table and row</w:t></w:r></w:tbl>"
    document = read(write(tmp_path / "made.docx", paragraph("seen"), stray), SETTINGS)
    assert document.loss.unexplained > 0.5
    assert [(problem.kind, problem.fatal) for problem in document.problems] == [("loss", False)]
