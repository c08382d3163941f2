"""Coded evidence in a clause: what speaks for a test by convention and not by wording.

Method codes (RE 310), cited standards (ISO 11452-4), units with a value before them (dBµV/m) and apparatus are found
here and normalised; what each of them says about the tests is the matcher's business.
"""

from pipeline.evidence.codes import find_codes
from pipeline.evidence.collecting import collect
from pipeline.evidence.comparisons import is_compared
from pipeline.evidence.standards import find_standards, normalise_standard
from pipeline.evidence.units import find_units

__all__ = ["collect", "find_codes", "find_standards", "find_units", "is_compared", "normalise_standard"]
