"""What a run is asked to do, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pipeline.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.config import Config
    from pipeline.evaluation import Evaluation
    from pipeline.records import Problem

StageName = Literal["split", "keywords", "match", "resolve", "report"]
_DOUBTS = 5  # documents that the catalogue does not fit, named on the terminal; the sheet Problems has them all
UNDECIDED: tuple[StageName, ...] = ("split", "keywords")


@dataclass(frozen=True)
class Order:
    """What is to be done."""

    config: Config
    specs: tuple[str, ...] = ()  # files and folders; empty = go on in `out`
    out: Path | None = None  # the run folder; None makes a new one under outputs/
    until: StageName = "report"
    labels: Path | None = None  # to measure the accuracy against
    fresh: bool = False  # do not use stored results
    ask: bool = False  # put the clauses in review to the configured language model
    dry: bool = False  # only say what asking would cost, and write nothing
    command: str = ""  # as typed
    force: bool = False  # write into a folder that is no run's and holds files


@dataclass(frozen=True)
class Result:
    """How a run ended."""

    folder: Path
    until: StageName
    counts: Mapping[str, int] = field(default_factory=dict)  # "documents", "clauses", and each outcome
    problems: tuple[Problem, ...] = ()
    evaluation: Evaluation | None = None
    notes: tuple[str, ...] = ()  # to tell the user, a line each
    failed: bool = False  # something could not be carried through
    main: str = ""  # the file to look at first; "" = that of the stage

    @property
    def exit_code(self) -> ExitCode:
        """0, or 10 where a file failed or the model could not be asked."""
        return ExitCode.SOME_FAILED if self.failed else ExitCode.DONE

    @property
    def summary(self) -> str:
        """What came out and where it lies, in a few lines."""
        if not self.counts:
            return "\n".join(self.notes)
        counts = self.counts
        head = f"{_count(counts['documents'], 'document')}, {_count(counts['clauses'], 'clause')}"
        if self.until not in UNDECIDED:
            outcomes = ", ".join(f"{counts.get(name, 0)} {word}" for name, word in _OUTCOMES)
            head += f": {outcomes}"
        lines = [f"{head}.", *self.notes, *self._say_problems()]
        return "\n".join(
            [*lines, f"{'Open' if self.until == 'report' else 'See'} {self.folder / (self.main or _MAIN[self.until])}"]
        )

    def _say_problems(self) -> list[str]:
        fatal = [problem for problem in self.problems if problem.fatal]
        rest = len(self.problems) - len(fatal)
        where = "the sheet Problems" if self.until == "report" else "problems.csv"
        said = [f"{_count(len(fatal), 'file')} failed"] if fatal else []
        said += [f"{_count(rest, 'reservation')} about the files and clauses that were done"] if rest else []
        doubts = [f"{problem.file}: {problem.message}" for problem in self.problems if problem.kind == "catalogue"]
        return [*doubts[:_DOUBTS], *([f"{', '.join(said)}; see {where}."] if said else [])]


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


_OUTCOMES = (("matched", "matched"), ("unmatched", "unmatched"), ("review", "to review"))
_MAIN: dict[StageName, str] = {
    "split": "clauses.jsonl",
    "keywords": "keywords.jsonl",
    "match": "matches.csv",
    "resolve": "matches.csv",
    "report": "report.xlsx",
}
