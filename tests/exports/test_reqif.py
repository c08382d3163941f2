"""A run as ReqIF: valid against the OMG's schema, the same every time, and equal when it is read back."""

import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import CATALOGUE, RUN, decide, make_report

pytest.importorskip("reqif")

from lxml import etree
from reqif.cli.cli_arg_parser import ValidateCommandConfig
from reqif.commands.validate.validate import ValidateCommand
from reqif.models.reqif_types import SpecObjectAttributeType as Kind
from reqif.parser import ReqIFParser, ReqIFZParser

from pipeline.errors import UsageError
from pipeline.exports import reqif
from pipeline.exports.xml_text import legal, line
from pipeline.records import Table

NAMES = {test.id: test.name for test in CATALOGUE.tests}
ODD = "a < b & \"c\" 'd' ]]> <b>x</b> {braces} µ Ω 电磁 \x02\ufffe end"
XHTML = "{http://www.w3.org/1999/xhtml}"


def make_run():
    """Two documents: a tree of three levels, odd signs, tables, a page, a quote, two tests, a person's word."""
    table = Table((("Band", "Level"), ("0.15 – 30 MHz", ""), ("a & b", "<5>\nsecond line")), caption="Table 1 <Limits>")
    one = make_report(
        decide("1", title=ODD),
        decide("2", "BCI", title="Injection", clause={"page": 7, "text": f"One.\n{ODD}", "tables": (table,)}),
        decide("2.1", ("RE", "CE"), outcome="review", confidence=0.123456, clause={"notes": ("A note.",)}),
        decide("2.1.1", "XX-9", by="person", quote='the "clamp" & 5 <V>', clause={"captions": ("Figure 1",)}),
        decide("3"),
        document="a.docx",
    )
    other = make_report(decide("1", document="b.pdf"), document="b.pdf", format="pdf", sha256="cd" * 32)
    return (one, other)


def validate(path):
    """Say what the library and the schema of the OMG find wrong with a file."""
    found = ValidateCommand._validate(ValidateCommandConfig(input_file=str(path), use_reqif_schema=True))
    return [*found.xml_errors, *(each.get_description() for each in found.schema_errors), *found.semantic_warnings]


class Reader:
    """Reads a file back with nothing but the library, knowing columns and values by their names alone."""

    def __init__(self, bundle):
        self.bundle, self.content = bundle, bundle.core_content.req_if_content
        self.columns = {
            column.identifier: column.long_name
            for kind in self.content.spec_types
            for column in getattr(kind, "attribute_definitions", None) or kind.spec_attributes
        }
        self.values = {
            value.identifier: value.long_name
            for kind in self.content.data_types
            for value in getattr(kind, "values", None) or ()
        }

    def cells(self, attributes):
        """Values by the names of their columns."""
        return {self.columns[each.definition_ref]: self._cell(each) for each in attributes}

    def _cell(self, attribute):
        if attribute.attribute_type is Kind.ENUMERATION:
            return tuple(self.values[one] for one in attribute.value)
        if attribute.attribute_type is Kind.XHTML:
            return read_xhtml(attribute.xml_node.find("THE-VALUE")[0])
        return attribute.value

    def clauses(self):
        """Every clause in the order and depth of the hierarchy, with what stands above it."""
        objects = {each.identifier: each for each in self.content.spec_objects}
        for specification in self.content.specifications:
            above = []
            for node in self.bundle.iterate_specification_hierarchy(specification):
                above = [*above[: node.level - 1], objects[node.spec_object].identifier]
                parent = objects[above[-2]] if len(above) > 1 else None
                cells = self.cells(objects[node.spec_object].attributes)
                yield specification.long_name, parent and self.cells(parent.attributes)["ReqIF.ForeignID"], cells


def words(element):
    """Text of a paragraph or cell with its line ends."""
    return (element.text or "") + "".join(f"\n{child.tail or ''}" for child in element)


