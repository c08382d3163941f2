"""Comments put into the parts of a Word file: their texts, their marks in the body, and what makes Word find them.

Source: ECMA-376 Part 1, 17.13.4 (comments), Part 2 (relationships, content types).
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import count as count_from
from typing import TYPE_CHECKING

from pipeline.documents.word.xml_names import STRICT, W_SPACE
from pipeline.errors import ReadError
from pipeline.exports.insertions import Root, append, encoding_of, insert, survey
from pipeline.exports.xml_text import escape, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.documents.word.packages import Package

_STRICT = {transitional: strict for strict, transitional in STRICT.items()}
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_TYPES = "[Content_Types].xml"
_ID = re.compile(r'\bid\s*=\s*["\'](\d{1,10})["\']')
_COMMENT_ID = re.compile(r"<(?:\w+:)?comment(?:RangeStart|RangeEnd|Reference)?\s[^>]*>")
_BOOKMARK_ID = re.compile(r"<(?:\w+:)?bookmark(?:Start|End)\s[^>]*>")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Comment:
    """What is said about one paragraph."""

    position: int  # of the paragraph, among all elements of the main part
    lines: tuple[str, ...]  # a paragraph each; the first one is bold
    bookmark: str = ""  # name of a bookmark at the paragraph; "" for none, nor where the body has it already


@dataclass(frozen=True)
class Parts:
    """Parts of a package to be written."""

    changed: Mapping[str, bytes]
    added: Mapping[str, bytes]
    comments: int = 0  # how many were added


def add(package: Package, main: str, comments: Sequence[Comment], author: str, when: str) -> Parts:
    """Return the parts in which a Word file with further comments differs from what it is.

    :param main: name of the main part.
    :param when: ISO 8601, shown by Word as it is.
    :raises ReadError: "damaged"; the file is no package that Word would open.
    """
    body = _need(package, main)
    root, spots = survey(body, {each.position for each in comments}, "pPr", main)
    space = _STRICT[W_SPACE] if _STRICT[W_SPACE] in root.attributes.values() else W_SPACE
    name, old, parts = _comments_part(package, main, strict=space != W_SPACE)
    first = 1 + max(_ids(body) | _ids(old or b""), default=-1)
    numbered = [(first + place, each) for place, each in enumerate(each for each in comments if each.position in spots)]
    marks, free = _Marks(root, space), count_from(1 + max(_ids(body, _BOOKMARK_ID), default=-1))
    pieces: dict[int, list[str]] = defaultdict(list)
    for id, comment in numbered:
        spot = spots[comment.position]
        if comment.bookmark and comment.bookmark.encode(encoding_of(body)) not in body:
            pieces[spot.start].append(marks.bookmark(next(free), comment.bookmark))
        pieces[spot.start].append(marks.start(id))
        pieces[spot.end].append(marks.end(id))
    changed = {main: insert(body, ((place, "".join(texts)) for place, texts in pieces.items())), **parts.changed}
    declared = space if old is not None else ""
    texts = "".join(_comment(id, each, author, when, declared) for id, each in numbered)
    if old is None:
        made = f'{_HEAD}<w:comments xmlns:w="{space}">{texts}</w:comments>'
        return Parts(changed, {**parts.added, name: made.encode("utf-8")}, len(numbered))
    return Parts({**changed, name: append(old, texts, name)}, parts.added, len(numbered))


class _Marks:
    """The marks of a comment in the body, with a prefix that is known there or declared on the spot."""

    def __init__(self, root: Root, space: str) -> None:
        known = root.bound(space)
        self._prefix = known or "w"
        self._declared = "" if known else f' xmlns:w="{space}"'

    def bookmark(self, id: int, name: str) -> str:
        w, declared = self._prefix, self._declared
        start = f'<{w}:bookmarkStart{declared} {w}:id="{id}" {w}:name="{name}"/>'
        return f'{start}<{w}:bookmarkEnd{declared} {w}:id="{id}"/>'

    def start(self, id: int) -> str:
        return f'<{self._prefix}:commentRangeStart{self._declared} {self._prefix}:id="{id}"/>'

    def end(self, id: int) -> str:
        w = self._prefix
        return (
            f'<{w}:commentRangeEnd{self._declared} {w}:id="{id}"/>'
            f'<{w}:r{self._declared}><{w}:commentReference {w}:id="{id}"/></{w}:r>'
        )


def _comment(id: int, comment: Comment, author: str, when: str, space: str) -> str:
    """Write one comment.

    :param space: the namespace, where it has to be declared here: the part may call it otherwise. "" = it is known.
    """
    paragraphs = []
    for count, said in enumerate(comment.lines):
        look = "<w:rPr><w:b/></w:rPr>" if count == 0 else ""
        mark = "<w:r><w:annotationRef/></w:r>" if count == 0 else ""
        text = f'<w:r>{look}<w:t xml:space="preserve">{escape(line(said))}</w:t></w:r>'
        paragraphs.append(f"<w:p>{mark}{text}</w:p>")
    about = f'w:id="{id}" w:author="{escape(author)}" w:date="{when}" w:initials="{escape(author[:2].upper())}"'
    declared = f' xmlns:w="{space}"' if space else ""
    return f"<w:comment{declared} {about}>{''.join(paragraphs)}</w:comment>"


def _comments_part(package: Package, main: str, *, strict: bool) -> tuple[str, bytes | None, Parts]:
    """Return the name of the part of the comments, what it holds (None = it is new), and what announces a new one."""
    folder, base = posixpath.split(main)
    source = posixpath.join(folder, "_rels", f"{base}.rels")
    relations = package.read(source) if source in package else None
    if relations is not None:
        for target in _targets(relations, source):
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            return path, _need(package, path), Parts({}, {})
    taken = set(package.names())
    free = (posixpath.join(folder, f"comments{count or ''}.xml") for count in range(len(taken) + 1))
    name = next(each for each in free if each.lower() not in taken)
    changed, added = {}, {}
    kind = _STRICT_RELATION if strict else _RELATION
    if relations is None:
        link = f'<Relationship Id="emcmatch" Type="{kind}" Target="/{name}"/>'
        added[source] = f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{link}</Relationships>'.encode()
    else:
        prefix = survey(relations, (), "", source)[0].prefix
        link = f'<{prefix}Relationship Id="{_free_id(relations)}" Type="{kind}" Target="/{name}"/>'
        changed[source] = append(relations, link, source)
    types = _need(package, _TYPES)
    prefix = survey(types, (), "", _TYPES)[0].prefix
    override = f'<{prefix}Override PartName="/{name}" ContentType="{_TYPE}"/>'
    changed[_TYPES] = append(types, override, _TYPES)
    return name, None, Parts(changed, added)


def _targets(relations: bytes, source: str) -> list[str]:
    """Return the targets of the relationships that lead to comments."""
    from pipeline.documents.word.trees import parse

    root = parse(relations, source).root
    return [
        element.get("Target", "")
        for element in root
        if element.get("Type", "").rstrip("/").endswith("/comments") and element.get("TargetMode") != "External"
    ]


def _free_id(relations: bytes) -> str:
    text = relations.decode(encoding_of(relations), "replace")
    return next(name for count in range(text.count("Id") + 1) if (name := f"emcmatch{count or ''}") not in text)


def _ids(data: bytes, tags: re.Pattern[str] = _COMMENT_ID) -> set[int]:
    """Return the ids of comments, or of other tags, that a part has or refers to."""
    text = data.decode(encoding_of(data), "replace")
    return {int(found.group(1)) for tag in tags.finditer(text) for found in _ID.finditer(tag.group())}


def _need(package: Package, name: str) -> bytes:
    if name not in package:
        raise ReadError("damaged", f"has no part {name}, without which Word does not open it; save it anew in Word.")
    return package.read(name)
