"""One catalogue, one model, one set of weights: clauses in, decisions out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.keywords import stopwords
from pipeline.matching.channels.featurizer import Featurizer
from pipeline.matching.decisions import weights as weight_files
from pipeline.matching.decisions.deciding import decide
from pipeline.matching.decisions.states import States
from pipeline.matching.decisions.struck_clauses import set_aside
from pipeline.matching.decisions.unexplained_codes import doubt_silent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.config import DecideSettings
    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.catalogue.oem_aliases import Alias
    from pipeline.matching.channels.examples import Example, Shelf
    from pipeline.matching.embeddings import Embedder
    from pipeline.records import Decision, Profile


class Matcher:
    """Matches clauses to the tests of one catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder | None,
        weights: Path,
        plain_weights: Path,
        examples: Sequence[Example] = (),
        shelf: Shelf | None = None,
    ) -> None:
        """Open the matcher.

        :param weights: learned with the examples channel.
        :param plain_weights: learned without; used where no example is about the catalogue's tests.
        :param shelf: where what was learned from the examples lies.
        """
        self.featurizer = Featurizer(catalogue, embedder, stopwords.ALL, examples, shelf)
        self.states = States.of(self.featurizer.entries, catalogue.together)
        self.weights = weight_files.load(weights if self.featurizer.examples.trained else plain_weights)

    def decide(
        self, profiles: Sequence[Profile], settings: DecideSettings, aliases: Sequence[Alias] = ()
    ) -> tuple[Decision, ...]:
        """Decide all clauses of one document, given in document order.

        :param aliases: what the OEM of the document calls the tests, as a person accepted it.
        """
        if not profiles:
            return ()
        features = self.featurizer.compute(profiles, aliases)
        decisions = decide(profiles, features, self.states, self.weights, settings)
        return set_aside(doubt_silent(decisions, features, len(self.featurizer.entries.tests)))
