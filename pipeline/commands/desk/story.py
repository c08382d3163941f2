"""One document's story as one HTML file to mail: pages with marks, decisions, limits and problems; it loads nothing."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from pipeline.commands.desk import pictures
from pipeline.commands.desk.answers import PAGE
from pipeline.commands.desk.documents import open_sheets
from pipeline.reports.choices import join
from pipeline.reports.templates import open_templates
from pipeline.reports.test_colours import NONE, colour_tests
from pipeline.requirements.limits import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.commands.desk.library import OpenRun
    from pipeline.commands.desk.pictures import Sheets
    from pipeline.records import Decision, Report

WIDTH = 760  # pixels of a page
_MOST_PAGES = 400  # pictures; a longer document names the pages that are left out
_TEXT = 1500  # characters of a clause's text


def tell(run: OpenRun, report: Report, limits: Sequence[dict[str, Any]] = ()) -> str:
    """Write the page.

    :param limits: records of limits.jsonl that belong to the document.
    """
    names = {test.id: test.name for test in run.catalogue.tests}
    colours = colour_tests(tuple(names))
    sheets = open_sheets(run, run.reports.index(report))
    return (
        open_templates(PAGE)
        .get_template("story.html.jinja")
        .render(
            report=report,
            run=run.info,
            names=names,
            colours=colours,
            none=NONE,
            join=join,
            sheets=_draw(sheets, report, colours) if sheets else (),
            left_out=max(0, len(sheets.sizes) - _MOST_PAGES) if sheets else 0,
            converted=bool(sheets and sheets.converted),
            limits=limits,
            say=say,
            text=_TEXT,
        )
    )


def _draw(sheets: Sheets, report: Report, colours: dict[str, str] | Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return each page as a picture in a data address, with its marks in per cent of the page."""
    marks: dict[int, list[dict[str, Any]]] = {}
    for decision in report.decisions:
        for place, (page, *corners) in enumerate(sheets.places.get(decision.clause.id, ())):
            if place == 0 or decision.tests:
                marks.setdefault(page, []).append(_mark(decision, corners, colours, faint=place > 0))
    pages = range(1, min(len(sheets.sizes), _MOST_PAGES) + 1)
    return [
        {
            "number": page,
            "picture": base64.b64encode(pictures.picture(sheets.path, page, WIDTH, "JPEG")).decode("ascii"),
            "marks": marks.get(page, ()),
        }
        for page in pages
    ]


def _mark(decision: Decision, corners: list[float], colours: Any, *, faint: bool) -> dict[str, Any]:  # noqa: ANN401
    left, top, width, height = (round(100 * value, 3) for value in corners)
    return {
        "left": left,
        "top": top,
        "width": width,
        "height": height,
        "colour": colours.get(decision.tests[0], NONE) if decision.tests else NONE,
        "faint": faint,
        "id": "" if faint else decision.clause.id,
        "words": f"{decision.clause.number} {decision.clause.title}: {join(decision.tests)}, {decision.outcome}",
    }
