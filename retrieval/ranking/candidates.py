"""Candidate sentences, and which of them are copies of each other."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.query.copies import is_copy
from retrieval.text.analyzed_passages import AnalyzedSentence


class Candidate(NamedTuple):
    """A candidate sentence: the index of its passage among those found, and its index within that, from 0."""

    passage: int
    at: int
    sentence: AnalyzedSentence


def copies_of(candidate: Candidate, candidates: Sequence[Candidate]) -> NDArray[np.bool_]:
    """Which of the candidates are copies of the given one, in other passages; it counts itself."""
    text, words, passage = candidate.sentence.text, candidate.sentence.positions.keys(), candidate.passage
    # Comparing terms is cheap and rules out most sentences.
    return np.array(
        [
            each is candidate
            or (
                each.passage != passage
                and (words <= (others := each.sentence.positions.keys()) or others <= words)
                and is_copy(text, each.sentence.text)
            )
            for each in candidates
        ]
    )
