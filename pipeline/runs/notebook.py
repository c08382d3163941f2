"""The Python interface, for notebooks and scripts: a run, and what is in its folder, as pandas DataFrames.

    import pipeline as emcmatch

    run = emcmatch.run("specs/")
    run.matches[run.matches.outcome == "review"]

Columns are those of the files of the run folder; see docs/python.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import config as configs
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pandas import DataFrame

    from pipeline.config import Config, Values
    from pipeline.evaluation import Evaluation

Place = str | PathLike[str]
_NUMBERS = {"level": "Int64", "page": "Int64", "confidence": "float64"}


@dataclass(frozen=True)
class Run:
    """A run folder. Each table is read when it is first asked for.

    :raises UsageError: the folder is no run's, or was only split or only its keywords pulled (see each table).
    """

    folder: Path

    @cached_property
    def clauses(self) -> DataFrame:
        """One row a clause: id, document, number, title, level, parent, page, text, tables ..."""
        return _frame(_lines(self.folder / "clauses.jsonl"))

    @cached_property
    def matches(self) -> DataFrame:
        """One row a clause: document, number, title, level, page, tests, outcome, confidence, by, runner_up ..."""
        return _table(self.folder / "matches.csv", _NUMBERS)

    @cached_property
    def requirements(self) -> DataFrame:
        """One row a test section: what it demands."""
        return _frame(_lines(self.folder / "requirements.jsonl"))

    @cached_property
    def problems(self) -> DataFrame:
        """One row a file or clause that could not be carried through: file, kind, message, severity."""
        return _table(self.folder / "problems.csv", {})

    def __repr__(self) -> str:
        return f"Run({str(self.folder)!r})"


def run(
    specs: Place | Iterable[Place],
    *,
    references: Place | Iterable[Place] = (),
    config: Place | None = None,
    out: Place | None = None,
    labels: Place | None = None,
    ask: bool = False,
    fresh: bool = False,
    settings: Values | None = None,
) -> Run:
    """Do the whole job, as `emcmatch run` does: read the specifications, match every clause, write the run folder.

    In a script, call it under `if __name__ == "__main__":`, for files are worked on in processes of their own.

    :param specs: Word and PDF files, and folders that are searched for them.
    :param references: catalogues of tests instead of the configured ones.
    :param config: TOML file of settings.
    :param out: the run folder; None makes a new one under outputs/.
    :param labels: CSV or XLSX with the right tests; adds the accuracy report.
    :param ask: put the clauses in review to the language model of `[llm]`.
    :param fresh: do not use results of earlier runs.
    :param settings: single values laid over the file: {"batch": {"jobs": 1}}.
    :raises EmcMatchError: nothing could be done; its subclasses in `pipeline.errors` say what is wrong.
    """
    from pipeline.runs.orders import Order
    from pipeline.runs.running import do

    order = Order(
        config=_configure(config, references, settings),
        specs=_names(specs),
        out=Path(out) if out is not None else None,
        labels=Path(labels) if labels is not None else None,
        ask=ask,
        fresh=fresh,
        command="emcmatch.run (Python)",
    )
    return Run(do(order).folder)


def open_run(folder: Place) -> Run:
    """Open a run folder that was written before.

    :raises UsageError: it is none.
    """
    from pipeline.reports import runs

    runs.load(Path(folder) / "run.json")
    return Run(Path(folder))


def split(spec: Place, *, config: Place | None = None, settings: Values | None = None) -> DataFrame:
    """Split one Word or PDF file into its numbered clauses; nothing is written but the cache of results.

    :return: one row a clause, with the columns of clauses.jsonl.
    :raises ReadError: the file cannot be read; `kind` and `message` say why.
    """
    from pipeline.flow import FileJob, Pipeline, process
    from pipeline.reports.jsonl import flatten_clause

    path = Path(spec)
    with Pipeline(_configure(config, (), settings)) as pipeline:
        done = process(FileJob(str(path), path.name, until="split"), pipeline)
    return _frame([flatten_clause(profile.clause) for profile in done.profiles])


def evaluate(run: Run, labels: Place) -> Evaluation:
    """Measure a run against labels: shares with n and interval, the baseline, each wrong clause. Nothing is written.

    :param labels: CSV or XLSX: document, number, tests.
    :raises ConfigError: the labels are wrong.
    :raises UsageError: nothing is decided in the run yet.
    """
    from pipeline.runs.evaluating import evaluate_runs
    from pipeline.runs.resuming import resume

    base = resume(run.folder)[1]
    return evaluate_runs((run.folder,), Path(labels), configs.load(base=base))[0]


def _configure(config: Place | None, references: Place | Iterable[Place], settings: Values | None) -> Config:
    given: Values = {section: dict(values) for section, values in (settings or {}).items()}
    if named := _names(references):
        given.setdefault("match", {})["references"] = list(named)
    return configs.load(Path(config) if config is not None else None, given)


def _names(places: Place | Iterable[Place]) -> tuple[str, ...]:
    return (str(places),) if isinstance(places, str | PathLike) else tuple(str(place) for place in places)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _read(path).split("\n") if line]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); was the run carried that far?") from None


def _table(path: Path, numbers: dict[str, str]) -> DataFrame:
    """Read a CSV file: text but for the columns that are numbers, and as it was before it was made safe for Excel."""
    import io

    import pandas

    from pipeline.reports.cells import unescape_formula

    frame = pandas.read_csv(io.StringIO(_read(path)), dtype=str, keep_default_na=False)
    for name in frame.columns:
        kind = numbers.get(name)
        frame[name] = pandas.to_numeric(frame[name]).astype(kind) if kind else frame[name].map(unescape_formula)  # type: ignore[call-overload]
    return frame


def _frame(rows: Sequence[dict[str, Any]]) -> DataFrame:
    import pandas

    return pandas.DataFrame(list(rows))
