"""A copy of a PDF with highlights in the tests' colours, a note on every clause, and bookmarks by test and by clause.

The pages themselves are not rewritten: annotations are added to them, and the bookmarks that are there stay in front.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import DependencyError, ReadError
from pipeline.exports import sources
from pipeline.exports.identifiers import moment
from pipeline.exports.word import AUTHOR, describe
from pipeline.exports.xml_text import line
from pipeline.reports.test_colours import NONE, colour_tests

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pikepdf import Array, Dictionary, Pdf

    from pipeline.records import Box, Decision, Report
    from pipeline.reports import RunInfo

_STRONG, _SOFT = 0.45, 0.16  # opacity over a heading and over what stands below it
_PART = re.compile(r" \(\d{1,4} of \d{1,4}\)$")  # of a document in a bundle
_TITLE = 90  # characters of a title in a bookmark


@dataclass(frozen=True)
class Highlighted:
    """What an annotated copy came to hold."""

    clauses: int  # with a note
    unplaced: tuple[str, ...]  # ids of clauses whose place on the pages is not known
    notes: tuple[str, ...]  # what a user should know about the copy


def by_file(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Return the PDF documents of a run by the file they stand in: a bundle holds several."""
    found: dict[str, list[Report]] = {}
    for report in reports:
        if report.format == "pdf":
            found.setdefault(_PART.sub("", report.document), []).append(report)
    return found


def annotate(
    reports: Sequence[Report],
    run: RunInfo,
    target: Path,
    names: Mapping[str, str],
    *,
    elsewhere: Sequence[Path] = (),
    outcomes: Collection[str] = (),
) -> Highlighted:
    """Write the annotated copy of a PDF.

    :param reports: of the documents in this one file; several where it is a bundle.
    :param target: the file to write.
    :param names: test id -> name, in the order of the catalogue.
    :param elsewhere: files and folders in which the file may lie now.
    :param outcomes: mark clauses with these only; none given = all.
    :raises ReadError: "gone", "changed"; "protected": its owner does not allow annotations; "damaged".
    :raises DependencyError: pikepdf is missing.
    """
    try:
        import pikepdf
    except ImportError:
        raise DependencyError("Annotated PDF copies need pikepdf: pip install pikepdf") from None
    source = sources.find(reports[0], run, elsewhere)
    decisions = [each for report in reports for each in report.decisions if not outcomes or each.outcome in outcomes]
    try:
        with pikepdf.open(source) as pdf:
            if pdf.is_encrypted and not pdf.allow.modify_annotation:
                raise ReadError("protected", "does not allow annotations; ask its owner for a copy that does.")
            notes = ("the file was signed; the copy's signature no longer holds",) if _is_signed(pdf) else ()
            placed, unplaced = _mark(pdf, decisions, names, moment(run))
            _add_bookmarks(pdf, placed, names)
            pdf.save(target, encryption=bool(pdf.is_encrypted))
    except pikepdf.PasswordError:
        raise ReadError("password", "is protected by a password; save a copy without it.") from None
    except (pikepdf.PdfError, OSError) as error:
        raise ReadError("damaged", f"cannot be annotated ({error}).") from None
    return Highlighted(len(placed), tuple(unplaced), notes)


def _is_signed(pdf: Pdf) -> bool:
    form: Any = pdf.Root.get("/AcroForm", {})
    return bool(int(form.get("/SigFlags", 0)) & 1)


def _mark(
    pdf: Pdf, decisions: Sequence[Decision], names: Mapping[str, str], when: str
) -> tuple[list[Decision], list[str]]:
    """Add the annotations of every clause to its pages.

    :return: the decisions whose clauses were marked, and the ids of those that have no place.
    """
    colours = colour_tests(tuple(names))
    placed, unplaced = [], []
    for decision in decisions:
        boxes = [box for box in decision.clause.boxes if 1 <= box[0] <= len(pdf.pages)]
        if not boxes:
            unplaced.append(decision.clause.id)
            continue
        colour = colours.get(decision.tests[0], NONE) if decision.tests else NONE
        text = "\n".join(line(each) for each in describe(decision, names))
        _annotate(pdf, boxes[:1], colour, _STRONG, text, when)
        if decision.tests:
            for page in sorted({box[0] for box in boxes[1:]}):
                _annotate(pdf, [box for box in boxes[1:] if box[0] == page], colour, _SOFT, "", when)
        placed.append(decision)
    return placed, unplaced


