"""Decisions about labelled documents by weights that were learned without them, to put to a model.

The documents are those of benchmarks/accuracy.py, held out in the same way: all of one author at once. What the weights
had seen would hardly ever be in review.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from joblib import Parallel, delayed

from pipeline import flow
from pipeline.config import load as load_config
from pipeline.matching.decisions import deciding
from pipeline.matching.decisions.weights import load
from pipeline.records import LossAccount, Report, TitleBlock
from pipeline.tuning import collecting
from pipeline.tuning.dataset import crossfit
from pipeline.tuning.learning import learn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.matching.channels.features import Features
    from pipeline.tuning.collecting import School


@dataclass(frozen=True)
class Held:
    """One document, decided by weights that never saw its author, with its labels."""

    group: str
    report: Report
    answers: Mapping[str, frozenset[frozenset[str]]]  # clause id -> the sets of tests that are right


def gather(documents: Path, data: Path, jobs: int = 2) -> list[Held]:
    """Decide every document with its group held out.

    :param documents: benchmarks/documents, a folder for each author.
    :param data: the folder that holds `specs` and `oem_headings`.
    """
    school = collecting.open_school(documents, data)
    features = crossfit(school.documents, school.lent, school.states.entries)
    groups = sorted({taught.group for taught in school.documents if not taught.document.endswith(".csv")})
    with Parallel(n_jobs=jobs) as pool:
        rows = pool(delayed(_hold_out)(group, school, features) for group in groups)
    return [one for some in rows for one in some]


def _hold_out(group: str, school: School, features: Mapping[str, Features]) -> list[Held]:
    weights = learn([one for one in school.documents if one.group != group], features, school.states)
    weights = replace(weights, temperature=load(flow.located("references/weights.json")).temperature)
    settings = load_config().decide
    held = []
    for one in school.documents:
        if one.group != group:
            continue
        decisions = deciding.decide(one.profiles, features[one.document], school.states, weights, settings)
        report = Report(one.document, "0" * 64, "docx", None, TitleBlock(), LossAccount(), None, decisions)
        known = zip(decisions, one.labels, strict=True)
        answers = {decision.clause.id: label for decision, label in known if label is not None}
        held.append(Held(group, report, answers))
    return held
