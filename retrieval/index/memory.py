"""The engine for an article or a few hundred passages: rank_bm25, in memory."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from rank_bm25 import BM25Okapi

from retrieval.index.bm25 import K1, B, Hit, inverse_document_frequency, stored_length


class _LuceneBM25(BM25Okapi):  # type: ignore[misc]
    """rank_bm25 with Lucene's idf in place of its own, which goes negative and breaks on small corpora."""

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.document_frequencies = nd
        self.idf = {
            term: inverse_document_frequency(self.corpus_size, holding) for term, holding in nd.items()
        }


class RankBM25:
    """The passages of a corpus by their terms.

    >>> engine = RankBM25([["putin", "visit"], ["trade"], []])
    >>> [hit.passage for hit in engine.search({"visit": 1.0, "unheard": 1.0}, limit=5)]
    [0]
    >>> engine.document_frequency("trade")
    1
    """

    def __init__(
        self, passages: Sequence[Sequence[str]], length: Callable[[int], int] = stored_length
    ) -> None:
        """Index the terms of each passage; *length* turns a number of terms into a length."""
        self._passages = len(passages)
        # rank_bm25 divides by the number of passages and by their average length.
        self._index = _LuceneBM25(passages, k1=K1, b=B) if any(passages) else None
        if self._index:
            # rank_bm25 converts the lengths to an array for each search; given an array, it only copies it.
            self._index.doc_len = np.array([length(terms) for terms in self._index.doc_len])

    @property
    def passages(self) -> int:
        """The number of passages (N)."""
        return self._passages

    def document_frequency(self, term: str) -> int:
        """The number of passages with *term* (n)."""
        return self._index.document_frequencies.get(term, 0) if self._index else 0

    def restore(self) -> None:
        """Do nothing: there is no cluster."""

    def close(self) -> None:
        """Do nothing: there is nothing to close."""

    def search(self, weights: Mapping[str, float], limit: int) -> list[Hit]:
        """The best *limit* passages with a term of *weights*; ties in the order of the corpus."""
        by_weight: dict[float, list[str]] = {}
        for term, weight in weights.items():
            if self.document_frequency(term):
                by_weight.setdefault(weight, []).append(term)
        if not self._index or not by_weight:
            return []
        # rank_bm25 has no weights, but its scores are sums over terms.
        scores = sum(weight * self._index.get_scores(terms) for weight, terms in by_weight.items())
        # Lucene's idf is always above 0, so a score is above 0 exactly if the passage has one of the terms.
        best = np.argsort(-scores, kind="stable")[:limit]
        return [Hit(int(passage), float(scores[passage])) for passage in best if scores[passage] > 0]
