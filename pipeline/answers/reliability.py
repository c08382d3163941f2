"""How much the answers of a model count: what was measured of it on labelled clauses, kept on disk by model digest.

An answer is evidence like a laboratory test's. What it says about a guess of the matcher depends on how often this
model agrees with guesses that are right and how often with guesses that are wrong: a model that repeats the guess,
always takes the first test or answers at random agrees with both alike, and its answers then change no probability,
however often it is right. Every share is the mean of what is known of it (Jeffreys' prior), so what was measured on
few clauses counts little, and below `FEWEST` nothing at all.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping  # noqa: TC003  (pydantic reads the annotations)
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.records import Decision

KIND = "llm"  # of the problems about a model that gave no answer; a run that has one ends with exit code 10
FEWEST = 20  # answers about right guesses, and about wrong ones, below which a model counts as unmeasured
_FORM = 1  # of the file
_PRIOR = 0.5  # Jeffreys' prior of a share
_SPREAD = 1.0  # answers' worth of the belief that wrong answers are spread evenly over the tests


@dataclass(frozen=True, slots=True)
class Counts:
    """What a model said of clauses with a label, beside the guess of the matcher. Only accepted answers count."""

    right: int = 0  # clauses whose guess was right
    right_agreed: int = 0  # of these, it gave the same tests
    wrong: int = 0  # clauses whose guess was wrong
    wrong_agreed: int = 0  # of these, it gave the same wrong tests
    wrong_corrected: int = 0  # of these, it gave tests that are right
    said_wrongly: Mapping[str, int] = field(default_factory=dict)  # answer -> how often it was wrong; "" = none

    def __add__(self, other: Counts) -> Counts:
        """Put two measurements together."""
        said = Counter(self.said_wrongly) + Counter(other.said_wrongly)
        return Counts(
            self.right + other.right,
            self.right_agreed + other.right_agreed,
            self.wrong + other.wrong,
            self.wrong_agreed + other.wrong_agreed,
            self.wrong_corrected + other.wrong_corrected,
            dict(said),
        )

    @property
    def answers(self) -> int:
        """Answers that were judged."""
        return self.right + self.wrong

    @property
    def correct(self) -> int:
        """Answers that were right: an answer that differs from a right guess counts as wrong."""
        return self.right_agreed + self.wrong_corrected

    @property
    def enough(self) -> bool:
        """There is enough of both kinds to tell a model that knows from one that repeats."""
        return min(self.right, self.wrong) >= FEWEST


def count(guessed: Sequence[tuple[tuple[str, ...], bool, tuple[str, ...], bool]]) -> Counts:
    """Count judged answers: the guess, whether it was right, the answer, and whether that was right."""
    right = [item for item in guessed if item[1]]
    wrong = [item for item in guessed if not item[1]]
    return Counts(
        right=len(right),
        right_agreed=sum(answer == guess for guess, _, answer, _ in right),
        wrong=len(wrong),
        wrong_agreed=sum(answer == guess for guess, _, answer, _ in wrong),
        wrong_corrected=sum(is_right for _, _, _, is_right in wrong),
        said_wrongly=dict(Counter(name(answer) for _, _, answer, is_right in guessed if not is_right)),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of one model with one form of question."""

    model: str  # "ollama/llama3"
    digest: str  # of its weights; its address where the server gives none
    question: int  # version of the question
    catalogue: str  # digest of the catalogue that was asked with
    verdict: str = ""  # "use it", "no difference shown", "do not use this model"
    documents: tuple[str, ...] = ()  # that it was measured on
    counts: Counts = Counts()

    @property
    def key(self) -> str:
        """What tells measurements apart; a renewed one replaces the one before."""
        return "|".join((self.model, self.digest, str(self.question), self.catalogue))


@dataclass(frozen=True, slots=True)
class Believed:
    """What a guess and an answer come to together."""

    tests: tuple[str, ...]  # the likelier of guess and answer; empty = none
    probability: float  # of it


