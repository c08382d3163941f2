"""The predecessor's method, stated again: RAKE phrases, TF-IDF, cosine, the best of the tests.

It knows no clauses of its own, so it is given ours; and it can neither say "none" nor how sure it is. What stands here
is only for comparison: how long it takes on the same texts, and (in `decisions/baseline.py`) how often it is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_STOP = frozenset("a an and are as at be by for from has in is it its of on or shall that the this to was were".split())  # noqa: SIM905


def match(texts: Sequence[str], entries: Sequence[str]) -> list[int]:
    """Match each text to the entry whose keywords are nearest.

    :param entries: what the catalogue says of each test.
    :return: the place of the best entry for each text.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    rake = _rake()
    vectorizer = TfidfVectorizer()
    theirs = vectorizer.fit_transform([_keywords(rake, text) for text in entries])
    mine = vectorizer.transform([_keywords(rake, text) for text in texts])
    return [int(row.argmax()) for row in cosine_similarity(mine, theirs)]


def _rake() -> Any:  # noqa: ANN401 - the package has no types
    from rake_nltk import Rake

    return Rake(stopwords=_STOP, sentence_tokenizer=str.splitlines, word_tokenizer=str.split)


def _keywords(rake: Any, text: str) -> str:  # noqa: ANN401
    rake.extract_keywords_from_text(text)
    return " ".join(rake.get_ranked_phrases())
