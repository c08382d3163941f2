"""What a language model is worth, measured on labelled documents: `emcmatch evaluate --llm`.

It is asked, twice and with the tests in two orders, about the clauses in review and a random sample of the decided
ones. Its answers are compared with the labels and with the guesses of the matcher, and what comes out is kept for the
gate that weighs its answers in later runs (`pipeline.answers.reliability`).
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

from pipeline.answers import Gate, Measured, reliability, settle
from pipeline.answers.prompts import VERSION
from pipeline.answers.resolving import DIFFERS, NOT_ASKED
from pipeline.evaluation.figures import Proportion
from pipeline.records import Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pipeline.answers import Asker, Settled
    from pipeline.answers.examples import Examples
    from pipeline.answers.reliability import Counts
    from pipeline.config import Config
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Decision, Report

FILE = "model.json"
Verdict = Literal["use it", "no difference shown", "do not use this model"]
HARMFUL: Verdict = "do not use this model"
_SEED = 1
_CHANCE = 0.05  # of a difference that is none; below it a difference counts as shown


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """The same clauses before and after: guesses of the matcher, and answers of the model in their place."""

    clauses: int
    right_before: int
    right_after: int
    put_right: int
    made_wrong: int

    @property
    def p(self) -> float:
        """Exact McNemar test, two-sided: chance of a difference as large as this where there is none."""
        from scipy.stats import binomtest

        changed = self.put_right + self.made_wrong
        return float(binomtest(self.put_right, changed, 0.5).pvalue) if changed else 1.0

    @property
    def shown(self) -> int:
        """1 = better, -1 = worse, 0 = no difference that could not be chance."""
        if self.p >= _CHANCE:
            return 0
        return 1 if self.put_right > self.made_wrong else -1


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model did on labelled clauses."""

    model: str
    asked: int
    in_review: int  # of those asked
    of_review: int  # clauses in review that have a label
    documents: tuple[str, ...]
    seen: tuple[str, ...]  # of these, the documents that weights or examples were learned from
    review: BeforeAfter
    whole: BeforeAfter
    counts: Counts
    refusals: Mapping[str, int]
    opened: int  # clauses in review that would be decided with what was measured on the other documents
    opened_right: int
    seconds: float
    tokens: int
    promise: float  # share of decided clauses that may be wrong

    @property
    def verdict(self) -> Verdict:
        """Whether to use it. Harm shown on any of the clauses outweighs; what is not shown is not claimed."""
        wrong = Proportion(self.opened - self.opened_right, self.opened)
        breaks = wrong.interval is not None and wrong.interval[0] > self.promise
        if self.review.shown < 0 or breaks or (self.whole.shown < 0 and self.review.shown <= 0):
            return HARMFUL
        return "use it" if self.review.shown > 0 or self.whole.shown > 0 else "no difference shown"

    @property
    def lines(self) -> list[str]:
        """What to tell the user."""
        counts = self.counts
        right = Proportion(counts.correct, counts.answers)
        low, high = right.interval or (0.0, 1.0)
        refused = ", ".join(f"{count} {kind}" for kind, count in self.refusals.items()) or "none"
        seen = f" Learned from before: {', '.join(self.seen)}; their figures flatter the matcher." if self.seen else ""
        few = "" if counts.enough else f" Its answers count from {reliability.FEWEST} of each on."
        return [
            f"{self.model} was asked about {self.asked} labelled clauses of {len(self.documents)} documents: "
            f"{self.in_review} of {self.of_review} in review, the others drawn from the decided.{seen}",
            f"In review: {_told(self.review)}",
            f"All asked: {_told(self.whole)}",
            f"Reliability: right about {right.count} of {right.n} answers ({right.value or 0:.0%}, 95 % interval "
            f"{low:.0%} to {high:.0%}); it agreed with {counts.right_agreed} of {counts.right} right guesses and with "
            f"{counts.wrong_agreed} of {counts.wrong} wrong ones, and corrected {counts.wrong_corrected}.{few}",
            f"No answer: {refused}. {self.seconds / 60:.1f} min, {self.tokens} tokens, "
            f"{self.tokens / max(1, self.asked):.0f} a clause.",
            f"Measured on the other documents it would decide {self.opened} of the {self.in_review} clauses in review, "
            f"{self.opened_right} of them right.",
            f"{self.verdict}",
        ]


def run(
    reports: Sequence[Report],
    accepts: Callable[[Decision, tuple[str, ...]], bool | None],
    catalogue: Catalogue,
    asker: Asker,
    config: Config,
    most: int,
    labelled: Examples,
    seen: Iterable[str] = (),
    say: Callable[[str], None] = lambda line: None,
) -> tuple[Trial, tuple[Settled, ...]]:
    """Ask a model about labelled clauses and compare.

    :param accepts: says whether tests are right for the clause of a decision; None where it has no label.
    :param most: clauses to ask about at most.
    :param seen: names of documents that weights or examples were learned from.
    """
    known = [item for report in reports for item in report.decisions if item.by == "score"]
    known = [item for item in known if accepts(item, item.tests) is not None]
    chosen = _draw(known, most)
    settled: list[Settled] = []
    for report in reports:
        asked = tuple(_open(item, chosen) for item in report.decisions)
        if not any(item.outcome == "review" for item in asked):
            continue
        say(f"{report.document}: {len(settled)} of {len(chosen)} clauses asked about ...")
        outline = Outline(report.document, tuple(item.clause for item in report.decisions))
        settled += settle(replace(report, decisions=asked), outline, catalogue, asker, labelled, twice=True)[1]
    before = {item.clause.id: item for item in known}
    found = [replace(result, before=before[result.before.clause.id]) for result in settled]
    return _compare(found, known, accepts, asker, config, seen), tuple(found)


