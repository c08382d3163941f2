"""Which keys the configuration has, of what type and in what range: one frozen section a stage."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pipeline.config.addresses import address_fault, is_address

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
    language: Annotated[str, Field(pattern=r"^([a-z]{2})?$")]


class KeywordSettings(SettingsSection):
    """How keywords are extracted; see `[keywords]` in default.toml."""

    extractors: tuple[Literal["yake", "rake"], ...]
    yake: Literal["auto", "yake-rust", "yake"]
    rake: Literal["own", "rake-nltk"]
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
    otlp: Annotated[str, Field(pattern=r"^$|^https?://[^@\s]+$")]  # no user:password@ in it
    otlp_prompts: bool


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
