"""The weights of the features for meaning, in the score of a sentence and in the confidence in the best one.

Both are linear, and are added to what the trees compute from the words.  Trees trained on meaning as well
found fewer answers on new texts.  The weights are data: ``python -m tools.training --meaning`` fits them, and
EVALUATION.md says how those in use were chosen.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.features.extraction import NAMES
from retrieval.ranking.meaning.similarity import MEANING_NAMES
from retrieval.ranking.ranker import Ranked
from retrieval.ranking.trees import order, sigmoid

Floats = NDArray[np.float64]

MEANING_WEIGHTS = Path(__file__).with_name("weights.json")
_MAX_AHEAD = 4.0  # the scores for one question span about seven
_LESS_IN_FOLLOW_UPS = 0.75  # chosen on dialogues of canard_a
_EPSILON = 1e-4  # probabilities are kept this far from 0 and 1, so that log-odds stay finite


@dataclass(frozen=True, slots=True)
class MeaningWeights:
    """What a cosine of 1 adds: ``ranking`` to a score, by feature; ``cosine`` to the confidence, in log-odds.

    ``words`` is the factor for the log-odds that the words give, and ``constant`` is the intercept.
    """

    ranking: Mapping[str, float]
    words: float
    cosine: float
    constant: float

    def for_follow_up(self, need: float) -> "MeaningWeights":
        """The weights for a question that depends on earlier turns as far as *need* says, from 0 to 1.

        Such a question says little by itself, so sentences similar to it often do not answer it.

        >>> weights = MeaningWeights({"meaning": 20.0}, words=1.0, cosine=18.0, constant=-15.0)
        >>> weights.for_follow_up(need=1.0).ranking
        {'meaning': 5.0}
        """
        share = 1 - _LESS_IN_FOLLOW_UPS * need
        return replace(self, ranking={name: share * weight for name, weight in self.ranking.items()})

    def scores(self, rows: Floats, by_words: Floats) -> Floats:
        """What meaning adds to the score of each row of features, given the scores *by words*.

        No row gains more than `_MAX_AHEAD` on the best one by words, so that a clear lead is kept.
        """
        sums = rows[:, len(NAMES) :] @ [self.ranking.get(name, 0.0) for name in MEANING_NAMES]
        of_best = sums[order(by_words)[0]]
        return np.asarray(np.minimum(sums, of_best + _MAX_AHEAD))

    def confidence(self, by_words: float, ranked: Ranked) -> float:
        """The probability that the best candidate answers, from the one given by words and its cosine."""
        cosine = float(ranked.rows[0][len(NAMES)])
        return sigmoid(self.constant + self.words * log_odds(by_words) + self.cosine * cosine)


def log_odds(probability: float) -> float:
    """The inverse of `sigmoid`, within bounds.

    >>> log_odds(0.5), round(log_odds(0.0), 1)
    (0.0, -9.2)
    """
    within = min(max(probability, _EPSILON), 1 - _EPSILON)
    return float(np.log(within / (1 - within)))


@cache
def meaning_weights() -> MeaningWeights:
    """The weights that come with Quoth."""
    return read_meaning_weights(json.loads(MEANING_WEIGHTS.read_text(encoding="utf-8")))


def read_meaning_weights(stored: Mapping[str, Any]) -> MeaningWeights:
    """Read stored weights."""
    return MeaningWeights(stored["ranking"], **stored["confidence"])


def stored_weights(weights: MeaningWeights) -> dict[str, Any]:
    """Weights as `read_meaning_weights` reads them.

    >>> weights = MeaningWeights({"meaning": 20.0}, words=1.0, cosine=18.0, constant=-15.0)
    >>> read_meaning_weights(stored_weights(weights)) == weights
    True
    """
    confidence = {"words": weights.words, "cosine": weights.cosine, "constant": weights.constant}
    return {"ranking": dict(weights.ranking), "confidence": confidence}
