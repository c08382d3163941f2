"""Evidence of the second round: how each state of a clause fits what the first round found around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.matching.decisions.sibling_features import NEIGHBOURS, agree_with_neighbours
from pipeline.matching.decisions.subclause_features import COVERS, fit_of_states

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.matching.channels.features import Features
    from pipeline.matching.decisions.states import States

    Floats = NDArray[np.float64]

SURROUNDINGS = (*COVERS, *NEIGHBOURS)


def look_around(nodes: Floats, features: Features, states: States) -> Floats:
    """Lay the evidence of subclauses and siblings side by side.

    :param nodes: (n, s) marginals of the first round.
    :return: (n, s, len(SURROUNDINGS)), 0 to 1.
    """
    below = fit_of_states(nodes, features.parents, states)
    return np.concatenate([below, agree_with_neighbours(nodes, features, states)], axis=-1)
