"""One run from its order to its folder."""

from __future__ import annotations

import gc
import time
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.errors import NoInputError, UsageError
from pipeline.flow import Draft
from pipeline.records import Report
from pipeline.runs import asking, batch, carrying, inputs, measuring, merge, resuming, reviewing
from pipeline.runs.manifest import describe
from pipeline.runs.orders import UNDECIDED, Order, Result
from pipeline.runs.preparing import prepare
from pipeline.runs.progress import Silence
from pipeline.runs.spool import RecordFile, pack
from pipeline.runs.unchanged import Kept, problems_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.answers import Asker, Settled
    from pipeline.answers.llms import LLM
    from pipeline.evaluation import Evaluation
    from pipeline.evaluation.labels import Label
    from pipeline.flow import Until
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Problem
    from pipeline.reports import RunInfo, Written
    from pipeline.runs.inputs import Source
    from pipeline.runs.progress import Watch

_SILENCE = Silence()


@dataclass
class _Run:
    """What a run knows on its way."""

    order: Order
    watch: Watch
    folder: Path
    sources: tuple[Source, ...]
    before: RunInfo | None  # of the folder that is gone on with
    problems: tuple[Problem, ...]
    started: datetime = field(default_factory=lambda: datetime.now().astimezone())
    clock: float = field(default_factory=time.perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def describe(self, llm: LLM | None = None) -> RunInfo:
        seconds = {**self.seconds, "whole run": time.perf_counter() - self.clock}
        return describe(self.order, self.sources, self.started, seconds, llm)


def do(order: Order, watch: Watch = _SILENCE) -> Result:
    """Do what is ordered and write the run folder.

    Only the stages that were not done yet are done: a file's results are taken from the store, and a folder that is
    gone on with gives its matches back.

    :raises EmcMatchError: nothing can be done at all; see `errors`.
    """
    from pipeline import reports

    gc.set_threshold(batch.GARBAGE)
    run = _begin(order, watch)
    catalogue, known = prepare(order.config, order.labels)
    with resuming.working(run.folder) as place:
        reports.check(run.folder)
        if order.until in UNDECIDED:
            return _draft(run, place)
        return _decide(run, place, catalogue, known)


def _begin(order: Order, watch: Watch) -> _Run:
    if order.specs:
        sources, problems = inputs.find(order.specs)
        return _Run(order, watch, order.out or resuming.name(datetime.now()), sources, None, problems)
    if order.out is None:
        raise UsageError("Name the specifications, or with --out the run folder to go on with.")
    before, _ = resuming.resume(order.out)
    sources = tuple(inputs.again(place, document) for document, place in before.inputs.items())
    return _Run(order, watch, order.out, sources, before, ())


def _draft(run: _Run, place: Path) -> Result:
    from pipeline import reports

    order = run.order
    until: Until = "split" if order.until == "split" else "keywords"
    spool = RecordFile(Draft, place)
    carried = carrying.carry(run.sources, order.config, spool, run.watch, until=until, fresh=order.fresh)
    run.seconds.update(carried.seconds)
    written = reports.write_drafts(
        run.folder,
        ((draft.report, draft.profiles) for draft in spool),
        run.describe(),
        (*run.problems, *carried.problems),
        keywords=order.until == "keywords",
    )
    return _end(run, written, len(spool))


def _decide(run: _Run, place: Path, catalogue: Catalogue, known: tuple[Label, ...]) -> Result:
    from pipeline import reports

    order, spool = run.order, RecordFile(Report, place)
    place_of_calls = None if order.dry else run.folder
    with asking.asker(order.config, place_of_calls, run.watch.say) if order.ask else nullcontext() as asker:
        problems = _fill(run, spool)
        reviewing.apply(spool, order.config)
        if asker is not None and order.dry:
            return Result(run.folder, order.until, notes=(str(asking.estimate(spool, asker, catalogue, order.config)),))
        kept = _keep(run, spool, catalogue, problems) if asker is None and not known else None
        counts = kept.counts() if kept is not None and not order.fresh else None
        if counts is not None:
            return _leave(run, counts)
        settled: tuple[Settled, ...] = ()
        if asker is not None:
            settled = asking.ask(spool, asker, catalogue, order.config, run.folder, run.watch)
            reviewing.apply(spool, order.config)  # what a person holds back, a model does not decide
        evaluation = None
        if known:
            evaluation = measuring.measure(spool, known, catalogue, problems, settled, order.config.decide)
        written = _write(run, spool, catalogue, problems, evaluation, asker)
        if kept is not None:
            kept.remember(written, reports.names())
    return _end(run, written, len(spool), evaluation)


def _keep(run: _Run, spool: RecordFile[Report], catalogue: Catalogue, problems: tuple[Problem, ...]) -> Kept:
    places = [(source.document, source.place) for source in run.sources]
    return Kept(run.order, run.folder, spool, places, problems, catalogue.digest)


def _leave(run: _Run, counts: Mapping[str, int]) -> Result:
    """Leave the folder as it is: it holds what would be written."""
    from pipeline.reports import Written

    ended = _end(run, Written(counts, problems_of(run.folder)), counts["documents"])
    return replace(ended, notes=("Nothing has changed since; the files of the folder are as they were.",))


def _fill(run: _Run, spool: RecordFile[Report]) -> tuple[Problem, ...]:
    """Get every document's report into the spool: from the folder where it holds them, else by matching."""
    from pipeline.reports import problems as problem_files

    order, before = run.order, run.before
    if before is not None and order.until in ("resolve", "report") and before.stage not in UNDECIDED:
        for report in resuming.decided(run.folder):
            known = replace(report, problems=_still(report.problems, order))
            spool.put(report.document, pack(known))
        run.seconds.update({name: value for name, value in before.seconds.items() if name != "whole run"})
        return _still(problem_files.load(run.folder / "problems.csv"), order)
    carried = carrying.carry(run.sources, order.config, spool, run.watch, until="match", fresh=order.fresh)
    run.seconds.update(carried.seconds)
    return (*run.problems, *carried.problems)


def _still(problems: tuple[Problem, ...], order: Order) -> tuple[Problem, ...]:
    """Leave out that a model gave no reply where it is about to be asked anew."""
    from pipeline.answers import KIND

    return tuple(item for item in problems if not (order.ask and item.kind == KIND))


def _write(
    run: _Run,
    spool: RecordFile[Report],
    catalogue: Catalogue,
    problems: tuple[Problem, ...],
    evaluation: Evaluation | None,
    asker: Asker | None,
) -> Written:
    from pipeline import reports

    order = run.order
    filled = None
    if asker is not None and order.config.llm.requirements:
        filled = asking.fill(spool, asker, catalogue, run.watch)
    with merge.reading(spool, catalogue, order.config, fresh=order.fresh) as read:
        return reports.write(
            run.folder,
            iter(spool),
            catalogue,
            run.describe(asker.llm if asker is not None else None),
            problems,
            evaluation,
            books=order.until == "report",
            requirements=read if filled is None else (lambda report: filled[report.document]),
            said=reviewing.recall(order.config, catalogue),
        )


def _end(run: _Run, written: Written, done: int, evaluation: Evaluation | None = None) -> Result:
    """Say how it ended.

    :raises NoInputError: nothing could be read; the folder says why.
    """
    from pipeline.answers import KIND

    problems = written.problems
    if not done:
        reasons = [problem.message for problem in problems]
        where = f"The reasons are kept in {run.folder / 'problems.csv'}."
        raise NoInputError("\n".join(["None of the files could be read.", *reasons, where]))
    notes = measuring.summarise(evaluation) if evaluation is not None else ()
    failed = any(problem.fatal or problem.kind == KIND for problem in problems)
    return Result(run.folder, run.order.until, written.counts, problems, evaluation, tuple(notes), failed)
