"""Where the clauses of a Word document stand in the XML of its main part: clause id -> paragraph.

The file is read once more by the reader that found the clauses, so a clause's place leads to the very element it was
read from. A paragraph in a text box is known by the paragraph that holds the box, since Word has no comments in boxes;
a clause in a table row by a paragraph of that row; one from a footnote or an embedded document by the paragraph before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents.word.packages import Package
from pipeline.documents.word.readings import Reading
from pipeline.documents.word.xml_names import TBL, TR, TXBX, P, T
from pipeline.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

    from lxml.etree import _Element as Element

    from pipeline.config import ReadSettings
    from pipeline.documents.word.drafts import Draft
    from pipeline.records import Clause

_SHOWN = 60  # characters of a heading by which it is known


@dataclass(frozen=True)
class Places:
    """The paragraphs of clauses, each by its position among all elements of the main part, in document order."""

    main: str  # name of the main part
    found: tuple[tuple[str, int], ...]  # clause id, position of its paragraph: 0 is the root element
    beside: tuple[str, ...]  # ids of clauses whose own place cannot hold a comment: a neighbour stands for it


def locate(file: IO[bytes], clauses: Sequence[Clause], settings: ReadSettings) -> Places:
    """Find the paragraphs of clauses.

    :param file: a Word file, open for reading.
    :raises ReadError: what the reader raises; "damaged" or "entities" where the XML is only readable with mending;
        "changed" where a clause does not stand at its place, because another version of the reader found it.
    """
    package = Package.open(file, settings.unpacked_limit, settings.memory_limit)
    reading = Reading(package, "")
    reading.run()
    main = package.main()
    tree = package.tree(main)
    if tree.damage or tree.entities:
        kind = "damaged" if tree.damage else "entities"
        raise ReadError(kind, f"has XML in {main} that had to be mended to be read; open it in Word and save it anew.")
    drafts, root = reading.context.drafts, reading.root
    elements: dict[str, Element] = {}
    beside = []
    for clause in clauses:
        draft = _draft(clause, drafts)
        element = _paragraph(draft, clause, root)
        if element is None:
            beside.append(clause.id)
            element = _neighbour(clause.index, drafts, root)
        if element is not None:
            elements[clause.id] = element
    wanted = set(elements.values())
    positions = {each: place for place, each in enumerate(() if root is None else root.iter()) if each in wanted}
    found = tuple((clause.id, positions[elements[clause.id]]) for clause in clauses if clause.id in elements)
    return Places(main, found, tuple(beside))


def _draft(clause: Clause, drafts: Sequence[Draft]) -> Draft:
    """Return what a clause begins with, and make sure that it is the same as when the clause was found."""
    draft = drafts[clause.index] if clause.index < len(drafts) else None
    said = _fold(f"{draft.label} {draft.text}") if draft is not None else ""
    if draft is None or not any(_fold(known)[:_SHOWN] in said for known in (clause.title, clause.number)):
        raise ReadError(
            "changed", f"is read differently than in the run (clause {clause.number} is elsewhere); make the run again."
        )
    return draft


def _fold(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _paragraph(draft: Draft, clause: Clause | None, root: Element | None) -> Element | None:
    """Return the paragraph of the main part that can hold the comment about a draft; None where there is none."""
    element = draft.element
    if element is None or root is None or element.getroottree().getroot() is not root:
        return None  # of a note, or of a document embedded in this one
    if element.tag == TBL and draft.kind == "table":
        return _in_table(element, clause)
    holder = element if element.tag == P else None
    for above in element.iterancestors():
        if above.tag == TXBX:
            holder = None
        elif above.tag == P and holder is None:
            holder = above
    return holder


def _in_table(table: Element, clause: Clause | None) -> Element | None:
    """Return the first paragraph with text in the row of a clause; of the whole table where no row has its words."""
    title = _fold(clause.title)[:_SHOWN] if clause is not None else ""
    rows = [row for row in table.iter(TR) if title and title in _fold(_text(row))]
    numbered = [row for row in rows if clause is not None and _fold(clause.number) in _fold(_text(row))]
    row = (numbered or rows or [table])[0]
    return next((each for each in row.iter(P) if _text(each).strip() and not _boxed(each)), None)


def _boxed(paragraph: Element) -> bool:
    return any(above.tag == TXBX for above in paragraph.iterancestors())


def _text(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter(T))


def _neighbour(index: int, drafts: Sequence[Draft], root: Element | None) -> Element | None:
    """Return the nearest paragraph before a place, else after it, else any that is not empty."""
    for draft in (*reversed(drafts[:index]), *drafts[index + 1 :]):
        element = _paragraph(draft, None, root)
        if element is not None:
            return element
    return None if root is None else next((each for each in root.iter(P) if len(each) and not _boxed(each)), None)
