"""Evaluate trained regression trees with numpy: turn features into a score."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Forest:
    """The sum of some regression trees.

    All trees share one list of nodes: node i tests whether feature ``feature[i]`` is at most ``threshold[i]``
    and leads to ``left[i]`` or ``right[i]``.  A leaf leads to itself and adds ``value[i]``.

    >>> stump = {"feature": [0, 0, 0], "threshold": [0.5, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2],
    ...          "value": [0, -1, 2], "roots": [0], "depth": 1}
    >>> Forest(stump)(np.array([[0.4], [0.6]])).tolist()
    [-1.0, 2.0]
    """

    def __init__(self, nodes: Mapping[str, Any], places: Sequence[int] | None = None) -> None:
        """Read stored trees; *places* gives the column in a row of each feature of the trees."""
        self._feature = np.array(nodes["feature"], dtype=np.intp)
        if places is not None:
            self._feature = np.array(places, dtype=np.intp)[self._feature]
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

    def contributions(self, first: Floats, second: Floats) -> Floats:
        """How much each feature puts one row ahead of another, shape (features,).

        In each tree the two rows follow the same path until a question about one feature separates them; the
        difference between the leaves they reach is attributed to that feature.  So a feature in which they
        are equal has no share, and the shares add up to the difference of the scores.

        >>> stump = {"feature": [1, 0, 0], "threshold": [0.5, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2],
        ...          "value": [0, -1, 2], "roots": [0], "depth": 1}
        >>> Forest(stump).contributions(np.array([7, 0.6]), np.array([3, 0.4])).tolist()
        [0.0, 3.0]
        """
        pair = np.array([first, second])
        node = np.array([self._roots, self._roots])
        parted = self._roots
        for _ in range(self._depth):
            parted = np.where(node[0] == node[1], node[0], parted)
            at_most = np.take_along_axis(pair, self._feature[node], axis=1) <= self._threshold[node]
            node = self._next[2 * node + at_most]
        ahead, behind = self._value[node]
        shares = np.zeros(len(first))
        np.add.at(shares, self._feature[parted], ahead - behind)
        return shares


def sigmoid(score: float) -> float:
    """The probability for a score in log-odds."""
    return float(1 / (1 + np.exp(-score)))


def softmax(scores: Floats) -> Floats:
    """Scores turned into shares that sum to 1."""
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


def order(scores: Floats) -> Sequence[int]:
    """Indices by score, the best first; ties keep their order."""
    places: list[int] = np.argsort(-scores, kind="stable").tolist()
    return places
