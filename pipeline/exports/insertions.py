"""Insert pieces into the bytes of an XML file and leave every other byte as it is.

A tree that is read and written again comes out with other quotes, prefixes, line ends and declarations; what is never
written again cannot change. Positions come from expat, which knows at which byte each tag begins.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat

from pipeline.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_BEGINNING = 4096  # bytes in which the root element's own tag is looked for


@dataclass(frozen=True, slots=True)
class Spot:
    """The inside of one element, as byte positions in its file."""

    start: int  # before its first child, or behind the one that has to stay first
    end: int  # before its end tag


@dataclass(frozen=True, slots=True)
class Root:
    """The root element of a file."""

    name: str  # as written, with its prefix
    attributes: Mapping[str, str]  # as written; namespaces are declared here
    end: int  # byte position of its end tag; of the "/>" of its only tag where it is empty
    empty: bool  # written as one tag: <a/>

    @property
    def prefix(self) -> str:
        """The prefix of its name with a colon, or ""."""
        before, colon, _ = self.name.rpartition(":")
        return before + colon

    def bound(self, space: str) -> str:
        """Return a prefix declared here for a namespace; "" where there is none."""
        names = (name for name, value in self.attributes.items() if name.startswith("xmlns:") and value == space)
        return next((name[6:] for name in names), "")


def survey(data: bytes, wanted: Collection[int], first: str, part: str) -> tuple[Root, dict[int, Spot]]:
    """Find elements by their position among all elements, in document order; the root is 0.

    :param first: local name of the child that has to stay the first one: "pPr".
    :param part: name of the file, for messages.
    :return: the root, and a spot for each wanted element but those written as one tag.
    :raises ReadError: "damaged".
    """
    walk = _Survey(data, set(wanted), first)
    try:
        walk.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ReadError("damaged", f"has damaged XML in {part} ({error}); open it in Word and save it anew.") from None
    assert walk.root is not None
    return walk.root, walk.spots


class _Survey:
    def __init__(self, data: bytes, wanted: set[int], first: str) -> None:
        self.root: Root | None = None
        self.spots: dict[int, Spot] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.DefaultHandler = self._other
        self._data, self._wanted, self._first = data, wanted, first
        self._slash = "/>".encode(encoding_of(data))
        self._count = 0
        self._fresh = False  # nothing came since the last start tag
        self._open: list[int] = []  # positions among the elements
        self._begun: dict[int, int] = {}  # wanted element -> byte where its inside starts
        self._attributes: Mapping[str, str] = {}

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open:
            self._attributes = attributes
        elif self._open[-1] in self._wanted and name.rpartition(":")[2] != self._first:
            self._begun.setdefault(self._open[-1], self.parser.CurrentByteIndex)
        self._open.append(self._count)
        self._count += 1
        self._fresh = True

    def _other(self, _: str) -> None:
        self._fresh = False

    def _end(self, name: str) -> None:
        place, byte = self._open.pop(), self.parser.CurrentByteIndex
        before = byte - len(self._slash)
        empty = self._fresh and self._data[before:byte] == self._slash  # expat ends such an element behind its tag
        self._fresh = False
        if place in self._wanted and not empty:
            self.spots[place] = Spot(self._begun.get(place, byte), byte)
        if not self._open:
            self.root = Root(name, self._attributes, before if empty else byte, empty)


def insert(data: bytes, pieces: Iterable[tuple[int, str]]) -> bytes:
    """Insert texts at byte positions, those at the same position in their order, in the encoding of the file."""
    encoding = encoding_of(data)
    out, last = [], 0
    for position, text in sorted(pieces, key=lambda piece: piece[0]):
        out += [data[last:position], text.encode(encoding, "xmlcharrefreplace")]
        last = position
    return b"".join([*out, data[last:]])


def append(data: bytes, text: str, part: str) -> bytes:
    """Insert a text as the last thing within the root element.

    :raises ReadError: "damaged".
    """
    root, _ = survey(data, (), "", part)
    if not root.empty:
        return insert(data, [(root.end, text)])
    encoding = encoding_of(data)
    opened = data[: root.end] + ">".encode(encoding)
    rest = data[root.end + len("/>".encode(encoding)) :]
    return opened + text.encode(encoding, "xmlcharrefreplace") + f"</{root.name}>".encode(encoding) + rest


def encoding_of(data: bytes) -> str:
    """Name the encoding of an XML file: UTF-16 by its mark, else one in which ASCII is ASCII."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    head = data[:_BEGINNING].partition(b"?>")[0].lower()
    return "utf-8" if b"encoding" not in head or b"utf-8" in head else "ascii"
