"""Which of the candidates answers best: their features, weighed by what was learned, give the order.

The weights are a data file, ``weights.json``, grown by ``python -m tools.training`` (see EVALUATION.md).
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
# What the confidence is judged by: the features of the best sentence, and how it stands to the others.
CONFIDENCE_NAMES = (*NAMES, "rank_score", "rank_margin", "rank_share")
_NO_SECOND = 5.0  # the margin of a sentence without a rival

Floats = NDArray[np.float64]
SecondOpinion = Callable[[str, Sequence[str], Floats], Floats]
"""The question, the candidates' texts and their scores in; the scores that count, out."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates, the best first, with their scores, these as shares of 1, and their features."""

    candidates: tuple[Candidate, ...]
    scores: Floats
    shares: Floats
    rows: Floats


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """What was learned: the order of sentences, and the chance that the best one answers."""

    ranking: Forest
    confidence: Forest


@cache
def shipped() -> RankingWeights:
    """The weights that come with Quoth."""
    return read_weights(json.loads(WEIGHTS.read_text(encoding="utf-8")))


def read_weights(stored: dict[str, Any]) -> RankingWeights:
    """RankingWeights as they are stored; raises ValueError where they were grown for other features."""
    if tuple(stored["features"]) != NAMES:
        raise ValueError(
            "weights.json was grown for other features; grow it anew with: python -m tools.training"
        )
    return RankingWeights(Forest(stored["ranking"]), Forest(stored["confidence"]))


def rank(
    question: str, evidence: FeatureMatrix, ranking: Forest, second_opinion: SecondOpinion | None = None
) -> Ranked:
    """The candidates in order.  A *second opinion* may score them anew before they are put in order."""
    scores = ranking(evidence.rows)
    if second_opinion is not None:
        texts = [candidate.sentence.text for candidate in evidence.candidates]
        scores = second_opinion(question, texts, scores)
    best = order(scores)
    candidates = tuple(evidence.candidates[at] for at in best)
    return Ranked(candidates, scores[best], softmax(scores)[best], evidence.rows[best])


def judged_row(rows: Floats, scores: Floats) -> Floats:
    """What the confidence is judged by, as in CONFIDENCE_NAMES; the candidates come the best first."""
    margin = scores[0] - scores[1] if len(scores) > 1 else _NO_SECOND
    return np.append(rows[0], [scores[0], margin, softmax(scores)[0]])


def confidence(ranked: Ranked, judge: Forest) -> float:
    """The probability that the best candidate answers."""
    return sigmoid(float(judge(judged_row(ranked.rows, ranked.scores)[None, :])[0]))
