"""The codes of a catalogue as schemes: whose they are, when they count, and which of a scheme are unknown.

A catalogue may say what the codes of a standard mean ("MIL-STD-461: CE102") though its own tests are others. Such codes
count only in documents that follow the standard: an OEM's own CE 102 is something else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.matching.channels import codes
from pipeline.matching.evidence import find_standards

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.matching.channels.entries import Entries
    from pipeline.records import Profile

    Floats = NDArray[np.float64]
    Table = Mapping[str, Floats]

_FOLLOWED = 3  # different codes of a standard's scheme in a document, from which it follows it without citing it
_FAMILY = 3  # codes with the same letters and number of digits that make a family
_PLAIN = 0.8  # weight from which a code is explained well enough by the document to lie in a family of the catalogue
_PARTS = re.compile(r"(?P<letters>[A-Z]{2,6}(?:/[A-Z]{2})?) (?P<digits>\d{1,4})(?:-?[A-Z])?$")


class Schemes:
    """The codes of one catalogue."""

    def __init__(self, entries: Entries) -> None:
        self._all = codes.known(entries)
        self._standard: dict[str, str] = {}  # code -> the standard whose scheme it is of
        oems = {code.oem for entry in entries.tests for code in entry.codes}
        for entry in entries:
            for code in entry.codes:
                if len(oems) > 1 and (cited := find_standards(code.oem)):
                    self._standard[codes.normal(code.code)] = cited[0].name

    @property
    def own(self) -> dict[str, Floats]:
        """The codes of the catalogue's own tests, without those of standards whose tests are others."""
        return {code: row for code, row in self._all.items() if code not in self._standard}

    def codes(self, profiles: Sequence[Profile]) -> dict[str, Floats]:
        """Return the codes that count in a document: code -> weight of each entry (e,)."""
        said = [one for profile in profiles for one in profile.evidence]
        cited = {one.value for one in said if one.kind == "standard"}
        used = {codes.stem(one.value) for one in said if one.kind == "code"}
        followed = {
            standard
            for standard in set(self._standard.values())
            if any(name.startswith(standard) for name in cited)
            or sum(code in used for code, owner in self._standard.items() if owner == standard) >= _FOLLOWED
        }
        return {code: row for code, row in self._all.items() if self._standard.get(code, "") in {"", *followed}}

    def unknown(
        self, profiles: Sequence[Profile], spelled: Sequence[Sequence[str]], known: Table, learned: Table
    ) -> list[str]:
        """Find in each title the code of a family of which neither catalogue nor document explains this member.

        A code of the document's own family is explained by the words beside it: "HE-22 Wire voltage by clamp".

        :param spelled: the codes of each title.
        :return: (n,) the first such code, "" where there is none.
        """
        ours, theirs = _families(known), _families(code for code, row in learned.items() if row.sum() >= codes.SURE)
        found = []
        for profile, codes_here in zip(profiles, spelled, strict=True):
            silent = not codes.has_words(codes.leave_out(profile.clause.title))
            strangers = [
                code
                for code in codes_here
                if code not in known and codes.stem(code) not in known
                and ((_family(code) in ours and _weight(code, learned) < _PLAIN)
                     or (silent and _family(code) in theirs and _weight(code, learned) < codes.SURE))
            ]  # fmt: skip
            found.append(strangers[0] if strangers and len(strangers) == len(codes_here) else "")
        return found


def _families(known: Iterable[str]) -> set[tuple[str, int]]:
    counts: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for code in known:
        if family := _family(code):
            counts[family].add(code)
    return {family for family, members in counts.items() if len(members) >= _FAMILY}


def _family(code: str) -> tuple[str, int] | None:
    match = _PARTS.match(code)
    return (match["letters"], len(match["digits"])) if match else None


def _weight(code: str, learned: Table) -> float:
    row = learned.get(code, learned.get(codes.stem(code)))
    return 0.0 if row is None else float(row.sum())
