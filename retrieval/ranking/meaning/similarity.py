"""Features for the similarity of sentences to a question in meaning, in addition to those for words.

They exist only for versions that have vectors; `retrieval.ranking.meaning.weights` weighs them.
"""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from retrieval.meaning.index import ABOUT_NOTHING, MeaningIndex
from retrieval.query.search import FoundPassage

Floats = NDArray[np.float64]

MEANING_NAMES = ("meaning", "meaning_baseline")
"""The cosine of a sentence with the question, and with a question about nothing in particular.

Fragments, notices and general sentences are close to any question, so the second counts against the first.
"""


class Similarity:
    """The cosines of a question and the sentences of all passages found, in ``near``.

    ``baseline`` are those of a question about nothing in particular.
    """

    def __init__(self, question: str, found: Sequence[FoundPassage], index: MeaningIndex) -> None:
        self.near, self.baseline = (
            np.concatenate([index.of_passage(asked, each.passage.passage) for each in found]).astype(float)
            for asked in (question, ABOUT_NOTHING)
        )
        sentences = (len(each.passage.passage.sentences) for each in found)
        self._first = [0, *accumulate(sentences)][:-1]

    def promise(self) -> Floats:
        """How promising each sentence is for the costly features: 1 for the nearest, 0 from the mean down."""
        above = np.maximum(self.near - self.near.mean(), 0)
        return np.asarray(above / max(float(above.max()), 1e-9))

    def features(self, candidates: Sequence[tuple[int, int]]) -> Floats:
        """A row for each sentence, given as passage and index within it; the columns are MEANING_NAMES."""
        at = np.array([self._first[passage] + place for passage, place in candidates])
        return np.column_stack([self.near[at], self.baseline[at]])
