"""When, with what and on what a run was made."""

from __future__ import annotations

import platform
from datetime import datetime
from importlib import metadata
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.runs import batch
from pipeline.runs.orders import UNDECIDED
from pipeline.storage import stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.answers.llms import LLM
    from pipeline.flow import Pipeline
    from pipeline.reports import RunInfo
    from pipeline.runs.inputs import Source
    from pipeline.runs.orders import Order

_LIBRARIES = (
    "lxml",
    "numpy",
    "onnxruntime",
    "openvino",
    "pdfplumber",
    "pypdfium2",
    "python-docx",
    "rake-nltk",
    "scikit-learn",
    "sentence-transformers",
    "torch",
    "xlsxwriter",
    "yake",
    "yake-rust",
)


def describe(
    order: Order,
    pipeline: Pipeline,
    sources: Sequence[Source],
    started: datetime,
    seconds: Mapping[str, float],
    llm: LLM | None = None,
) -> RunInfo:
    """Write down the circumstances of a run.

    :param llm: the model that was asked, None for none.
    """
    from pipeline.reports import RunInfo

    config = order.config
    digests = {"catalogue": pipeline.catalogue.digest}
    model = ""
    if order.until not in UNDECIDED:
        digests["weights"] = pipeline.weights_digest
        words = pipeline.supplement
        digests |= {"aliases": stage.key(words.content)} if words.content else {}
        if pipeline.embedder is not None:
            model = f"{config.embedding.model} ({pipeline.embedder.backend})"
            digests["embedding model"] = pipeline.embedder.name
    return RunInfo(
        started=started.isoformat(timespec="seconds"),
        finished=datetime.now().astimezone().isoformat(timespec="seconds"),
        command=order.command,
        versions=_versions(),
        machine=f"{platform.system()} {platform.machine()}",
        engine=config.batch.engine,
        jobs=batch.processes(config, len(sources)),
        catalogue=pipeline.catalogue.name,
        model=model,
        llm=llm.name if llm is not None else "",
        llm_address=llm.address if llm is not None else "",
        digests=digests,
        configuration=config.model_dump(mode="json"),
        seconds={name: round(value, 3) for name, value in seconds.items()},
        stage=order.until,
        inputs={source.document: source.place for source in sources},
    )


def _versions() -> dict[str, str]:
    versions = {"emcmatch": __version__, "Python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