def read_xhtml(root):
    """Texts of paragraphs and rows of tables of a piece of XHTML."""
    pieces = [root.text] if root.text else []
    for child in root:
        if child.tag.endswith("table"):
            pieces.append([child.findtext(f"{XHTML}caption")])
            pieces += [[words(cell) for cell in row] for row in child.iter(f"{XHTML}tr")]
        else:
            pieces.append(words(child))
    return pieces


def expected(report, decision):
    """What must come back of a decision."""
    clause = decision.clause
    pieces = [line for line in clause.text.split("\n") if line.strip()]
    for table in clause.tables:
        pieces += [[table.caption or None], *map(list, filter(None, table.rows))] if any(table.rows) else []
    pieces += [*clause.captions, *clause.notes]
    cells = {
        "ReqIF.ForeignID": clause.id,
        "ReqIF.ChapterNumber": clause.number,
        "ReqIF.ChapterName": [legal(clause.title)] if legal(clause.title) else [],
        "ReqIF.Text": [
            legal(each) if isinstance(each, str) else [cell and legal(cell) for cell in each] for each in pieces
        ],
        "EMC.Tests": decision.tests,
        "EMC.Outcome": (decision.outcome,),
        "EMC.Confidence": f"{decision.confidence:.4f}",
        "EMC.DecidedBy": (decision.by,),
        "EMC.Reason": line(decision.reason),
        "EMC.Quote": line(decision.quote),
        "EMC.Page": str(clause.page or ""),
    }
    always = ("ReqIF.ChapterName", "EMC.Tests", "EMC.Reason")
    kept = {name: value for name, value in cells.items() if value or name in always}
    if decision.quote and not kept.get("EMC.Quote"):
        kept["EMC.Quote"] = ""
    return report.document, clause.parent, kept


def test_a_file_read_back_holds_the_same_clauses_in_the_same_tree_with_the_same_values(tmp_path):
    reports, path = make_run(), tmp_path / "run.reqif"
    done = reqif.write(path, reports, RUN, NAMES)
    assert (done.documents, done.clauses) == (2, 6)
    found = list(Reader(ReqIFParser.parse(str(path))).clauses())
    assert found == [expected(report, decision) for report in reports for decision in report.decisions]


def test_a_document_brings_its_title_number_revision_and_digest():
    reader = Reader(ReqIFParser.parse_from_string(reqif.build(make_run(), RUN, NAMES)))
    assert reader.cells(reader.content.specifications[0].values) == {
        "ReqIF.ForeignID": "a.docx",
        "ReqIF.Name": "a.docx",
        "ReqIF.Description": "Component requirements",
        "EMC.DocumentNumber": "QX-7",
        "EMC.Revision": "C",
        "EMC.SHA256": "ab" * 32,
    }


def test_a_file_is_valid_against_the_schema_of_the_omg(tmp_path):
    path = tmp_path / "run.reqif"
    reqif.write(path, make_run(), RUN, NAMES)
    assert validate(path) == []


def test_the_validator_does_find_faults(tmp_path):
    path = tmp_path / "run.reqif"
    reqif.write(path, make_run(), RUN, NAMES)
    text = path.read_text(encoding="utf-8")
    broken = tmp_path / "broken.reqif"
    broken.write_text(text.replace("<SPEC-OBJECT-TYPE-REF>", "<SPEC-OBJECT-TYPE-REF>x", 1).replace("MAX-LENGTH", "MAX"))
    assert validate(broken)
    identifier = text.split('<SPEC-OBJECT IDENTIFIER="')[2].partition('"')[0]
    other = text.split('<SPEC-OBJECT IDENTIFIER="')[1].partition('"')[0]
    broken.write_text(text.replace(f'IDENTIFIER="{identifier}"', f'IDENTIFIER="{other}"'), encoding="utf-8")
    assert validate(broken)


