"""Columns of features, by name: one number for each candidate."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]
Columns = dict[str, Floats]


def stacked(columns: Sequence[Floats]) -> Floats:
    """Columns of the same length as the rows of a matrix."""
    return np.concatenate(columns).reshape(len(columns), -1)


def at_places(columns: Columns, places: Places) -> Columns:
    """The values of each column at some indices.

    >>> at_places({"cover": np.array([0.5, 1.0])}, np.array([1, 1]))["cover"].tolist()
    [1.0, 1.0]
    """
    return dict(zip(columns, stacked([*columns.values()])[:, places], strict=True))


def named_columns(names: Sequence[str], rows: Sequence[Sequence[float]]) -> Columns:
    """Columns of these names from a row for each candidate.

    >>> named_columns(("asks", "ends"), [(0, 1), (1, 1)])["asks"].tolist()
    [0.0, 1.0]
    """
    return dict(zip(names, np.array(rows, dtype=float).T, strict=True))
