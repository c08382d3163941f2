"""Clauses of a document into Features: all channels of one catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.matching.channels.entries import Entries
from pipeline.matching.channels.evidence import CodedChannels
from pipeline.matching.channels.examples import Example, WordModel
from pipeline.matching.channels.features import CHANNELS, Features, find_signs
from pipeline.matching.channels.lexical import keyword_space, letter_space, word_space
from pipeline.matching.channels.lexicon import name_lexicon, score_together, thing_lexicon
from pipeline.matching.channels.oem_aliases import Dialect
from pipeline.matching.channels.semantic import Meanings
from pipeline.matching.channels.titles import Titles, is_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.catalogue.oem_aliases import Alias
    from pipeline.matching.channels.examples import Shelf
    from pipeline.matching.channels.lexicon import Lexicon
    from pipeline.matching.embeddings import Embedder
    from pipeline.records import Clause, Profile

    Floats = NDArray[np.float64]


class Featurizer:
    """Scores clauses against one catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder | None,
        stop: frozenset[str] = frozenset(),
        examples: Sequence[Example] = (),
        shelf: Shelf | None = None,
    ) -> None:
        """Fit the channels on the catalogue.

        :param embedder: None leaves the embedding channels at 0.
        :param stop: words that the text channels leave out.
        :param examples: labelled clauses of other documents; none leave their channel at 0.
        :param shelf: where what was learned from the examples lies.
        """
        self.entries = Entries.of(catalogue)
        self.examples = WordModel(examples, self.entries, shelf)
        self._keywords = keyword_space(self.entries)
        self._words = word_space(self.entries, catalogue.phrases, stop)
        self._letters = letter_space(self.entries)
        self._names = name_lexicon(self.entries)
        self._things = thing_lexicon(self.entries)
        self._general = [i for i, one in enumerate(self.entries) if getattr(one, "kind", "") == "general"]
        self._coded = CodedChannels(self.entries, self._name, self._name_alone)
        self._meanings = Meanings(self.entries, embedder) if embedder is not None else None

    def compute(self, profiles: Sequence[Profile], aliases: Sequence[Alias] = ()) -> Features:
        """Compute all channels for all clauses of one document, given in document order.

        :param aliases: what the OEM of the document calls the tests, as a person accepted it.
        """
        dialect = Dialect(self.entries, aliases) if aliases else None
        clauses = [profile.clause for profile in profiles]
        place = {clause.id: index for index, clause in enumerate(clauses)}
        parents = np.array([place.get(clause.parent or "", -1) for clause in clauses], dtype=np.int64)
        headings = np.array([is_heading(clause.title) for clause in clauses], dtype=np.bool_)
        titles = Titles(clauses, dialect.spell_out) if dialect else Titles(clauses)
        channels = self._lexical(profiles, titles, dialect.lexicon() if dialect else self._names)
        coded, told = self._coded.score(profiles, titles, dialect.codes if dialect else {})
        channels |= coded
        channels |= self._semantic(clauses, titles)
        channels["examples"] = self.examples.score([as_example(clause, titles) for clause in clauses])
        empty = np.zeros((len(clauses), len(self.entries)))
        scores = np.stack([channels.get(name, empty) for name in CHANNELS], axis=-1)
        return Features(tuple(place), parents, headings, scores, find_signs(profiles, parents, headings), told)

    def words(self, clauses: Sequence[Clause], wanted: Sequence[Sequence[str]]) -> list[dict[str, tuple[str, ...]]]:
        """Return words and phrases that clauses have in common with entries, the most telling first.

        :param wanted: for each clause the ids of tests and topics that are asked about.
        :return: for each clause: id -> words.
        """
        place = {id: index for index, id in enumerate(self.entries.ids)}
        found = self._words.words(
            [clause.all_text for clause in clauses], [[place[id] for id in ids] for ids in wanted]
        )
        return [dict(zip(ids, words, strict=True)) for ids, words in zip(wanted, found, strict=True)]

    def _lexical(self, profiles: Sequence[Profile], plain: Titles, names: Lexicon) -> dict[str, Floats]:
        titles = [plain.own[profile.clause.id] for profile in profiles]
        texts = [profile.clause.all_text for profile in profiles]
        keywords = ["\n".join(keyword.phrase for keyword in profile.keywords) for profile in profiles]
        (named, compared), things = score_together((names, self._things), texts)
        (named_above, _), things_above = score_together((names, self._things), titles)
        return {
            "keywords": self._keywords.score(keywords),
            "text": self._words.score(texts),
            "title words": self._words.score(titles),
            "title letters": self._letters.score(titles),
            "name in title": named_above,
            "name in text": named,
            "name compared": compared,
            "thing in title": np.maximum(*things_above),
            "thing in text": np.maximum(*things),
        }

    def _name(self, texts: Sequence[str]) -> Floats:
        """How well each text names each entry."""
        result: Floats = np.maximum(*self._names.score_all(texts)) + self._letters.score(texts) ** 2
        return result

    def _name_alone(self, texts: Sequence[str]) -> Floats:
        """Tell which test, or other test, each text names in full and beside no other."""
        return self._names.alone(texts, self._general)

    def _semantic(self, clauses: Sequence[Clause], titles: Titles) -> dict[str, Floats]:
        if self._meanings is None:
            return {}
        own, _ = self._meanings.score([titles.own[clause.id] for clause in clauses])
        _, text = self._meanings.score([clause.all_text for clause in clauses])
        path = np.maximum(*self._meanings.score([titles.path(clause.id) for clause in clauses]))
        return {"embedding of title": own, "embedding of text": text, "embedding of path": path}


def as_example(clause: Clause, titles: Titles, tests: tuple[str, ...] = ()) -> Example:
    """Turn a clause into an example: its words, with or without what somebody labelled it."""
    return Example(
        titles.own[clause.id], clause.all_text, titles.above(clause.id), tests, clause.document, clause.number
    )
