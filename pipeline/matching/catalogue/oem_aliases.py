"""What single OEMs call the tests, beside the catalogue: words that a person accepted, in a file of the user's own.

    [[oem]]
    name = "Meridian"
    documents = ["mcs*", "*meridian*"]      # file names or document numbers, * and ? as in a shell

    [[oem.alias]]
    text = "SFE 12"
    kind = "code"                           # "code", "abbreviation", "name"
    tests = ["ALSE-I"]                      # [] = none of the catalogue
    evidence = "12 for, 0 against: mcs1.docx 7, 7.1 ..."
    accepted = "Ada, 2031-05-06"

An alias counts in the documents of its OEM alone: another OEM's code of the same letters means nothing there.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["code", "abbreviation", "name"]
_HEAD = "# Words of single OEMs, accepted by a person; see docs/review.md. Take out what should not count any more.\n"


@dataclass(frozen=True, slots=True)
class Alias:
    """What one OEM calls a test."""

    text: str  # as it writes it: "RE 310", "SFE", "antenna coupling trial"
    kind: Kind
    tests: tuple[str, ...]  # ids; () = it means none of the catalogue
    evidence: str = ""  # for the reader: how many reviewed clauses speak for it, and which
    accepted: str = ""  # for the reader: who accepted it, and when

    @property
    def meaning(self) -> tuple[str, str, tuple[str, ...]]:
        """All of it that changes a result."""
        return self.kind, self.text, tuple(sorted(self.tests))


@dataclass(frozen=True, slots=True)
class Oem:
    """One OEM: how its documents are known, and what it calls the tests."""

    name: str
    documents: tuple[str, ...]  # patterns of file names and document numbers
    alias: tuple[Alias, ...] = ()

    def has(self, document: str, number: str = "") -> bool:
        """Whether a document is of this OEM.

        :param document: file name.
        :param number: document number of the title block, "" where it is not known.
        """
        spellings = [text.casefold() for text in (document, PurePath(document).stem, number) if text]
        return any(fnmatchcase(text, pattern.casefold()) for text in spellings for pattern in self.documents)


@dataclass(frozen=True, slots=True)
class Supplement:
    """All OEMs of a file."""

    oem: tuple[Oem, ...] = ()

    def of(self, document: str, number: str = "") -> tuple[Alias, ...]:
        """Return what counts in one document, in an order that does not depend on the file's."""
        found = {alias.meaning: alias for one in self.oem if one.has(document, number) for alias in one.alias}
        return tuple(found[meaning] for meaning in sorted(found))

    def describe(self, document: str, number: str = "") -> str:
        """Say whose words count in one document; "" where nobody's do."""
        found = [one for one in self.oem if one.alias and one.has(document, number)]
        return f"accepted words of {', '.join(one.name for one in found)} used" if found else ""

    @property
    def content(self) -> list[tuple[str, list[str], list[tuple[str, str, tuple[str, ...]]]]]:
        """All of it that changes a result, as plain values in a fixed order; [] when there is nothing."""
        return sorted(
            (one.name, sorted(one.documents), sorted(alias.meaning for alias in one.alias))
            for one in self.oem
            if one.alias
        )


NOTHING = Supplement()
_FILE = TypeAdapter(Supplement)


def load(path: Path) -> Supplement:
    """Read the file; where there is none, nothing is supplemented.

    :raises ConfigError: it cannot be read, or says something that makes no sense.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return NOTHING
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: is not a readable TOML file of aliases ({error}).") from None
    try:
        found = _FILE.validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(piece) for piece in first["loc"])
        raise ConfigError(f"{path}: {where}: {first['msg']}; see docs/review.md.") from None
    unknown = sorted(set(raw) - {"oem"})
    if unknown:
        raise ConfigError(f"{path}: '{unknown[0]}' is no key of a file of aliases; it holds [[oem]] alone.")
    return found


def save(path: Path, supplement: Supplement) -> None:
    """Write the file, complete or not at all.

    :raises ConfigError: it cannot be written.
    """
    lines = [_HEAD]
    for oem in supplement.oem:
        lines += ["[[oem]]", f"name = {_show(oem.name)}", f"documents = {_show(oem.documents)}", ""]
        for alias in oem.alias:
            lines.append("[[oem.alias]]")
            lines += [f"{key} = {_show(getattr(alias, key))}" for key in Alias.__slots__]
            lines.append("")
    fresh = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text("\n".join(lines), encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}); is it open in another program?") from None


def add(supplement: Supplement, name: str, documents: tuple[str, ...], aliases: tuple[Alias, ...]) -> Supplement:
    """Lay aliases of one OEM beside those there are; the later word on the same text counts."""
    known = next((one for one in supplement.oem if one.name == name), Oem(name, ()))
    kept = {(one.kind, one.text.casefold()): one for one in (*known.alias, *aliases)}
    oem = Oem(name, tuple(dict.fromkeys((*known.documents, *documents))), tuple(kept.values()))
    others = tuple(one for one in supplement.oem if one.name != name)
    return Supplement(tuple(sorted((*others, oem), key=lambda one: one.name)))


def _show(value: object) -> str:
    """Write a text or a list of texts as TOML, of which JSON's are a part."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
