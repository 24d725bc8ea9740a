"""The forest: its scores, and which features separate two rows."""

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.ranking.features.extraction import NAMES
from retrieval.ranking.ranker import shipped_weights
from retrieval.ranking.trees import Forest

Floats = NDArray[np.float64]

# Two trees: one asks for feature 0 and, above it, for feature 1; the other asks for feature 2.
TREES = {
    "feature": [0, 0, 1, 0, 0, 2, 0, 0],
    "threshold": [0.5, 0, 0.5, 0, 0, 0.5, 0, 0],
    "left": [1, 1, 3, 3, 4, 6, 6, 7],
    "right": [2, 1, 4, 3, 4, 7, 6, 7],
    "value": [0, -1, 0, 1, 4, 0, 0, 2],
    "roots": [0, 5],
    "depth": 2,
}


def row(*features: float) -> Floats:
    return np.array(features, dtype=float)


def test_a_score_is_the_sum_of_the_leaves_a_row_reaches() -> None:
    rows = np.array([row(0, 0, 0), row(1, 0, 0), row(1, 1, 1)])

    assert Forest(TREES)(rows).tolist() == [-1.0, 1.0, 6.0]


def test_a_difference_is_attributed_to_the_feature_that_separates_the_rows() -> None:
    assert Forest(TREES).contributions(row(1, 1, 0), row(1, 0, 1)).tolist() == [0.0, 3.0, -2.0]


def test_the_difference_below_a_split_is_attributed_to_its_feature() -> None:
    assert Forest(TREES).contributions(row(1, 1, 0), row(0, 0, 0)).tolist() == [5.0, 0.0, 0.0]


def test_equal_rows_have_no_difference_to_attribute() -> None:
    assert not Forest(TREES).contributions(row(1, 1, 0), row(1, 1, 0)).any()


@pytest.mark.parametrize("seed", range(5))
def test_the_attributed_shares_add_up_to_the_difference_of_the_scores(seed: int) -> None:
    forest = shipped_weights().ranking
    rows = np.random.default_rng(seed).random((2, len(NAMES)))
    first, second = forest(rows)

    assert forest.contributions(*rows).sum() == pytest.approx(first - second)
