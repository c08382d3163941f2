"""A Word file into a Document."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipeline.documents.word import contents
from pipeline.documents.word.lists import Lists
from pipeline.documents.word.losses import Tally, weigh, weigh_raw
from pipeline.documents.word.names import w
from pipeline.documents.word.packages import Package, Relation, find
from pipeline.documents.word.stories import Context, Draft, Walk
from pipeline.documents.word.styles import Styles
from pipeline.documents.word.trees import Tree, parse
from pipeline.errors import ReadError
from pipeline.records import Block, Document, Place, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element as Element

    from pipeline.config import ReadSettings

_NOTES = {"footnotes": w("footnote"), "endnotes": w("endnote")}
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")


def read_docx(path: Path, settings: ReadSettings, document_id: str) -> Document:
    """Read a .docx, .docm or .dotx file.

    :raises ReadError: "truncated", "damaged", "no word document", "unpacked limit", "nesting", "password".
    """
    package = Package.open(path, settings.unpacked_limit, settings.memory_limit)
    try:
        reading = _Reading(package, document_id)
        reading.run()
    finally:
        package.close()
    blocks = tuple(_block(draft, index) for index, draft in enumerate(reading.context.drafts))
    loss = reading.context.tally.account(blocks)
    problems = list(reading.problems)
    if loss.unexplained > settings.loss_limit:
        problems.append(
            Problem(
                document_id,
                "loss",
                f"{loss.unexplained:.1%} of the characters of the file could not be accounted for; "
                "compare the clauses with the document.",
                fatal=False,
            )
        )
    lines = (contents.parse(line) for line in reading.context.contents)
    return Document(
        document_id, _digest(path), "docx", blocks, contents=tuple(line for line in lines if line), loss=loss,
        problems=tuple(problems),
    )  # fmt: skip


class _Reading:
    """One package being read."""

    def __init__(self, package: Package, document_id: str) -> None:
        self._package = package
        self._id = document_id
        self.problems: list[Problem] = []
        self._main = package.main()
        self._relations = self._related()
        self._styles = Styles(self._side("styles"))
        self.context = Context(self._styles, Lists(self._side("numbering"), self._styles), Tally())

    def run(self) -> None:
        """Read all stories."""
        self._collect_notes()
        root = self._tree(self._main, counted=True)
        Walk(self.context, "body", root).blocks()
        self._leave_out()

    def _related(self) -> dict[str, Relation]:
        try:
            return self._package.relations(self._main)
        except ReadError as error:
            self._problem("damaged", f"its list of parts could not be read ({error.message}).")
            return {}

    def _side(self, kind: str) -> Element | None:
        """A part beside the main one; None where it is missing or unreadable."""
        for name in find(self._relations, kind):
            if name in self._package:
                try:
                    return self._tree(name)
                except ReadError as error:
                    self._problem("damaged", f"its part {name} was left out: it {error.message}")
        return None

    def _tree(self, name: str, *, counted: bool = False) -> Element:
        data = self._package.read(name)
        tree: Tree = parse(data, name)
        if tree.damage:
            self._problem(
                "damaged", f"the XML of {name} is damaged; what could be read of it was read ({tree.damage})."
            )
        if tree.entities:
            self._problem("entities", f"{name} declares XML entities; they were left out, so text may be missing.")
        if counted:
            self.context.tally.found += weigh_raw(data) if tree.damage else weigh(tree.root)
        return tree.root

    def _collect_notes(self) -> None:
        for kind, tag in _NOTES.items():
            for name in find(self._relations, kind):
                if name not in self._package:
                    continue
                root = self._try(name)
                for note in () if root is None else root.iter(tag):
                    if note.get(w("type")) not in _SEPARATORS:
                        self.context.notes[kind[:-1], note.get(w("id"), "")] = note
                    else:
                        self.context.tally.drop(kind[:-1], "note separator", weigh(note))

    def _try(self, name: str) -> Element | None:
        try:
            return self._tree(name, counted=True)
        except ReadError as error:
            self._problem("damaged", f"its part {name} was left out: it {error.message}")
            return None

    def _leave_out(self) -> None:
        """Account for stories that are no content: running headers and footers, comments, notes nobody calls."""
        for kind, what in (("header", "running header"), ("footer", "running footer"), ("comments", "comment")):
            for name in dict.fromkeys(find(self._relations, kind)):
                root = self._try(name) if name in self._package else None
                if root is not None:
                    story = kind.rstrip("s")
                    self.context.tally.drop(story, what, weigh(root))
        for (kind, _), note in self.context.notes.items():
            self.context.tally.drop(kind, "note that is never called", weigh(note))

    def _problem(self, kind: str, message: str) -> None:
        problem = Problem(self._id, kind, message, fatal=False)
        if problem not in self.problems:
            self.problems.append(problem)


def _block(draft: Draft, index: int) -> Block:
    return Block(
        draft.kind, draft.text, Place(index, None, draft.story), draft.label, draft.list_id, draft.list_level,
        draft.outline, draft.size, draft.bold, draft.indent, draft.rows,
    )  # fmt: skip


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
