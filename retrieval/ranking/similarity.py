"""Features for how close sentences are to a question in meaning, in addition to the features for words.

They exist only for versions that have vectors; the ranking then uses weights trained with them.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.meaning.index import MeaningIndex
from retrieval.query.search import FoundPassage

Floats = NDArray[np.float64]

_LAST_RANK = 20  # a sentence's rank is capped at this
MEANING_NAMES = (
    "meaning", "meaning_margin", "meaning_rank", "meaning_deviation", "meaning_best", "meaning_before",
    "meaning_after", "meaning_passage", "meaning_passage_mean", "meaning_above", "meaning_above_margin",
    "meaning_alone",
)  # fmt: skip


class Similarity:
    """The cosines of a question and the passages found: their sentences, and the lines above them.

    ``near`` has one for each sentence of all passages, ``above`` one for each passage.
    """

    def __init__(self, question: str, found: Sequence[FoundPassage], index: MeaningIndex) -> None:
        rows = [index.of_passage(question, each.passage.passage) for each in found]
        self.above = np.array([row[0] for row in rows], dtype=float)
        self.near = np.concatenate([row[1:] for row in rows]).astype(float)
        self._found = found
        self._sizes = [len(row) - 1 for row in rows]
        self._first = [0, *accumulate(self._sizes)][:-1]

    def promise(self) -> Floats:
        """How promising each sentence is for the costly features: 1 for the nearest."""
        return np.asarray(np.maximum(self.near, 0) / max(float(self.near.max()), 1e-9))

    def features(self, candidates: Sequence[tuple[int, int]]) -> Floats:
        """A row for each sentence, given as passage and index within it; the columns are MEANING_NAMES."""
        of = np.array([passage for passage, _ in candidates])
        at = np.array([self._first[passage] + place for passage, place in candidates])
        columns = [
            self.near[at],
            _margins(self.near)[at],
            np.minimum(_ranks(self.near), _LAST_RANK)[at],
            ((self.near - self.near.mean()) / (self.near.std() or 1.0))[at],
            np.full(len(at), self.near.max()),
            self._beside(-1)[at],
            self._beside(1)[at],
            self._of_passages(np.max)[of],
            self._of_passages(np.mean)[of],
            self.above[of],
            _margins(self.above)[of],
            np.array([float(each.score == 0) for each in self._found])[of],
        ]
        return np.array(columns, dtype=float).T

    def _of_passages(self, summary: Callable[[Floats], Any]) -> Floats:
        """A *summary* of each passage's sentences; 0 if it has none."""
        parts = np.split(self.near, self._first[1:])
        return np.array([float(summary(part)) if len(part) else 0.0 for part in parts])

    def _beside(self, step: int) -> Floats:
        """The cosine of each sentence's neighbour in its passage; 0 if there is none."""
        beside = np.zeros_like(self.near)
        for first, size in zip(self._first, self._sizes, strict=True):
            own = self.near[first : first + size]
            kept = own[:-1] if step < 0 else own[1:]
            start = first - min(step, 0)
            beside[start : start + len(kept)] = kept
        return beside


def _margins(values: Floats) -> Floats:
    """How far each value is ahead of the best other one; below 0 if it is behind.

    >>> _margins(np.array([0.5, 0.75, 0.25])).tolist()
    [-0.25, 0.25, -0.5]
    """
    best = int(values.argmax())
    margins = np.asarray(values - values[best])
    others = np.delete(values, best)
    margins[best] = values[best] - others.max() if len(others) else values[best]
    return margins


def _ranks(values: Floats) -> Floats:
    """The rank of each value, from 0 for the greatest.

    >>> _ranks(np.array([0.5, 0.75, 0.25])).tolist()
    [1.0, 0.0, 2.0]
    """
    ranks = np.empty(len(values))
    ranks[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return ranks
