"""envelope.html: charts and tables in one file that loads nothing; everything from documents is escaped."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.plans import envelope_charts
from pipeline.reports.templates import open_templates
from pipeline.requirements.quantities import write_hertz

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.plans.envelopes import Envelope, LevelPiece
    from pipeline.plans.records import Limit

_PAGE = Path(__file__).parent / "page"
RULES = {True: "The lowest limit of all documents is the strictest.", False: "The highest level is the strictest."}


def save(
    path: Path,
    test: str,
    documents: Sequence[str],
    envelopes: Sequence[Envelope],
    apart: Sequence[tuple[Limit, str]],
    *,
    emission: bool,
) -> None:
    """Write the page.

    :param apart: limits that could not be compared, each with the reason.
    :raises OSError: the file cannot be written.
    """
    drawn = [
        {
            "envelope": envelope,
            "picture": envelope_charts.draw(envelope, emission=emission),
            "colours": envelope_charts.colours(envelope, emission=emission),
        }
        for envelope in envelopes
        if envelope.pieces and (not envelope.severity or len({limit.document for limit in envelope.limits}) > 1)
    ]  # a class that only one document has stands in the workbook
    text = (
        open_templates(_PAGE)
        .get_template("envelope.html.jinja")
        .render(
            test=test,
            documents=documents,
            rule=RULES[emission],
            envelopes=drawn,
            apart=apart,
            hertz=write_hertz,
            level=level,
            sources=envelope_charts.sources,
        )
    )
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def level(piece: LevelPiece, unit: str) -> str:
    """Write the level of a piece with its unit."""
    flat = math.isclose(piece.start, piece.end, rel_tol=1e-6)
    return f"{piece.start:.4g} {unit}" if flat else f"{piece.start:.4g} to {piece.end:.4g} {unit}"
