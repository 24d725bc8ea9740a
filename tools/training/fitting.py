"""Fit the few weights of a sum, to rank right sentences first and to distinguish right answers from wrong."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Slope = Callable[[Floats], tuple[Floats, Floats]]
"""weights -> the gradient and the negative Hessian of the fit: shapes (n,) and (n, n)."""

_STEPS = 200
_SMALL = 1e-6
_PENALTY = 1e-4  # large weights cost a little, so that there is one best fit


def fit_listwise(questions: Sequence[tuple[Floats, Bools]], start: Floats) -> Floats:
    """The weights with which the right rows are the most probable ones of each question.

    A question is its rows, shape (sentences, weights), and which of them are right.  Probabilities are shares
    of exponentials, as in a conditional logit.
    """
    return _climb(lambda weights: _listwise(weights, questions), start)


def _listwise(weights: Floats, questions: Sequence[tuple[Floats, Bools]]) -> tuple[Floats, Floats]:
    slope, bend = np.zeros_like(weights), np.zeros((len(weights), len(weights)))
    for rows, right in questions:
        scores = rows @ weights
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        mean = rows.T @ shares
        slope += rows.T @ (shares * right) / max(float(shares[right].sum()), 1e-12) - mean
        bend += (rows.T * shares) @ rows - np.outer(mean, mean)
    return slope, bend


def fit_logistic(rows: Floats, right: Bools, counted: Floats) -> Floats:
    """The weights of the columns, and the constant, of a logistic regression; *counted* weighs the rows."""
    columns = np.column_stack([rows, np.ones(len(rows))])
    return _climb(lambda weights: _logistic(weights, columns, right, counted), np.zeros(columns.shape[1]))


def _logistic(weights: Floats, columns: Floats, right: Bools, counted: Floats) -> tuple[Floats, Floats]:
    expected = 1 / (1 + np.exp(-(columns @ weights)))
    slope = columns.T @ (counted * (right - expected))
    bend = (columns.T * (counted * expected * (1 - expected))) @ columns
    return np.asarray(slope), np.asarray(bend)


def _climb(slope: Slope, weights: Floats) -> Floats:
    """The weights that maximize the fit, by Newton's method."""
    for _ in range(_STEPS):
        rising, bend = slope(weights)
        penalty = _PENALTY * np.eye(len(weights))
        step = np.linalg.solve(bend + penalty, rising - _PENALTY * weights)
        weights = weights + step
        if np.abs(step).max() < _SMALL:
            break
    return weights
