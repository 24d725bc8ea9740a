"""Rank the candidates by the scores that trained trees compute from their features.

The weights are data, trained by ``python -m tools.training`` (see EVALUATION.md).  The trees read the
features of words; `retrieval.ranking.meaning.weights` adds to their scores what sentences mean.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.candidates import Candidate, copies_of
from retrieval.ranking.features.extraction import NAMES, FeatureMatrix
from retrieval.ranking.meaning.similarity import MEANING_NAMES
from retrieval.ranking.trees import Forest, order, sigmoid, softmax

WEIGHTS = Path(__file__).with_name("weights.json")
ALL_NAMES = (*NAMES, *MEANING_NAMES)
# Additional features for the confidence: the best sentence's score and how far it is ahead of the others.
RANKED_NAMES = ("rank_score", "rank_margin", "rank_share")
CONFIDENCE_NAMES = (*NAMES, *RANKED_NAMES)
_NO_SECOND = 5.0  # the margin of a sentence without a rival

Floats = NDArray[np.float64]
Rescore = Callable[[str, Sequence[str], Floats], Floats]
"""Changes scores before ranking: (question, texts of the candidates, scores) -> the scores to rank by."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates from the best on, with their scores, the softmax of these, and their features."""

    candidates: tuple[Candidate, ...]
    scores: Floats
    shares: Floats
    rows: Floats


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """The trained trees: for ranking sentences, and for the probability that the best one answers.

    ``names`` are the features in their input rows.
    """

    ranking: Forest
    confidence: Forest
    names: tuple[str, ...] = NAMES


@cache
def shipped_weights(*, meaning: bool = False) -> RankingWeights:
    """The weights that come with Quoth, for rows with the features of words, or of words and *meaning*."""
    return read_weights(json.loads(WEIGHTS.read_text(encoding="utf-8")), ALL_NAMES if meaning else NAMES)


def read_weights(stored: dict[str, Any], names: tuple[str, ...] = NAMES) -> RankingWeights:
    """Read stored weights for rows with the features *names*.

    Raises ValueError if they were trained on a feature that is not among these.
    """
    trained_on = stored["features"]
    if not set(trained_on) <= set(names):
        raise ValueError(
            "the weights were trained on other features; train again with: python -m tools.training"
        )
    row = (*names, *RANKED_NAMES)
    places = [row.index(name) for name in (*trained_on, *RANKED_NAMES)]
    return RankingWeights(Forest(stored["ranking"], places), Forest(stored["confidence"], places), names)


def rank(question: str, features: FeatureMatrix, ranking: Forest, rescore: Rescore | None = None) -> Ranked:
    """Rank the candidates by the scores of the trees, which *rescore* may change first."""
    scores = ranking(features.rows)
    if rescore is not None:
        texts = [candidate.sentence.text for candidate in features.candidates]
        scores = rescore(question, texts, scores)
    best = order(scores)
    candidates = tuple(features.candidates[at] for at in best)
    return Ranked(candidates, scores[best], softmax(scores)[best], features.rows[best])


def confidence_features(rows: Floats, scores: Floats) -> Floats:
    """The input of the confidence trees: the best candidate's features (the first row) and RANKED_NAMES."""
    margin = scores[0] - scores[1] if len(scores) > 1 else _NO_SECOND
    return np.append(rows[0], [scores[0], margin, softmax(scores)[0]])


def confidence(ranked: Ranked, forest: Forest) -> float:
    """The probability that the best candidate answers the question; its copies elsewhere are not rivals."""
    rivals = ~copies_of(ranked.candidates[0], ranked.candidates)
    rivals[0] = True
    return sigmoid(float(forest(confidence_features(ranked.rows[rivals], ranked.scores[rivals])[None, :])[0]))
