"""Extractive summaries: LexRank (Erkan and Radev, 2004) with extra weight for early sentences.

A sentence is central if many central sentences share rare words with it.  News and notices put the important
things first, so the position counts as well.  A sentence very similar to one already chosen is left out.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.index import inverse_document_frequency
from retrieval.records import Citation, DocumentCard
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedSentence

SENTENCES = 3
PASSAGES = 80
"""The most passages of a document that are read."""
MAX_SENTENCES = 300
MIN_WORDS, MAX_WORDS = 6, 60
DAMPING = 0.85
ITERATIONS = 30
POSITION_WEIGHT = 0.5
"""The factor that positions add to centrality, on average over a document; most goes to its beginning."""
POSITION_DECAY = 6.0
"""The number of sentences within which the extra weight falls to about a third."""
MAX_SIMILARITY = 0.55

Floats = NDArray[np.float64]


def central_sentences(
    card: DocumentCard,
    snapshot: Snapshot,
    limit: int = SENTENCES,
    more: int = 0,
    position_weight: float = POSITION_WEIGHT,
) -> tuple[Citation, ...]:
    """The *limit* central sentences of a document, then up to *more* of the next best.

    Both groups are in the order of the text.
    """
    found = _sentences(card, snapshot)
    if not found:
        return ()
    sentences = [sentence for _, sentence in found]
    similarities = _similarities(sentences, snapshot)
    decay = np.exp(-np.arange(len(found)) / POSITION_DECAY)
    scores = _centrality(similarities) * (1 + position_weight * len(found) * decay / POSITION_DECAY)
    best = _without_similar(scores, similarities, limit + more)
    chosen = [*sorted(best[:limit]), *sorted(best[limit:])]
    return tuple(_citation(found[at][0], found[at][1], card, float(scores[at])) for at in chosen)


def _sentences(card: DocumentCard, snapshot: Snapshot) -> list[tuple[int, AnalyzedSentence]]:
    """The sentences of a document that make sense by themselves, each with its passage's number."""
    found = []
    for number in range(1, min(card.passages, PASSAGES) + 1):
        passage = snapshot.passage(card.id, number)
        whole = filter(_stands_alone, snapshot.analysed(passage.place).sentences)
        found += [(number, sentence) for sentence in whole]
    return found[:MAX_SENTENCES]


def _stands_alone(sentence: AnalyzedSentence) -> bool:
    return MIN_WORDS <= sentence.length <= MAX_WORDS and sentence.content >= MIN_WORDS // 2


def _similarities(sentences: Sequence[AnalyzedSentence], snapshot: Snapshot) -> Floats:
    """The cosine similarities of the sentences, with terms weighted by their rarity in the text."""
    terms = {
        term: at for at, term in enumerate(dict.fromkeys(each for s in sentences for each in s.positions))
    }
    counts = np.zeros((len(sentences), len(terms)))
    for row, sentence in enumerate(sentences):
        for term, places in sentence.positions.items():
            counts[row, terms[term]] = len(places)
    within = (counts > 0).sum(axis=0)
    rarity = np.array(
        [
            inverse_document_frequency(snapshot.passage_count, snapshot.engine.document_frequency(term))
            for term in terms
        ]
    )
    weights = counts * np.maximum(rarity, 0.0) * np.log1p(within)
    lengths = np.linalg.norm(weights, axis=1, keepdims=True)
    weights /= np.where(lengths > 0, lengths, 1.0)
    return np.asarray(weights @ weights.T, dtype=np.float64)


def _centrality(similarities: Floats) -> Floats:
    """The stationary distribution of a random walk along similarities, computed by power iteration."""
    count = len(similarities)
    steps = similarities / np.maximum(similarities.sum(axis=1, keepdims=True), 1e-12)
    rank = np.full(count, 1.0 / count)
    for _ in range(ITERATIONS):
        rank = (1 - DAMPING) / count + DAMPING * steps.T @ rank
    return rank


def _without_similar(scores: Floats, similarities: Floats, limit: int) -> list[int]:
    """The best sentences, without those very similar to a better one."""
    chosen: list[int] = []
    for at in np.argsort(-scores, kind="stable"):
        if all(similarities[at, other] < MAX_SIMILARITY for other in chosen):
            chosen.append(int(at))
        if len(chosen) == limit:
            break
    return chosen


def _citation(number: int, sentence: AnalyzedSentence, card: DocumentCard, score: float) -> Citation:
    shown = round(score, 4) if math.isfinite(score) else 0.0
    return Citation(card.id, card.title, number, *sentence.span, sentence.text, shown)
