"""Regression trees grown elsewhere, read here: features in, a score out, with nothing but numpy."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Forest:
    """The sum of some regression trees.

    All trees lie in one list of nodes: node i asks whether feature ``feature[i]`` is at most ``threshold[i]``
    and goes on to ``left[i]`` or ``right[i]``.  A leaf goes on to itself and adds ``value[i]``.

    >>> stump = {"feature": [0, 0, 0], "threshold": [0.5, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2],
    ...          "value": [0, -1, 2], "roots": [0], "depth": 1}
    >>> Forest(stump)(np.array([[0.4], [0.6]])).tolist()
    [-1.0, 2.0]
    """

    def __init__(self, nodes: Mapping[str, Any]) -> None:
        self._feature = np.array(nodes["feature"], dtype=np.intp)
        self._threshold = np.array(nodes["threshold"], dtype=float)
        self._next = np.array([nodes["right"], nodes["left"]], dtype=np.intp).T.ravel()
        self._value = np.array(nodes["value"], dtype=float)
        self._roots = np.array(nodes["roots"], dtype=np.intp)
        self._depth = int(nodes["depth"])

    def __call__(self, rows: Floats) -> Floats:
        """The score of each row of features, shape (rows, features) -> (rows,)."""
        width = rows.shape[1]
        flat = np.ascontiguousarray(rows).ravel()
        starts = (np.arange(len(rows)) * width)[:, None]
        node = np.broadcast_to(self._roots, (len(rows), len(self._roots)))
        for _ in range(self._depth):
            at_most = flat.take(starts + self._feature.take(node)) <= self._threshold.take(node)
            node = self._next.take(2 * node + at_most)
        return np.asarray(self._value.take(node).sum(axis=1))


def sigmoid(score: float) -> float:
    """The probability that a score in log-odds stands for."""
    return float(1 / (1 + np.exp(-score)))


def softmax(scores: Floats) -> Floats:
    """Scores as shares of 1, the greater the score the greater the share."""
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


def order(scores: Floats) -> Sequence[int]:
    """Places by score, the best first; ties as they stand."""
    places: list[int] = np.argsort(-scores, kind="stable").tolist()
    return places
