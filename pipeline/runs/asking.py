"""The model step of a run: every document's clauses in review, one document after the other."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline import spools, store
from pipeline.errors import ConfigError
from pipeline.records import Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pipeline.answers import Asker, Estimate, Settled
    from pipeline.config import Config
    from pipeline.records import Report
    from pipeline.references import Catalogue
    from pipeline.requirements import Requirement
    from pipeline.runs.watching import Watch
    from pipeline.spools import Spool


@contextmanager
def asker(config: Config, folder: Path | None) -> Iterator[Asker]:
    """Make ready to ask the configured model.

    :param folder: where the record of all calls is written; None for nowhere.
    :raises ConfigError: the configuration names no model.
    :raises DependencyError: a package or a key is missing.
    """
    from pipeline import answers, llms
    from pipeline.llms.traces import FILE, Traces

    llm = llms.connect(config.llm)
    if llm is None:
        raise ConfigError(
            "No language model is configured: set provider, model and host in [llm] of the file given with --config."
        )
    with store.load(config.store) as kept:
        path = folder / FILE if folder is not None else None
        made = answers.Asker(llm, config.llm, kept, Traces(path, config.llm.otlp))
        try:
            yield made
        finally:
            made.close()


def ask(
    spool: Spool[Report], made: Asker, catalogue: Catalogue, config: Config, folder: Path, watch: Watch
) -> tuple[Settled, ...]:
    """Ask about every clause in review; the reports in the spool are replaced by what came of it."""
    from pipeline import answers
    from pipeline.llms.traces import FILE
    from pipeline.runs import precedents

    (folder / FILE).unlink(missing_ok=True)  # the calls of an earlier run into the same folder
    settled: list[Settled] = []
    labelled = precedents.gather(config, catalogue)
    for report in spool:
        waiting = sum(decision.outcome == "review" for decision in report.decisions)
        if waiting:
            some = "1 clause" if waiting == 1 else f"{waiting} clauses"
            watch.say(f"{report.document}: asking {made.llm.name} about {some} in review ...")
            report, done = answers.settle(report, _outline(report), catalogue, made, labelled)
            settled += done
            spool.put(report.document, spools.pack(report))
    return tuple(settled)


def estimate(reports: Spool[Report], made: Asker, catalogue: Catalogue, config: Config) -> Estimate:
    """Say what asking would cost."""
    from pipeline import answers
    from pipeline.runs import precedents

    labelled = precedents.gather(config, catalogue)
    return answers.estimate(((report, _outline(report)) for report in reports), catalogue, made, labelled)


def reader(made: Asker, catalogue: Catalogue) -> Callable[[Report], Sequence[Requirement]]:
    """Return what reads the requirements of a document with the model's help."""
    from pipeline.requirements import extract
    from pipeline.requirements.filling import fill

    def read(report: Report) -> Sequence[Requirement]:
        clauses = {decision.clause.id: decision.clause for decision in report.decisions}
        return fill(extract(report.decisions, catalogue), clauses, made)

    return read


def _outline(report: Report) -> Outline:
    return Outline(report.document, tuple(decision.clause for decision in report.decisions))
