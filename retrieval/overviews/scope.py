"""The sentences that an overview covers: those of some documents, or those with certain words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retrieval.query.parsed_query import parse_query
from retrieval.query.search import search_passages
from retrieval.records import Citation, DocumentCard
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedPassage, AnalyzedSentence
from retrieval.text.analyzer import query_terms

MAX_PASSAGES = 400
"""The most passages read for an overview, about a second's work; of several documents, the first of each."""
MAX_DOCUMENTS = 100
MAX_FOUND = 60
"""The most passages read if the sentences must have certain words."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an overview covers: documents, and the *words* that its sentences must have, "" for any.

    At most ``max_passages`` are read, so that no overview takes long.
    """

    cards: tuple[DocumentCard, ...]
    words: str = ""
    max_passages: int = MAX_PASSAGES


class ScopedSentence(NamedTuple):
    """A sentence with its passage and the card of its document."""

    card: DocumentCard
    passage: AnalyzedPassage
    at: int

    @property
    def sentence(self) -> AnalyzedSentence:
        """The sentence itself."""
        return self.passage.sentences[self.at]

    def cited(self, label: str = "") -> Citation:
        """The citation of the sentence, with a *label* for the words it is listed for."""
        sentence, passage = self.sentence, self.passage.passage
        return Citation(
            passage.document, passage.title, passage.number, *sentence.span, sentence.text, 0.0, label
        )


def whole_corpus(snapshot: Snapshot, words: str = "") -> Scope:
    """The first documents of a corpus."""
    return Scope(tuple(snapshot.cards(0, MAX_DOCUMENTS)), words)


def sentences_of(scope: Scope, snapshot: Snapshot) -> list[ScopedSentence]:
    """The sentences of a scope in the order of the texts."""
    passages = _with_words(scope, snapshot) if scope.words else _of_documents(scope, snapshot)
    terms = [term for term in query_terms(scope.words, snapshot.languages) if not term.stop]
    return [
        each
        for card, passage in passages
        for each in (ScopedSentence(card, passage, at) for at in range(len(passage.sentences)))
        if all(term.is_in(each.sentence.positions) for term in terms)
    ]


def passages_covered(
    documents: Sequence[str], snapshot: Snapshot, limit: int = MAX_PASSAGES
) -> tuple[int, int]:
    """How many passages an overview of *documents* reads, and how many they have in all."""
    if len(set(documents)) == 1:
        there = snapshot.document(documents[0]).passages
        return min(there, limit), there
    read = sum(1 for _ in _numbers(snapshot.cards(0, MAX_DOCUMENTS), limit))
    return read, snapshot.passage_count


def _of_documents(scope: Scope, snapshot: Snapshot) -> Iterator[tuple[DocumentCard, AnalyzedPassage]]:
    for card, number in _numbers(scope.cards, scope.max_passages):
        yield card, snapshot.analysed(snapshot.passage(card.id, number).place)


def _numbers(cards: Sequence[DocumentCard], limit: int) -> Iterator[tuple[DocumentCard, int]]:
    """The passages to read: an equal share of each document, or all of a shorter one."""
    share = max(1, limit // max(1, len(cards)))
    for card in cards:
        for number in range(1, min(card.passages, share) + 1):
            yield card, number


def _with_words(scope: Scope, snapshot: Snapshot) -> Iterator[tuple[DocumentCard, AnalyzedPassage]]:
    """The passages found by searching the words, in the order of the corpus."""
    wanted = {card.id for card in scope.cards}
    found = search_passages(parse_query(scope.words, snapshot), snapshot, MAX_FOUND)
    for each in sorted(found, key=lambda found: found.passage.passage.place):
        document = each.passage.passage.document
        if not wanted or document in wanted:
            yield snapshot.document(document), each.passage
