"""The review page: a local server that shows one run and keeps what a person decides."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.reports.templates import open_templates
from pipeline.reviews.access import Guard
from pipeline.reviews.local_server import missing, read_json
from pipeline.reviews.local_server import serve as serve_page
from pipeline.reviews.views import view

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fastapi import FastAPI as Application
    from starlette.requests import Request
    from starlette.responses import Response

    from pipeline.reviews.sessions import Session

    Extension = Callable[[Application, Session], None]

_PAGE = Path(__file__).parent / "page"
_STATIC = {".js": "text/javascript", ".css": "text/css"}
_MOST_CLAUSES = 1_000_000_000
_LONGEST_SEARCH = 1000  # characters


def serve(session: Session, port: int, tell: Callable[[str], None], more: Sequence[Extension] = ()) -> None:
    """Serve the page until it is stopped.

    :param port: 0 = any that is free.
    :param tell: told the address, token included, when it can be opened.
    :param more: see `application`.
    :raises UsageError: the port is taken.
    :raises DependencyError: the packages of the page are missing.
    """
    serve_page(partial(make, session, more=more), port, tell, patience=None)


def make(session: Session, token: str, port: int, more: Sequence[Extension] = ()) -> Guard:
    """Build the application behind its guard; see `application`."""
    return Guard(application(session, more), token, port)


def application(session: Session, more: Sequence[Extension] = (), home: str = "") -> Application:
    """Build the application; whoever serves it puts a guard before it.

    :param more: each adds routes of its own for the session; they are behind the same guard, and their scripts and
        styles lie beside those of the page.
    :param home: address of the page this one is a room of, seen from here; "" = it stands alone.
    :raises DependencyError: the packages of the page are missing.
    """
    try:
        from fastapi import FastAPI

        pages = _Pages(session, home)
    except ImportError:
        raise missing() from None
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_route("/", pages.show, ["GET"])
    app.add_route("/static/{name}", pages.give, ["GET"])
    app.add_route("/clauses", pages.list, ["GET"])
    app.add_route("/find", pages.find, ["GET"])
    app.add_route("/clauses/{index}", pages.open, ["GET"])
    app.add_route("/decide", pages.decide, ["POST"])
    app.add_route("/undo", pages.undo, ["POST"])
    for extend in more:
        extend(app, session)
    return app


class _Pages:
    """What is answered to which path; those that are not `async` run in threads of their own."""

    def __init__(self, session: Session, home: str) -> None:
        self._session, self._home = session, home
        self._templates = open_templates(_PAGE)

    def show(self, request: Request) -> Response:
        """Give the frame of the page."""
        session = self._session
        asks = any(getattr(route, "path", "") == "/ask" for route in request.app.routes)
        documents = list(dict.fromkeys(item.decision.clause.document for item in session.items))
        values = {"documents": documents, "tests": session.catalogue.tests, "asks": asks, "home": self._home}
        return self._render("index.html.jinja", values)

    def give(self, request: Request) -> Response:
        """Give the script or the style."""
        from starlette.responses import Response

        name = request.path_params["name"]
        names = {path.name: path for path in _PAGE.iterdir() if path.suffix in _STATIC}
        if name not in names:
            return Response(status_code=404)
        return Response(names[name].read_bytes(), media_type=_STATIC[names[name].suffix])

    def list(self, _: Request) -> Response:
        """Give a row for each clause."""
        return _answer(self._session.rows())

    def find(self, request: Request) -> Response:
        """Give the indices of the clauses that say the words asked for."""
        return _answer(self._session.find(request.query_params.get("words", "")[:_LONGEST_SEARCH]))

    def open(self, request: Request) -> Response:
        """Give one clause with its context and candidates."""
        from starlette.responses import Response

        index = _index(request)
        if index >= len(self._session.items):
            return Response(status_code=404)
        return self._render("clause.html.jinja", view(self._session, index))

    async def decide(self, request: Request) -> Response:
        """Keep a decision and answer when it is on the disk."""
        from starlette.concurrency import run_in_threadpool

        given = await _read(request)
        if given is None:
            return _answer({"error": "The request is no decision."}, 400)
        try:
            state = await run_in_threadpool(self._session.decide, **given)
        except UsageError as error:
            return _answer({"error": str(error)}, 422)
        return _answer({"index": given["index"], "state": state})

    def undo(self, _: Request) -> Response:
        """Take the last decision back."""
        try:
            index = self._session.undo()
        except UsageError as error:
            return _answer({"error": str(error)}, 422)
        return _answer({"index": index, "state": None if index is None else self._session.state(index)})

    def _render(self, name: str, values: dict[str, Any]) -> Response:
        from starlette.responses import HTMLResponse

        return HTMLResponse(self._templates.get_template(name).render(values))


def _answer(content: object, status: int = 200) -> Response:
    from starlette.responses import JSONResponse

    return JSONResponse(content, status)


def _index(request: Request) -> int:
    """Return the number of a clause in the path; one that no run has where it is none."""
    said = str(request.path_params["index"])
    return int(said) if said.isascii() and said.isdecimal() and len(said) < len(str(_MOST_CLAUSES)) else _MOST_CLAUSES


async def _read(request: Request) -> dict[str, Any] | None:
    """Return a decision as it was sent; None where it is none."""
    raw = await read_json(request)
    texts = ("test", "verdict", "comment")
    if raw is None or type(raw.get("index")) is not int or abs(raw["index"]) >= _MOST_CLAUSES:
        return None
    if any(not isinstance(raw.get(name, ""), str) for name in texts):
        return None
    return {"index": raw["index"], **{name: raw.get(name, "") for name in texts}}
