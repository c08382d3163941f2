"""The loop with the engineer: what a person decided is read, kept, applied, learned from and shown."""

from pipeline.reviews.importing import Imported, RefusedRow, place
from pipeline.reviews.overlay import Decisions, apply
from pipeline.reviews.records import Reviewed, note
from pipeline.reviews.stores import ReviewStore

__all__ = ["Decisions", "Imported", "RefusedRow", "ReviewStore", "Reviewed", "apply", "note", "place"]
