"""Runs that were made, against labels."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import flow
from pipeline.errors import UsageError
from pipeline.runs.measuring import learned_from, measure, summarise
from pipeline.runs.orders import Result
from pipeline.runs.resuming import decided
from pipeline.storage import locks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import Config
    from pipeline.evaluation import Evaluation
    from pipeline.records import Decision, Report
    from pipeline.runs.progress import Watch


def folders(names: Sequence[str]) -> tuple[Path, ...]:
    """Return the run folders among names; none where the names are specifications.

    :raises UsageError: some are run folders and some are not.
    """
    found = tuple(Path(name) for name in names if (Path(name) / "run.json").is_file())
    if found and len(found) < len(names):
        raise UsageError("Name either run folders or specifications, not both at once.")
    return found


def try_model(
    places: Sequence[Path], labels: Path, config: Config, out: Path | None, most: int, watch: Watch
) -> Result:
    """Measure runs as `evaluate` does, and what the configured model is worth on them; keep that for later runs.

    Writes model.json beside the accuracy report.

    :param most: labelled clauses to ask about at most.
    :raises ConfigError: no model is configured; or as `evaluate`.
    """
    from pipeline.runs import asking, few_shot, model_trial

    result = evaluate(places, labels, config, out)
    assert result.evaluation is not None
    truth = {item.decision.clause.id: item.label for item in result.evaluation.scored if item.decision is not None}

    def accepts(decision: Decision, tests: tuple[str, ...]) -> bool | None:
        label = truth.get(decision.clause.id)
        return None if label is None else label.accepts(tests)

    catalogue = flow.Pipeline(config).catalogue
    labelled = few_shot.gather(config, catalogue)
    reports = [report for place in places for report in decided(place)]
    with asking.asker(config, result.folder, watch.say) as made:
        seen = labelled.documents if config.match.examples else ()
        trial, _ = model_trial.run(reports, accepts, catalogue, made, config, most, labelled, seen, watch.say)
        if config.llm.measured and trial.asked:
            model_trial.keep(trial, Path(config.llm.measured), made, catalogue)
    model_trial.write(trial, result.folder)
    harmful = trial.verdict == model_trial.HARMFUL
    return replace(result, notes=(*result.notes, *trial.lines), failed=harmful or not trial.asked)


def evaluate(places: Sequence[Path], labels: Path, config: Config, out: Path | None) -> Result:
    """Measure runs against labels and write accuracy.xlsx and accuracy.json.

    :param out: where to; None = into the first run folder.
    :raises ConfigError: the labels or the catalogue are wrong.
    :raises UsageError: a folder is no run's or only begun, or two runs hold the same document.
    """
    from pipeline.reports import accuracy

    evaluation, found = evaluate_runs(places, labels, config)
    folder = out or places[0]
    folder.mkdir(parents=True, exist_ok=True)
    with locks.hold(folder):
        accuracy.write(folder, evaluation)
    outcomes: Counter[str] = Counter(decision.outcome for report in found for decision in report.decisions)
    counts: dict[str, int] = {"documents": len(found), "clauses": outcomes.total(), **dict(outcomes)}
    notes, failed = tuple(summarise(evaluation)), bool(evaluation.without_result)
    return Result(folder, "report", counts, (), evaluation, notes, failed, main=accuracy.FILES[0])


def evaluate_runs(places: Sequence[Path], labels: Path, config: Config) -> tuple[Evaluation, list[Report]]:
    """Measure runs against labels, and write nothing; see `evaluate`.

    :return: the figures, and the documents of the runs.
    """
    from pipeline.evaluation import labels as label_files
    from pipeline.reports import problems as problem_files

    catalogue = flow.Pipeline(config).catalogue
    known = label_files.read(labels, catalogue.ids)
    found = [report for place in places for report in decided(place)]
    problems = tuple(problem for place in places for problem in problem_files.load(place / "problems.csv"))
    doubles = [name for name, times in Counter(report.document for report in found).items() if times > 1]
    if doubles:
        raise UsageError(f"{', '.join(doubles)} is in several of these runs; evaluate them one at a time.")
    learned = learned_from(config)
    return measure(found, known, catalogue, problems, decide=config.decide, learned=learned), found
