"""What tuning chooses, and the configuration file that says it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import config as configs
from pipeline.config import resource
from pipeline.flow import located

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config import Config


_NAMES = {
    "penalty": "Pull towards the weights there were (- = kept as they are)",
    "copies": "Times your clauses count as examples",
    "temperature": "Temperature of the probabilities",
    "review_below": "decide.review_below, without a promise",
    "count": "keywords.count",
    "longest": "keywords.longest",
}
_WEIGHTS = ("weights", "plain_weights")  # learned with the examples there are, be they none
_ALWAYS = (*_WEIGHTS, "review_below")  # written even where they are the default


@dataclass(frozen=True, slots=True)
class ParameterChoice:
    """One setting of everything that is chosen."""

    penalty: float | None  # pull of the learned weights towards those there were, 0 and up; None = nothing is learned
    copies: int  # how many times the user's examples count beside the others; 0 = not at all
    temperature: float  # what scores are divided by before probabilities are read
    review_below: float  # confidence below which a person should look
    count: int  # keywords of a clause and extractor
    longest: int  # words of a keyword

    @classmethod
    def of(cls, config: Config, temperature: float) -> ParameterChoice:
        """What a configuration says already: nothing of the user's documents is used."""
        return cls(
            None, 0, temperature, config.decide.review_below, config.keywords.count, config.keywords.longest
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """Name -> value."""
        return asdict(self)


def to_toml(
    config: Config, choice: ParameterChoice, weights: Path, examples: Path, review_below: float, head: str
) -> str:
    """Write a configuration file: whatever differs from the defaults, with what was chosen laid over it.

    :param config: the configuration that was tuned.
    :param weights: the learned weights.
    :param examples: the user's labelled clauses.
    :param head: what to say at the top, a line or more.
    """
    base = configs.load().model_dump(mode="json")
    values = config.model_dump(mode="json")
    for key in ("references", "examples"):
        values["match"][key] = [_lasting(name) for name in values["match"][key]]
        base["match"][key] = [_lasting(name) for name in base["match"][key]]
    if Path(values["embedding"]["model"]).is_dir():
        values["embedding"]["model"] = Path(values["embedding"]["model"]).resolve().as_posix()
    values["match"] |= dict.fromkeys(_WEIGHTS, weights.resolve().as_posix())
    values["match"]["examples"] += [examples.resolve().as_posix()] * choice.copies
    values["decide"]["review_below"] = review_below
    values["keywords"] |= {"count": choice.count, "longest": choice.longest}
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    for section, keys in values.items():
        changed = {key: value for key, value in keys.items() if value != base[section][key] or key in _ALWAYS}
        if changed:
            lines += ["", f"[{section}]", *(f"{key} = {_show(value)}" for key, value in changed.items())]
    return "\n".join(lines) + "\n"


def _lasting(name: str) -> str:
    """Name a file so that it is found from every folder; those that come with the program keep their names."""
    path = located(name)
    try:
        shipped = resource(name).resolve() == path.resolve()
    except FileNotFoundError:
        shipped = False
    return name if shipped or not path.exists() else path.resolve().as_posix()


def _show(value: object) -> str:
    """Write a value as TOML, of which JSON's texts, numbers, truths and lists are a part."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def describe(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Tell what changed: (what, before, after) of all that is chosen."""
    return [(_NAMES[name], _say(before[name]), _say(value)) for name, value in after.items()]


def _say(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
