"""Pieces put into the bytes of an XML file: where they belong, and nothing else changed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import ReadError
from pipeline.exports.insertions import append, encoding_of, insert, survey

NAMES = st.sampled_from(["p", "pPr", "r", "w:p", "w:pPr"])
FILLING = st.sampled_from(
    ["", " ", "\n", "text", "/>", "größe 电磁", "&amp;", "<!-- <p/> -->", "<![CDATA[<p>/>]]>", "<?a b/>?>"]
)
ATTRIBUTES = st.sampled_from(["", ' x="1"', ' x="/>"', " y='<p/>'".replace("<", "&lt;"), ' x="a"\n  y="b" '])


@st.composite
def elements(draw, depth=3):
    """An element as somebody may write it."""
    name, attributes = draw(NAMES), draw(ATTRIBUTES)
    if draw(st.booleans()):
        return f"<{name}{attributes}/>"
    children = draw(st.lists(elements(depth - 1), max_size=3)) if depth else []
    inner = "".join(draw(FILLING) + child for child in children) + draw(FILLING)
    return f"<{name}{attributes}>{inner}</{name}>"


def document(inner, encoding="utf-8"):
    head = f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n'
    return f'{head}<a xmlns:w="urn:w">{inner}</a>\n<!-- end -->'.encode(encoding)


@settings(max_examples=200, deadline=None)
@given(st.lists(elements(), max_size=3).map("".join), st.data(), st.sampled_from(["utf-8", "utf-16"]))
def test_pieces_stand_inside_the_wanted_elements_and_all_else_stays(inner, data, encoding):
    raw = document(inner, encoding)
    before = [each for each in etree.fromstring(raw).iter() if isinstance(each.tag, str)]
    wanted = data.draw(st.sets(st.integers(0, len(before) - 1)))
    root, spots = survey(raw, wanted, "pPr", "x.xml")
    pieces = [piece for spot in spots.values() for piece in ((spot.start, "<in/>"), (spot.end, "<out/>"))]
    changed = insert(raw, pieces)
    assert (root.name, root.bound("urn:w"), root.empty) == ("a", "w", False)
    marks = [mark.encode(encoding_of(raw)) for mark in ("<in/>", "<out/>")]
    assert changed.replace(marks[0], b"").replace(marks[1], b"") == raw
    after = [each for each in etree.fromstring(changed).iter() if isinstance(each.tag, str)]
    kept = [each for each in after if each.tag not in ("in", "out")]
    assert [each.tag for each in kept] == [each.tag for each in before]
    for place, element in enumerate(kept):
        tags = [etree.QName(child).localname for child in element if isinstance(child.tag, str)]
        if place in spots:
            first = 0
            while tags[first] == "pPr":
                first += 1
            assert (tags[first], tags[-1]) == ("in", "out")
        else:
            assert "in" not in tags
            assert "out" not in tags
    empty = {place for place in wanted if _is_one_tag(raw, place)}
    assert set(spots) == wanted - empty


def _is_one_tag(raw, place):
    """Whether the element at a place is written as one tag, told by its text alone."""
    text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    text = re.sub(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", "", text, flags=re.DOTALL)
    tags = re.findall(r"<[^/](?:[^\"'>]|\"[^\"]*\"|'[^']*')*>", text)
    return tags[place].endswith("/>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize("root", ['<a x="/>"/>', "<a />", "<a></a>", "<a>ü<b/></a>", "<z:a xmlns:z='urn:z'/>"])
def test_what_is_appended_is_the_last_thing_in_the_root(root, encoding):
    raw = f'<?xml version="1.0" encoding="{encoding}"?><!-- <a/> -->{root}\n<!-- a/> -->'.encode(encoding)
    changed = etree.fromstring(append(raw, "<new>€</new>", "x.xml"))
    assert changed[-1].tag == "new"
    assert changed[-1].text == "€"
    assert [child.tag for child in changed][:-1] == [child.tag for child in etree.fromstring(raw)]


def test_damaged_xml_is_named():
    with pytest.raises(ReadError, match=r"has damaged XML in x\.xml"):
        survey(b"<a><b></a>", (), "", "x.xml")
