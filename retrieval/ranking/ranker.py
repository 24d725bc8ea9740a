"""Ranking: order the candidates by the scores that trained trees give their features.

The weights are a data file, ``weights.json``, trained by ``python -m tools.training`` (see EVALUATION.md).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.features import NAMES, Candidate, FeatureMatrix
from retrieval.ranking.trees import Forest, order, sigmoid, softmax

WEIGHTS = Path(__file__).with_name("weights.json")
# The features of the confidence: those of the best sentence, and how far it is ahead of the others.
CONFIDENCE_NAMES = (*NAMES, "rank_score", "rank_margin", "rank_share")
_NO_SECOND = 5.0  # the margin of a sentence without a rival

Floats = NDArray[np.float64]
SecondOpinion = Callable[[str, Sequence[str], Floats], Floats]
"""(question, texts of the candidates, their scores) -> the scores to rank by."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates, the best first, with their scores, these as shares of 1, and their features."""

    candidates: tuple[Candidate, ...]
    scores: Floats
    shares: Floats
    rows: Floats


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """The trained trees: for the order of sentences, and for the chance that the best one answers."""

    ranking: Forest
    confidence: Forest


@cache
def shipped() -> RankingWeights:
    """The weights that come with Quoth."""
    return read_weights(json.loads(WEIGHTS.read_text(encoding="utf-8")))


def read_weights(stored: dict[str, Any]) -> RankingWeights:
    """Read stored weights; raises ValueError where they were trained on other features."""
    if tuple(stored["features"]) != NAMES:
        raise ValueError(
            "weights.json was trained on other features; train again with: python -m tools.training"
        )
    return RankingWeights(Forest(stored["ranking"]), Forest(stored["confidence"]))


def rank(
    question: str, evidence: FeatureMatrix, ranking: Forest, second_opinion: SecondOpinion | None = None
) -> Ranked:
    """The candidates in order.  A *second opinion* may change the scores first."""
    scores = ranking(evidence.rows)
    if second_opinion is not None:
        texts = [candidate.sentence.text for candidate in evidence.candidates]
        scores = second_opinion(question, texts, scores)
    best = order(scores)
    candidates = tuple(evidence.candidates[at] for at in best)
    return Ranked(candidates, scores[best], softmax(scores)[best], evidence.rows[best])


def judged_row(rows: Floats, scores: Floats) -> Floats:
    """The features of the confidence, as in CONFIDENCE_NAMES; the best candidate comes first."""
    margin = scores[0] - scores[1] if len(scores) > 1 else _NO_SECOND
    return np.append(rows[0], [scores[0], margin, softmax(scores)[0]])


def confidence(ranked: Ranked, judge: Forest) -> float:
    """The probability that the best candidate answers."""
    return sigmoid(float(judge(judged_row(ranked.rows, ranked.scores)[None, :])[0]))
