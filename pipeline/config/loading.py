"""A configuration read from `configs/default.toml`, a user's file laid over it, and single values over both."""

from __future__ import annotations

import logging
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.config.sections import Config
from pipeline.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parents[1]
Values = dict[str, dict[str, Any]]  # section -> key -> value

_RETIRED = {  # keys of earlier versions, which a run folder or a file of the user may still hold
    ("llm", "reliability"), ("split", "part_length"), ("split", "part_overlap_sentences"), ("split", "semantic"),
}  # fmt: skip
_log = logging.getLogger("emcmatch")


def resource(name: str) -> Path:
    """Path of a file that comes with the program, in a checkout or in a wheel.

    :param name: path within the checkout, with forward slashes: "configs/default.toml".
    :raises FileNotFoundError: it is in neither place; the installation is broken.
    """
    for root in (_PACKAGE / "data", _PACKAGE.parent):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"{name} is missing from this installation of emcmatch; install it again.")


def located(name: str) -> Path:
    """Where a file named in the configuration lies: as given, or among the files that come with the program."""
    path = Path(name).expanduser()
    if path.exists():
        return path
    try:
        return resource(name)
    except FileNotFoundError:
        return path


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
    if old := [f"{name}.{key}" for name, key in sorted(_RETIRED) if key in _section(given, name)]:
        _log.warning("%s: %s: what it set is gone; take it out.", path, ", ".join(old))
    for layer in (_without_retired(base or {}), _without_retired(given), overrides or {}):
        faults += _lay_over(merged, layer, path)
    try:
        return Config.model_validate(merged), faults
    except ValidationError as error:
        faults += _describe(error, path)
        return Config.model_validate(_mend(merged, error, defaults)), faults


def _without_retired(layer: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {key: keys[key] for key in keys if (name, key) not in _RETIRED} if isinstance(keys, dict) else keys
        for name, keys in layer.items()
    }


def _section(layer: dict[str, Any], name: str) -> Values:
    keys = layer.get(name)
    return keys if isinstance(keys, dict) else {}


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
