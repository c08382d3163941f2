"""Clauses that people have labelled before, to be shown to a model beside the one it is asked about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import flow
from pipeline.answers.examples import Examples
from pipeline.matching.channels.examples import FEWEST, Example, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import Config
    from pipeline.matching.catalogue import Catalogue


def gather(config: Config, catalogue: Catalogue) -> Examples:
    """Collect the examples of the configuration and the clauses that persons reviewed.

    A source counts only where it is about this catalogue: where it is not, even its clauses without a test say nothing.

    :raises ConfigError: a file of examples cannot be read.
    :raises UsageError: the store of reviews cannot be read.
    """
    if not config.llm.examples:
        return Examples(())
    sources = [read(flow.located(name)) for name in config.match.examples]
    known = [*(one for source in sources for one in _about(source, catalogue, FEWEST))]
    return Examples([*known, *_about(_reviewed(config), catalogue, 1)])


def _about(source: Sequence[Example], catalogue: Catalogue, fewest: int) -> list[Example]:
    usable = [one for one in source if set(one.tests) <= set(catalogue.ids)]
    return usable if sum(bool(one.tests) for one in usable) >= fewest else []


def _reviewed(config: Config) -> list[Example]:
    if not config.review.store or not Path(config.review.store).exists():
        return []
    from pipeline.reviews import stores

    settled = [item for item in stores.kept(config.review.store) if item.settled]
    return [Example(item.title, item.text, item.path, item.tests or (), item.document, item.number) for item in settled]
