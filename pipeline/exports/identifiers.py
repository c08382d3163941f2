"""Names that stay: the same clause with the same words has the same identifier in every export."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.reviews.records import digest_content

if TYPE_CHECKING:
    from pipeline.records import Clause
    from pipeline.reports import RunInfo

_SPACE = uuid.UUID("6f2b0c57-3f0a-5b43-9d1e-0f6a1f3f7a52")  # of this program; drawn once


def identify(kind: str, *parts: str) -> str:
    """Return an identifier made of what it stands for, nothing else: letters, digits and dashes, a letter first.

    Source: XML Schema, xsd:ID.
    """
    text = "\n".join((kind, *parts)).encode("utf-8", "replace").decode("utf-8")
    return f"{kind}-{uuid.uuid5(_SPACE, text)}"


def identify_clause(kind: str, clause: Clause) -> str:
    """Return the identifier of a clause, made of its id and all it says; decisions about it change nothing."""
    return identify(kind, clause.id, digest_content(clause))


def moment(run: RunInfo) -> str:
    """Return when a run ended, as XML Schema's dateTime in UTC; the same at every export of the run."""
    for said in (run.finished, run.started):
        try:
            when = datetime.fromisoformat(said)
        except ValueError:
            continue
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return "1970-01-01T00:00:00Z"
