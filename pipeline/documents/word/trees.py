"""XML bytes into an element tree, safely: no network, no external files, no entity is ever expanded."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.documents.word.xml_names import STRICT
from pipeline.errors import ReadError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
_STRICT_MARK = b"http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed part, and what was wrong with its XML ("" = nothing)."""

    root: Element
    damage: str = ""
    entities: bool = False  # it declares a document type; references to its entities were left out


def parse(data: bytes, part: str) -> Tree:
    """Parse one part of a package; ISO Strict namespaces come out as the Transitional ones.

    :raises ReadError: "damaged" (no tree can be made of it), "nesting" (deeper than 256 elements), "entities" (declares
        entities that cannot be left out).
    """
    data = _utf8(data)
    if _STRICT_MARK in data:
        for strict, transitional in STRICT.items():
            data = data.replace(strict.encode(), transitional.encode())
    declared = b"<!DOCTYPE" in data or b"<!ENTITY" in data
    try:
        root = _root(data, part, huge=False, recover=False)
        declared = declared or root.getroottree().docinfo.internalDTD is not None  # in whatever encoding
        return Tree(root, entities=declared)
    except etree.XMLSyntaxError as error:
        return _second_try(data, part, declared, error)


def _second_try(data: bytes, part: str, declared: bool, error: etree.XMLSyntaxError) -> Tree:
    message = str(error.msg)
    if "xcessive depth" in message:
        raise ReadError(
            "nesting", f"nests tables or boxes deeper than any real document ({part}); it was not opened."
        ) from None
    if declared:
        raise ReadError("entities", f"declares XML entities in {part}, which no Word document does; it was not opened.")
    try:
        if "uge" in message or "too long" in message:
            return Tree(_root(data, part, huge=True, recover=False))
        return Tree(_root(data, part, huge=False, recover=True), damage=message)
    except etree.XMLSyntaxError:
        raise ReadError("damaged", f"is damaged: {part} is no readable XML ({message}).") from None


def _root(data: bytes, part: str, *, huge: bool, recover: bool) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, remove_comments=True,
        remove_pis=True, huge_tree=huge, recover=recover,
    )  # fmt: skip
    root = etree.fromstring(data, parser)
    if root is None:  # recover mode found no element at all
        raise ReadError("damaged", f"is damaged: {part} holds no XML.")
    return root


def _utf8(data: bytes) -> bytes:
    """Decode UTF-16 parts, which the standard allows, so that all later checks see plain bytes."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            text = data[2:].decode(encoding, errors="replace")
            return _DECLARATION.sub(b"", text.encode("utf-8", errors="replace"))
    for start, encoding in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):  # without a mark, told by how XML begins
        if data.startswith(start):
            return _DECLARATION.sub(b"", data.decode(encoding, errors="replace").encode("utf-8", errors="replace"))
    return data
