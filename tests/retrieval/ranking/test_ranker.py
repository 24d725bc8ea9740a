import json

import numpy as np
import pytest

from corpus.records import Span
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.features.extraction import NAMES, FeatureMatrix
from retrieval.ranking.ranker import CONFIDENCE_NAMES, WEIGHTS, confidence_features, rank, read_weights
from retrieval.ranking.trees import Forest
from retrieval.text.analyzed_passages import analyze_sentence

SENTENCES = ("Edda lit the lamp.", "Ole sold herring.")
# Prefers what the first feature says.
STUMP = {
    "feature": [0, 0, 0], "threshold": [0.5, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2],
    "value": [0, -1, 1], "roots": [0], "depth": 1,
}  # fmt: skip


@pytest.fixture
def features() -> FeatureMatrix:
    analysed = [analyze_sentence(text, Span(0, len(text)), "en") for text in SENTENCES]
    candidates = tuple(Candidate(0, at, sentence) for at, sentence in enumerate(analysed))
    return FeatureMatrix(candidates, np.eye(2, len(NAMES))[::-1])


def test_candidates_are_ordered_by_the_forest(features: FeatureMatrix) -> None:
    ranked = rank("?", features, Forest(STUMP))

    assert [each.sentence.text for each in ranked.candidates] == list(reversed(SENTENCES))
    assert ranked.shares.sum() == pytest.approx(1.0)


def test_a_second_opinion_reorders_the_candidates(features: FeatureMatrix) -> None:
    ranked = rank("?", features, Forest(STUMP), lambda _question, _texts, scores: -scores)

    assert [each.sentence.text for each in ranked.candidates] == list(SENTENCES)


def test_the_confidence_reads_the_features_it_names() -> None:
    assert len(confidence_features(np.zeros((2, len(NAMES))), np.array([1.0, 0.0]))) == len(CONFIDENCE_NAMES)


def test_weights_trained_on_other_features_are_refused() -> None:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))

    with pytest.raises(ValueError, match=r"python -m tools\.training"):
        read_weights({**stored, "features": ["phase_of_the_moon", *stored["features"][1:]]})