def test_every_reference_leads_somewhere_and_no_identifier_stands_twice():
    root = etree.fromstring(reqif.build(make_run(), RUN, NAMES).encode())
    identifiers = [element.get("IDENTIFIER") for element in root.iter() if element.get("IDENTIFIER")]
    assert len(identifiers) == len(set(identifiers))
    references = [element.text for element in root.iter() if str(element.tag).endswith("-REF")]
    assert references
    assert set(references) <= set(identifiers)


def test_the_same_run_gives_the_same_bytes(tmp_path):
    for ending in reqif.ENDINGS:
        for name in ("one", "two"):
            reqif.write(tmp_path / f"{name}{ending}", make_run(), RUN, NAMES)
        pack = tmp_path / f"one{ending}"
        if ending == ".reqifz":
            (tmp_path / "two.reqifz").write_bytes((tmp_path / "two.reqifz").read_bytes().replace(b"two.r", b"one.r"))
        assert pack.read_bytes() == (tmp_path / f"two{ending}").read_bytes()


def test_a_decision_changes_values_and_a_wording_changes_the_identifier():
    def identifier(decision):
        root = etree.fromstring(reqif.build((make_report(decision),), RUN, NAMES).encode())
        return next(root.iter("{*}SPEC-OBJECT")).get("IDENTIFIER")

    decision = decide("4", "BCI", clause={"text": "At most 5 V."})
    assert identifier(replace(decision, tests=("RE",), confidence=0.1, reason="Other.")) == identifier(decision)
    assert identifier(decide("4", "BCI", clause={"text": "At most 6 V."})) != identifier(decision)


def test_the_packed_file_holds_the_same(tmp_path):
    reqif.write(tmp_path / "run.reqif", make_run(), RUN, NAMES)
    reqif.write(tmp_path / "run.reqifz", make_run(), RUN, NAMES)
    with zipfile.ZipFile(tmp_path / "run.reqifz") as archive:
        assert archive.namelist() == ["run.reqif"]
        assert archive.read("run.reqif") == (tmp_path / "run.reqif").read_bytes()
    assert list(ReqIFZParser.parse(str(tmp_path / "run.reqifz")).reqif_bundles) == ["run.reqif"]


def test_names_of_the_catalogue_are_escaped_once():
    bundle = ReqIFParser.parse_from_string(reqif.build(make_run(), RUN, {"BCI": 'Bulk <"Current"> & Injection'}))
    tests = next(kind for kind in bundle.core_content.req_if_content.data_types if kind.long_name == "EMC test")
    assert tests.values[0].description == 'Bulk <"Current"> & Injection'
    assert [value.other_content for value in tests.values] == ["BCI", "CE", "RE", "XX-9"]


def test_times_are_those_of_the_run():
    text = reqif.build(make_run(), replace(RUN, finished="2031-05-06T09:08:09+02:00"), NAMES)
    assert set(part.partition('"')[0] for part in text.split('LAST-CHANGE="')[1:]) == {"2031-05-06T07:08:09Z"}


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"ends with \.reqif or \.reqifz"):
        reqif.write(tmp_path / "run.xml", make_run(), RUN, NAMES)


@settings(max_examples=30, deadline=None)
@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_any_text_of_a_document_comes_back(title, text, row):
    clause = {"text": text, "tables": (Table((tuple(row),)),)}
    report = make_report(decide("1", "BCI", title=title, reason=text, quote=title, clause=clause))
    found = list(Reader(ReqIFParser.parse_from_string(reqif.build((report,), RUN, NAMES))).clauses())
    assert found == [expected(report, report.decisions[0])]


def test_limits_stand_with_their_clause():
    said = ["150 kHz - 300 kHz: 90 dBµV, PK", "up to 2 MHz: 60 dBµV (not sure)"]
    root = etree.fromstring(reqif.build(make_run(), RUN, NAMES, {"a.docx#2": said}).encode())
    values = [each.get("THE-VALUE") for each in root.iter("{*}ATTRIBUTE-VALUE-STRING")]
    assert values.count("; ".join(said)) == 1
