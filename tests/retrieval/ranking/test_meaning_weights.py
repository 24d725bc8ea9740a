"""What meaning adds to scores and to the confidence."""

import numpy as np
import pytest

from retrieval.ranking.features import NAMES
from retrieval.ranking.meaning_weights import MeaningWeights, meaning_weights
from retrieval.ranking.ranker import Ranked
from retrieval.ranking.similarity import MEANING_NAMES

WEIGHTS = MeaningWeights({"meaning": 20.0, "meaning_passage": 10.0}, words=1.0, cosine=10.0, constant=-8.0)


def row(**cosines: float) -> np.ndarray:
    return np.array([0.0] * len(NAMES) + [cosines.get(name, 0.0) for name in MEANING_NAMES])


def ranked(cosine: float) -> Ranked:
    return Ranked((), np.zeros(1), np.ones(1), row(meaning=cosine)[None, :])


def test_a_sentence_gains_by_its_cosine_and_by_that_of_its_passage() -> None:
    rows = np.array([row(meaning=0.5, meaning_passage=0.75), row(meaning=0.5)])

    assert WEIGHTS.scores(rows).tolist() == [17.5, 10.0]


def test_the_shares_of_the_features_add_up_to_what_they_put_one_sentence_ahead() -> None:
    first, second = row(meaning=0.75, meaning_passage=0.75), row(meaning=0.5, meaning_passage=1.0)

    shares = WEIGHTS.shares(first, second)

    ahead = WEIGHTS.scores(np.array([first, second]))

    assert sum(shares.values()) == pytest.approx(ahead[0] - ahead[1])
    assert set(shares) == set(MEANING_NAMES)


def test_a_sentence_near_in_meaning_is_surer() -> None:
    near, far = (WEIGHTS.confidence(0.5, ranked(cosine)) for cosine in (0.9, 0.7))

    assert near > 0.5 > far


def test_what_words_are_sure_of_counts_too() -> None:
    sure, unsure = (WEIGHTS.confidence(by_words, ranked(0.8)) for by_words in (0.9, 0.1))

    assert sure == pytest.approx(0.9)
    assert unsure == pytest.approx(0.1)


def test_what_comes_with_quoth_prefers_sentences_near_in_meaning() -> None:
    shipped = meaning_weights()

    assert shipped.ranking["meaning"] > 0
    assert shipped.cosine > 0
    assert shipped.words > 0
