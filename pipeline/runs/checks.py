"""Everything a run needs, looked at before any work: settings, catalogues, weights, packages, programs, models.

Nothing here stops at the first fault. What is wrong in the settings does not keep the rest from being looked at: a
setting that is wrong counts as its default.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline import config as configs
from pipeline import flow, keywords
from pipeline.errors import ConfigError, DependencyError, ExitCode
from pipeline.matching import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.config import Config, Values

State = Literal["good", "remark", "wrong", "missing"]

_PATIENCE = 60.0  # seconds a model may take for one short answer
_REACH = 5.0  # seconds to reach a scheduler
_DISTRIBUTION = "emc-spec-matcher"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_OPTIONAL: dict[str, Callable[[Config], bool]] = {
    # what an installation may be without, when the configuration does not ask for it
    "sentence-transformers": lambda config: False,  # the embedding model is tried out for itself
    "yake": lambda config: "yake" in keywords.load(config.keywords).packages,
    "yake-rust": lambda config: "yake-rust" in keywords.load(config.keywords).packages,
    "rake-nltk": lambda config: "rake-nltk" in keywords.load(config.keywords).packages,
    "nltk": lambda config: "rake-nltk" in keywords.load(config.keywords).packages,
    "ollama": lambda config: config.llm.provider == "ollama",
}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was looked at."""

    what: str  # "configuration", "catalogue", "Tesseract" ...
    state: State  # "wrong" ends with exit code 4, "missing" with 5; a remark is worth knowing and does no harm
    message: str


def check(path: Path | None, overrides: Values | None = None, labels: Path | None = None) -> tuple[CheckResult, ...]:
    """Look at everything.

    :param path: configuration file of the user; None for the defaults.
    :param overrides: from the command line.
    :param labels: labels to look at too.
    """
    config, faults = configs.check(path, overrides)
    found = [CheckResult("configuration", "wrong", fault) for fault in faults]
    found += [] if faults else [CheckResult("configuration", "good", str(path or "the defaults"))]
    data, programs = (_catalogues, _aliases, _weights, _examples), (_packages, _embedding, _store, _tesseract, _office)
    for look in (*data, *programs, _engine, _llm):
        found += look(config)
    return (*found, *(_labels(labels, config) if labels is not None else ()))


def judge(findings: tuple[CheckResult, ...]) -> ExitCode:
    """Turn findings into an exit code: 4 where a setting is wrong, else 5 where something is missing, else 0."""
    states = {finding.state for finding in findings}
    if "wrong" in states:
        return ExitCode.CONFIGURATION
    return ExitCode.MISSING if "missing" in states else ExitCode.DONE


def _try(what: str, act: Callable[[], str]) -> Iterator[CheckResult]:
    """Say what an act says; its errors are findings, a line each."""
    try:
        yield CheckResult(what, "good", act())
    except ConfigError as error:
        yield from (CheckResult(what, "wrong", line) for line in str(error).splitlines())
    except DependencyError as error:
        yield CheckResult(what, "missing", str(error))


def _catalogues(config: Config) -> Iterator[CheckResult]:
    chosen = catalogue.SHIPPED if config.match.references == (catalogue.AUTO,) else config.match.references
    paths = [flow.located(name) for name in chosen]

    def read(paths: Sequence[Path]) -> str:
        found = catalogue.load(paths)
        return f"{found.name}: {len(found.tests)} tests, {len(found.topics)} topics beside them"

    together = list(_try("catalogue", partial(read, paths)))
    if together[0].state != "good" and len(paths) > 1:  # one that cannot be opened must not hide the faults of others
        alone = [finding for path in paths for finding in _try("catalogue", partial(read, [path]))]
        together = list(dict.fromkeys((*alone, *together)))
    yield from together


def _aliases(config: Config) -> Iterator[CheckResult]:
    """Look at the words of single OEMs, where a person accepted any."""

    def read() -> str:
        found = flow.Pipeline(config).supplement
        words = sum(len(oem.alias) for oem in found.oem)
        return f"{config.review.aliases}: {words} words of {', '.join(oem.name for oem in found.oem) or 'no OEM'}"

    if config.review.aliases and Path(config.review.aliases).exists():
        yield from _try("aliases", read)


def _weights(config: Config) -> Iterator[CheckResult]:
    def read() -> str:
        from pipeline.matching.decisions import weights

        paths = [flow.located(name) for name in (config.match.weights, config.match.plain_weights)]
        return "; ".join(f"{path}: learned on {weights.load(path).learned_on}" for path in paths)

    yield from _try("weights", read)


def _examples(config: Config) -> Iterator[CheckResult]:
    def read(path: Path) -> str:
        from pipeline.matching.channels import examples

        return f"{path}: {len(examples.read(path))} labelled clauses"

    for name in config.match.examples:
        yield from _try("examples", partial(read, flow.located(name)))


