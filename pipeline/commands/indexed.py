"""What index, ask, chat and summarize share: the index of some runs, brought up to date and ready to be asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.commands.options import INPUT, NEW_FILE, settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.config import Config, Values
    from pipeline.flow import Pipeline
    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.embeddings import Embedder
    from pipeline.search.answering import Answerer
    from pipeline.search.index import Index, IndexedSource
    from pipeline.search.records import Scope

F = TypeVar("F", bound=Callable[..., Any])
_NAME = ".index.sqlite"
_FILTERS = (
    click.option("--document", "documents", multiple=True, help="Only documents with this name, or part of it."),
    click.option("--oem", "oems", multiple=True, help="Only documents whose name or title block says this."),
    click.option("--test", "tests", multiple=True, metavar="ID", help="Only clauses matched to this test."),
)
_WHERE = (
    click.option("--index", "index_file", type=NEW_FILE, help="The index (default: .index.sqlite beside the store)."),
    click.option("--config", "config_file", type=INPUT, help="TOML file with settings that differ from the defaults."),
)


def filter_options(function: F) -> F:
    """Add --document, --oem and --test."""
    for option in reversed(_FILTERS):
        function = option(function)
    return function


def index_options(function: F) -> F:
    """Add --index and --config."""
    for option in reversed(_WHERE):
        function = option(function)
    return function


def say(line: str) -> None:
    """Show a line beside the answer, which goes to standard output."""
    click.echo(line, err=True)


@dataclass(frozen=True)
class Ready:
    """An index that can be asked."""

    config: Config
    catalogue: Catalogue
    index: Index
    asker: Answerer
    sources: tuple[IndexedSource, ...]  # of the runs that were named, or all

    def choose(self, documents: Sequence[str], oems: Sequence[str], tests: Sequence[str]) -> Scope:
        """Narrow what is asked about; see `scoping.choose`."""
        from pipeline.search.filters import choose

        return choose(self.sources, self.catalogue, documents, oems, tests)


@contextmanager
def ready(folders: Sequence[Path], index_file: Path | None, config_file: Path | None) -> Iterator[Ready]:
    """Open the index, bring runs up to date in it, and make ready to ask.

    :param folders: run folders; none = all that is indexed.
    :raises UsageError: a folder is no run's, or the index cannot be used.
    """
    from pipeline import flow
    from pipeline.search.answering import Answerer
    from pipeline.search.index import Index

    config = _settings(folders, config_file)
    pipeline = flow.Pipeline(config)
    index = Index(index_file or place(config))
    embedder = _embedder(pipeline)
    try:
        digests = [digest for folder in folders for digest in update(index, folder, embedder)]
        sources = tuple(source for source in index.sources() if not folders or source.digest in digests)
        yield Ready(config, pipeline.catalogue, index, Answerer(index, pipeline.catalogue, embedder), sources)
    finally:
        index.close()
        pipeline.close()


def opener(folder: Path) -> Callable[[], tuple[Answerer, Catalogue, tuple[IndexedSource, ...]]]:
    """Return what opens the index for one run when it is first asked; it stays open for the life of the process."""

    def open_index() -> tuple[Answerer, Catalogue, tuple[IndexedSource, ...]]:
        opened = stack.enter_context(ready([folder], None, None))
        opened.asker.warm()
        return opened.asker, opened.catalogue, opened.sources

    stack = ExitStack()
    return open_index


def place(config: Config) -> Path:
    """Return where the index lies: beside the store of results."""
    return Path(config.store.path or "outputs/.store.sqlite").with_name(_NAME)


def update(index: Index, folder: Path, embedder: Embedder | None) -> tuple[str, ...]:
    """Index a run where it is new or has changed; the digests of its documents."""
    from pipeline import runs
    from pipeline.reports import runs as run_files
    from pipeline.search.index import add

    run = str(folder.resolve())
    stamp = _stamp(folder, embedder)
    known = index.of_run(run)
    if known and index.note(f"stamp {run}") == stamp:
        return known
    total = run_files.load(folder / "run.json").counts.get("documents", 0)
    with _progress(total) as tell:
        found = add(index, run, runs.decided(folder), embedder, tell)
    index.set_note(f"stamp {run}", stamp)
    return tuple(source.digest for source in found)


def _stamp(folder: Path, embedder: Embedder | None) -> int:
    """Return a number that changes with the run and with how it is indexed."""
    hashed = hashlib.sha256((embedder.name if embedder is not None else "").encode())
    for name in ("run.json", "clauses.jsonl", "matches.jsonl"):
        file = folder / name
        if file.is_file():
            state = file.stat()
            hashed.update(f"{name} {state.st_size} {state.st_mtime_ns}".encode())
    return int.from_bytes(hashed.digest()[:7], "big")


def _settings(folders: Sequence[Path], config_file: Path | None) -> Config:
    """Take the settings of the first run, so that its catalogue and model are those asked with."""
    from pipeline import config
    from pipeline.reports import runs

    base: Values | None = None
    if folders:
        said = runs.load(folders[0] / "run.json").configuration
        base = {name: dict(said[name]) for name in ("embedding", "match", "store", "llm") if name in said}
    path, values = (config_file, base) if base else settings(config_file)
    return config.load(path, base=values)


def _embedder(pipeline: Pipeline) -> Embedder | None:
    from pipeline.errors import DependencyError

    try:
        embedder: Embedder | None = pipeline.embedder
    except DependencyError as error:
        click.echo(f"Without vectors, by words alone: {error}", err=True)
        return None
    return embedder


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str, int, bool], None]]:
    """Show on stderr how indexing gets on: a bar on a terminal, lines elsewhere."""
    import sys

    done = 0
    if not sys.stderr.isatty():

        def say(document: str, clauses: int, new: bool) -> None:
            nonlocal done
            done += 1
            if new:
                click.echo(f"[{done}/{max(total, done)}] indexed {document}: {clauses} clauses", err=True)

        yield say
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Indexing", total=total or None)
        yield lambda document, clauses, new: bar.update(task, advance=1)
