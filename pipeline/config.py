"""The configuration: one frozen section a stage, read from `configs/default.toml` and a user's file laid over it.

`default.toml` alone holds the defaults, with units and sources. The models below say which keys there are, of what type
and in what range; wrong, missing and unknown keys are one ConfigError that names the file and all of them.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parent
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)  # two letters at least: "C:" is a drive


def resource(name: str) -> Path:
    """Path of a file that comes with the program, in a checkout or in a wheel.

    :param name: path within the checkout, with forward slashes: "configs/default.toml".
    :raises FileNotFoundError: it is in neither place; the installation is broken.
    """
    for root in (_PACKAGE / "data", _PACKAGE.parent):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"{name} is missing from this installation of emcmatch; install it again.")


def is_address(name: str) -> bool:
    """Tell an address ("s3://bucket/folder") from a path."""
    return bool(_ADDRESS.match(name))


def address_fault(address: str) -> str:
    """Say why an address cannot be used, "" where it can: it holds a secret, or is several in one."""
    rest = address.partition("://")[2]
    if ":" in rest.partition("@")[0] and "@" in rest.partition("/")[0]:
        return "holds a password; leave it out and give it to the storage's package by the environment"
    if "?" in rest:
        return "holds a query, which may be a key; leave it out and give keys by the environment"
    return "is several addresses in one" if "::" in address else ""


Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(gt=0)]
Seconds = Annotated[float, Field(gt=0)]


class SettingsSection(BaseModel):
    """A section of the configuration: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ReadSettings(SettingsSection):
    """How files are opened; see `[read]` in default.toml."""

    time_limit: Seconds
    memory_limit: Positive
    unpacked_limit: Positive
    loss_limit: Share
    ocr: Literal["auto", "never"]
    ocr_language: str
    legacy: Literal["auto", "never"]


def _check_expression(expression: str) -> str:
    try:
        re.compile(expression)
    except re.error as error:
        raise ValueError(f"'{expression}' is no regular expression ({error})") from None
    return expression


def _check_number(expression: str) -> str:
    if "number" not in re.compile(expression).groupindex:
        raise ValueError(f"'{expression}' has no group (?P<number>...)")
    return expression


Expression = Annotated[str, AfterValidator(_check_expression)]


def _check_address(place: str) -> str:
    if is_address(place) and (why := address_fault(place)):
        raise ValueError(f"the address {why}")
    return place


class SplitSettings(SettingsSection):
    """How a document is split into clauses; see `[split]` in default.toml."""

    numbers: tuple[Annotated[Expression, AfterValidator(_check_number)], ...]
    not_numbers: tuple[Expression, ...]
    captions: tuple[Expression, ...]
    contents: tuple[Expression, ...]
    part_length: Positive
    part_overlap_sentences: Count
    semantic: bool
    language: Annotated[str, Field(pattern=r"^([a-z]{2})?$")]


class KeywordSettings(SettingsSection):
    """How keywords are extracted; see `[keywords]` in default.toml."""

    extractors: tuple[Literal["yake", "rake"], ...]
    yake: Literal["auto", "yake-rust", "yake"]
    count: Positive
    longest: Positive
    stop_words: tuple[str, ...]
    phrases: tuple[str, ...]


class EmbeddingSettings(SettingsSection):
    """Which model turns text into vectors; see `[embedding]` in default.toml."""

    model: str
    backend: Literal["auto", "static", "sentence-transformers", "onnx", "openvino", "none"]
    batch: Positive
    tokens: Annotated[int, Field(ge=3)]  # two of them mark the beginning and the end


class MatchSettings(SettingsSection):
    """How clauses are scored against tests; see `[match]` in default.toml."""

    references: tuple[str, ...]
    examples: tuple[str, ...]
    weights: str
    plain_weights: str


class DecideSettings(SettingsSection):
    """When a match is good enough; see `[decide]` in default.toml."""

    review_below: Share
    promise: Share
    promise_confidence: Share

    @property
    def allowed_wrong(self) -> float:
        """Share of the clauses decided without review that may be wrong; a promise of 0.99 allows 0.01."""
        return self.promise if self.promise < 0.5 else round(1.0 - self.promise, 6)


class BatchSettings(SettingsSection):
    """How many files at a time, and where; see `[batch]` in default.toml."""

    engine: Literal["local", "dask"]
    jobs: Count
    time_limit: Seconds
    memory_limit: Positive
    scheduler: str


class StoreSettings(SettingsSection):
    """Where results are kept between runs; see `[store]` in default.toml."""

    path: Annotated[str, AfterValidator(_check_address)]
    size_limit: Positive


class ReviewSettings(SettingsSection):
    """Where reviewed decisions and what was learned from them are kept; see `[review]` in default.toml."""

    store: str
    aliases: str


