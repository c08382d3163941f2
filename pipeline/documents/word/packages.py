"""The zip package of a Word document: its parts by name, unpacked within limits, and the relations between them."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, TYPE_CHECKING, Self
from urllib.parse import unquote

from pipeline.documents.word.trees import Tree, parse
from pipeline.errors import ReadError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MEGABYTE = 1_000_000
_CHUNK = 1 << 20
_WORD_TYPE = "wordprocessingml"
_TREE_FACTOR = 20  # a tree takes up to this many times the memory of its XML (8 in real documents)
_UNSUSPICIOUS = 20 * MEGABYTE  # parts up to this size may shrink to anything when packed ...
_MOST_SHRUNK = 150  # ... larger ones to no less than one part in this; those of real documents shrink 10 to 50 times
_CANDIDATES = 10  # parts looked at in search of the document


@dataclass(frozen=True, slots=True)
class PackageRelation:
    """One relationship of a part."""

    kind: str  # last piece of the relationship type: "header", "footnotes", "image", "aFChunk" ...
    target: str  # part name without leading slash, or the address when external
    external: bool


@dataclass(slots=True)
class Budget:
    """What may still be unpacked."""

    left: int  # bytes


@dataclass(slots=True)
class Package:
    """An open package. Unpacks no more than `unpacked_limit`, and no single part too large for the memory limit."""

    zip: zipfile.ZipFile
    part_limit: int  # bytes of one part
    budget: Budget  # shared with the packages embedded in this one
    _names: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    @classmethod
    def open(cls, file: IO[bytes], unpacked_limit: int, memory_limit: int) -> Self:
        """Open a package.

        :param file: open for reading and stays open as long as the package is used.
        :param unpacked_limit: most bytes all parts that are read may unpack to [MB].
        :param memory_limit: most memory the process may use [MB].
        :raises ReadError: "truncated" when the zip directory is missing.
        """
        return cls(_archive(file), memory_limit * MEGABYTE // _TREE_FACTOR, Budget(unpacked_limit * MEGABYTE))

    def __post_init__(self) -> None:
        for info in self.zip.infolist():
            self._names.setdefault(_key(info.filename), info)

    def inside(self, data: bytes) -> Package:
        """A package embedded in this one; what it unpacks counts against the same limit.

        :raises ReadError: "truncated".
        """
        return Package(_archive(BytesIO(data)), self.part_limit, self.budget)

    def doubled(self) -> list[str]:
        """Names of parts that stand in the archive several times; the first of each is the one that is read."""
        counted = Counter(_key(info.filename) for info in self.zip.infolist())
        return [name for name, times in counted.items() if times > 1]

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._names

    def names(self) -> list[str]:
        """Names of all parts, in lower case and with forward slashes."""
        return list(self._names)

    def read(self, name: str) -> bytes:
        """Bytes of a part. Sizes in the directory can lie, so what is unpacked is counted as it comes.

        :raises KeyError: there is no such part.
        :raises ReadError: "unpacked limit", "password", "damaged".
        """
        info = self._names[_key(name)]
        if info.flag_bits & 0x1:
            raise ReadError("password", "is encrypted as a zip archive; unpack it with its password first.")
        limit = min(self.part_limit, self.budget.left, max(_UNSUSPICIOUS, _MOST_SHRUNK * info.compress_size))
        if info.file_size > limit:
            raise _too_large(name)
        chunks, size = [], 0
        try:
            with self.zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise _too_large(name)
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise ReadError(
                "damaged", f"is damaged: its part {name} cannot be unpacked ({error}); copy or download it again."
            ) from None
        self.budget.left -= size
        return b"".join(chunks)

    def tree(self, name: str) -> Tree:
        """Parsed XML of a part; raises what `read` and `parse` raise."""
        return parse(self.read(name), name)

    def relations(self, part: str) -> dict[str, PackageRelation]:
        """Relationships of a part by id; "" = those of the package. Empty where the part has none."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if source not in self:
            return {}
        return {
            element.get("Id", ""): _relation(element, folder)
            for element in self.tree(source).root
            if isinstance(element.tag, str)
        }

    def try_relations(self, part: str) -> dict[str, PackageRelation]:
        """The same, but empty where they cannot be read."""
        try:
            return self.relations(part)
        except ReadError:
            return {}

    def main(self) -> str:
        """Name of the part with the body of the document.

        :raises ReadError: "no word document": the zip holds something else.
        """
        for candidate in self._main_candidates():
            if candidate in self and self._is_document(candidate):
                return candidate
        raise ReadError("no word document", f"is a zip file but no Word document ({_guess(self.names())}).")

    def _main_candidates(self) -> list[str]:
        related = [r.target for r in self.try_relations("").values() if r.kind == "officeDocument" and not r.external]
        named = [name for name in self.names() if posixpath.basename(name).startswith("document")]
        others = [name for name in named if name.endswith(".xml")]
        return [*related[:_CANDIDATES], "word/document.xml", *others[:_CANDIDATES]]

    def _is_document(self, name: str) -> bool:
        try:
            with self.zip.open(self._names[_key(name)]) as stream:
                head = stream.read(_CHUNK)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
            return True  # `read` gives the reason
        return _WORD_TYPE.encode() in head or _WORD_TYPE.encode("utf-16-le") in head


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError):
        raise ReadError(
            "truncated",
            "is an incomplete or damaged Word file (its zip directory cannot be read); copy or download it again.",
        ) from None


def find(relations: dict[str, PackageRelation], kind: str) -> list[str]:
    """Targets inside the package that are of one kind."""
    return [relation.target for relation in relations.values() if relation.kind == kind and not relation.external]


def _relation(element: Element, folder: str) -> PackageRelation:
    kind = element.get("Type", "").rstrip("/").rsplit("/", 1)[-1]
    target = element.get("Target", "")
    if element.get("TargetMode") == "External":
        return PackageRelation(kind, target, external=True)
    target = unquote(target).replace("\\", "/").split("#", 1)[0]
    joined = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return PackageRelation(kind, joined, external=False)


def _key(name: str) -> str:
    """Part names compare without case and with forward slashes."""
    return name.replace("\\", "/").lstrip("/").lower()


def _guess(names: list[str]) -> str:
    folders = {name.split("/", 1)[0] for name in names}
    for folder, what in (("xl", "an Excel workbook"), ("ppt", "a PowerPoint presentation"), ("visio", "a Visio file")):
        if folder in folders:
            return f"it is {what}"
    if "mimetype" in folders or "content.xml" in folders:
        return "it is an OpenDocument file; save it as .docx"
    return "it has no document part"


def _too_large(name: str) -> ReadError:
    return ReadError(
        "unpacked limit",
        f"unpacks to more than a real document would (part {name}); if it is one, save it anew in Word, or raise "
        "unpacked_limit and memory_limit under [read].",
    )
