"""What one OEM calls the tests, laid beside the catalogue for the documents of that OEM alone.

An accepted code means what the person said, whatever the catalogue or the document's own lists make of it; an accepted
name or abbreviation is a name of its tests, and stands spelled out behind every heading that has it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from pipeline.matching.channels import codes
from pipeline.matching.channels.lexicon import name_lexicon
from pipeline.matching.evidence import find_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.matching.catalogue.oem_aliases import Alias
    from pipeline.matching.channels.entries import Entries
    from pipeline.matching.channels.lexicon import Lexicon

    Floats = NDArray[np.float64]


class Dialect:
    """The accepted words of one OEM, ready to be compared with clauses.

    :param aliases: those that name a test the catalogue does not have are left out.
    """

    def __init__(self, entries: Entries, aliases: Sequence[Alias]) -> None:
        self._entries = entries
        places = {entry.id: index for index, entry in enumerate(entries.tests)}
        usable = [one for one in aliases if set(one.tests) <= places.keys()]
        self._names = [one for one in usable if one.kind != "code" and one.tests]
        self.codes: dict[str, Floats] = {}
        self._meanings: dict[str, str] = {}  # code -> names of its tests
        for one in usable:
            if one.kind == "code":
                row = np.zeros(len(entries))
                row[[places[test] for test in one.tests]] = 1.0 / max(1, len(one.tests))
                self.codes[codes.normal(one.text)] = row
                self._meanings[codes.normal(one.text)] = self._spell(one)
        self._phrases = [(spelling(one), self._spell(one)) for one in self._names]

    def lexicon(self) -> Lexicon:
        """Names of the catalogue and of the OEM together."""
        more = {id: [one.text for one in self._names if id in one.tests] for id in self._entries.ids}
        return name_lexicon(self._entries, more)

    def spell_out(self, title: str) -> str:
        """Put the names of the tests behind a heading that has an accepted word.

        >>> Dialect(entries, [Alias("SFE", "abbreviation", ("ALSE-I",))]).spell_out("SFE limits")
        'SFE limits (ALSE: Immunity)'
        """
        found = [meaning for pattern, meaning in self._phrases if pattern.search(title)]
        found += [meaning for code in find_codes(title) if (meaning := self._meanings.get(code, ""))]
        return f"{title} ({'; '.join(dict.fromkeys(found))})" if found else title

    def _spell(self, alias: Alias) -> str:
        return "; ".join(entry.name for entry in self._entries.tests if entry.id in alias.tests)


def spelling(alias: Alias) -> re.Pattern[str]:
    """Return what finds an alias in a text as a whole; an abbreviation must stand in its own letters."""
    words = r"[\s\-–_/]+".join(map(re.escape, re.split(r"[\s\-–_/]+", alias.text.strip())))
    return re.compile(rf"(?<!\w){words}(?!\w)", 0 if alias.kind == "abbreviation" else re.IGNORECASE)
