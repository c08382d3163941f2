"""One run from its order to its folder: find inputs, process, apply reviews, ask the model, evaluate, write."""

from __future__ import annotations

import gc
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import NoInputError, UsageError
from pipeline.flow import Pipeline, Processed
from pipeline.matching.catalogue import AUTO, SHIPPED
from pipeline.records import Report
from pipeline.runs import asking, batch, inputs, measuring, resuming, reviewing, takeover
from pipeline.runs.manifest import describe
from pipeline.runs.orders import UNDECIDED, Order, Result
from pipeline.runs.preparing import prepare
from pipeline.runs.progress import FileStage, Outlook, Silence
from pipeline.runs.spool import RecordFile, pack
from pipeline.runs.takeover import TakenOver
from pipeline.runs.unchanged import Kept, problems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from pipeline.answers import Asker, Settled
    from pipeline.answers.llms import LLM
    from pipeline.evaluation import Evaluation
    from pipeline.evaluation.labels import Label
    from pipeline.flow import Until
    from pipeline.records import Problem
    from pipeline.reports import RunInfo, Written
    from pipeline.runs.inputs import Source
    from pipeline.runs.progress import Watch

_SILENCE = Silence()
_Found = TypeVar("_Found")


@dataclass
class _Run:
    """What a run knows on its way."""

    order: Order
    watch: Watch
    pipeline: Pipeline
    folder: Path
    sources: tuple[Source, ...]
    before: RunInfo | None  # of the folder that is gone on with
    problems: tuple[Problem, ...]  # of files that gave no record
    labels: tuple[Label, ...] = ()
    started: datetime = field(default_factory=lambda: datetime.now().astimezone())
    clock: float = field(default_factory=time.perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def describe(self, llm: LLM | None = None) -> RunInfo:
        seconds = {**self.seconds, "whole run": time.perf_counter() - self.clock}
        return describe(self.order, self.pipeline, self.sources, self.started, seconds, llm)


def do(order: Order, watch: Watch = _SILENCE) -> Result:
    """Do what is ordered and write the run folder.

    Only the stages that were not done yet are done: a file's results are taken from the store, and a folder that is
    gone on with gives its matches back.

    :raises EmcMatchError: nothing can be done at all; see `errors`.
    """
    gc.set_threshold(batch.GARBAGE)
    order, said = _choose_catalogue(order, watch)
    with Pipeline(order.config) as pipeline:
        run = _find_inputs(order, watch, pipeline)
        run.labels = prepare(pipeline, order.labels)
        with resuming.working(run.folder, force=order.force) as place:
            taken = _take_over(run)
            result = _draft(run, place) if order.until in UNDECIDED else _decide(run, place)
            return replace(result, notes=(*said, *taken.notes, *result.notes), failed=result.failed or taken.look)


def _take_over(run: _Run) -> TakenOver:
    """Save what a person wrote into the workbook that is there."""
    order = run.order
    if order.dry:
        return TakenOver()
    overwrite = order.until == "report"
    return takeover.take_over(run.folder, order.config, run.pipeline.catalogue, overwrite=overwrite)


def _choose_catalogue(order: Order, watch: Watch) -> tuple[Order, tuple[str, ...]]:
    """Where the catalogue is to be chosen by the documents, read them and choose.

    :return: the order with the catalogue in its settings, and a sentence that says which it is.
    """
    if order.config.match.references != (AUTO,):
        return order, ()
    from pipeline.matching import catalogue_fit

    settled = _with_catalogue(replace(order, until="keywords"), SHIPPED[0])
    with Pipeline(settled.config) as pipeline, TemporaryDirectory() as place:
        run = _find_inputs(settled, watch, pipeline)
        records = RecordFile(Processed, Path(place))
        _process(run, records)
        name, said = catalogue_fit.choose([each.profiles for each in records])
    return _with_catalogue(order, name), (said,)


def _with_catalogue(order: Order, name: str) -> Order:
    match = order.config.match.model_copy(update={"references": (name,)})
    return replace(order, config=order.config.model_copy(update={"match": match}))


def _find_inputs(order: Order, watch: Watch, pipeline: Pipeline) -> _Run:
    if order.specs:
        sources, problems = inputs.find(order.specs)
        folder = order.out or resuming.name(datetime.now())
        return _Run(order, watch, pipeline, folder, sources, None, problems)
    if order.out is None:
        raise UsageError("Name the specifications, or with --out the run folder to go on with.")
    before, _ = resuming.resume(order.out)
    sources = tuple(inputs.again(place, document) for document, place in before.inputs.items())
    return _Run(order, watch, pipeline, order.out, sources, before, ())


def _draft(run: _Run, place: Path) -> Result:
    """Process every file to its clauses or their keywords, and write those."""
    from pipeline import reports

    until = run.order.until
    records = RecordFile(Processed, place)
    _process(run, records)
    found = ((each.report, each.profiles) for each in records)
    written = reports.write_drafts(run.folder, found, run.describe(), run.problems, keywords=until == "keywords")
    return _end(run, written, len(records))


def _decide(run: _Run, place: Path) -> Result:
    """Process every file to its decisions, let persons and the model have their say, evaluate and write."""
    order, config, records = run.order, run.order.config, RecordFile(Report, place)
    with _open_model(run) as asker:
        if not _go_on(run, records):
            _process(run, records)
        reviewing.apply(records, config)
        if asker is not None and order.dry:
            return Result(run.folder, order.until, notes=(str(asking.estimate(records, asker, run.pipeline)),))
        kept = _keep(run, records) if asker is None and not run.labels else None
        counts = kept.counts() if kept is not None and not order.fresh else None
        if counts is not None:
            return _leave(run, counts)
        settled = _ask_model(run, records, asker) if asker is not None else ()
        evaluation = _evaluate(run, records, settled) if run.labels else None
        written = _write(run, records, evaluation, asker)
        if kept is not None:
            from pipeline import reports

            kept.remember(written, reports.names())
    ended = _end(run, written, len(records), evaluation)
    return replace(ended, notes=(*ended.notes, asking.tell_of(settled))) if asker is not None else ended


def _open_model(run: _Run) -> AbstractContextManager[Asker | None]:
    order = run.order
    place = None if order.dry else run.folder
    return asking.asker(order.config, place, run.watch.say) if order.ask else nullcontext()


def _process(run: _Run, records: RecordFile[Processed] | RecordFile[Report]) -> None:
    """Process every file, and keep each record as it comes; problems of files that gave none are the run's."""
    until, seconds = run.order.until, Counter[str]()
    last: Until = until if until in ("split", "keywords") else "match"
    outlook = Outlook({source.document: source.size for source in run.sources})
    step = lambda step: run.watch.step(outlook.at(step))  # noqa: E731
    with run.watch.files(len(run.sources)) as on_file:
        for done in batch.run(run.sources, run.pipeline, fresh=run.order.fresh, until=last, on_step=step):
            outlook.end(done.source.document, stored=done.result.seconds is None and not done.failed)
            seconds.update(done.result.seconds or {})
            if done.failed:
                run.problems += done.result.problems
            else:
                for result in (done.result, *done.result.others):
                    records.put(result.document or done.source.document, result.packed)
            on_file(done)
    run.seconds.update(seconds)


def _go_on(run: _Run, records: RecordFile[Report]) -> bool:
    """Take the reports from the folder that is gone on with, where it holds them and they are to be used."""
    from pipeline.reports import problems as problem_files

    order, before = run.order, run.before
    if before is None or order.until not in ("resolve", "report") or before.stage in UNDECIDED:
        return False
    for report in resuming.decided(run.folder):
        records.put(report.document, pack(replace(report, problems=_still(report.problems, order))))
    run.seconds.update({name: value for name, value in before.seconds.items() if name != "whole run"})
    run.problems = _still(problem_files.load(run.folder / "problems.csv"), order)
    return True


def _still(problems: tuple[Problem, ...], order: Order) -> tuple[Problem, ...]:
    """Leave out that a model gave no reply where it is about to be asked anew."""
    from pipeline.answers import KIND

    return tuple(item for item in problems if not (order.ask and item.kind == KIND))


def _keep(run: _Run, records: RecordFile[Report]) -> Kept:
    places = [(source.document, source.place) for source in run.sources]
    return Kept(run.order, run.pipeline.store, run.folder, records, places, run.problems, run.pipeline.catalogue.digest)


def _leave(run: _Run, counts: Mapping[str, int]) -> Result:
    """Leave the folder as it is: it holds what would be written."""
    from pipeline.reports import Written

    ended = _end(run, Written(counts, problems_of(run.folder)), counts["documents"])
    return replace(ended, notes=("Nothing has changed since; the files of the folder are as they were.",))


def _ask_model(run: _Run, records: RecordFile[Report], asker: Asker) -> tuple[Settled, ...]:
    settled = asking.ask(records, asker, run.pipeline, run.folder, run.watch)
    reviewing.apply(records, run.order.config)  # what a person holds back, a model does not decide
    return settled


def _evaluate(run: _Run, records: RecordFile[Report], settled: tuple[Settled, ...]) -> Evaluation:
    config, learned = run.order.config, measuring.learned_from(run.order.config)
    return measuring.measure(records, run.labels, run.pipeline.catalogue, run.problems, settled, config.decide, learned)


def _write(run: _Run, records: RecordFile[Report], evaluation: Evaluation | None, asker: Asker | None) -> Written:
    from pipeline import reports
    from pipeline.requirements import stored

    order, catalogue = run.order, run.pipeline.catalogue
    run.watch.step(FileStage("", "reports", share=1.0))
    required = _through_store(run, records, stored.read)
    if asker is not None and order.config.llm.requirements:
        filled = asking.fill(records, asker, catalogue, run.watch)
        required = lambda report: filled[report.document]  # noqa: E731 - the same thing, read with the model's help
    return reports.write(
        run.folder,
        iter(records),
        catalogue,
        run.describe(asker.llm if asker is not None else None),
        run.problems,
        evaluation,
        books=order.until == "report",
        requirements=required,
        limits=_through_store(run, records, stored.read_limits),
        said=reviewing.recall(order.config, catalogue),
        history=reviewing.recount(order.config),
    )


def _through_store(
    run: _Run, records: RecordFile[Report], read: Callable[..., Sequence[_Found]]
) -> Callable[[Report], Sequence[_Found]]:
    """Return what reads requirements or limits of a report; a worker has left most of them in the store.

    :param read: of `requirements.stored`.
    """

    def found(report: Report) -> Sequence[_Found]:
        digest = records.digest_of(report.document)
        return read(report, digest, run.pipeline.catalogue, run.pipeline.store, fresh=run.order.fresh)

    return found


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
    failed |= evaluation is not None and bool(evaluation.without_result)
    return Result(run.folder, run.order.until, written.counts, problems, evaluation, tuple(notes), failed)
