"""A large index of made-up clauses, to time questions with: see ask.py.

The vocabulary is small, so that every word of a question stands in very many clauses, which is the worst case for a
search by words. The vectors are random: what is timed is the scan, not the model.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.records import Clause, Decision, LossAccount, Match, Profile, Report, TitleBlock
from pipeline.search.index import Index, IndexedSource, entries

if TYPE_CHECKING:
    from pathlib import Path

ASKED = (
    "Which level holds for BCI at 200 MHz?",
    "What field strength applies between 400 MHz and 1 GHz?",
    "How long is the dwell time in the procedure?",
    "antenna distance for radiated emissions",
    "ISO 11452-4 probe position",
    "200 V/m at 400 MHz",
    "What is the length of the harness on the bench?",
    "limit of conducted emissions, peak detector",
)
_WORDS = """harness level severity dwell distance antenna probe position current voltage limit peak average detector
bandwidth step modulation frequency band supply line signal ground plane bench chamber load simulator calibration sample
report plan status function deviation monitor pulse width amplitude class table figure set-up procedure requirement
equipment""".split()  # noqa: SIM905
_TESTS = {
    "BCI": "Bulk current injection",
    "ALSE-I": "Radiated immunity",
    "RE": "Radiated emissions",
    "CE-V": "Conducted emissions, voltage",
    "CE-I": "Conducted emissions, current",
    "ESD-P": "ESD, operated",
    "TI-S": "Transients on supply lines",
    "": "General conditions",
}
_CLAUSES = 400  # of a document
_COPIES = 10  # names under which a document is put in: tokenising 100,000 different clauses takes minutes


def fill(folder: Path, model: str, clauses: int) -> Index:
    """Make an index of so many clauses."""
    import numpy as np

    index = Index(folder / "large.sqlite")
    pick = np.random.default_rng(1)
    digests: list[str] = []
    for place in range(clauses // _CLAUSES // _COPIES):
        made = list(entries.make(_generate(place)))
        for _ in range(_COPIES):
            name = f"generated_{len(digests):04}.docx"
            own = [
                replace(each, clause=replace(each.clause, document=name, id=f"{name}#{each.clause.number}"))
                for each in made
            ]
            vectors = [pick.standard_normal((len(each.passages), 384)).astype("<f4") for each in own]
            vectors = [rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in vectors]
            source = IndexedSource(f"{len(digests):064x}", name, f"Maker {len(digests)}", model, len(own))
            index.add("generated", len(digests), source, own, vectors)
            digests.append(source.digest)
    index.assign("generated", digests)
    return index


def _generate(place: int) -> Report:
    pick = random.Random(place)
    name = f"generated_{place:03}.docx"
    decisions = []
    for number in range(_CLAUSES):
        test = list(_TESTS)[number // 12 % len(_TESTS)]
        low = pick.choice([0.15, 1, 30, 80, 200, 400, 1000])
        text = (
            f"{' '.join(pick.choices(_WORDS, k=40))}. The level is {pick.choice([30, 60, 100, 200])} V/m from {low} "
            f"MHz to {low * 4} MHz. The dwell time is {pick.choice([1, 2, 5])} s. "
            f"{' '.join(pick.choices(_WORDS, k=30))} "
            f"ISO 11452-{pick.choice([2, 4, 8, 9])}."
        )
        label, title = f"{5 + number // 12}.{number % 12 + 1}", " ".join(pick.choices(_WORDS, k=4))
        clause = Clause(f"{name}#{label}", name, label, title, 2, None, (_TESTS[test],), text, index=number)
        tests = (test,) if test else ()
        outcome = "matched" if test else "unmatched"
        decisions.append(Decision(Match(Profile(clause), ()), outcome, tests, 0.9, ""))
    return Report(name, f"{place:064x}", "docx", None, TitleBlock(), LossAccount(), None, tuple(decisions))
