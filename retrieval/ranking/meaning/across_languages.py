"""Rank answers to a question in a language that the corpus lacks, by meaning and by translated words.

A word-by-word translation still finds names and numbers; without one, only the meaning counts.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.query.parsed_query import ParsedQuery
from retrieval.ranking.ranker import ALL_NAMES, Ranked
from retrieval.ranking.trees import sigmoid
from retrieval.records import Grade
from retrieval.text.analyzer import QueryTerm

Floats = NDArray[np.float64]

_MEANING = ALL_NAMES.index("meaning")
_MEANING_WORTH = 80.0  # weight of a cosine, on the scale of the trees: cosines decide, words break near ties
# Fitted to the questions of XQuAD over its English passages, and to questions that these do not answer.
_INTERCEPT, _PER_COSINE, _PER_MARGIN = -25.6, 30.5, 0.65
_MAX_MARGIN = 5.0
FOREIGN_FROM = 0.25
"""The confidence from which a sentence is shown for a question in another language."""


def scores_across_languages(query: ParsedQuery, rows: Floats, scores: Floats) -> Floats:
    """The scores to rank by; without a translation of the question, words are ignored."""
    is_translated = query.corrected
    return np.asarray(_MEANING_WORTH * rows[:, _MEANING] + (scores if is_translated else 0.0))


def shares_across_languages(
    query: ParsedQuery, shares: Mapping[str, float], first: Floats, second: Floats
) -> dict[str, float]:
    """What puts one row ahead of another: the meaning, and the trees' *shares* if words count."""
    counted = dict(shares) if query.corrected else {}
    meaning = _MEANING_WORTH * float(first[_MEANING] - second[_MEANING])
    return {**counted, "meaning": counted.get("meaning", 0.0) + meaning}


def grade_across_languages(confidence: float, grade: Grade, missing: Sequence[QueryTerm]) -> Grade:
    """The grade of an answer: never `answer` by meaning alone, while a word, number or name is missing.

    >>> grade_across_languages(0.9, Grade.ANSWER, []), grade_across_languages(0.1, Grade.PARTIAL, [])
    (<Grade.ANSWER: 'answer'>, <Grade.NONE: 'none'>)
    """
    if confidence < FOREIGN_FROM:
        return Grade.NONE
    return Grade.PARTIAL if missing else grade


def confidence_across_languages(ranked: Ranked) -> float:
    """The probability that the best candidate answers the question."""
    margin = ranked.scores[0] - ranked.scores[1] if len(ranked.scores) > 1 else _MAX_MARGIN
    cosine = ranked.rows[0][_MEANING]
    return sigmoid(_INTERCEPT + _PER_COSINE * cosine + _PER_MARGIN * min(margin, _MAX_MARGIN))
