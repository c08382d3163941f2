"""A run as ReqIF, the exchange format of requirement databases (OMG ReqIF 1.2): one specification a document.

The same run gives the same file, byte for byte: identifiers come from what a clause is and says, times from the run.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import DependencyError, UsageError
from pipeline.exports.identifiers import identify, identify_clause, moment
from pipeline.exports.xml_text import line

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Decision, Report
    from pipeline.reports import RunInfo

ENDINGS = (".reqif", ".reqifz")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of every entry of an archive, so that it repeats


@dataclass(frozen=True)
class Exported:
    """What a ReqIF file came to hold."""

    documents: int
    clauses: int


Limits = Mapping[str, Sequence[str]]
"""The limits of each clause, a line each, by the id of the clause."""


def write(
    path: Path, reports: Sequence[Report], run: RunInfo, names: Mapping[str, str], limits: Limits | None = None
) -> Exported:
    """Write a run as .reqif, or as .reqifz, which is the same in a zip archive.

    :param names: test id -> name, of the catalogue; a test that only a decision names is added.
    :raises UsageError: the ending is another one, or the file cannot be written.
    :raises DependencyError: the package reqif is missing.
    """
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"{path}: the name of a ReqIF file ends with {' or '.join(ENDINGS)}.")
    data = build(reports, run, names, limits).encode("utf-8")
    if path.suffix.lower() == ".reqifz":
        data = _pack(f"{path.stem}.reqif", data)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); is it open in another program?") from None
    return Exported(len(reports), sum(len(report.decisions) for report in reports))


def build(reports: Sequence[Report], run: RunInfo, names: Mapping[str, str], limits: Limits | None = None) -> str:
    """Return a run as the text of a ReqIF file.

    :raises DependencyError: the package reqif is missing.
    """
    try:
        from reqif.models.reqif_core_content import ReqIFCoreContent
        from reqif.models.reqif_namespace_info import ReqIFNamespaceInfo
        from reqif.models.reqif_reqif_header import ReqIFReqIFHeader
        from reqif.object_lookup import ReqIFObjectLookup
        from reqif.reqif_bundle import ReqIFBundle
        from reqif.unparser import ReqIFUnparser
    except ImportError:
        raise DependencyError(
            'The package reqif is missing; install it: pip install "emc-spec-matcher[reqif]"'
        ) from None
    when = moment(run)
    header = ReqIFReqIFHeader(
        identify("header", when, *(f"{report.document} {report.sha256}" for report in reports)),
        creation_time=when, req_if_tool_id="emcmatch", req_if_version="1.0", source_tool_id="emcmatch",
        title="EMC specifications matched to tests", repository_id="emcmatch",
    )  # fmt: skip
    bundle = ReqIFBundle(
        ReqIFNamespaceInfo.create_default(), header, ReqIFCoreContent(_content(reports, names, when, limits or {})),
        tool_extensions_tag_exists=False, lookup=ReqIFObjectLookup.empty(), exceptions=[],
    )  # fmt: skip
    return str(ReqIFUnparser.unparse(bundle))


def _content(  # the content, of the library
    reports: Sequence[Report], names: Mapping[str, str], when: str, limits: Limits
) -> Any:  # noqa: ANN401
    from reqif.models.reqif_req_if_content import ReqIFReqIFContent
    from reqif.models.reqif_spec_object_type import ReqIFSpecObjectType
    from reqif.models.reqif_specification_type import ReqIFSpecificationType

    from pipeline.exports import attributes

    used = {test for report in reports for decision in report.decisions for test in decision.tests}
    known = {**names, **dict.fromkeys(sorted(used - set(names)), "")}
    clause_type = ReqIFSpecObjectType(
        identify("type", "clause"), last_change=when, long_name="Clause",
        attribute_definitions=attributes.define("clause", attributes.CLAUSE, when),
    )  # fmt: skip
    document_type = ReqIFSpecificationType(
        identify("type", "document"), last_change=when, long_name="Document",
        spec_attributes=attributes.define("document", attributes.DOCUMENT, when),
    )  # fmt: skip
    return ReqIFReqIFContent(
        data_types=attributes.types(known, when),
        spec_types=[clause_type, document_type],
        spec_objects=[
            _object(decision, when, limits.get(decision.clause.id, ()))
            for report in reports
            for decision in report.decisions
        ],
        specifications=[_specification(report, when) for report in reports],
    )


def _object(decision: Decision, when: str, limits: Sequence[str]) -> Any:  # noqa: ANN401
    from reqif.models.reqif_spec_object import ReqIFSpecObject

    from pipeline.exports import attributes

    values = attributes.fill("clause", attributes.CLAUSE, attributes.describe(decision, limits))
    return ReqIFSpecObject(
        identify_clause("clause", decision.clause), values, identify("type", "clause"), last_change=when
    )


def _specification(report: Report, when: str) -> Any:  # noqa: ANN401
    from reqif.models.reqif_specification import ReqIFSpecification

    from pipeline.exports import attributes

    block = report.title_block
    said = {
        "ReqIF.ForeignID": line(report.document),
        "ReqIF.Name": line(report.document),
        "ReqIF.Description": line(block.title),
        "EMC.DocumentNumber": line(block.number),
        "EMC.Revision": line(block.revision),
        "EMC.SHA256": report.sha256,
    }
    values = {name: value for name, value in said.items() if value}
    return ReqIFSpecification(
        identify("specification", report.document, report.sha256), line(block.title) or None, when,
        line(report.document), attributes.fill("document", attributes.DOCUMENT, values), identify("type", "document"),
        _hierarchy(report, when),
    )  # fmt: skip


def _hierarchy(report: Report, when: str) -> list[Any]:
    """Build the tree of clauses; one whose parent is not in the report stands at the top."""
    from reqif.models.reqif_spec_hierarchy import ReqIFSpecHierarchy

    top: list[Any] = []
    nodes: dict[str, Any] = {}
    for decision in report.decisions:  # in document order, a parent before its subclauses
        clause = decision.clause
        above = nodes.get(clause.parent or "")
        node = ReqIFSpecHierarchy(
            identifier=identify_clause("place", clause), spec_object=identify_clause("clause", clause),
            level=1 if above is None else above.level + 1, last_change=when, editable=None, is_table_internal=None,
        )  # fmt: skip
        nodes[clause.id] = node
        if above is None:
            top.append(node)
        else:
            above.add_child(node)
    return top


def _pack(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()
