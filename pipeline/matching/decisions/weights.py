"""The learned weights: few, readable, kept as JSON with a note of what they were learned on.

The score of a clause in a state is a weighted sum of its channels for the state's entries, plus what the clause is
(a heading, a chapter, an annex ...) weighted by the state's group; the score of a pair of parent and child is one
weight for how their states relate, by what kind of clause the child is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.errors import ConfigError
from pipeline.matching.channels.features import CHANNELS, SIGNS
from pipeline.matching.decisions.belief_propagation import Marginals, infer
from pipeline.matching.decisions.context_features import SURROUNDINGS, look_around
from pipeline.matching.decisions.states import EDGES, GROUPS, RELATIONS
from pipeline.matching.decisions.subclause_features import COVERS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.matching.channels.features import Features
    from pipeline.matching.decisions.states import States

    Floats = NDArray[np.float64]

MOST = 6.0  # nats; how much one neighbour in the tree may say, chosen with authors held out
BLOCKS = {
    # name -> (rows, columns): what the rows and columns of each block of weights stand for
    "channels": (("all", "in headings", "for topics", "weakest of a set"), CHANNELS),
    "signs": (GROUPS, SIGNS),
    "edges": (EDGES, RELATIONS),
    "surroundings": (("all",), SURROUNDINGS),
}


@dataclass(frozen=True)
class Weights:
    """One array a block; see BLOCKS for their rows and columns."""

    channels: Floats  # (4, k)
    signs: Floats  # (5, signs)
    edges: Floats  # (4, relations)
    surroundings: Floats  # (1, len(SURROUNDINGS))
    temperature: float = (
        1.0  # what all scores are divided by before probabilities are read, so that they are calibrated
    )
    learned_on: str = ""

    @classmethod
    def zeros(cls) -> Weights:
        """All weights zero."""
        blocks: dict[str, Any] = {name: np.zeros((len(rows), len(names))) for name, (rows, names) in BLOCKS.items()}
        return cls(**blocks)

    def flat(self) -> Floats:
        """Return all weights in one vector."""
        return np.concatenate([getattr(self, name).ravel() for name in BLOCKS])

    @classmethod
    def from_flat(cls, vector: Floats, **more: Any) -> Weights:  # noqa: ANN401
        """Undo `flat`."""
        blocks: dict[str, Any] = {}
        at = 0
        for name, (rows, columns) in BLOCKS.items():
            size = len(rows) * len(columns)
            blocks[name] = vector[at : at + size].reshape(len(rows), len(columns))
            at += size
        return cls(**blocks, **more)

    def nodes(self, features: Features, states: States, around: Floats | None = None) -> Floats:
        """Score each clause in each state: (n, s).

        :param around: (n, s, len(SURROUNDINGS)) how the states fit what is around; None in the first round.
        """
        heading = features.headings[:, None].astype(np.float64)
        topic = np.arange(len(states.entries)) >= len(states.entries.tests)
        scores = features.scores @ self.channels[0] + heading * (features.scores @ self.channels[1])
        scores = scores + np.where(topic, features.scores @ self.channels[2], 0.0)
        result: Floats = scores @ states.members.T
        for state, ids in enumerate(states.sets, start=len(states) - len(states.sets)):
            result[:, state] += weakest(features, states, ids) @ self.channels[3]
        result = result + (features.signs @ self.signs.T)[:, states.group]
        return result if around is None else result + around @ self.surroundings[0]

    def pairs(self, states: States) -> Floats:
        """Score each pair of parent state and child state, by kind of child: (len(EDGES), s, s)."""
        return self.edges[:, states.relations]


def solve(features: Features, states: States, weights: Weights) -> tuple[Marginals, Floats]:
    """Infer the states of a document's clauses in two rounds.

    :return: the marginals, and the scores (n, s) of the second round, both divided by the temperature.
    """
    kinds, pairs = edge_kinds(features), weights.pairs(states) / weights.temperature
    parents = features.parents
    first = infer(weights.nodes(features, states) / weights.temperature, parents, pairs, kinds, most=MOST)
    around = look_around(first.nodes, features, states)
    scores = weights.nodes(features, states, around) / weights.temperature
    covers = around[:, :, : len(COVERS)] @ weights.surroundings[0, : len(COVERS)] / weights.temperature
    return infer(scores, parents, pairs, kinds, private=covers, most=MOST), scores


def weakest(features: Features, states: States, ids: tuple[str, ...]) -> Floats:
    """Each channel's lowest score among the tests of a set: (n, k). A set is sure only where each of its tests is."""
    places = [states.entries.ids.index(id) for id in ids]
    result: Floats = features.scores[:, places, :].min(axis=1)
    return result


def edge_kinds(features: Features) -> NDArray[np.int64]:
    """Index into EDGES of each clause: (n,)."""
    annex = features.signs[:, SIGNS.index("is an annex")] > 0
    repeated = features.signs[:, SIGNS.index("is repeated")] > 0
    root = features.parents < 0
    kinds = np.where(features.headings, EDGES.index("heading"), EDGES.index("paragraph"))
    kinds = np.where(repeated, EDGES.index("repeated heading"), kinds)
    kinds = np.where(root, np.where(annex, EDGES.index("annex"), EDGES.index("chapter")), kinds)
    return kinds.astype(np.int64)


def save(weights: Weights, path: Path) -> None:
    """Write the weights as JSON a person can read; weights that are zero are left out."""
    content: dict[str, Any] = {"learned on": weights.learned_on, "temperature": round(weights.temperature, 4)}
    for name, (rows, columns) in BLOCKS.items():
        table = getattr(weights, name)
        content[name] = {
            row: {column: round(float(table[i, j]), 3) for j, column in enumerate(columns) if abs(table[i, j]) >= 5e-4}
            for i, row in enumerate(rows)
        }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load(path: Path) -> Weights:
    """Read weights that `save` wrote.

    :raises ConfigError: the file cannot be read, or names a channel, sign or relation there is not.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        blocks: dict[str, Any] = {name: _table(content[name], *BLOCKS[name]) for name in BLOCKS}
        return Weights(**blocks, temperature=float(content["temperature"]), learned_on=str(content["learned on"]))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file of weights; see [match] weights.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: is not a file of weights of this version ({error!r}); make it with tune.") from None


def _table(content: dict[str, dict[str, float]], rows: tuple[str, ...], columns: tuple[str, ...]) -> Floats:
    table = np.zeros((len(rows), len(columns)))
    for row, values in content.items():
        for column, value in values.items():
            table[rows.index(row), columns.index(column)] = value
    return table
