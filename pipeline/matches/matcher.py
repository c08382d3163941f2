"""One catalogue, one model, one set of weights: clauses in, decisions out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.decisions import weights as weight_files
from pipeline.decisions.deciding import decide
from pipeline.decisions.states import States
from pipeline.decisions.trees import infer
from pipeline.decisions.weights import edge_kinds
from pipeline.keywords import stopwords
from pipeline.matches.featurizer import Featurizer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.config import DecideSettings
    from pipeline.embeddings import Embedder
    from pipeline.records import Decision, Profile
    from pipeline.references import Catalogue


class Matcher:
    """Matches clauses to the tests of one catalogue."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder | None, weights: Path) -> None:
        self.featurizer = Featurizer(catalogue, embedder, stopwords.ALL)
        self.states = States.of(self.featurizer.entries, catalogue.together)
        self.weights = weight_files.load(weights)

    def decide(self, profiles: Sequence[Profile], settings: DecideSettings) -> tuple[Decision, ...]:
        """Decide all clauses of one document, given in document order."""
        if not profiles:
            return ()
        features = self.featurizer.compute(profiles)
        scores = self.weights.nodes(features, self.states) / self.weights.temperature
        pairs = self.weights.pairs(self.states) / self.weights.temperature
        marginals = infer(scores, features.parents, pairs, edge_kinds(features))
        return decide(profiles, features, marginals, self.states, self.weights, settings)
