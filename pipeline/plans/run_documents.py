"""What plans and envelopes are made from: the documents of a run folder with their requirements."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from pipeline import requirements as reading
from pipeline.errors import UsageError
from pipeline.requirements import FILE, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report

_REQUIREMENT = TypeAdapter(Requirement)


def load(
    folder: Path, reports: Iterable[Report], catalogue: Catalogue
) -> Iterator[tuple[Report, tuple[Requirement, ...]]]:
    """Give each document of a run with its requirements: those of the run folder, or read anew where it has none.

    :raises UsageError: requirements.jsonl is damaged.
    """
    kept = _read(folder / FILE)
    for report in reports:
        if kept is None:
            yield report, reading.extract(report.decisions, catalogue)
        else:
            yield report, tuple(kept[report.document])


def _read(path: Path) -> dict[str, list[Requirement]] | None:
    if not path.is_file():
        return None
    found: dict[str, list[Requirement]] = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                requirement = _REQUIREMENT.validate_python(json.loads(line))
            except (ValueError, ValidationError):
                raise UsageError(f"{path}, line {number}: is damaged; make the run again.") from None
            found[requirement.document].append(requirement)
    return found
