"""One catalogue, one model, one set of weights: clauses in, decisions out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.keywords import stopwords
from pipeline.matching import catalogue_fit
from pipeline.matching.channels.featurizer import Featurizer
from pipeline.matching.decisions import held_out
from pipeline.matching.decisions import weights as weight_files
from pipeline.matching.decisions.contradictions import doubt_contradicted, trust_headings
from pipeline.matching.decisions.deciding import decide
from pipeline.matching.decisions.family_doubts import doubt_families
from pipeline.matching.decisions.parts import gather_parts
from pipeline.matching.decisions.states import States
from pipeline.matching.decisions.struck_clauses import set_aside
from pipeline.matching.decisions.unexplained_codes import doubt_silent
from pipeline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.config import DecideSettings
    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.catalogue.oem_aliases import Alias
    from pipeline.matching.channels.examples import Example, Shelf
    from pipeline.matching.channels.features import Features
    from pipeline.matching.decisions.weights import Weights
    from pipeline.matching.embeddings import Embedder
    from pipeline.records import Candidate, Decision, Profile


_PROMISES = "promises.json"  # beside the weights


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
        self._gauge = catalogue_fit.Gauge(catalogue)
        self.states = States.of(self.featurizer.entries, catalogue.together)
        self.held_out = held_out.load(weights.with_name(_PROMISES))
        self.weights = weight_files.load(weights if self.featurizer.examples.trained else plain_weights)

    def doubt_catalogue(self, document: str, profiles: Sequence[Profile]) -> tuple[Problem, ...]:
        """Say that the catalogue does not fit a document, and what seems to fit better; nothing where it does."""
        doubt = catalogue_fit.doubt(profiles, self._gauge)
        return (Problem(document, "catalogue", doubt, fatal=False),) if doubt else ()

    def pledge(self, settings: DecideSettings, *, fits: bool) -> str:
        """Say from which confidence on clauses are decided alone where a promise sets it; "" where none does.

        :param fits: whether the catalogue fits the document; a promise for another field is not given.
        """
        said = self.held_out.settle(settings.review_below, settings.promise)[1]
        return said if fits or not said else "no promise is given for this document, which the catalogue does not fit"

    def decide(
        self, profiles: Sequence[Profile], settings: DecideSettings, aliases: Sequence[Alias] = ()
    ) -> tuple[Decision, ...]:
        """Decide all clauses of one document, given in document order.

        :param aliases: what the OEM of the document calls the tests, as a person accepted it.
        """
        if not profiles:
            return ()
        features = self.featurizer.compute(profiles, aliases)
        below, _ = self.held_out.settle(settings.review_below, settings.promise)
        settings = settings.model_copy(update={"review_below": below})
        decisions = decide_with_care(profiles, features, self.states, self.weights, settings)
        return self._name_words(decisions)

    def _name_words(self, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
        """Name the words each clause shares with what was decided, the runner-up and the topic beside them."""
        rivals = [self._rivals(decision) for decision in decisions]
        wanted = [[rival.test for rival in some] for some in rivals]
        words = self.featurizer.words([decision.clause for decision in decisions], wanted)
        return tuple(_with_words(decision, found) for decision, found in zip(decisions, words, strict=True))

    def _rivals(self, decision: Decision) -> list[Candidate]:
        ids = {*decision.tests, decision.runner_up}
        outside = decision.match.outside
        return [*(each for each in decision.match.candidates if each.test in ids), *((outside,) if outside else ())]


def decide_with_care(
    profiles: Sequence[Profile], features: Features, states: States, weights: Weights, settings: DecideSettings
) -> tuple[Decision, ...]:
    """Decide all clauses of one document, and send to review what must not look sure, however probable it is."""
    decisions = decide(profiles, features, states, weights, settings)
    decisions = trust_headings(decisions, features, settings.review_below)
    decisions = doubt_silent(decisions, features, len(states.entries.tests))
    decisions = doubt_families(decisions, features, states.entries)
    decisions = doubt_contradicted(decisions, features, states.entries)
    return set_aside(gather_parts(decisions))


def _with_words(decision: Decision, words: Mapping[str, tuple[str, ...]]) -> Decision:
    match = decision.match
    named = [replace(each, words=words[each.test]) if each.test in words else each for each in match.candidates]
    outside = match.outside and replace(match.outside, words=words[match.outside.test])
    return replace(decision, match=replace(match, candidates=tuple(named), outside=outside))
