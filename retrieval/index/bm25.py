"""The ranking: BM25 as in Lucene, and the interface of every engine.

The score of a passage d for the terms q of a question is

    sum over q of  idf(q) · tf·(k1 + 1) / (tf + k1·(1 − b + b·|d| / avg|d|)),   k1 = 1.2, b = 0.75

with idf(q) = ln(1 + (N − n + 0.5) / (n + 0.5)), which is never negative (Robertson and Zaragoza, "The
Probabilistic Relevance Framework", 2009, with Lucene's idf; the factor k1 + 1 does not change the order).
|d| is the passage's number of terms, rounded as in Lucene, so that all engines rank alike.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple, Protocol

K1 = 1.2
B = 0.75
_EXACT = 24  # only the part of a length above this is rounded
_SIGNIFICANT = 4  # bits that the rounded part keeps


class Hit(NamedTuple):
    """A passage, by its number in the corpus from 0, and its score, which is above 0."""

    passage: int
    score: float


class Engine(Protocol):
    """The interface of an engine.  Passages are numbered from 0 in the order of the corpus."""

    @property
    def passages(self) -> int:
        """The number of passages (N)."""

    def document_frequency(self, term: str) -> int:
        """The number of passages with *term* (n)."""

    def search(self, weights: Mapping[str, float], limit: int) -> list[Hit]:
        """The best *limit* passages with a term of *weights*; ties in the order of the corpus.

        A term counts by its weight: 1 for a word of the question, less for one from the context.  Raises
        SearchUnavailableError if the engine is a cluster that does not answer.
        """

    def restore(self) -> None:
        """Make sure that searches work: on a cluster, a missing index is rebuilt.

        Raises SearchUnavailableError if that fails.
        """

    def close(self) -> None:
        """Close its open files, if there are any."""


def inverse_document_frequency(passages: int, holding: int) -> float:
    """Lucene's idf of a term that occurs in *holding* of *passages* passages.

    >>> round(inverse_document_frequency(10, 1), 3), round(inverse_document_frequency(10, 10), 3)
    (1.992, 0.047)
    """
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def stored_length(terms: int) -> int:
    """A passage's length as Lucene and tantivy store it: exact below 40, then with four significant bits.

    >>> [stored_length(terms) for terms in (39, 40, 41, 42, 100)]
    [39, 40, 40, 42, 96]
    """
    if terms < _EXACT + (1 << _SIGNIFICANT):
        return terms
    above = terms - _EXACT
    dropped = above.bit_length() - _SIGNIFICANT
    return _EXACT + (above >> dropped << dropped)
