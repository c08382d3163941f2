"""A house for documents written as lines, so that a test shows a document as its reader sees it."""

import re
from dataclasses import replace

import pytest

from pipeline.clauses import split
from pipeline.config import load
from pipeline.records import Block, Document, Place


class House:
    """Writes documents and checks what is found in them.

    `* ` marks a line that opens a clause, `.` stands for a sentence of body text, and `[label|list] text` for a
    paragraph whose number a list generates.
    """

    body = "The component keeps its function while the disturbance is applied and afterwards."
    settings = load().split

    def read(self, text, heads=None, body=None):
        """Blocks of a document written as lines, and the positions of those that open a clause."""
        blocks, opening = [], []
        for line in text.strip().splitlines():
            line = line.strip()
            features = (heads if line.startswith("* ") else body) or {}
            if line.startswith("* "):
                opening.append(len(blocks))
            blocks.append(self.block(line.removeprefix("* "), **features))
        return blocks, opening

    def block(self, line, **features):
        """A paragraph written as a line."""
        label = re.match(r"\[([^|\]]*)\|([^\]]*)\] ", line)
        shown = self.body if line == "." else line[label.end() :] if label else line.replace("\\t", "\t")
        number, name = (label[1], label[2]) if label else ("", "")
        return Block("paragraph", shown, Place(0), label=number, list_id=name, **features)

    def table(self, *rows):
        """A table of rows of cells."""
        text = "\n".join("\t".join(row) for row in rows)
        return Block("table", text, Place(0), rows=tuple(tuple(row) for row in rows))

    def split(self, blocks, contents=(), **changes):
        """The outline of a document made of blocks."""
        placed = (replace(block, place=replace(block.place, index=index)) for index, block in enumerate(blocks))
        document = Document("spec.docx", "0" * 64, "docx", tuple(placed), contents=tuple(contents))
        return split(document, self.settings.model_copy(update=changes))

    def expect(self, text, heads=None, body=None):
        """Split a document and check that the marked lines, and no others, open a clause."""
        blocks, opening = self.read(text, heads, body)
        outline = self.split(blocks)
        assert [blocks[clause.index].text for clause in outline.clauses] == [blocks[index].text for index in opening]
        return outline

    @staticmethod
    def ids(outline):
        """The ids of an outline, without the document."""
        return [clause.id.removeprefix("spec.docx#") for clause in outline.clauses]


@pytest.fixture(scope="session")
def house():
    return House()
