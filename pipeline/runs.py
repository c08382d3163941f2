"""A run from the command line to its folder: find the files, carry them, ask the model, write the reports."""

from __future__ import annotations

import platform
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__, batch, flow, inputs, references
from pipeline.commands.progress import follow
from pipeline.errors import ExitCode, NoInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import Config
    from pipeline.records import Problem, Report
    from pipeline.references import Catalogue
    from pipeline.reports.runs import RunInfo

_LIBRARIES = (
    "numpy",
    "scikit-learn",
    "sentence-transformers",
    "onnxruntime",
    "pypdfium2",
    "yake",
    "rake-nltk",
    "xlsxwriter",
)


@dataclass(frozen=True)
class Result:
    """How a run ended."""

    folder: Path
    reports: tuple[Report, ...]
    problems: tuple[Problem, ...]
    summary: str
    exit_code: ExitCode


def whole(
    specs: Sequence[str],
    config: Config,
    *,
    out: Path | None = None,
    labels: Path | None = None,
    fresh: bool = False,
    llm: bool | None = None,
) -> Result:
    """Do the whole job and write the run folder.

    :param out: the folder; None makes a new one under outputs/.
    :param labels: labels to measure the accuracy against.
    :raises EmcMatchError: nothing can be done at all; see `errors`.
    """
    from pipeline import evaluation, reports
    from pipeline import labels as label_files
    from pipeline.reports import accuracy

    started = datetime.now().astimezone()
    catalogue = references.load([flow.located(name) for name in config.match.references])
    known = label_files.read(labels, catalogue.ids) if labels is not None else None
    sources, problems = inputs.find(specs)
    folder = out or new_folder(started)
    clock = time.perf_counter()
    done, found, seconds = carry(sources, config, fresh=fresh)
    problems = (*problems, *found)
    if not done:
        raise NoInputError("\n".join(["None of the files could be read.", *(problem.message for problem in problems)]))
    seconds["whole run"] = time.perf_counter() - clock
    info = describe(config, catalogue, done, started, seconds)
    folder.mkdir(parents=True, exist_ok=True)
    reports.write(folder, done, catalogue, info, problems)
    if known is not None:
        measured = evaluation.evaluate(done, known, catalogue, baseline(done), [problem.file for problem in problems if problem.fatal])
        accuracy.write(folder, measured)
    failed = any(problem.fatal for problem in problems)
    code = ExitCode.SOME_FAILED if failed else ExitCode.DONE
    return Result(folder, done, problems, summarise(folder, done, problems), code)


def carry(
    sources: Sequence[inputs.Source], config: Config, *, fresh: bool
) -> tuple[tuple[Report, ...], tuple[Problem, ...], dict[str, float]]:
    """Carry all files through with progress shown; reports and problems come sorted by document."""
    done: list[Report] = []
    problems: list[Problem] = []
    seconds: Counter[str] = Counter()
    with follow(len(sources)) as tell:
        for outcome in batch.run(sources, config, fresh=fresh):
            tell(outcome)
            seconds.update(outcome.seconds)
            if outcome.report is not None:
                done.append(outcome.report)
                problems += outcome.report.problems
            if outcome.problem is not None:
                problems.append(outcome.problem)
    done.sort(key=lambda report: report.document)
    problems.sort(key=lambda problem: (problem.file, problem.kind, problem.message))
    return tuple(done), tuple(problems), dict(seconds)


def baseline(done: Sequence[Report]) -> tuple[Report, ...]:
    """The same clauses as the predecessor's method decides them: keyword TF-IDF alone, the best test, never none."""
    from pipeline.decisions.baseline import decide_by_keywords

    return tuple(decide_by_keywords(report) for report in done)


def new_folder(started: datetime) -> Path:
    """Name a folder under outputs/ that does not exist yet."""
    stamp = started.strftime("%Y-%m-%d_%H%M%S")
    candidates = [Path("outputs") / stamp, *(Path("outputs") / f"{stamp}_{count}" for count in range(2, 100))]
    return next(folder for folder in candidates if not folder.exists())


def describe(
    config: Config, catalogue: Catalogue, done: Sequence[Report], started: datetime, seconds: dict[str, float]
) -> RunInfo:
    """Write down the circumstances of the run."""
    from pipeline.reports.runs import RunInfo

    versions = {"emcmatch": __version__, "Python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    outcomes = Counter(decision.outcome for report in done for decision in report.decisions)
    return RunInfo(
        started=started.isoformat(timespec="seconds"),
        finished=datetime.now().astimezone().isoformat(timespec="seconds"),
        command=" ".join(["emcmatch", *sys.argv[1:]]),
        versions=versions,
        machine=f"{platform.system()} {platform.machine()}",
        engine=config.batch.engine,
        jobs=batch.processes(config, len(done)),
        catalogue=catalogue.name,
        model=f"{config.embedding.model} ({config.embedding.backend})",
        digests={
            "catalogue": catalogue.digest,
            "weights": flow.digest_of(flow.located(config.match.weights)),
        },
        configuration=config.model_dump(mode="json"),
        counts={"documents": len(done), "clauses": sum(outcomes.values()), **dict(sorted(outcomes.items()))},
        seconds={stage: round(value, 3) for stage, value in seconds.items()},
    )


def summarise(folder: Path, done: Sequence[Report], problems: Sequence[Problem]) -> str:
    """Say in a few lines what came out and where it lies."""
    outcomes = Counter(decision.outcome for report in done for decision in report.decisions)
    lines = [
        f"{len(done)} documents, {sum(outcomes.values())} clauses: {outcomes['matched']} matched, "
        f"{outcomes['unmatched']} unmatched, {outcomes['review']} to review."
    ]
    if problems:
        lines.append(f"{len(problems)} problems; see the Problems sheet.")
    lines.append(f"Open {folder / 'report.xlsx'}")
    return "\n".join(lines)
