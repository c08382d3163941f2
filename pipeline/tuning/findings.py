"""What tuning leaves behind: configuration, weights and examples where they help, and the report in any case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.matching.channels import examples as example_files
from pipeline.matching.decisions import weights as weight_files
from pipeline.reports.staging import stage
from pipeline.tuning.parameters import to_toml
from pipeline.tuning.tuning_book import save

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.evaluation import Proportion
    from pipeline.tuning.folds import Material
    from pipeline.tuning.tuning import Tuned


@dataclass(frozen=True, slots=True)
class Files:
    """Where everything lies: beside the configuration, under its name."""

    config: Path

    @property
    def weights(self) -> Path:
        """The learned weights."""
        return self._beside("_weights.json")

    @property
    def examples(self) -> Path:
        """The user's labelled clauses."""
        return self._beside("_examples.csv")

    @property
    def report(self) -> Path:
        """What changed and what it is worth."""
        return self._beside("_report.xlsx")

    @property
    def study(self) -> Path:
        """All trials."""
        return self._beside("_study.log")

    def _beside(self, ending: str) -> Path:
        return self.config.with_name(self.config.stem + ending)


def write(files: Files, material: Material, tuned: Tuned) -> str:
    """Write what there is to write, and say in a few lines what was found.

    :raises UsageError: a file is open in another program, or the folder cannot be written.
    """
    text = summarise(tuned)
    with stage(files.config.parent) as staging:
        save(staging / files.report.name, tuned, text)
        if tuned.helps:
            weight_files.save(tuned.weights, staging / files.weights.name)
            example_files.write(staging / files.examples.name, material.examples)
            toml = to_toml(
                material.config, tuned.choice, files.weights, files.examples, tuned.review_below, "\n".join(text)
            )
            (staging / files.config.name).write_text(toml, encoding="utf-8", newline="\n")
    lines = [*text, f"Report: {files.report}"]
    if tuned.helps:
        lines.append(f"Use it: emcmatch run SPECS --config {files.config}")
    elif files.config.exists():
        lines.append(f"{files.config} is from an earlier tuning and was left as it is.")
    return "\n".join(lines)


def summarise(tuned: Tuned) -> list[str]:
    """Say what was found, a sentence a line."""
    lines = [
        f"Held-out documents, before: {show(tuned.before)}",
        f"Held-out documents, after:  {show(tuned.after)}",
    ]
    mended = sum(row.after.right and not row.before.right for row in tuned.rows)
    broken = sum(row.before.right and not row.after.right for row in tuned.rows)
    lines.append(f"{mended} clauses were put right and {broken} made wrong (by chance alone: p = {tuned.chance:.2g}).")
    if tuned.helps:
        lines.append(tuned.promise.sentence)
        if tuned.promise.threshold is None:
            lines.append(f"The threshold of review is the one that was chosen, {tuned.review_below:g}.")
    else:
        lines.append(
            "Tuning does not help on documents it did not see: keep the settings you have. Nothing was written."
        )
        lines.append(f"With them: {tuned.standing.sentence}")
    if not tuned.searched:
        lines.append("With two documents there is none to choose settings on: only weights and examples were learned.")
    return lines


def show(share: Proportion) -> str:
    """Return a share with its n and its interval."""
    if share.value is None or share.interval is None:
        return "no clause"
    low, high = share.interval
    return f"{share.count} of {share.n} clauses right, {share.value:.1%} (95 %: {low:.1%} to {high:.1%})"
