"""The desk's server: one application on this machine, behind the guard of the review page."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from pipeline.commands.desk.answers import PAGE, Renderer
from pipeline.commands.desk.documents import Documents
from pipeline.commands.desk.home import Home
from pipeline.commands.desk.jobs import Jobs
from pipeline.commands.desk.makers import Makers
from pipeline.commands.desk.rooms import Rooms
from pipeline.errors import EmcMatchError
from pipeline.reviews.access import Guard
from pipeline.reviews.local_server import missing
from pipeline.reviews.local_server import serve as serve_page
from pipeline.reviews.servers import application

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from pipeline.commands.desk.library import Library, OpenRun

_STATIC = {"desk.css": "text/css", "desk.js": "text/javascript", "home.js": "text/javascript"}
_STATIC |= {"job.js": "text/javascript", "document.js": "text/javascript"}


def serve(library: Library, port: int, tell: Callable[[str], None]) -> None:
    """Serve the page until it is stopped.

    :param port: 0 = any that is free.
    :param tell: told the address, token included, when it can be opened.
    :raises UsageError: the port is taken.
    :raises DependencyError: the packages of the page are missing.
    """
    with contextlib.closing(Jobs()) as jobs, contextlib.closing(Makers()) as makers:
        serve_page(partial(make, library, jobs, makers), port, tell, patience=2)


def make(library: Library, jobs: Jobs, makers: Makers, token: str, port: int) -> Guard:
    """Build the application.

    :raises DependencyError: the packages of the page are missing.
    """
    try:
        from fastapi import FastAPI
    except ImportError:
        raise missing() from None
    render = Renderer()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_route("/static/{name}", _give, ["GET"])
    Home(library, jobs, render).add(app)
    Documents(library, render).add(app)
    app.mount("/runs/{id}/review", _Reviews(library))
    Rooms(library, makers, render).add(app)
    return Guard(app, token, port, pictures=True)


def _give(request: Request) -> Response:
    """Give a script or the style."""
    from starlette.responses import Response

    name = request.path_params["name"]
    if name not in _STATIC:
        return Response(status_code=404)
    return Response((PAGE / name).read_bytes(), media_type=_STATIC[name])


class _Reviews:
    """The review page of each run, with the page to ask on beside it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._apps: dict[str, tuple[OpenRun, ASGIApp]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request by the application of its run."""
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import PlainTextResponse

        try:
            app = await run_in_threadpool(self._find, scope["path_params"]["id"])
        except EmcMatchError as error:
            await PlainTextResponse(str(error), 404)(scope, receive, send)
            return
        await app(scope, receive, send)

    def _find(self, id: str) -> ASGIApp:
        from pipeline.commands import indexed
        from pipeline.search import web

        run = self._library.open(id)
        held = self._apps.get(id)
        if held is None or held[0] is not run:
            app = application(run.session, [web.extend(indexed.opener(run.shelved.folder), "../")], "../")
            held = self._apps[id] = (run, app)
        return held[1]
