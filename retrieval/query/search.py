"""The search step: the passages that share terms with a question."""

from dataclasses import dataclass

from retrieval.query.parsed_query import ParsedQuery
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedPassage

PASSAGES = 10
"""Passages that go on to ranking; with twenty, trials found no better sentence."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that shares a term with the question, and its BM25 score."""

    passage: AnalyzedPassage
    score: float


def search_passages(query: ParsedQuery, snapshot: Snapshot, limit: int = PASSAGES) -> list[FoundPassage]:
    """The best *limit* passages, the best first."""
    hits = snapshot.engine.search(query.weights, limit)
    return [FoundPassage(snapshot.analysed(hit.passage), hit.score) for hit in hits]