def _packages(config: Config) -> Iterator[CheckResult]:
    missing = [name for name in _needed(config) if not _is_installed(name)]
    if missing:
        yield CheckResult("packages", "missing", f"Install what is missing: pip install {' '.join(missing)}")
    else:
        yield CheckResult("packages", "good", "all that is needed is installed")


def _needed(config: Config) -> list[str]:
    """Name the packages that this installation says it needs, extras apart."""
    try:
        lines = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:  # run from a folder that was never installed
        return []
    found = (_NAME.match(line) for line in lines if "extra ==" not in line)
    names = sorted(match[0].lower() for match in found if match)
    return [name for name in names if name not in _OPTIONAL or _OPTIONAL[name](config)]


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _embedding(config: Config) -> Iterator[CheckResult]:
    def encode() -> str:
        from pipeline.matching import embeddings

        embedder = embeddings.load(config.embedding)
        if embedder is None:
            return "off; clauses are matched without it (backend in [embedding])"
        start = time.perf_counter()
        embedder.encode(["current injection"])
        return f"{config.embedding.model} by {embedder.backend}, ready after {time.perf_counter() - start:.1f} s"

    yield from _try("embedding model", encode)


def _store(config: Config) -> Iterator[CheckResult]:
    from pipeline.storage import cache

    with cache.load(config.store) as opened:
        info = opened.info()
    if info.path is None:
        yield CheckResult("store", "remark", "off; every run does all work again (path in [store])")
    elif info.trouble:
        yield CheckResult("store", "remark", info.trouble)
    else:
        yield CheckResult(
            "store", "good", f"{info.path}: {info.size / 1e6:.0f} of at most {info.size_limit / 1e6:.0f} MB"
        )


def _tesseract(config: Config) -> Iterator[CheckResult]:
    from pipeline.documents.pdf import tesseract

    if config.read.ocr == "never":
        yield CheckResult("Tesseract", "good", "not used (ocr in [read])")
    elif not tesseract.is_installed():
        yield CheckResult("Tesseract", "remark", "not installed; pages without text are named and left out")
    else:
        wanted = set(config.read.ocr_language.split("+"))
        absent = sorted(wanted - tesseract.languages())
        if absent:
            message = f"has no data for {', '.join(absent)} (ocr_language in [read]); install the language data."
            yield CheckResult("Tesseract", "missing", message)
        else:
            yield CheckResult("Tesseract", "good", f"reads pages without text ({config.read.ocr_language})")


def _office(config: Config) -> Iterator[CheckResult]:
    from pipeline.documents import legacy

    office = legacy.find_office()
    if config.read.legacy == "never":
        yield CheckResult("LibreOffice", "good", "not used (legacy in [read])")
    elif office is None:
        yield CheckResult("LibreOffice", "remark", "not installed; old .doc files are named and left out")
    else:
        yield CheckResult("LibreOffice", "good", f"converts old .doc files ({office})")


def _engine(config: Config) -> Iterator[CheckResult]:
    if config.batch.engine == "local":
        yield CheckResult("engine", "good", f"local, {config.batch.jobs or os.cpu_count()} files at a time")
        return
    if find_spec("distributed") is None:
        yield CheckResult("engine", "missing", "Dask is not installed: pip install emc-spec-matcher[dask]")
    elif not config.batch.scheduler:
        yield CheckResult("engine", "wrong", "engine is dask and no scheduler is named; set scheduler in [batch].")
    else:
        yield _reach(config.batch.scheduler)


def _reach(scheduler: str) -> CheckResult:
    import socket
    from urllib.parse import urlsplit

    try:
        address = urlsplit(scheduler)
        where = (address.hostname or "", address.port or 8786)
    except ValueError:
        return CheckResult("engine", "wrong", f"'{scheduler}' is no address of a scheduler, such as tcp://host:8786.")
    try:
        socket.create_connection(where, timeout=_REACH).close()
    except OSError as error:
        return CheckResult("engine", "missing", f"The Dask scheduler {scheduler} does not answer ({error}).")
    return CheckResult("engine", "good", f"dask, {scheduler}")


def _llm(config: Config) -> Iterator[CheckResult]:
    settings = config.llm
    if settings.provider == "none":
        yield CheckResult("language model", "good", "none; clauses in review are left to you")
        return

    def ask() -> str:
        from pipeline.answers import llms

        llm = llms.connect(settings)
        assert llm is not None
        try:
            health = llm.check(min(_PATIENCE, settings.call_deadline))
        finally:
            llm.close()
        if not health.ready:
            raise DependencyError(health.message)
        took = (
            "" if health.seconds is None else f" One word took {health.seconds:.1f} s; --dry-run says what a run takes."
        )
        return health.message + took

    yield from _try("language model", ask)


def _labels(path: Path, config: Config) -> Iterator[CheckResult]:
    def read() -> str:
        from pipeline.evaluation import labels

        known: tuple[str, ...] = ()
        with suppress(ConfigError):  # said already
            known = catalogue.load([flow.located(name) for name in config.match.references]).ids
        return f"{path}: {len(labels.read(path, known))} clauses"

    yield from _try("labels", read)
