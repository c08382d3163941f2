"""Coded evidence in a clause: what speaks for a test by convention and not by wording.

Method codes (RE 310), cited standards (ISO 11452-4), units with a value before them (dBµV/m) and apparatus are found
here and normalised; what each of them says about the tests is the matcher's business.
"""

from pipeline.matching.evidence.aspects import AXES, AXIS_OF, contradicts, find_aspects, spell_short
from pipeline.matching.evidence.codes import find_codes
from pipeline.matching.evidence.collecting import collect
from pipeline.matching.evidence.comparisons import is_compared
from pipeline.matching.evidence.standards import find_standards, normalise_standard
from pipeline.matching.evidence.units import find_units

__all__ = [
    "AXES", "AXIS_OF", "collect", "contradicts", "find_aspects", "find_codes", "find_standards", "find_units",
    "is_compared", "normalise_standard", "spell_short",
]  # fmt: skip
