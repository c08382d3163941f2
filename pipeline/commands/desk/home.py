"""The home page: runs, files dropped, a run started, watched and stopped."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.commands.desk import uploads
from pipeline.commands.desk.answers import Renderer, data
from pipeline.errors import EmcMatchError, UsageError
from pipeline.reviews.local_server import read_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from pipeline.commands.desk.jobs import Job, Jobs
    from pipeline.commands.desk.library import Library

_LOOK = 0.2  # seconds between two looks at what a run has said
_LONGEST = 1000  # characters of a path that is typed


class Home:
    """The routes of the home page."""

    def __init__(self, library: Library, jobs: Jobs, render: Renderer) -> None:
        self._library, self._jobs, self._render = library, jobs, render

    def add(self, app: FastAPI) -> None:
        """Add the routes."""
        app.add_route("/", self._render.guarded(self.show), ["GET"])
        app.add_route("/runs.json", self.list, ["GET"])
        app.add_route("/drops", self.begin, ["POST"])
        app.add_route("/drops/{batch}/{name:path}", self.take, ["PUT"])
        app.add_route("/jobs", self.start, ["POST"])
        app.add_route("/jobs/{id}", self.watch, ["GET"])
        app.add_route("/jobs/{id}/events", self.tell, ["GET"])
        app.add_route("/jobs/{id}/stop", self.stop, ["POST"])

    def show(self, _: Request) -> Response:
        """Give the page."""
        return self._render.page(
            "home.html.jinja",
            up="",
            runs=self._library.runs(),
            jobs=self._jobs.all(),
            folder=self._library.folder,
            catalogues=_catalogues(self._library.folder),
            models=_models(self._library.folder),
            kinds=",".join((*uploads.SPECS, *uploads.LABELS)),
        )

    def list(self, _: Request) -> Response:
        """Give the runs as data."""
        return data([{"id": run.id, "name": run.name, "counts": dict(run.counts)} for run in self._library.runs()])

    def begin(self, _: Request) -> Response:
        """Begin a drop of files."""
        return data({"batch": uploads.begin()})

    async def take(self, request: Request) -> Response:
        """Take one file of a drop."""
        batch, name = request.path_params["batch"], request.path_params["name"]
        try:
            path = await uploads.keep(self._library.folder, batch, name, request.stream())
        except UsageError as error:
            return data({"error": str(error)}, 422)
        return data({"name": path.name, "labels": path.suffix.lower() in uploads.LABELS})

    async def start(self, request: Request) -> Response:
        """Start a run over a drop or over a folder that was named."""
        given = await read_json(request)
        if given is None:
            return data({"error": "The request is no order for a run."}, 400)
        try:
            job = self._start(given)
        except EmcMatchError as error:
            return data({"error": str(error)}, 422)
        return data({"id": job.id})

    def _start(self, given: dict[str, Any]) -> Job:
        root = self._library.folder
        again = _text(given, "again")
        if again:
            run = self._library.find(again)
            return self._jobs.start(run.name, run.folder, *_again(self._library, again))
        batch, typed = _text(given, "batch"), _text(given, "path").strip().strip('"')
        source = uploads.folder_of(root, batch) if batch else Path(typed)
        if not (batch or typed) or not source.exists():
            raise UsageError(f"There is nothing at {source}." if typed else "Drop files, or name a folder.")
        options = _option(given, "catalogue", "--references", _catalogues(root))
        options += _option(given, "model", "--config", _models(root))
        options += ["--llm"] if _text(given, "model") else ["--no-llm"]
        options += _labels(source, batch)
        title = Path(typed).name if typed else f"{sum(1 for _ in source.iterdir())} dropped files"
        return self._jobs.start(title, _new(root), [str(source)], options)

    def watch(self, request: Request) -> Response:
        """Give the page of a run that was started here."""
        job = self._jobs.get(request.path_params["id"])
        if job is None:
            return self._render.page("fault.html.jinja", 404, up="../", message="There is no such run any more.")
        done = next((run.id for run in self._library.runs() if run.folder == job.folder.resolve()), "")
        return self._render.page("job.html.jinja", up="../", job=job, done=done)

    async def tell(self, request: Request) -> Response:
        """Tell what happens, as server-sent events (WHATWG HTML, 9.2), from where a browser left off."""
        from starlette.responses import Response as Plain
        from starlette.responses import StreamingResponse

        job = self._jobs.get(request.path_params["id"])
        if job is None:
            return Plain(status_code=404)
        last = str(request.headers.get("last-event-id", ""))
        begin = int(last) + 1 if last.isascii() and last.isdigit() else 0
        return StreamingResponse(_events(job, begin), media_type="text/event-stream")

    def stop(self, request: Request) -> Response:
        """Stop a run; what is done is kept."""
        job = self._jobs.get(request.path_params["id"])
        if job is None:
            return data({"error": "There is no such run."}, 404)
        job.stop()
        return data({"state": job.state})


async def _events(job: Job, begin: int) -> AsyncIterator[str]:
    at = begin
    while True:
        while at < len(job.events):
            event = job.events[at]
            yield f"id: {at}\ndata: {json.dumps(event)}\n\n"
            if event.get("event") == "end":
                return
            at += 1
        await asyncio.sleep(_LOOK)


def _text(given: dict[str, Any], key: str) -> str:
    """Return a text that was sent.

    :raises UsageError: it is none, or too long.
    """
    value = given.get(key, "")
    if not isinstance(value, str) or len(value) > _LONGEST or "\0" in value:
        raise UsageError(f"'{key}' is no text that can be used.")
    return value


def _option(given: dict[str, Any], key: str, option: str, offered: dict[str, str]) -> list[str]:
    """Return an option with one of the offered values; what was not offered cannot be chosen."""
    chosen = _text(given, key)
    if not chosen:
        return []
    if chosen not in offered:
        raise UsageError(f"'{chosen}' is not offered; choose one of {', '.join(offered)}.")
    return [option, chosen]


def _catalogues(root: Path) -> dict[str, str]:
    """Return the catalogues that can be chosen: path -> what they are called."""
    from pipeline.config import resource

    own = [path for ending in ("toml", "xlsx") for path in sorted((root / "references").glob(f"*.{ending}"))]
    shipped = sorted(resource("references").glob("*.toml"))
    names = {path.name for path in own}
    files = [*own, *(path for path in shipped if path.name not in names)]
    return {str(path): path.stem.replace("_", " ") for path in files if not path.name.startswith("~$")}


def _models(root: Path) -> dict[str, str]:
    """Return the settings files that name a language model: path -> model and address."""
    from pipeline import config

    found = {}
    for path in sorted((root / "configs").glob("*.toml")):
        settings, faults = config.check(path)
        if not faults and settings.llm.provider != "none":
            where = settings.llm.host or "its usual address"
            found[str(path)] = f"{settings.llm.model or settings.llm.provider} at {where}"
    return found


def _labels(source: Path, batch: str) -> list[str]:
    """Return the labels file of a drop, where there is exactly one."""
    found = [path for path in sorted(source.iterdir()) if path.suffix.lower() in uploads.LABELS] if batch else []
    if len(found) > 1:
        raise UsageError("Drop only one labels file (.csv, .xlsx) with the specifications.")
    return ["--labels", str(found[0])] if found else []


def _again(library: Library, id: str) -> tuple[list[str], list[str]]:
    """Return what repeats a run: its files, and its catalogues as options."""
    from pipeline.reports import runs as run_files

    info = run_files.load(library.find(id).folder / "run.json")
    sources = sorted(set(info.inputs.values()))
    if not sources:
        raise UsageError("The run names no files; start a new one.")
    used = info.configuration.get("match", {}).get("references", ())
    return sources, [text for name in used for text in ("--references", str(name))]


def _new(root: Path) -> Path:
    stamp = f"{datetime.now():%Y-%m-%d_%H%M%S}"
    names = (root / "outputs" / name for name in (stamp, *(f"{stamp}_{count}" for count in range(2, 100))))
    return next(folder for folder in names if not folder.exists())
