"""One Word package being read: its parts are found, its stories walked, what is left out is accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents import struck
from pipeline.documents.word import embedded_pages
from pipeline.documents.word.drafts import Context
from pipeline.documents.word.lists import Lists
from pipeline.documents.word.losses import Tally, weigh, weigh_raw
from pipeline.documents.word.packages import Package, find
from pipeline.documents.word.signs import visible
from pipeline.documents.word.stories import Walk
from pipeline.documents.word.styles import WordStyles
from pipeline.documents.word.trees import parse
from pipeline.documents.word.xml_names import DEL, INS, MOVE_FROM, MOVE_TO, R_ID, w
from pipeline.errors import ReadError
from pipeline.records import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from pipeline.documents.word.packages import PackageRelation
    from pipeline.records import Story

_NOTES = {"footnotes": w("footnote"), "endnotes": w("endnote")}
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_DEEPEST = 3  # documents embedded in documents


class Reading:
    """One package being read; what a reader should know of it gathers in `notes` and `problems`."""

    def __init__(self, package: Package, document_id: str, depth: int = 0) -> None:
        self._package = package
        self._id = document_id
        self._depth = depth
        self.notes: list[str] = []
        self.problems: list[Problem] = []
        self.running: list[str] = []  # lines of headers and footers
        self.root: Element | None = None  # of the main part, once it was read
        self._taken: set[str] = set()  # parts that were read and are not read again
        self._main = package.main()
        self._relations = self._try_relations()
        styles = WordStyles(self._side("styles"))
        self.context = Context(styles, Lists(self._side("numbering"), styles), Tally(), self._part, self._chunk)

    def run(self) -> None:
        """Read all stories into the context."""
        self._collect_notes()
        root = self.root = self._tree(self._main, counted=True)
        Walk(self.context, "body", root).blocks()
        self._leave_out()
        self._remark(root)

    def reserve(self, kind: str, message: str) -> None:
        """Note a reservation about the file, once."""
        problem = Problem(self._id, kind, message, fatal=False)
        if problem not in self.problems:
            self.problems.append(problem)

    def _try_relations(self) -> dict[str, PackageRelation]:
        try:
            return self._package.relations(self._main)
        except ReadError as error:
            self.reserve("damaged", f"Its list of parts could not be read: it {error.message}")
            return {}

    def _tree(self, name: str, *, counted: bool = False) -> Element:
        data = self._package.read(name)
        tree = parse(data, name)
        if tree.damage:
            self.reserve("damaged", f"The XML of {name} is damaged ({tree.damage}); what could be read of it was read.")
        if tree.entities:
            self.reserve("entities", f"{name} declares XML entities; they were left out, so text may be missing.")
        if counted:
            self.context.tally.found += weigh_raw(data) if tree.damage else weigh(tree.root)
        return tree.root

    def _try(self, name: str, *, counted: bool = False) -> Element | None:
        """A part beside the main one; None where it is missing or unreadable."""
        if name not in self._package:
            return None
        try:
            return self._tree(name, counted=counted)
        except ReadError as error:
            self.reserve("damaged", f"Its part {name} was left out: it {error.message}")
            return None

    def _side(self, kind: str) -> Element | None:
        trees = (self._try(name) for name in find(self._relations, kind))
        return next((tree for tree in trees if tree is not None), None)

    def _part(self, relation_id: str) -> Element | None:
        """The part of a relationship, once."""
        relation = self._relations.get(relation_id)
        if relation is None or relation.external or relation.target in self._taken:
            return None
        self._taken.add(relation.target)
        return self._try(relation.target)

    def _collect_notes(self) -> None:
        for kind, tag in _NOTES.items():
            for name in dict.fromkeys(find(self._relations, kind)):
                root = self._try(name, counted=True)
                for note in () if root is None else root.iter(tag):
                    if note.get(w("type")) in _SEPARATORS:
                        self.context.tally.drop(kind[:-1], "note separator", weigh(note))
                    else:
                        self.context.notes[kind[:-1], note.get(w("id"), "")] = note

    def _leave_out(self) -> None:
        """Account for stories that are no content: running headers and footers, comments, notes nobody calls."""
        for kind, what in (("header", "running header"), ("footer", "running footer"), ("comments", "comment")):
            for name in dict.fromkeys(find(self._relations, kind)):
                root = self._try(name, counted=True)
                if root is None:
                    continue
                self.context.tally.drop(kind.rstrip("s"), what, weigh(root))
                if kind != "comments":
                    self.running += self._lines(root, "header" if kind == "header" else "footer")
        for (kind, _), note in self.context.notes.items():
            self.context.tally.drop(kind, "note that is never called", weigh(note))

    def _lines(self, root: Element, story: Story) -> list[str]:
        """Lines of a header or footer, its text boxes included."""
        apart = Context(self.context.styles, self.context.lists, Tally())
        text = Walk(apart, story, root).lines()
        return [line for each in (text, *(draft.text for draft in apart.drafts)) for line in each.split("\n") if line]

    def _remark(self, root: Element) -> None:
        if next(root.iter(INS, DEL, MOVE_FROM, MOVE_TO), None) is not None:
            self.notes.append("tracked changes: accepted view")
        if any(name.endswith("vbaproject.bin") for name in self._package.names()):
            self.notes.append("macros were not run")
        if doubled := self._package.doubled():
            self.reserve(
                "doubled parts",
                f"The file holds {', '.join(doubled[:3])} several times, which no program does; the first "
                "was read. Compare with what Word shows, or get the file anew.",
            )
        if not self.context.drafts and not self._depth:
            self.reserve("no text", "The file holds no text but for headers and footers: it is blank or all pictures.")
        if self.context.struck:
            self.problems.append(struck.report(self._id, self.context.struck))
        if self.context.unnumbered:
            self.reserve(
                "numbers", "The file has numbers made by old fields (AUTONUM, LISTNUM), which are not reproduced."
            )
        if next(root.iter(w("subDoc")), None) is not None:
            self.reserve(
                "parts elsewhere",
                "The file is a master document: its chapters lie in other files; give those too, or save it as one.",
            )

    def _chunk(self, element: Element) -> None:
        """Read a document embedded as a whole, where it stands."""
        relation = self._relations.get(element.get(R_ID, ""))
        if relation is None or relation.external or relation.target not in self._package:
            self.reserve(
                "embedded document", "The file embeds a document that is not in the file; its text is missing."
            )
            return
        if relation.target in self._taken:
            return
        self._taken.add(relation.target)
        try:
            self._embed(self._package.read(relation.target), relation.target)
        except ReadError as error:
            self.reserve(
                "embedded document", f"Its embedded document {relation.target} was left out: it {error.message}"
            )

    def _embed(self, data: bytes, name: str) -> None:
        kind = embedded_pages.kind_of(data)
        if kind == "package" and self._depth < _DEEPEST:
            inner = Reading(self._package.inside(data), self._id, self._depth + 1)
            inner.run()
            self.context.tally.merge(inner.context.tally)
            self.context.drafts += inner.context.drafts
            for problem in inner.problems:
                self.reserve(problem.kind, problem.message)
            return
        readers = {"page": embedded_pages.page, "mail": embedded_pages.mail, "text": embedded_pages.text}
        if kind not in readers:
            self.reserve(
                "embedded document",
                f"The file embeds a document of a kind that is not read ({name}); its text is missing.",
            )
            return
        drafts = readers[kind](data)
        self.context.tally.found += sum(visible(draft.text) for draft in drafts)
        self.context.drafts += drafts

    def properties(self) -> dict[str, str]:
        """The title and the author's own properties of the file, by name."""
        related = self._package.try_relations("")
        found: dict[str, str] = {}
        for name in find(related, "core-properties"):
            root = self._try(name)
            for element in () if root is None else root.iter("{http://purl.org/dc/elements/1.1/}title"):
                found["title"] = element.text or ""
        for name in find(related, "custom-properties"):
            root = self._try(name)
            for element in () if root is None else root:
                found[element.get("name", "")] = "".join(map(str, element.itertext())).strip()
        return found
