"""Here are some terms: which passages match them best?  One ranking, whatever engine computes it.

The ranking is BM25 as Lucene has it: a passage d scores, for the terms q of a question,

    sum over q of  idf(q) · tf·(k1 + 1) / (tf + k1·(1 − b + b·|d| / avg|d|)),   k1 = 1.2, b = 0.75

with idf(q) = ln(1 + (N − n + 0.5) / (n + 0.5)), which is never negative (Robertson and Zaragoza, "The
Probabilistic Relevance Framework", 2009, with Lucene's idf; the factor k1 + 1 changes no order).
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from rank_bm25 import BM25Okapi

K1 = 1.2
B = 0.75


class Hit(NamedTuple):
    """A passage, by its place in the corpus from 0, and its score: above 0, since it shares a term."""

    passage: int
    score: float


class Engine(Protocol):
    """What every engine does.  Passages are numbered from 0 in the order of the corpus."""

    @property
    def passages(self) -> int:
        """How many passages there are (N)."""

    def document_frequency(self, term: str) -> int:
        """How many passages hold *term* (n)."""

    def search(self, weights: Mapping[str, float], limit: int) -> list[Hit]:
        """The best *limit* of the passages that share a term with *weights*; ties in the order of the corpus.

        A term counts by its weight: 1 for a word of the question, less for one it only leans on.
        """


def inverse_document_frequency(passages: int, holding: int) -> float:
    """Lucene's idf of a term that *holding* of *passages* passages hold.

    >>> round(inverse_document_frequency(10, 1), 3), round(inverse_document_frequency(10, 10), 3)
    (1.992, 0.047)
    """
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


class _LuceneBM25(BM25Okapi):
    """rank_bm25 with Lucene's idf in place of its own, which goes negative and breaks on small corpora."""

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.document_frequencies = nd
        self.idf = {
            term: inverse_document_frequency(self.corpus_size, holding) for term, holding in nd.items()
        }


class RankBM25:
    """The engine for an article or a few thousand passages: rank_bm25, all in memory.

    >>> engine = RankBM25([["putin", "visit"], ["trade"], []])
    >>> [hit.passage for hit in engine.search({"visit": 1.0, "unheard": 1.0}, 5)], engine.document_frequency("trade")
    ([0], 1)
    """

    def __init__(self, passages: Sequence[Sequence[str]]) -> None:
        self._passages = len(passages)
        # rank_bm25 divides by the number of passages and by their average length.
        self._index = _LuceneBM25(passages, k1=K1, b=B) if any(passages) else None

    @property
    def passages(self) -> int:
        """How many passages there are (N)."""
        return self._passages

    def document_frequency(self, term: str) -> int:
        """How many passages hold *term* (n)."""
        return self._index.document_frequencies.get(term, 0) if self._index else 0

    def search(self, weights: Mapping[str, float], limit: int) -> list[Hit]:
        """The best *limit* of the passages that share a term with *weights*; ties in the order of the corpus."""
        by_weight: dict[float, list[str]] = {}
        for term, weight in weights.items():
            if self.document_frequency(term):
                by_weight.setdefault(weight, []).append(term)
        if not self._index or not by_weight:
            return []
        # rank_bm25 knows no weights, but its scores add up over terms.
        scores = sum(weight * self._index.get_scores(terms) for weight, terms in by_weight.items())
        # Lucene's idf is above 0 for every term, so a score above 0 says exactly that a term is shared.
        best = np.argsort(-scores, kind="stable")[:limit]
        return [Hit(int(passage), float(scores[passage])) for passage in best if scores[passage] > 0]
