"""The document room: pages as they are on one side, clauses with their tests on the other."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from pipeline.commands.desk import pictures, wordings
from pipeline.commands.desk.answers import Renderer, data, guarded_data
from pipeline.commands.desk.rooms import frame
from pipeline.errors import ReadError, UsageError
from pipeline.exports import sources

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from pipeline.commands.desk.library import Library, OpenRun
    from pipeline.commands.desk.pictures import Sheets

_SHORT = 160  # characters of a title in the list


class Documents:
    """The routes of one document of a run."""

    def __init__(self, library: Library, render: Renderer) -> None:
        self._library, self._render = library, render
        self._lock = threading.Lock()
        self._sheets: dict[tuple[str, str], Future[Sheets | None]] = {}
        self._makers = ThreadPoolExecutor(1)  # LibreOffice makes pages of one Word file after the other

    def add(self, app: FastAPI) -> None:
        """Add the routes."""
        place = "/runs/{id}/document/{index:int}"
        app.add_route(place, self._render.guarded(self.show), ["GET"])
        app.add_route(f"{place}/places", guarded_data(self.locate), ["GET"])
        app.add_route(f"{place}/limits/{{clause:int}}", guarded_data(self.limits), ["GET"])
        app.add_route(f"{place}/pages/{{page:int}}.png", self.draw, ["GET"])

    def show(self, request: Request) -> Response:
        """Give the frame of the room."""
        run, index = self._run(request)
        report = run.report(index)
        return self._render.page(
            "document.html.jinja", **frame(run, "document"), report=report, index=index, first=run.first(index)
        )

    def locate(self, request: Request) -> Response:
        """Give the sizes of the pages, and every clause with its decision and its place."""
        run, index = self._run(request)
        report = run.report(index)
        made = self._begin(run, index)
        sheets = made.result() if report.format == "pdf" or made.done() else None
        first = run.first(index)
        return data(
            {
                "pages": sheets.sizes if sheets else (),
                "pending": not made.done(),
                "converted": bool(sheets and sheets.converted),
                "clauses": [
                    {
                        "index": first + at,
                        "number": each.clause.number,
                        "title": each.clause.title[:_SHORT],
                        "level": each.clause.level,
                        "tests": each.tests,
                        "outcome": each.outcome,
                        "confidence": round(each.confidence, 3),
                        "state": run.session.state(first + at),
                        "places": sheets.places.get(each.clause.id, ()) if sheets else (),
                    }
                    for at, each in enumerate(report.decisions)
                ],
                "texts": [] if sheets else [_text(each.clause) for each in report.decisions],
            }
        )

    def limits(self, request: Request) -> Response:
        """Give where each limit of a clause was read from, in the order in which the clause shows them."""
        run, index = self._run(request)
        report, at = run.report(index), request.path_params["clause"]
        if at >= len(report.decisions):
            raise UsageError("The document has no such clause.")
        made = self._begin(run, index)
        sheets = made.result() if report.format == "pdf" or made.done() else None
        decision = report.decisions[at]
        item = next(item for item in run.session.items if item.decision.clause.id == decision.clause.id)
        said = [each.wording for each in run.session.limits(item)]  # those that the clause shows
        boxes = sheets.boxes.get(decision.clause.id, ()) if sheets else ()
        return data({"places": wordings.find(sheets, boxes, said) if sheets else [()] * len(said)})

    def draw(self, request: Request) -> Response:
        """Give the picture of a page."""
        from starlette.responses import Response

        try:
            run, index = self._run(request)
            sheets = self._begin(run, index).result()
            if sheets is None:
                return Response(status_code=404)
            width = request.query_params.get("width", "900")
            page = pictures.picture(sheets.path, request.path_params["page"], int(width) if width.isdecimal() else 900)
        except (ReadError, UsageError):
            return Response(status_code=404)
        return Response(page, media_type="image/png")

    def _run(self, request: Request) -> tuple[OpenRun, int]:
        return self._library.open(request.path_params["id"]), request.path_params["index"]

    def _begin(self, run: OpenRun, index: int) -> Future[Sheets | None]:
        """Begin to make the pages of a document ready, once; a PDF has them, a Word file is converted meanwhile."""
        report = run.report(index)
        key = (run.shelved.id, f"{report.sha256} {report.document}")
        with self._lock:
            if key not in self._sheets:
                self._sheets[key] = self._makers.submit(open_sheets, run, index)
            return self._sheets[key]


def open_sheets(run: OpenRun, index: int) -> Sheets | None:
    """Make the pages of a document ready to be shown; None where they cannot be: the file has gone or changed."""
    from pipeline import config

    report = run.report(index)
    try:
        path = sources.find(report, run.info, ())
        if report.format == "pdf":
            return pictures.open_pdf(path, report)
        settings, _ = config.check(base={name: dict(values) for name, values in run.info.configuration.items()})
        return pictures.open_word(path, report, settings.read, settings.split)
    except ReadError:
        return None


def _text(clause: Any) -> dict[str, Any]:  # noqa: ANN401 - records.Clause, named only for types
    """Return a clause for the reading view, where there are no pages."""
    return {
        "text": clause.text[:20_000],
        "notes": clause.notes,
        "tables": [{"caption": each.caption, "rows": each.rows[:200]} for each in clause.tables],
    }
