"""Contrastive fine-tuning of an embedding model on pairs of texts that mean the same, sized for a processor.

Each batch holds pairs of different groups only; the other texts of the batch, and texts that belong to no group, are
what a pair is told apart from (multiple negatives ranking: Henderson et al. 2017, arXiv:1705.00652; the loss is that of
sentence-transformers). Importing torch takes seconds, so it is done inside.
"""

from __future__ import annotations

import os
import random
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import DependencyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that should lie near each other."""

    anchor: str
    positive: str
    group: str  # texts of one group are never told apart


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is done."""

    epochs: int = 2  # times each pair is seen
    batch: int = 12  # pairs at a time
    rate: float = 5e-5  # learning rate at its highest; the first tenth of the steps rises to it, the rest falls to 0
    tokens: int = 128  # longest text while training; what is beyond is cut off
    seed: int = 1


def _ramp(steps: int) -> Callable[[int], float]:
    """Share of the learning rate at each step: it rises over the first tenth and falls to nothing after it."""
    rise = max(1, steps // 10)
    return lambda step: min((step + 1) / rise, (steps - step) / max(1, steps - rise))


def fine_tune(
    folder: Path,
    pairs: Sequence[Pair],
    negatives: Sequence[str],
    out: Path,
    effort: Effort | None = None,
    tell: Callable[[int, int], None] = lambda _step, _steps: None,
) -> float:
    """Train a copy of a model and save it; the model itself is left as it is.

    :param folder: the model, as sentence-transformers reads it.
    :param negatives: texts that belong to no group; may be empty.
    :param out: folder for the result, which is made.
    :param tell: told the step that was done and how many there are.
    :return: the mean loss of the last epoch.
    :raises DependencyError: torch or sentence-transformers is missing, or they cannot read the model.
    :raises ValueError: there are not two groups, so that nothing can be told apart.
    """
    effort = effort or Effort()
    if len({pair.group for pair in pairs}) < 2:
        raise ValueError("pairs of at least two groups are needed")
    torch, model = _load(folder, effort)
    plan = [list(_batches(pairs, negatives, effort, epoch)) for epoch in range(effort.epochs)]
    steps = sum(map(len, plan))
    loss_of = _loss(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=effort.rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _ramp(steps))
    step, losses = 0, [0.0]
    model.train()
    for epoch in plan:
        losses = []
        for columns in epoch:
            loss = loss_of([_tokens(model, column) for column in columns], torch.zeros(0))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
            step += 1
            tell(step, steps)
    model.eval()
    model.max_seq_length = model.fully_seen  # what it could see before
    model.save_pretrained(str(out), create_model_card=False)
    return sum(losses) / len(losses)


def _load(folder: Path, effort: Effort) -> tuple[Any, Any]:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise DependencyError(f"Fine-tuning needs sentence-transformers and torch ({error}).") from None
    logging.disable_progress_bar()
    torch.manual_seed(effort.seed)
    try:
        model: Any = SentenceTransformer(str(folder), device="cuda" if torch.cuda.is_available() else "cpu")
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise DependencyError(f"{folder}: sentence-transformers cannot read this model ({error}).") from error
    model.float()
    model.fully_seen = model.max_seq_length
    model.max_seq_length = min(effort.tokens, model.max_seq_length or effort.tokens)
    return torch, model


def _loss(model: Any) -> Any:  # noqa: ANN401 - sentence-transformers has no types here
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the module moved in version 6; this name is known to all
        from sentence_transformers import losses

        return losses.MultipleNegativesRankingLoss(model)


def _tokens(model: Any, texts: Sequence[str]) -> dict[str, Any]:  # noqa: ANN401
    tokenize = getattr(model, "preprocess", None) or model.tokenize  # its name before version 5
    return {
        name: value.to(model.device) if hasattr(value, "to") else value for name, value in tokenize(list(texts)).items()
    }


def _batches(
    pairs: Sequence[Pair], negatives: Sequence[str], effort: Effort, epoch: int
) -> Iterator[tuple[list[str], ...]]:
    """Shuffle the pairs into batches in which no group stands twice: columns of anchors, positives and negatives.

    Pairs that are left over when one group alone remains are not used in this epoch.
    """
    dice = random.Random(f"{effort.seed} {epoch}")  # noqa: S311 - not for secrets
    waiting = list(pairs)
    dice.shuffle(waiting)
    others = list(negatives)
    while waiting:
        batch: dict[str, Pair] = {}
        rest: list[Pair] = []
        for pair in waiting:
            if pair.group in batch or len(batch) == effort.batch:
                rest.append(pair)
            else:
                batch[pair.group] = pair
        waiting = rest
        if len(batch) < 2:
            return
        columns = [[pair.anchor for pair in batch.values()], [pair.positive for pair in batch.values()]]
        if others:
            columns.append([dice.choice(others) for _ in batch])
        yield tuple(columns)
