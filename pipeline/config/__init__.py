"""The configuration: one frozen section a stage, read from `configs/default.toml` and a user's file laid over it.

`default.toml` alone holds the defaults, with units and sources. The sections say which keys there are, of what type and
in what range; wrong, missing and unknown keys are one ConfigError that names the file and all of them.
"""

from pipeline.config.addresses import address_fault, is_address
from pipeline.config.loading import Values, check, load, located, resource, values
from pipeline.config.sections import (
    BatchSettings,
    Config,
    DecideSettings,
    EmbeddingSettings,
    ExpandSettings,
    KeywordSettings,
    LLMSettings,
    MatchSettings,
    ReadSettings,
    ReviewSettings,
    SettingsSection,
    SplitSettings,
    StoreSettings,
)

__all__ = [
    "BatchSettings",
    "Config",
    "DecideSettings",
    "EmbeddingSettings",
    "ExpandSettings",
    "KeywordSettings",
    "LLMSettings",
    "MatchSettings",
    "ReadSettings",
    "ReviewSettings",
    "SettingsSection",
    "SplitSettings",
    "StoreSettings",
    "Values",
    "address_fault",
    "check",
    "is_address",
    "load",
    "located",
    "resource",
    "values",
]
