"""The model step of a run: every document's clauses in review, one document after the other."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError
from pipeline.records import Outline, Problem
from pipeline.runs.spool import pack
from pipeline.storage import cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.answers import Asker, Estimate, Gate, Settled
    from pipeline.answers.llms import Question
    from pipeline.config import Config
    from pipeline.flow import Pipeline
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Clause, Report
    from pipeline.requirements import Requirement
    from pipeline.runs.progress import Watch
    from pipeline.runs.spool import RecordFile


_EVERY = 10.0  # seconds between two lines of progress


@contextmanager
def asker(config: Config, folder: Path | None, say: Callable[[str], None] = lambda line: None) -> Iterator[Asker]:
    """Make ready to ask the configured model.

    :param folder: where the record of all calls is written; None for nowhere.
    :param say: told where the calls will go, before the first one.
    :raises ConfigError: the configuration names no model.
    :raises DependencyError: a package or a key is missing.
    """
    from pipeline import answers
    from pipeline.answers import llms
    from pipeline.answers.llms import hosts
    from pipeline.answers.llms.traces import FILE, Traces

    hosts.check_collector(config.llm)
    llm = llms.connect(config.llm)
    if llm is None:
        raise ConfigError(
            "No language model is configured: set provider, model and host in [llm] of the file given with --config."
        )
    say(f"Language model: {llm.name}{f' at {llm.address}' if llm.address else ''}.")
    with cache.load(config.store) as kept:
        path = folder / FILE if folder is not None else None
        made = answers.Asker(llm, config.llm, kept, Traces(path, config.llm.otlp, prompts=config.llm.otlp_prompts))
        try:
            yield made
        finally:
            made.close()


def ask(spool: RecordFile[Report], made: Asker, pipeline: Pipeline, folder: Path, watch: Watch) -> tuple[Settled, ...]:
    """Ask about every clause in review; the reports in the spool are replaced by what came of it."""
    from pipeline import answers
    from pipeline.answers.llms.traces import FILE
    from pipeline.runs import few_shot

    (folder / FILE).unlink(missing_ok=True)  # the calls of an earlier run into the same folder
    catalogue = pipeline.catalogue
    gate = weighing(pipeline.config, made, catalogue)
    waiting_for = [sum(decision.outcome == "review" for decision in report.decisions) for report in spool]
    whole = sum(waiting_for)
    if whole and gate.closed:
        watch.say(f"{gate.closed} Measure it with: emcmatch evaluate SPECS --labels FILE --llm")
    settled: list[Settled] = []
    labelled = few_shot.gather(pipeline.config, catalogue)
    for report in spool:
        waiting = sum(decision.outcome == "review" for decision in report.decisions)
        if waiting:
            some = "1 clause" if waiting == 1 else f"{waiting} clauses"
            watch.say(f"{report.document}: asking {made.llm.name} about {some} in review ...")
            tell = _counter(watch, len(settled), whole)
            report, done = answers.settle(report, _outline(report), catalogue, made, labelled, gate, tell)
            settled += done
            spool.put(report.document, pack(report))
    return tuple(settled)


def weighing(config: Config, made: Asker, catalogue: Catalogue) -> Gate:
    """Return how much the answers of a model count: by what was measured of it, else nothing.

    A clause is decided with its help only where that is as sure as what is promised of the clauses decided without it.
    """
    from pipeline.answers import Gate, reliability
    from pipeline.answers.prompts import VERSION

    path = Path(config.llm.measured) if config.llm.measured else None
    digest = made.llm.digest or made.llm.address
    measured = reliability.load(path, made.llm.name, digest, VERSION, catalogue.digest)
    return Gate(measured, max(config.decide.review_below, 1 - config.decide.promise))


def tell_of(settled: Sequence[Settled]) -> str:
    """Say in one line what came of asking: "asked 5: 0 decided, 2 suggestions, 3 refused (3 cut)"."""
    from pipeline.answers.resolving import SUGGESTED

    kinds = Counter(result.kind for result in settled)
    decided, suggestions = kinds.pop("", 0), kinds.pop(SUGGESTED, 0)
    why = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    said = f"asked {len(settled)}: {decided} decided, {suggestions} suggestion{'' if suggestions == 1 else 's'}"
    return f"{said}, {kinds.total()} refused" + (f" ({why})" if why else "")


def _counter(watch: Watch, before: int, whole: int) -> Callable[[int, int], None]:
    """Return what shows now and then how many clauses of the run are asked about: at most every ten seconds."""
    last = time.monotonic()

    def tell(done: int, _total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            watch.say(f"asked {before + done} of {whole}")

    return tell


def estimate(reports: RecordFile[Report], made: Asker, pipeline: Pipeline) -> Estimate:
    """Say what asking would cost."""
    from pipeline import answers
    from pipeline.runs import few_shot

    labelled = few_shot.gather(pipeline.config, pipeline.catalogue)
    catalogue = pipeline.catalogue
    beside = _questions(reports, made, catalogue) if pipeline.config.llm.requirements else ()
    return answers.estimate(((report, _outline(report)) for report in reports), catalogue, made, labelled, beside)


def fill(
    spool: RecordFile[Report], made: Asker, catalogue: Catalogue, watch: Watch
) -> dict[str, Sequence[Requirement]]:
    """Read the requirements of every document with the model's help; reports that lack some of it get a Problem.

    :return: document -> requirements.
    """
    from pipeline.answers import KIND
    from pipeline.requirements import extract, filling

    found: dict[str, Sequence[Requirement]] = {}
    for report in spool:
        lost: list[str] = []
        sections = extract(report.decisions, catalogue)
        watch.say(f"{report.document}: asking {made.llm.name} about the requirements of {len(sections)} sections ...")
        found[report.document] = filling.fill(sections, _clauses(report), made, lost.append)
        if lost:
            why = made.stopped or Counter(lost).most_common(1)[0][0]
            message = (
                f"The model gave no reply about the requirements of {len(lost)} of {len(sections)} sections: {why} "
                "What the rules read is there; run again to ask about the rest."
            )
            problem = Problem(report.document, KIND, message, fatal=False)
            spool.put(report.document, pack(replace(report, problems=(*report.problems, problem))))
    return found


def _questions(reports: RecordFile[Report], made: Asker, catalogue: Catalogue) -> Iterator[Question]:
    from pipeline.requirements import extract, filling

    for report in reports:
        for requirement in extract(report.decisions, catalogue):
            if (asked := filling.ask(requirement, _clauses(report), made.settings)) is not None:
                yield asked.question


def _clauses(report: Report) -> dict[str, Clause]:
    return {decision.clause.id: decision.clause for decision in report.decisions}


def _outline(report: Report) -> Outline:
    return Outline(report.document, tuple(decision.clause for decision in report.decisions))
