"""Bayesian optimisation of a Choice with Optuna: kept on disk after every trial, gone on with after a stop."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pipeline.errors import DependencyError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.tuning.parameters import ParameterChoice

SEED = 1
_COUNTS, _LONGEST = (8, 12, 20), (3, 4)  # that are tried beside those there are
_REVIEW = (0.4, 0.98)


@dataclass
class Studies:
    """All studies of one tuning, in one file.

    :param file: journal of all trials; a file that is there is gone on with.
    :param digest: of everything a trial depends on but for its choice.
    :param trials: of each study.
    :param keywords: whether the keyword settings are chosen too.
    :param tell: called after each trial with the study's name and the best value so far.
    """

    file: Path
    digest: str
    trials: int
    keywords: bool = False
    tell: Callable[[str, float], None] = lambda _name, _value: None
    _storage: Any = field(default=None)

    def search(self, name: str, aim: Callable[[ParameterChoice], float], start: ParameterChoice) -> ParameterChoice:
        """Find the choice that makes `aim` largest; the first one that is tried is `start`.

        :raises DependencyError: Optuna is not installed.
        :raises UsageError: the file holds studies of other documents, labels or settings.
        """
        with _quiet() as optuna:
            study = self._open(optuna, name, start)
            done = len(study.get_trials(states=(optuna.trial.TrialState.COMPLETE,)))
            for _ in range(done):
                self.tell(name, study.best_value)
            study.sampler = optuna.samplers.TPESampler(seed=SEED + done, n_startup_trials=8)

            def objective(trial: Any) -> float:  # noqa: ANN401 - Optuna has no types here
                value = aim(_propose(trial, start, self.keywords))
                return float(value)

            def after(study: Any, _: Any) -> None:  # noqa: ANN401
                self.tell(name, study.best_value)

            study.optimize(objective, n_trials=max(0, self.trials - done), callbacks=[after])
            return _propose(study.best_trial, start, self.keywords)

    def _open(self, optuna: Any, name: str, start: ParameterChoice) -> Any:  # noqa: ANN401
        from optuna.storages import JournalStorage
        from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

        if self._storage is None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            # The lock by symbolic link, which is the default, needs rights that Windows does not give to all.
            self._storage = JournalStorage(JournalFileBackend(str(self.file), JournalFileOpenLock(str(self.file))))
        study = optuna.create_study(study_name=name, storage=self._storage, direction="maximize", load_if_exists=True)
        if study.user_attrs.get("digest", self.digest) != self.digest:
            raise UsageError(
                f"{self.file}: was begun with other documents, labels or settings; begin anew without --resume."
            )
        if not study.trials:
            study.set_user_attr("digest", self.digest)
            study.enqueue_trial(_keep(start))
            study.enqueue_trial({**_keep(start), "learn": True, "penalty": 1.0, "copies": 1})
        return study


def _keep(start: ParameterChoice) -> dict[str, Any]:
    """The trial that changes nothing."""
    given = {"learn": False, "copies": 0, "temperature": 1.0, "review_below": start.review_below}
    return given | {"count": start.count, "longest": start.longest}


def _propose(trial: Any, start: ParameterChoice, keywords: bool) -> ParameterChoice:  # noqa: ANN401
    """Draw a choice; of a finished trial, the choice that it was."""
    (low, high), mine = _REVIEW, start.review_below
    learn = trial.suggest_categorical("learn", [False, True])
    choice = replace(
        start,
        penalty=trial.suggest_float("penalty", 0.05, 50.0, log=True) if learn else None,
        copies=trial.suggest_int("copies", 0, 4),
        temperature=start.temperature * trial.suggest_float("temperature", 0.5, 2.5, log=True),
        review_below=round(trial.suggest_float("review_below", min(low, mine), max(high, mine)), 3),
    )
    if not keywords:
        return choice
    return replace(
        choice,
        count=trial.suggest_categorical("count", sorted({*_COUNTS, start.count})),
        longest=trial.suggest_categorical("longest", sorted({*_LONGEST, start.longest})),
    )


@contextmanager
def _quiet() -> Iterator[Any]:
    """Optuna without its own words on the console: the command shows the progress.

    :raises DependencyError: it is not installed.
    """
    try:
        import optuna
    except ImportError:
        raise DependencyError("Tuning needs Optuna: `pip install emc-spec-matcher[tune]`.") from None
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield optuna
        finally:
            optuna.logging.set_verbosity(before)