def keep(trial: Trial, path: Path, asker: Asker, catalogue: Catalogue) -> None:
    """Keep what was measured for the runs to come."""
    digest = asker.llm.digest or asker.llm.address
    known = Measured(asker.llm.name, digest, VERSION, catalogue.digest, trial.verdict, trial.documents, trial.counts)
    reliability.save(path, known)


def write(trial: Trial, folder: Path) -> None:
    """Write model.json into a folder."""
    extra = {"verdict": trial.verdict, "p_review": trial.review.p, "p_all": trial.whole.p}
    text = json.dumps({**asdict(trial), **extra}, indent=1, ensure_ascii=True)
    (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def _draw(known: Sequence[Decision], most: int) -> set[str]:
    """Choose the clauses to ask about: those in review first, then decided ones drawn by lot."""
    dice = random.Random(_SEED)  # noqa: S311
    review = [item.clause.id for item in known if item.outcome == "review"]
    decided = [item.clause.id for item in known if item.outcome != "review"]
    some = review if len(review) <= most else dice.sample(review, most)
    return {*some, *dice.sample(decided, min(len(decided), most - len(some)))}


def _open(decision: Decision, chosen: set[str]) -> Decision:
    """Put a chosen clause in review, and take every other one out."""
    if decision.clause.id in chosen:
        return replace(decision, outcome="review")
    return replace(decision, outcome="matched") if decision.outcome == "review" else decision


def _compare(
    found: Sequence[Settled],
    known: Sequence[Decision],
    accepts: Callable[[Decision, tuple[str, ...]], bool | None],
    asker: Asker,
    config: Config,
    seen: Iterable[str],
) -> Trial:
    judged = [item for item in found if item.kind != NOT_ASKED]
    review = [item for item in judged if item.before.outcome == "review"]
    opened = _opened(review, judged, accepts, config, asker)
    documents = tuple(sorted({item.before.clause.document for item in judged}))
    stems = {_stem(name) for name in seen}
    replies = [reply for item in judged for reply in item.replies]
    return Trial(
        model=asker.llm.name,
        asked=len(judged),
        in_review=len(review),
        of_review=sum(item.outcome == "review" for item in known),
        documents=documents,
        seen=tuple(name for name in documents if _stem(name) in stems),
        review=_put_side_by_side(review, accepts),
        whole=_put_side_by_side(judged, accepts),
        counts=_count(judged, accepts),
        refusals=dict(Counter(item.kind for item in found if item.answer is None).most_common()),
        opened=len(opened),
        opened_right=sum(opened),
        seconds=sum(reply.seconds for reply in replies),
        tokens=sum((reply.prompt_tokens or 0) + (reply.answer_tokens or 0) for reply in replies),
        promise=config.decide.promise,
    )


def _put_side_by_side(
    found: Sequence[Settled], accepts: Callable[[Decision, tuple[str, ...]], bool | None]
) -> BeforeAfter:
    """Compare guess and answer; where the orders disagree what it said first counts, for a run could meet it alone."""
    pairs = []
    for item in found:
        said = item.answer if item.answer is not None else item.raw if item.kind == DIFFERS else item.before.tests
        after = item.before.tests if said is None else said
        pairs.append((bool(accepts(item.before, item.before.tests)), bool(accepts(item.before, after))))
    return BeforeAfter(
        clauses=len(pairs),
        right_before=sum(one for one, _ in pairs),
        right_after=sum(two for _, two in pairs),
        put_right=sum(two and not one for one, two in pairs),
        made_wrong=sum(one and not two for one, two in pairs),
    )


def _count(found: Iterable[Settled], accepts: Callable[[Decision, tuple[str, ...]], bool | None]) -> Counts:
    return reliability.count(
        [
            (
                item.before.tests,
                bool(accepts(item.before, item.before.tests)),
                item.answer,
                bool(accepts(item.before, item.answer)),
            )
            for item in found
            if item.answer is not None
        ]
    )


def _opened(
    review: Sequence[Settled],
    judged: Sequence[Settled],
    accepts: Callable[[Decision, tuple[str, ...]], bool | None],
    config: Config,
    asker: Asker,
) -> list[bool]:
    """Say of each clause in review that would be decided whether rightly, measured without its own document."""
    bar = max(config.decide.review_below, 1 - config.decide.promise)
    options = config.llm.candidates + 1
    right: list[bool] = []
    for document in sorted({item.before.clause.document for item in review}):
        others = [item for item in judged if item.before.clause.document != document]
        measured = Measured(asker.llm.name, "", VERSION, "", counts=_count(others, accepts))
        gate = Gate(measured, bar)
        for item in review:
            if item.before.clause.document != document or item.answer is None or gate.closed:
                continue
            believed = gate.weigh(item.before, item.answer, options)
            if believed.probability >= bar:
                right.append(bool(accepts(item.before, believed.tests)))
    return right


def _told(compared: BeforeAfter) -> str:
    return (
        f"{compared.right_before} of {compared.clauses} right before, {compared.right_after} with its answers in their "
        f"place ({compared.put_right} put right, {compared.made_wrong} made wrong; exact McNemar p = {compared.p:.3g})."
    )


def _stem(name: str) -> str:
    return PurePath(name).stem.casefold()