class LLMSettings(SettingsSection):
    """Which model is asked about the clauses in review, and within which bounds; see `[llm]` in default.toml."""

    provider: Literal["none", "ollama", "openai-compatible", "openai", "azure", "transformers"]
    model: str
    host: Annotated[str, Field(pattern=r"^$|^https?://[^@\s]+$")]  # no user:password@ in it: keys come from outside
    allow_remote: bool
    ca_file: str
    key_variable: str
    azure_version: str
    structure: Literal["schema", "object", "text"]
    temperature: Annotated[float, Field(ge=-1, le=2)]
    seed: int
    prompt: Annotated[int, Field(ge=400)]
    context: Annotated[int, Field(ge=1024)]
    output: Annotated[int, Field(ge=64)]
    keep_alive: Seconds
    call_deadline: Seconds
    run_deadline: Seconds
    retries: Count
    backoff: Annotated[float, Field(ge=0)]
    failures: Positive
    concurrency: Positive
    candidates: Positive
    described: Positive
    examples: Count
    measured: str
    requirements: bool
    prompt_speed: Annotated[float, Field(gt=0)]
    answer_speed: Annotated[float, Field(gt=0)]
    otlp: str


class ExpandSettings(SettingsSection):
    """How a model paraphrases the passages of the catalogue; see `[expand]` in default.toml."""

    count: Positive
    temperature: Annotated[float, Field(ge=0, le=2)]
    similar_above: Share
    prompt: str


class Config(SettingsSection):
    """The whole configuration."""

    read: ReadSettings
    split: SplitSettings
    keywords: KeywordSettings
    embedding: EmbeddingSettings
    match: MatchSettings
    decide: DecideSettings
    batch: BatchSettings
    store: StoreSettings
    review: ReviewSettings
    llm: LLMSettings
    expand: ExpandSettings


Values = dict[str, dict[str, Any]]  # section -> key -> value

_RETIRED = {("llm", "reliability")}  # keys of earlier versions that a run folder may still hold


def load(path: Path | None = None, overrides: Values | None = None, base: Values | None = None) -> Config:
    """Read the defaults, lay a user's file and then single values over them, and check all of it.

    :param path: a TOML file with any subset of the keys of default.toml; None for the defaults.
    :param overrides: from the command line.
    :param base: a configuration to lay the file over instead of the defaults: that of an earlier run.
    :raises ConfigError: the file cannot be read or is no TOML; unknown, missing or wrong keys, all in one message.
    """
    config, faults = check(path, overrides, base)
    if faults:
        raise ConfigError("\n".join(faults))
    return config


def values(path: Path) -> Values:
    """Read a configuration file as it is, without looking at what stands in it.

    :raises ConfigError: it cannot be read or is no TOML.
    """
    return {section: keys for section, keys in _parse(path).items() if isinstance(keys, dict)}


def check(
    path: Path | None = None, overrides: Values | None = None, base: Values | None = None
) -> tuple[Config, list[str]]:
    """Do as `load`, but collect what is wrong, a line a key, and go on with the default wherever something is."""
    defaults = _parse(resource("configs/default.toml"))
    merged: Values = {section: dict(values) for section, values in defaults.items()}
    faults: list[str] = []
    try:
        given = _parse(path) if path is not None else {}
    except ConfigError as error:
        given = {}
        faults.append(str(error))
    for layer in (_without_retired(base or {}), given, overrides or {}):
        faults += _lay_over(merged, layer, path)
    try:
        return Config.model_validate(merged), faults
    except ValidationError as error:
        faults += _describe(error, path)
        return Config.model_validate(_mend(merged, error, defaults)), faults


def _without_retired(base: Values) -> Values:
    return {name: {key: keys[key] for key in keys if (name, key) not in _RETIRED} for name, keys in base.items()}


def _mend(merged: Values, error: ValidationError, defaults: Values) -> Values:
    """Put the default in the place of every value that is wrong, and leave out what there is no key for."""
    mended = {section: dict(merged.get(section, {})) for section in defaults}
    for finding in error.errors():
        section, *keys = (str(piece) for piece in finding["loc"])
        key = keys[0] if keys else ""
        if section in defaults and key in defaults[section]:
            mended[section][key] = defaults[section][key]
        elif section in defaults:
            mended[section].pop(key, None)
    return mended


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such configuration file.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: is not a readable TOML file ({error}).") from None


def _lay_over(below: Values, above: dict[str, Any], path: Path | None) -> list[str]:
    faults = []
    for section, values in above.items():
        if isinstance(values, dict):
            below.setdefault(section, {}).update(values)
        else:
            faults.append(f"{path}: '{section}' stands outside a section; the sections are {', '.join(below)}.")
    return faults


def _describe(error: ValidationError, path: Path | None) -> list[str]:
    """Turn pydantic's findings into one line a key."""
    source = path or "the configuration"
    known = {name: model.annotation for name, model in Config.model_fields.items()}
    lines = []
    for finding in error.errors():
        key = ".".join(str(piece) for piece in finding["loc"])
        what = finding["msg"]
        if finding["type"] == "extra_forbidden":
            section: Any = known.get(str(finding["loc"][0])) if len(finding["loc"]) > 1 else Config
            names = sorted(section.model_fields) if section is not None else []
            what = f"there is no such key; the keys are {', '.join(names)}"
        lines.append(f"{source}: {key}: {what}.")
    return lines
