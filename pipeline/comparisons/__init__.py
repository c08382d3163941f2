"""Two revisions of a specification: what changed, and which tests that touches."""

from pipeline.comparisons.changes import KINDS, MEANINGS, Change, Comparison, Kind, contrast

__all__ = ["KINDS", "MEANINGS", "Change", "Comparison", "Kind", "contrast"]
