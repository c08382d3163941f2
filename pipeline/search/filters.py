"""Filters of a question: which documents and tests an answer may come from."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.search.records import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.search.index import IndexedSource

_SHOWN = 8


def choose(
    sources: Sequence[IndexedSource],
    catalogue: Catalogue,
    documents: Iterable[str] = (),
    oems: Iterable[str] = (),
    tests: Iterable[str] = (),
) -> Scope:
    """Narrow the documents and tests.

    :param sources: all that may be asked about.
    :param documents: file names, parts of them, or patterns ("ford*.docx"); any of them.
    :param oems: words of the file name or title block; any of them.
    :param tests: ids of the catalogue, in any case; any of them.
    :raises UsageError: a filter fits nothing; the message says what there is.
    """
    if not sources:
        raise UsageError("There is nothing to ask about yet; index a run first: emcmatch index RUN")
    left = [source for source in sources if _fits(source.document, list(documents), pattern=True)]
    if not left:
        raise UsageError(f"No document has such a name. There are {_list(sources)}.")
    kept = [source for source in left if _fits(f"{source.document} {source.about}", list(oems))]
    if not kept:
        raise UsageError(f"No file name or title block says '{', '.join(oems)}'. There are {_list(left)}.")
    known = {test.lower(): test for test in catalogue.ids}
    strange = [test for test in tests if test.lower() not in known]
    if strange:
        raise UsageError(f"The catalogue has no test '{strange[0]}'; it has {', '.join(catalogue.ids)}.")
    return Scope(tuple(source.digest for source in kept), tuple(known[test.lower()] for test in tests))


def _fits(text: str, wanted: Sequence[str], *, pattern: bool = False) -> bool:
    lower = text.lower()
    return not wanted or any(each.lower() in lower or (pattern and fnmatch(lower, each.lower())) for each in wanted)


def _list(sources: Sequence[IndexedSource]) -> str:
    names = list(dict.fromkeys(source.document for source in sources))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
