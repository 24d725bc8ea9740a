"""Sums fitted to examples whose weights are known."""

import numpy as np
import pytest

from tools.training.fitting import Bools, Floats, fit_listwise, fit_logistic

WEIGHTS = np.array([2.0, -1.0])


def question(rng: np.random.Generator) -> tuple[Floats, Bools]:
    """Eight sentences, of which one is right: more probably one with a higher sum."""
    rows = rng.normal(0, 1, (8, 2))
    shares = np.exp(rows @ WEIGHTS)
    right = np.zeros(8, dtype=bool)
    right[rng.choice(8, p=shares / shares.sum())] = True
    return rows, right


def test_fitting_recovers_the_weights_behind_a_ranking() -> None:
    rng = np.random.default_rng(1)

    weights = fit_listwise([question(rng) for _ in range(2000)], np.zeros(2))

    assert weights == pytest.approx(WEIGHTS, abs=0.2)


def test_a_fitted_confidence_is_the_share_of_right_answers() -> None:
    rows = np.array([[-1.0, 0.8]] * 100 + [[1.0, 0.9]] * 100 + [[1.0, 0.8]] * 100)
    right = np.repeat([True, False, True, False, True, False], [20, 80, 90, 10, 50, 50])

    *weights, constant = fit_logistic(rows, right, np.ones(300)).tolist()

    odds = rows[[0, 100, 200]] @ weights + constant

    assert 1 / (1 + np.exp(-odds)) == pytest.approx([0.2, 0.9, 0.5], abs=0.02)


def test_rows_that_count_for_less_move_the_confidence_less() -> None:
    rows, right = np.zeros((100, 1)), np.arange(100) < 50

    *_, constant = fit_logistic(rows, right, np.where(right, 1.0, 0.5)).tolist()

    assert 1 / (1 + np.exp(-constant)) == pytest.approx(2 / 3, abs=0.01)
