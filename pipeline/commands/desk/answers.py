"""What the routes of the page have in common: reading requests, and answering with pages, data and files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EmcMatchError
from pipeline.reports.templates import open_templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    Handler = Callable[[Request], Response]

PAGE = Path(__file__).parent / "page"
_ALONE = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; img-src data:"
)
"""For pages that carry their own script and style: they cannot speak to this server or to anybody else."""
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".zip": "application/zip",
    ".reqif": "application/xml",
}


class Renderer:
    """Writes pages from the templates of this folder; everything given to them is escaped."""

    def __init__(self) -> None:
        self._templates = open_templates(PAGE)

    def page(self, template: str, /, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
        """Return a page."""
        from starlette.responses import HTMLResponse

        return HTMLResponse(self._templates.get_template(template).render(**values), status)

    def guarded(self, handler: Handler) -> Handler:
        """Turn what is wrong with a request into a page that says so."""

        def handle(request: Request) -> Response:
            try:
                return handler(request)
            except EmcMatchError as error:
                up = "../" * (request.url.path.count("/") - 1)
                return self.page("fault.html.jinja", 422, message=str(error), up=up)

        return handle


def guarded_data(handler: Handler) -> Handler:
    """Turn what is wrong with a request for data into data that says so."""

    def handle(request: Request) -> Response:
        try:
            return handler(request)
        except EmcMatchError as error:
            return data({"error": str(error)}, 422)

    return handle


def data(content: object, status: int = 200) -> Response:
    """Answer with JSON."""
    from starlette.responses import JSONResponse

    return JSONResponse(content, status)


def file(path: Path, name: str = "", *, show: bool = False) -> Response:
    """Answer with a file to keep, or with a page of its own to look at.

    :param show: for a page that carries its own style and script.
    """
    from starlette.responses import FileResponse

    kind = TYPES.get(path.suffix.lower(), "application/octet-stream")
    if show:
        return FileResponse(path, media_type=kind, headers={"content-security-policy": _ALONE})
    return FileResponse(path, media_type=kind, filename=name or path.name)
