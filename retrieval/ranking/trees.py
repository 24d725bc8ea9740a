"""Evaluate trained regression trees with numpy: turn features into a score."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


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
        stored = _breadth_first(nodes["roots"], nodes["left"], nodes["right"])
        place = {node: at for at, node in enumerate(stored)}
        is_leaf = np.array([nodes["left"][node] == node for node in stored])
        self._feature = np.array(nodes["feature"], dtype=np.intp)[stored]
        if places is not None:
            self._feature = np.array(places, dtype=np.intp)[self._feature]
        # Nodes are kept level by level, the two children of a node side by side, the right one first.  A leaf
        # leads to itself, because nothing is at most its threshold.
        self._threshold = np.where(is_leaf, -np.inf, np.array(nodes["threshold"], dtype=float)[stored])
        self._child = np.array([place[nodes["right"][node]] for node in stored], dtype=np.intp)
        self._value = np.array(nodes["value"], dtype=float)[stored]
        self._trees = len(nodes["roots"])
        self._depth = int(nodes["depth"])

    def __call__(self, rows: Floats) -> Floats:
        """The score of each row of features, shape (rows, features) -> (rows,)."""
        flat = np.ascontiguousarray(rows).ravel()
        starts = np.arange(0, flat.size, rows.shape[1])[:, None]
        node = self._below_roots(rows)
        for _ in range(self._depth - 1):
            at_most = flat.take(starts + self._feature.take(node)) <= self._threshold.take(node)
            node = self._child.take(node) + at_most
        return np.asarray(self._value.take(node).sum(axis=1))

    def _below_roots(self, rows: Floats) -> Places:
        """The node of each tree to which its root leads each row, shape (rows, trees)."""
        roots = slice(self._trees)
        return self._child[roots] + (rows.take(self._feature[roots], axis=1) <= self._threshold[roots])

    def contributions(self, first: Floats, second: Floats) -> Floats:
        """How much each feature puts one row ahead of another, shape (features,).

        In each tree the two rows follow the same path until a question about one feature separates them; the
        difference between the leaves they reach is attributed to that feature.  So a feature in which they
        are equal contributes nothing, and the contributions add up to the difference of the scores.

        >>> stump = {"feature": [1, 0, 0], "threshold": [0.5, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2],
        ...          "value": [0, -1, 2], "roots": [0], "depth": 1}
        >>> Forest(stump).contributions(np.array([7, 0.6]), np.array([3, 0.4])).tolist()
        [0.0, 3.0]
        """
        pair = np.array([first, second])
        parted = np.arange(self._trees)
        node = np.array([parted, parted])
        for _ in range(self._depth):
            parted = np.where(node[0] == node[1], node[0], parted)
            at_most = np.take_along_axis(pair, self._feature[node], axis=1) <= self._threshold[node]
            node = self._child[node] + at_most
        ahead, behind = self._value[node]
        shares = np.zeros(len(first))
        np.add.at(shares, self._feature[parted], ahead - behind)
        return shares


def _breadth_first(roots: Sequence[int], left: Sequence[int], right: Sequence[int]) -> list[int]:
    """The nodes of some trees level by level: the roots, then the children of each, the right one first.

    >>> _breadth_first([0, 3], left=[1, 1, 2, 3], right=[2, 1, 2, 3])
    [0, 3, 2, 1]
    """
    nodes = list(roots)
    for node in nodes:
        if left[node] != node:
            nodes += (right[node], left[node])
    return nodes


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
