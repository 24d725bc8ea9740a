"""Features for how close sentences are to a question in meaning, in addition to the features for words.

They exist only for versions that have vectors; `retrieval.ranking.meaning.weights` says what they are worth.
"""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from retrieval.meaning.index import MeaningIndex
from retrieval.query.search import FoundPassage

Floats = NDArray[np.float64]

MEANING_NAMES = ("meaning", "meaning_passage")
"""The cosine of a sentence, and the highest of its passage."""


class Similarity:
    """The cosines of a question and the sentences of all passages found, in ``near``."""

    def __init__(self, question: str, found: Sequence[FoundPassage], index: MeaningIndex) -> None:
        rows = [index.of_passage(question, each.passage.passage) for each in found]
        self.near = np.concatenate(rows).astype(float)
        self._first = [0, *accumulate(map(len, rows))][:-1]

    def promise(self) -> Floats:
        """How promising each sentence is for the costly features: 1 for the nearest, 0 from the mean down."""
        above = np.maximum(self.near - self.near.mean(), 0)
        return np.asarray(above / max(float(above.max()), 1e-9))

    def features(self, candidates: Sequence[tuple[int, int]]) -> Floats:
        """A row for each sentence, given as passage and index within it; the columns are MEANING_NAMES."""
        of = np.array([passage for passage, _ in candidates])
        at = np.array([self._first[passage] + place for passage, place in candidates])
        return np.column_stack([self.near[at], self._of_passages()[of]])

    def _of_passages(self) -> Floats:
        """The highest cosine of each passage."""
        return np.array([part.max(initial=-1.0) for part in np.split(self.near, self._first[1:])])
