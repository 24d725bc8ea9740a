"""What meaning adds to scores and to the confidence."""

import numpy as np
import pytest

from retrieval.ranking.features.extraction import NAMES
from retrieval.ranking.meaning.similarity import MEANING_NAMES
from retrieval.ranking.meaning.weights import MeaningWeights, meaning_weights
from retrieval.ranking.ranker import Ranked

WEIGHTS = MeaningWeights({"meaning": 20.0, "meaning_baseline": -10.0}, words=1.0, cosine=10.0, constant=-8.0)


def row(**cosines: float) -> np.ndarray:
    return np.array([0.0] * len(NAMES) + [cosines.get(name, 0.0) for name in MEANING_NAMES])


def ranked(cosine: float) -> Ranked:
    return Ranked((), np.zeros(1), np.ones(1), row(meaning=cosine)[None, :])


def added(*rows: np.ndarray) -> list[float]:
    """What meaning adds to each row; words put the first one ahead."""
    by_words = np.array([1.0] + [0.0] * (len(rows) - 1))
    sums = WEIGHTS.scores(np.array(rows), by_words)
    return [float(each - sums[0]) for each in sums]


def test_a_sentence_gains_by_its_cosine() -> None:
    best, nearer = row(meaning=0.5), row(meaning=0.53125)

    assert added(best, nearer) == [0.0, 0.625]


def test_a_sentence_loses_by_how_near_it_is_to_a_question_about_nothing() -> None:
    best, near_to_any_question = row(meaning=0.5), row(meaning=0.5, meaning_baseline=0.0625)

    assert added(best, near_to_any_question) == [0.0, -0.625]


def test_a_sentence_cannot_overturn_a_clear_lead_by_words_however_near_it_is() -> None:
    assert added(row(meaning=0.5), row(meaning=1.0)) == [0.0, 4.0]


def test_a_sentence_falls_behind_as_far_as_its_meaning_is_off() -> None:
    assert added(row(meaning=0.75), row(meaning=0.25)) == [0.0, -10.0]


def test_a_sentence_near_in_meaning_is_surer() -> None:
    near, far = (WEIGHTS.confidence(0.5, ranked(cosine)) for cosine in (0.9, 0.7))

    assert near > 0.5 > far


def test_what_words_are_sure_of_counts_too() -> None:
    sure, unsure = (WEIGHTS.confidence(by_words, ranked(0.8)) for by_words in (0.9, 0.1))

    assert sure == pytest.approx(0.9)
    assert unsure == pytest.approx(0.1)


def test_what_comes_with_quoth_prefers_sentences_near_in_meaning() -> None:
    shipped = meaning_weights()

    assert shipped.ranking["meaning"] > 0 > shipped.ranking["meaning_baseline"]
    assert shipped.cosine > 0
    assert shipped.words > 0
