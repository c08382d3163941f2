"""The rooms of one run: its documents and tables, each with the download it stands for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.commands.desk.answers import TYPES, Renderer, file
from pipeline.commands.desk.makers import call
from pipeline.errors import UsageError
from pipeline.reports import limits as limit_files
from pipeline.reports.choices import join
from pipeline.reports.test_colours import colour_tests
from pipeline.requirements import limits as limit_rows

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from pipeline.commands.desk.library import Library, OpenRun
    from pipeline.commands.desk.makers import Makers

ROOMS = (
    ("", "Overview"),
    ("review/", "Review"),
    ("coverage", "Coverage"),
    ("limits", "Limits"),
    ("plan", "Plan and envelope"),
    ("compare", "Compare"),
    ("review/ask", "Ask"),
    ("accuracy", "Accuracy"),
    ("catalogue", "Catalogue"),
)
"""Address below the run -> what the room is called."""
_MOST_LIMITS = 5000  # rows that are shown; limits.jsonl and the workbook have them all
_MADE = {  # what can be made: name -> (the command, name of the file where it writes a single one)
    "reqif": (("export", "reqif"), "matches.reqif"),
    "pdf": (("export", "pdf"), ""),
    "word": (("export", "word"), ""),
}


class Rooms:
    """The routes below a run."""

    def __init__(self, library: Library, makers: Makers, render: Renderer) -> None:
        self._library, self._makers, self._render = library, makers, render

    def add(self, app: FastAPI) -> None:
        """Add the routes."""
        for path, handler in (
            ("", self.overview),
            ("coverage", self.coverage),
            ("limits", self.limits),
            ("plan", self.plan),
            ("plan/{name}", self.make_plan),
            ("envelope/{name}", self.make_envelope),
            ("compare", self.compare),
            ("compare/{name}", self.make_comparison),
            ("accuracy", self.accuracy),
            ("catalogue", self.catalogue),
            ("files/{name}", self.give),
            ("make/{kind}", self.make),
        ):
            app.add_route(f"/runs/{{id}}/{path}", self._render.guarded(handler), ["GET"])

    def overview(self, request: Request) -> Response:
        """Show what the run holds and what can be taken from it."""
        from pipeline.reports import problems as problem_files
        from pipeline.reports.overviews import survey

        run = self._open(request)
        names = [name for name in _FILES if (run.shelved.folder / name).is_file()]
        problems = problem_files.load(run.shelved.folder / "problems.csv")
        return self._page(
            "overview.html.jinja", run, "", overviews=list(map(survey, run.reports)), files=names, problems=problems
        )

    def coverage(self, request: Request) -> Response:
        """Show tests by documents."""
        from pipeline.reports.overviews import survey
        from pipeline.reports.sheets.coverage import say

        run = self._open(request)
        overviews = list(map(survey, run.reports))
        return self._page("coverage.html.jinja", run, "coverage", overviews=overviews, say=say)

    def limits(self, request: Request) -> Response:
        """Show the limits that were read, a row each."""
        run = self._open(request)
        rows = limit_files.load(run.shelved.folder)
        wanted = request.query_params.get("test", "")
        shown = [row for row in rows if not wanted or wanted in row.get("tests", ())]
        places = {each.document: place for place, each in enumerate(run.reports)}
        return self._page(
            "limits.html.jinja",
            run,
            "limits",
            rows=[{**row, "index": places.get(str(row.get("document")))} for row in shown[:_MOST_LIMITS]],
            count=len(shown),
            wanted=wanted,
        )

    def plan(self, request: Request) -> Response:
        """Offer plans by category, and envelopes by test."""
        from pipeline.plans import matrices

        run = self._open(request)
        offered = [
            (
                report.document,
                sorted({name for each in matrices.read(report.decisions, run.catalogue) for name in each.categories}),
            )
            for report in run.reports
        ]
        tests = sorted({test for report in run.reports for each in report.decisions for test in each.tests})
        return self._page("plan.html.jinja", run, "plan", offered=offered, tests=tests)

    def make_plan(self, request: Request) -> Response:
        """Give plan.docx or plan.xlsx of a document and categories."""
        run, given = self._written(request), request.query_params
        arguments = ["plan", str(run.shelved.folder), f"--document={given.get('document', '')}"]
        arguments += [f"--category={name}" for name in given.getlist("category") if name]
        return self._give_made(run, arguments, request.path_params["name"], ("plan.docx", "plan.xlsx"))

    def make_envelope(self, request: Request) -> Response:
        """Give the envelope of a test over the documents."""
        run = self._written(request)
        arguments = ["envelope", str(run.shelved.folder), f"--test={request.query_params.get('test', '')}"]
        return self._give_made(run, arguments, request.path_params["name"], ("envelope.html", "envelope.xlsx"))

    def compare(self, request: Request) -> Response:
        """Offer the other runs to compare this one with."""
        run = self._open(request)
        others = [each for each in self._library.runs() if each.id != run.shelved.id]
        return self._page("compare.html.jinja", run, "compare", others=others)

    def make_comparison(self, request: Request) -> Response:
        """Give the comparison with an older run."""
        run = self._written(request)
        old = self._library.find(request.query_params.get("old", ""))
        arguments = ["compare", str(old.folder), str(run.shelved.folder)]
        return self._give_made(
            run, arguments, request.path_params["name"], ("comparison.html", "comparison.xlsx"), old.started
        )

    def accuracy(self, request: Request) -> Response:
        """Show the figures against labels, where there are some."""
        run = self._open(request)
        path = run.shelved.folder / "accuracy.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = None
        return self._page("accuracy.html.jinja", run, "accuracy", found=found)

    def catalogue(self, request: Request) -> Response:
        """Show the tests, what they are called, and the words of OEMs that a person accepted."""
        run = self._open(request)
        name = str(run.info.configuration.get("review", {}).get("aliases") or "")
        words = Path(name).read_text(encoding="utf-8") if name and Path(name).is_file() else ""
        return self._page("catalogue.html.jinja", run, "catalogue", words=words, name=name)

    def give(self, request: Request) -> Response:
        """Give a file of the run folder."""
        run, name = self._written(request), request.path_params["name"]
        if name not in _FILES or not (run.shelved.folder / name).is_file():
            raise UsageError("The run has no such file.")
        path = run.shelved.folder / name
        return file(path, show=path.suffix == ".html", name=f"{run.shelved.name}_{name}")

    def make(self, request: Request) -> Response:
        """Give what a command makes of the run: ReqIF, or annotated copies in one archive."""
        run, kind = self._written(request), request.path_params["kind"]
        if kind == "story":
            return self._story(run, request)
        if kind not in _MADE:
            raise UsageError(f"'{kind}' cannot be made; there are {', '.join((*_MADE, 'story'))}.")
        arguments, single = _MADE[kind]
        stamp = (run.info.finished, len(run.session.rows()))
        made, _ = self._makers.make([*arguments, str(run.shelved.folder)], stamp, single)
        if single:
            return file(made / single, f"{run.shelved.name}.reqif")
        return file(self._makers.zip(made, f"{kind}.zip"), f"{run.shelved.name}_{kind}_annotated.zip")

    def _story(self, run: OpenRun, request: Request) -> Response:
        from starlette.responses import HTMLResponse

        from pipeline.commands.desk.story import tell

        index = request.query_params.get("document", "0")
        report = run.report(int(index) if index.isdecimal() else -1)
        own = [row for row in limit_files.load(run.shelved.folder) if row.get("document") == report.document]
        text = tell(run, report, own)
        headers = {"content-disposition": f'attachment; filename="story_{index}.html"'}
        return HTMLResponse(text, headers=headers)

    def _give_made(
        self, run: OpenRun, arguments: list[str], name: str, names: tuple[str, ...], *stamp: str
    ) -> Response:
        if name not in names:
            raise UsageError(f"There is no {name} here; there are {' and '.join(names)}.")
        made, said = self._makers.make(arguments, (run.info.finished, *stamp))
        if not (made / name).is_file():
            raise UsageError(said or "Nothing was made.")
        return file(made / name, show=name.endswith(".html"))

    def _open(self, request: Request) -> OpenRun:
        return self._library.open(request.path_params["id"])

    def _written(self, request: Request) -> OpenRun:
        """Open the run with what persons decided written to its files, so that what is taken holds it."""
        run = self._open(request)
        if run.is_stale:
            call(["report", "--out", str(run.shelved.folder), "--reviews", str(run.reviews)])
            run = self._open(request)
        return run

    def _page(self, template: str, run: OpenRun, room: str, **values: Any) -> Response:  # noqa: ANN401
        return self._render.page(template, **frame(run, room), **values)


_FILES = tuple(
    name
    for name in (
        *("report.xlsx", "report.html", "accuracy.xlsx", "matches.csv", "matches.jsonl", "clauses.jsonl"),
        *("limits.jsonl", "requirements.jsonl", "problems.csv", "run.json"),
    )
    if f".{name.rpartition('.')[2]}" in TYPES
)


def frame(run: OpenRun, room: str) -> dict[str, Any]:
    """Return what the frame around every room needs."""
    ids = tuple(test.id for test in run.catalogue.tests)
    deep = room == "document"
    return {
        "run": run,
        "room": room,
        "rooms": ROOMS,
        "join": join,
        "colours": colour_tests(ids),
        "say_band": limit_rows.say_band,
        "say_level": limit_rows.say_level,
        "up": "../../../" if deep else "../../",
        "here": "../" if deep else "",
    }