class Gate:
    """Weighs the answers of one model.

    :param measured: None = nothing is known of it.
    :param bar: probability from which a clause is decided, 0 to 1.
    """

    def __init__(self, measured: Measured | None, bar: float) -> None:
        self.measured, self.bar = measured, bar

    @property
    def closed(self) -> str:
        """Why its answers count neither way, one sentence; "" where they count."""
        if self.measured is None:
            return "How reliable this model is was not measured, so its answers are suggestions only."
        if self.measured.verdict == "do not use this model":
            return "Measured on labelled clauses this model does harm, so its answers are suggestions only."
        counts = self.measured.counts
        if not counts.enough:
            few = min(counts.right, counts.wrong)
            kind = "right" if counts.right <= counts.wrong else "wrong"
            return (
                f"This model was measured on too few clauses ({few} whose guess was {kind}, {FEWEST} are needed), so "
                "its answers are suggestions only."
            )
        return ""

    def weigh(self, decision: Decision, answer: tuple[str, ...], options: int) -> Believed:
        """Join the matcher's probabilities with an answer by Bayes' rule.

        :param options: tests the model could choose from, none included.
        """
        guess, prior = decision.tests, decision.confidence
        if self.closed:
            return Believed(guess, prior)
        assert self.measured is not None
        counts = self.measured.counts
        agrees = _share(counts.right_agreed, counts.right)
        repeats = _share(counts.wrong_agreed, counts.wrong, 3)
        if answer == guess:
            return Believed(guess, _ratio(prior * agrees, (1 - prior) * repeats))
        corrects = _share(counts.wrong_corrected, counts.wrong, 3)
        usual = self._usual(answer, options)
        other = min(_prior(decision, answer), 1 - prior)
        of_guess = prior * (1 - agrees) * usual
        of_answer = other * corrects
        of_rest = max(0.0, 1 - prior - other) * max(0.0, 1 - repeats - corrects) * usual
        total = of_guess + of_answer + of_rest
        best = max((of_answer, answer), (of_guess, guess))
        return Believed(best[1], best[0] / total if total else prior)

    def _usual(self, answer: tuple[str, ...], options: int) -> float:
        """How usual this answer is among its wrong ones: near 1 for a model that always says it."""
        assert self.measured is not None
        said = self.measured.counts.said_wrongly
        return (said.get(name(answer), 0) + _SPREAD / max(1, options - 1)) / (sum(said.values()) + _SPREAD)


def name(tests: Sequence[str]) -> str:
    """Return tests as one word; "" for none."""
    return ";".join(tests)


def _share(hits: int, of: int, kinds: int = 2) -> float:
    return (hits + _PRIOR) / (of + kinds * _PRIOR)


def _ratio(one: float, other: float) -> float:
    return one / (one + other) if one + other > 0 else 0.0


def _prior(decision: Decision, answer: tuple[str, ...]) -> float:
    """What the matcher gave an answer it did not choose; of a set what its least likely test has."""
    known = {probability.test: probability.value for probability in decision.probabilities}
    return min(known.get(test, 0.0005) for test in (answer or ("",)))


# --- on disk ----------------------------------------------------------------------------------------------------------

_FILE = TypeAdapter(dict[str, Any])
_MEASURED = TypeAdapter(Measured)


def load(path: Path | None, model: str, digest: str, question: int, catalogue: str) -> Measured | None:
    """Return what was measured of a model with this question and catalogue; None where nothing was.

    :param path: the file; None = nothing is kept.
    :raises UsageError: the file is damaged.
    """
    found = _read(path).get(Measured(model, digest, question, catalogue).key) if path is not None else None
    try:
        return None if found is None else _MEASURED.validate_python(found)
    except ValidationError:
        raise _damaged(path) from None


def save(path: Path, measured: Measured) -> None:
    """Keep a measurement in the place of an earlier one of the same model, question and catalogue.

    :raises UsageError: the file is damaged or cannot be written.
    """
    known = {**_read(path), measured.key: asdict(measured)}
    text = json.dumps({"form": _FORM, "measured": known}, indent=1, ensure_ascii=True, sort_keys=True)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_text(text + "\n", encoding="utf-8", newline="\n")
        os.replace(fresh, path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}).") from None


def _read(path: Path | None) -> dict[str, Any]:
    if path is None or not path.exists():
        return {}
    try:
        content = _FILE.validate_python(json.loads(path.read_text(encoding="utf-8")))
        return dict(_FILE.validate_python(content["measured"])) if content.get("form") == _FORM else {}
    except (OSError, ValueError, KeyError):
        raise _damaged(path) from None


def _damaged(path: Path | None) -> UsageError:
    return UsageError(f"{path}: is damaged; remove it and measure the model again with emcmatch evaluate --llm.")