def _annotate(pdf: Pdf, boxes: Sequence[Box], colour: str, opacity: float, text: str, when: str) -> None:
    """Highlight rectangles of one page; ISO 32000-1, 12.5.6.10."""
    from pikepdf import Array, Dictionary, Name, String

    rectangle = _around(boxes)
    shade = Array([round(int(colour[at : at + 2], 16) / 255, 3) for at in (1, 3, 5)])
    corners = Array([value for box in boxes for value in _quad(box)])
    annotation = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Highlight,
        Rect=Array(rectangle),
        QuadPoints=corners,
        C=shade,
        CA=opacity,
        T=String(AUTHOR),
        M=String(_date(when)),
        F=4,  # printed with the page
        AP=Dictionary(N=_appearance(pdf, boxes, rectangle, shade, opacity)),
    )
    if text:
        annotation.Contents = String(text)
    page = pdf.pages[boxes[0][0] - 1]
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(pdf.make_indirect(annotation))


def _appearance(pdf: Pdf, boxes: Sequence[Box], rectangle: list[float], shade: Array, opacity: float) -> Dictionary:
    """Draw the highlight as every program shall show it: multiplied with what lies below."""
    from pikepdf import Array, Dictionary, Name

    colour = " ".join(str(value) for value in shade)
    drawn = [f"{box[1]} {box[2]} {round(box[3] - box[1], 1)} {round(box[4] - box[2], 1)} re" for box in boxes]
    stream: Any = pdf.make_stream(f"/G gs {colour} rg\n{' '.join(drawn)} f\n".encode("ascii"))
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array(rectangle)
    state = Dictionary(Type=Name.ExtGState, ca=opacity, BM=Name.Multiply)
    stream.Resources = Dictionary(ExtGState=Dictionary(G=state))
    stream.Group = Dictionary(S=Name.Transparency, Type=Name.Group)
    found: Dictionary = pdf.make_indirect(stream)
    return found


def _around(boxes: Sequence[Box]) -> list[float]:
    lefts, bottoms, rights, tops = zip(*(box[1:] for box in boxes), strict=True)
    return [min(lefts), min(bottoms), max(rights), max(tops)]


def _quad(box: Box) -> Iterator[float]:
    """Corners in the order that programs expect: upper left, upper right, lower left, lower right."""
    _, left, bottom, right, top = box
    yield from (left, top, right, top, left, bottom, right, bottom)


def _date(when: str) -> str:
    """Write an ISO 8601 moment as PDF does; ISO 32000-1, 7.9.4."""
    digits = "".join(each for each in when[:19] if each.isdigit())
    return f"D:{digits}Z" if len(digits) == 14 else f"D:{digits or '19700101'}"


def _add_bookmarks(pdf: Pdf, decisions: Sequence[Decision], names: Mapping[str, str]) -> None:
    """Add two trees behind the bookmarks that are there: the tests with their clauses, and the clauses in order."""
    from pikepdf import OutlineItem

    with pdf.open_outline() as outline:
        by_test = OutlineItem("emcmatch: by test")
        for test, name in names.items():
            about = [each for each in decisions if test in each.tests]
            if about:
                item = OutlineItem(f"{test} {name}", _page(about[0]))
                item.children.extend(_bookmark(each) for each in about)
                by_test.children.append(item)
        by_clause = OutlineItem("emcmatch: by clause")
        open_ones: list[tuple[int, Any]] = [(0, by_clause)]
        for each in decisions:
            while open_ones[-1][0] >= max(1, each.clause.level):
                open_ones.pop()
            item = _bookmark(each)
            open_ones[-1][1].children.append(item)
            open_ones.append((max(1, each.clause.level), item))
        outline.root.extend([by_test, by_clause])


def _bookmark(decision: Decision) -> Any:  # noqa: ANN401 - a pikepdf.OutlineItem
    from pikepdf import OutlineItem, PageLocation

    clause = decision.clause
    said = "; ".join(decision.tests) or "none"
    doubt = " (review)" if decision.outcome == "review" else ""
    title = f"{clause.number} {clause.title[:_TITLE]} [{said}{doubt}]"
    return OutlineItem(line(title), _page(decision), PageLocation.XYZ, left=0, top=clause.boxes[0][4] + 6)


def _page(decision: Decision) -> int:
    """0-based, as pikepdf counts."""
    return decision.clause.boxes[0][0] - 1
