"""A page to ask on, beside the review page: behind the same guard, written by the server, everything in it escaped."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EmcMatchError
from pipeline.reports.templates import open_templates
from pipeline.search.filters import choose
from pipeline.search.passages import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from pipeline.matching.catalogue import Catalogue
    from pipeline.search.answering import Answerer
    from pipeline.search.index import IndexedSource
    from pipeline.search.records import Hit

    Opened = tuple[Answerer, Catalogue, Sequence[IndexedSource]]

_PAGE = Path(__file__).parent / "page"
_STATIC = {"ask.js": "text/javascript", "ask.css": "text/css"}
_LONGEST = 500  # characters of a question
_TOP = 6
_MOST = 40  # lines of a clause that are shown


def extend(open_index: Callable[[], Opened], home: str = "") -> Callable[[FastAPI, Any], None]:
    """Return what adds the page to the application of the review page.

    :param open_index: opens the index at the first question; it may take a while.
    :param home: address of the page that this one is a room of, seen from here; "" = it stands alone.
    """

    def add(app: FastAPI, _: object) -> None:
        pages = _SearchPages(open_index, home)
        app.add_route("/ask", pages.show, ["GET"])
        app.add_route("/ask/answer", pages.answer, ["GET"])
        app.add_route("/ask/{name}", pages.give, ["GET"])

    return add


class _SearchPages:
    """What is answered to which path; each runs in a thread of its own."""

    def __init__(self, open_index: Callable[[], Opened], home: str) -> None:
        self._templates = open_templates(_PAGE)
        self._home, self._open_index, self._lock = home, open_index, threading.Lock()
        self._opened: Opened | None = None

    def show(self, _: Request) -> Response:
        """Give the frame of the page."""
        values: dict[str, Any] = {"documents": [], "tests": [], "fault": "", "home": self._home}
        try:
            catalogue, sources = self._ready()[1:]
        except EmcMatchError as error:
            return self._render("ask.html.jinja", {**values, "fault": str(error)})
        documents = sorted({source.document for source in sources})
        return self._render("ask.html.jinja", {**values, "documents": documents, "tests": catalogue.tests})

    def give(self, request: Request) -> Response:
        """Give the script or the style."""
        from starlette.responses import Response

        name = request.path_params["name"]
        if name not in _STATIC:
            return Response(status_code=404)
        return Response((_PAGE / name).read_bytes(), media_type=_STATIC[name])

    def answer(self, request: Request) -> Response:
        """Give what was found for a question."""
        given = request.query_params
        text = given.get("q", "").strip()[:_LONGEST]
        if not text:
            return self._render("answer.html.jinja", {"answer": None, "hits": [], "fault": "Ask something."})
        try:
            asker, catalogue, sources = self._ready()
            names = [name for name in (given.get("document", ""),) if name]
            tests = [test for test in (given.get("test", ""),) if test]
            found = asker.ask(text, choose(sources, catalogue, names, (), tests), _TOP)
        except EmcMatchError as error:
            return self._render("answer.html.jinja", {"answer": None, "hits": [], "fault": str(error)})
        hits = [_view(hit) for hit in found.hits]
        return self._render("answer.html.jinja", {"answer": found, "hits": hits, "fault": ""})

    def _ready(self) -> Opened:
        with self._lock:
            if self._opened is None:
                self._opened = self._open_index()
            return self._opened

    def _render(self, name: str, values: dict[str, Any]) -> Response:
        from starlette.responses import HTMLResponse

        return HTMLResponse(self._templates.get_template(name).render(values))


def _view(hit: Hit) -> dict[str, Any]:
    """Return what the template of one clause needs: its lines, those that answer marked."""
    marked = {line.text for line in hit.lines}
    clause = hit.found.clause
    pieces = [piece for piece in cut(clause) if piece.place != "title"]
    first = next((place for place, piece in enumerate(pieces) if piece.text in marked), 0)
    start = max(0, min(first - 3, len(pieces) - _MOST))
    values = dict.fromkeys(value for line in hit.lines for value in line.values)
    return {
        "clause": clause,
        "tests": "; ".join(hit.found.tests),
        "title_marked": " ".join(clause.title.split()) in marked,
        "lines": [(piece.text, piece.text in marked) for piece in pieces[start : start + _MOST]],
        "limits": hit.limits,
        "before": start,
        "after": max(0, len(pieces) - start - _MOST),
        "amounts": list(values)[:12],
    }
