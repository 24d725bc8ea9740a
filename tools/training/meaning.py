"""Fit the weights of meaning beside words: a sum for the ranking, and one for the confidence.

The trees read words alone and stay as they are.  Everything is cross-validated over articles: the sums are
fitted to the output of trees for articles that they had not seen.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.features.extraction import NAMES
from retrieval.ranking.meaning.similarity import MEANING_NAMES
from retrieval.ranking.meaning.weights import MeaningWeights, log_odds
from retrieval.ranking.ranker import confidence_features
from retrieval.ranking.trees import order, sigmoid
from tools.training.examples import Example
from tools.training.fitting import fit_listwise, fit_logistic
from tools.training.growing import FOLDS, NEAR_MISS_WEIGHT, fold_of, grow_confidence, grow_ranking, judge_all

Floats = NDArray[np.float64]

_COLUMNS = [len(NAMES) + at for at in range(len(MEANING_NAMES))]
_SCALE = 20.0  # cosines differ by some hundredths, scores by whole numbers


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights fitted to all examples, with cross-validated results, as in `growing.Grown`."""

    weights: MeaningWeights
    hits: list[int | None]
    confidences: Floats


@dataclass(frozen=True, slots=True)
class WordScores:
    """The scores of an example's sentences, by trees that had not seen its articles.

    ``judge`` gives the confidence of such trees in a row of features, in log-odds.
    """

    example: Example
    scores: Floats
    judge: Callable[[Floats], float]


def fit_meaning(examples: Sequence[Example]) -> Fitted:
    """Fit the weights to all examples, and test them fold by fold."""
    folds = fold_of(article for example in examples for article in example.articles)
    touched = [{folds[article] for article in example.articles} for example in examples]
    judged = score_by_words(examples, touched)
    hits: list[int | None] = [None] * len(examples)
    confidences = np.zeros(len(examples))
    for fold in range(FOLDS):
        seen = [one for one, own in zip(judged, touched, strict=True) if fold not in own]
        weights = fit_weights(seen)
        for at, own in enumerate(touched):
            if min(own) == fold:
                hits[at], confidences[at] = _tested(judged[at], weights)
    return Fitted(fit_weights(judged), hits, confidences)


def score_by_words(examples: Sequence[Example], touched: Sequence[set[int]]) -> list[WordScores]:
    """Every example scored by trees without meaning that have not seen its article (of two, the first)."""
    by_words = [replace(each, rows=each.rows[:, : len(NAMES)]) for each in examples]
    found: dict[int, WordScores] = {}
    for fold in range(FOLDS):
        unseen = [each for each, own in zip(by_words, touched, strict=True) if fold not in own]
        ranking = grow_ranking(unseen)
        confidence = grow_confidence(judge_all(unseen, ranking.predict))
        tested = [at for at, own in enumerate(touched) if min(own) == fold]
        for at in tested:
            scores = ranking.predict(by_words[at].rows)
            found[at] = WordScores(examples[at], scores, partial(_in_log_odds, confidence))
    return [found[at] for at in range(len(examples))]


def _in_log_odds(trees: Any, row: Floats) -> float:
    return log_odds(float(trees.predict(row[None, :])[0]))


def fit_weights(judged: Sequence[WordScores]) -> MeaningWeights:
    """The weights that rank right sentences first, and give right answers the highest confidence."""
    ranking = fit_ranking([one for one in judged if one.example.right.any()])
    rows, right, counted = [], [], []
    for one in judged:
        scores, best = _combined(one, ranking)
        row = confidence_features(one.example.rows[best][:, : len(NAMES)], scores[best])
        rows.append([one.judge(row), float(one.example.rows[best[0], _COLUMNS[0]])])
        right.append(bool(one.example.right[best[0]]))
        counted.append(NEAR_MISS_WEIGHT if one.example.near_miss else 1.0)
    fitted = fit_logistic(np.array(rows), np.array(right), np.array(counted))
    words, cosine, constant = (round(weight, 3) for weight in fitted.tolist())
    return MeaningWeights(ranking, words, cosine, constant)


def _combined(one: WordScores, ranking: Mapping[str, float]) -> tuple[Floats, Sequence[int]]:
    """The scores by words, meaning and conversation, and the ranks of the sentences by them."""
    added = 0.0 if one.example.added is None else one.example.added
    by_words = one.scores + added
    scores = by_words + MeaningWeights(ranking, 0.0, 0.0, 0.0).scores(one.example.rows, by_words)
    return scores, order(scores)


def _tested(one: WordScores, weights: MeaningWeights) -> tuple[int | None, float]:
    """The rank of the first right sentence, from 0, and the confidence in the best one."""
    scores, best = _combined(one, weights.ranking)
    hits = np.flatnonzero(one.example.right[best])
    row = confidence_features(one.example.rows[best][:, : len(NAMES)], scores[best])
    cosine = float(one.example.rows[best[0], _COLUMNS[0]])
    sure = sigmoid(weights.constant + weights.words * one.judge(row) + weights.cosine * cosine)
    return (int(hits[0]) if len(hits) else None), sure


def fit_ranking(judged: Sequence[WordScores]) -> dict[str, float]:
    """The weight of a cosine in a score that makes the right sentences the most probable."""
    questions = [
        (np.column_stack([one.example.rows[:, _COLUMNS] * _SCALE, one.scores]), one.example.right)
        for one in judged
    ]
    *cosines, words = fit_listwise(questions, np.append(np.zeros(len(MEANING_NAMES)), 1.0)).tolist()
    return {
        name: round(_SCALE * worth / words, 2) for name, worth in zip(MEANING_NAMES, cosines, strict=True)
    }
