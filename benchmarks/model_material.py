"""Decisions about labelled documents by weights that were learned without them, to put to a model.

The documents are those of benchmarks/accuracy.py, held out in the same way: all of one author at once. What the weights
had seen would hardly ever be in review. The samples are decided by the weights that come with the program, which were
learned without them.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from joblib import Parallel, delayed

from pipeline import flow
from pipeline.config import load as load_config
from pipeline.evaluation import labels
from pipeline.matching.decisions.weights import load
from pipeline.matching.matcher import decide_with_care
from pipeline.records import LossAccount, Report, TitleBlock
from pipeline.tuning import collecting
from pipeline.tuning.dataset import crossfit
from pipeline.tuning.learning import learn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.matching.channels.features import Features
    from pipeline.tuning.collecting import School

REVIEW_BELOW = (0.8, 0.995)
Answers = frozenset[frozenset[str]]


@dataclass(frozen=True)
class Held:
    """One document, decided by weights that never saw its author, with its labels."""

    group: str
    reports: Mapping[float, Report]  # review_below -> the same document, decided with it
    answers: Mapping[str, Answers]  # clause id -> the sets of tests that are right

    @property
    def document(self) -> str:
        """Name of the file."""
        return self.reports[REVIEW_BELOW[0]].document


def gather(documents: Path, data: Path, jobs: int = 2, keep: Path | None = None) -> list[Held]:
    """Decide every document with its group held out.

    :param documents: benchmarks/documents, a folder for each author.
    :param data: the folder that holds `specs` and `oem_headings`.
    :param keep: file in which the result lies between runs of a benchmark; it is made where it is missing.
    """
    if keep is not None and keep.exists():
        return list(pickle.loads(keep.read_bytes()))
    school = collecting.open_school(documents, data, documents.with_name("lists"))
    features = crossfit(school.documents, school.lent, school.states.entries)
    groups = sorted({taught.group for taught in school.documents if not taught.document.endswith(".csv")})
    with Parallel(n_jobs=jobs) as pool:
        rows = pool(delayed(_hold_out)(group, school, features) for group in groups)
    held = [one for some in rows for one in some]
    if keep is not None:
        keep.write_bytes(pickle.dumps(held))
    return held


def samples(folder: Path) -> list[Held]:
    """Decide the samples that come with the program as a run does."""
    found: dict[str, dict[float, Report]] = {}
    truth = labels.read(folder / "labels.csv")
    for below in REVIEW_BELOW:
        settings = {"decide": {"review_below": below}, "store": {"path": ""}, "review": {"store": "", "aliases": ""}}
        pipeline = flow.Pipeline(load_config(overrides=settings))
        for name in sorted({label.document for label in truth}):
            report = flow.process(flow.FileJob(str(folder / name), name), pipeline).report
            found.setdefault(name, {})[below] = report
        pipeline.close()
    return [Held("samples", reports, _answers(reports[REVIEW_BELOW[0]], truth)) for reports in found.values()]


def _answers(report: Report, truth: tuple[labels.Label, ...]) -> dict[str, Answers]:
    known = {label.number: label for label in truth if label.document == report.document and label.scored}
    clauses = [decision.clause for decision in report.decisions if decision.clause.number in known]
    return {clause.id: frozenset(map(frozenset, known[clause.number].answers)) for clause in clauses}


def _hold_out(group: str, school: School, features: Mapping[str, Features]) -> list[Held]:
    weights = learn([one for one in school.documents if one.group != group], features, school.states)
    weights = replace(weights, temperature=load(flow.located("references/weights.json")).temperature)
    held = []
    for one in school.documents:
        if one.group != group:
            continue
        reports = {}
        for below in REVIEW_BELOW:
            settings = load_config().decide.model_copy(update={"review_below": below})
            decisions = decide_with_care(one.profiles, features[one.document], school.states, weights, settings)
            reports[below] = Report(one.document, "0" * 64, "docx", None, TitleBlock(), LossAccount(), None, decisions)
        clauses = [profile.clause for profile in one.profiles]
        known = zip(clauses, one.labels, strict=True)
        held.append(Held(group, reports, {clause.id: frozenset(label) for clause, label in known if label is not None}))
    return held
