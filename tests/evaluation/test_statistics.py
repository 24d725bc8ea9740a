import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import statistics
from evaluation.statistics import Interval

SCORES = st.lists(st.integers(0, 5).map(lambda n: n / 5), min_size=1, max_size=30)


def pairs_auroc(positive: list[float], negative: list[float]) -> float:
    """By the definition: over all pairs, ties counting half."""
    wins = [1.0 if p > n else 0.5 if p == n else 0.0 for p in positive for n in negative]
    return sum(wins) / len(wins)


@given(SCORES, SCORES)
def test_auroc_is_the_share_of_pairs_in_order_with_ties_counted_half(
    pos: list[float], neg: list[float]
) -> None:
    assert statistics.auroc(np.array(pos), np.array(neg)) == pytest.approx(pairs_auroc(pos, neg))


@given(SCORES, SCORES, st.randoms(use_true_random=False))
def test_a_weight_counts_like_repeating_the_question(
    pos: list[float], neg: list[float], random: object
) -> None:
    generator = np.random.default_rng(len(pos) + 31 * len(neg))
    weights = generator.integers(1, 4, len(pos) + len(neg))
    scores = np.array(pos + neg)
    truth = np.arange(len(scores)) < len(pos)
    repeated = statistics.auroc(
        np.repeat(scores[truth], weights[truth]), np.repeat(scores[~truth], weights[~truth])
    )

    assert float(statistics.ranking(scores, truth, ~truth)(weights.astype(float))) == pytest.approx(repeated)


def test_auroc_is_nan_without_both_kinds() -> None:
    assert np.isnan(statistics.auroc(np.array([0.5]), np.array([])))
    assert np.isnan(statistics.auroc(np.array([]), np.array([])))


def test_a_mean_counts_only_the_selected_questions() -> None:
    share = statistics.mean(np.array([True, False, True]), np.array([True, True, False]))

    assert float(share(np.ones(3))) == 0.5
    assert share(np.array([[3.0, 1.0, 9.0], [0.0, 0.0, 1.0]])).tolist()[0] == 0.75
    assert np.isnan(share(np.array([0.0, 0.0, 1.0])))


def test_an_infinite_value_outside_the_selection_does_not_count() -> None:
    assert float(statistics.mean(np.array([2.0, np.inf]), np.array([True, False]))(np.ones(2))) == 2.0


def test_brier_is_zero_when_sure_and_right_and_a_quarter_at_even_odds() -> None:
    everyone = np.array([True, True])
    right = np.array([True, False])

    assert float(statistics.brier(np.array([1.0, 0.0]), right, everyone)(np.ones(2))) == 0
    assert float(statistics.brier(np.array([0.5, 0.5]), right, everyone)(np.ones(2))) == 0.25


def test_calibration_error_is_the_gap_of_each_bin_weighed_by_its_questions() -> None:
    confidence = np.array([0.95, 0.95, 0.15, 0.15])
    right = np.array([True, False, False, False])

    error = statistics.calibration_error(confidence, right, np.ones(4, dtype=bool))

    assert float(error(np.ones(4))) == pytest.approx((0.45 + 0.15) / 2)


def test_reliability_has_a_bin_for_each_tenth_that_was_used() -> None:
    low, high = statistics.reliability(
        np.array([0.0, 0.05, 1.0, 0.92]), np.array([False, False, True, False])
    )

    assert (low.count, low.confidence, low.right) == (2, 0.025, 0.0)
    assert (high.count, high.confidence, high.right) == (2, 0.96, 0.5)
    assert statistics.reliability(np.array([]), np.array([], dtype=bool)) == ()


def test_risk_and_coverage_answer_equal_confidences_together() -> None:
    coverage, risk = statistics.risk_coverage(
        np.array([0.2, 0.9, 0.5, 0.5]), np.array([False, True, False, True])
    )

    assert coverage.tolist() == [0.25, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 3, 0.5])


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1.0), (0.5, 3.0), (0.99, 4.0), (1.0, 4.0)])
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert statistics.percentile([4.0, 2.0, 1.0, 3.0], share) == expected


def test_a_percentile_of_nothing_is_nan() -> None:
    assert np.isnan(statistics.percentile([], 0.5))


def test_resamples_draw_whole_clusters_and_keep_the_size_of_each_stratum() -> None:
    clusters = np.array([0, 0, 1, 2, 3, 4])
    strata = np.array([0, 0, 0, 0, 1, 1])

    drawn = statistics.resamples(clusters, strata, count=200)

    assert drawn.shape == (200, 6)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn[:, [0, 2, 3]].sum(axis=1) == 3).all()
    assert (drawn[:, 4:].sum(axis=1) == 2).all()
    assert drawn.std() > 0


def test_resamples_are_the_same_every_time() -> None:
    clusters = np.arange(9)
    strata = np.zeros(9, dtype=int)

    assert (statistics.resamples(clusters, strata) == statistics.resamples(clusters, strata)).all()


def test_the_interval_of_a_share_is_about_two_standard_errors_wide() -> None:
    right = np.arange(400) % 4 > 0
    weights = statistics.resamples(np.arange(400), np.zeros(400, dtype=int))
    share = statistics.mean(right, np.ones(400, dtype=bool))
    spread = statistics.interval(statistics.distribution(share, weights))
    error = (0.75 * 0.25 / 400) ** 0.5

    assert spread.low == pytest.approx(0.75 - 1.96 * error, abs=0.01)
    assert spread.high == pytest.approx(0.75 + 1.96 * error, abs=0.01)


def test_an_interval_leaves_out_resamples_without_a_value() -> None:
    assert statistics.interval(np.array([np.nan, 0.5, 0.5])) == Interval(0.5, 0.5)
    assert np.isnan(statistics.interval(np.array([np.nan])).low)


def test_p_is_large_when_differences_straddle_zero_and_small_when_they_do_not() -> None:
    assert statistics.two_sided(np.array([-0.1, 0.1] * 100)) == 1.0
    assert statistics.two_sided(np.full(999, 0.02)) == pytest.approx(0.002)
    assert np.isnan(statistics.two_sided(np.array([np.nan])))
