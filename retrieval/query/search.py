"""The search step: the passages that share terms with a question, and those nearest to it in meaning."""

from dataclasses import dataclass

from retrieval.query.parsed_query import ParsedQuery
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedPassage

PASSAGES = 10
"""Passages that go on to ranking; with twenty, trials found no better sentence."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with its BM25 score: 0 for one that shares no term, and was found by what it means."""

    passage: AnalyzedPassage
    score: float


BY_MEANING = 4
"""Passages that are added because of what they mean, where the version has vectors."""


def find_passages(
    query: ParsedQuery, snapshot: Snapshot, limit: int = PASSAGES, by_meaning: int = BY_MEANING
) -> list[FoundPassage]:
    """The best *limit* passages by words, then up to so many others that are nearest in meaning, scored 0."""
    found = search_passages(query, snapshot, limit)
    if snapshot.meaning is None or not query.terms:
        return found
    known = {each.passage.passage.place for each in found}
    near = snapshot.meaning.nearest(query.meant, limit + by_meaning)
    others = [place for place, _ in near if place not in known][:by_meaning]
    return [*found, *(FoundPassage(snapshot.analysed(place), 0.0) for place in others)]


def search_passages(query: ParsedQuery, snapshot: Snapshot, limit: int = PASSAGES) -> list[FoundPassage]:
    """The best *limit* passages, the best first."""
    hits = snapshot.engine.search(query.weights, limit)
    return [FoundPassage(snapshot.analysed(hit.passage), hit.score) for hit in hits]
