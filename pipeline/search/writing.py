"""An answer as text for a console and as plain values for programs. What a document says is data in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.answers.quotes import visible
from pipeline.search.records import NOT_HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.search.index import Found
    from pipeline.search.records import Answer, Hit

_TITLE = 100  # characters of a title on its line
_LINE = 400  # characters of a line that is shown
_NEAREST = 3  # clauses shown where nothing fits


def to_lines(answer: Answer) -> Iterator[str]:
    """Write an answer for people; marked lines begin with ">"."""
    if answer.sentences:
        for sentence in answer.sentences:
            yield f"{plain(sentence.text)} [{sentence.source}]"
            yield f'    "{plain(sentence.quote)}"'
        yield ""
    elif not answer.fits:
        yield f"{NOT_HERE[0].upper()}{NOT_HERE[1:]}, as far as can be told."
    if answer.note:
        yield answer.note
    shown = answer.hits if answer.fits or answer.sentences else answer.hits[:_NEAREST]
    if shown and not answer.fits and not answer.sentences:
        yield "Nearest to it:"
    for place, hit in enumerate(shown, start=1):
        yield f"{place}. {name(hit.found)}"
        yield from _body(hit)


def name(found: Found) -> str:
    """Name a clause: document, number, page, title."""
    clause = found.clause
    page = f", page {clause.page}" if clause.page else ""
    return f"{clause.document}  {clause.number}{page}  {_short(clause.title, _TITLE)}"


def to_values(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain values, for JSON."""
    return {
        "question": answer.query.text,
        "fits": answer.fits,
        "sureness": answer.sureness,
        "note": answer.note,
        "answer": [{"text": each.text, "source": each.source, "quote": each.quote} for each in answer.sentences],
        "tests": answer.query.tests,
        "clauses": [_values(hit) for hit in answer.hits],
    }


def plain(text: str) -> str:
    """Write a text on one line, without signs that steer a console."""
    return " ".join(visible("".join(sign if sign.isprintable() else " " for sign in text)).split())


def _values(hit: Hit) -> dict[str, Any]:
    clause = hit.found.clause
    return {
        "id": clause.id,
        "document": clause.document,
        "number": clause.number,
        "title": clause.title,
        "path": clause.path,
        "page": clause.page,
        "tests": hit.found.tests,
        "outcome": hit.found.outcome,
        "score": hit.score,
        "limits": [
            {"text": each.text, "place": each.place, "source": each.source, "head": each.head, "sure": each.sure}
            for each in hit.limits
        ],
        "lines": [
            {"text": line.text, "place": line.place, "values": line.values, "score": line.score} for line in hit.lines
        ],
    }


def _body(hit: Hit) -> Iterator[str]:
    clause = hit.found.clause
    path = " > ".join(_short(title, 50) for title in clause.path)
    tests = f"[{'; '.join(hit.found.tests)}]" if hit.found.tests else ""
    if path or tests:
        yield "   " + "  ".join(part for part in (f"in {path}" if path else "", tests) if part)
    for limit in hit.limits:
        yield f"   = {plain(limit.text)}  ({limit.place})"
        yield f"     {_short(f'{limit.head}: {limit.source}' if limit.head else limit.source, _LINE)}"
    for line in hit.lines if not hit.limits else ():
        if line.place != "title" or len(line.text) > _TITLE:
            yield f"   > {_short(line.text, _LINE)}" + (f"  ({line.place})" if line.place.startswith("table") else "")
    if values := tuple(dict.fromkeys(value for line in hit.lines for value in line.values)):
        yield f"   values: {plain('; '.join(values[:12]))}"


def _short(text: str, most: int) -> str:
    text = plain(text)
    return text if len(text) <= most else f"{text[: most - 3].rsplit(' ', 1)[0]} ..."
