"""Where the words of a question occur in sentences."""

from collections.abc import Container, Sequence, Set
from itertools import chain

from retrieval.text.analyzed_passages import AnalyzedSentence
from retrieval.text.analyzer import QueryTerm


def places(sentence: AnalyzedSentence, term: QueryTerm) -> tuple[int, ...]:
    """The positions of a question word among the sentence's terms."""
    return places_of_each(sentence, [term])[0]


def places_of_each(sentence: AnalyzedSentence, terms: Sequence[QueryTerm]) -> list[tuple[int, ...]]:
    """The positions of each question word among the sentence's terms, by its first reading that occurs."""
    return places_by(sentence, first_readings(terms, sentence.positions))


def positions_of_terms(
    terms: Sequence[QueryTerm], sentences: Sequence[AnalyzedSentence]
) -> list[list[tuple[int, ...]]]:
    """The positions of each term in each sentence, by its reading in the sentence's language."""
    occurring = occurring_readings(terms, sentences)
    readings = {
        language: first_readings([term.read_in(language) for term in terms], occurring)
        for language in {sentence.language for sentence in sentences}
    }
    none: list[tuple[int, ...]] = [()] * len(terms)
    return [
        none if each.positions.keys().isdisjoint(occurring) else places_by(each, readings[each.language])
        for each in sentences
    ]


def occurring_readings(terms: Sequence[QueryTerm], sentences: Sequence[AnalyzedSentence]) -> Set[str]:
    """The readings of the terms that any of the sentences has; all of them if each term has only one."""
    every = frozenset[str]().union(*(term.variants for term in terms))
    if len(every) <= len(terms):
        return every
    return every.intersection(chain.from_iterable(each.positions for each in sentences))


def first_readings(
    terms: Sequence[QueryTerm], occurring: Container[str]
) -> list[tuple[str, tuple[str, ...]]]:
    """The first reading of each term that occurs at all, and the others that do; "" if none does."""
    there = [tuple(filter(occurring.__contains__, term.variants)) for term in terms]
    return [(each[0], each[1:]) if each else ("", ()) for each in there]


def places_by(
    sentence: AnalyzedSentence, readings: Sequence[tuple[str, tuple[str, ...]]]
) -> list[tuple[int, ...]]:
    """The positions of each question word among the sentence's terms, given its readings."""
    at = sentence.positions.get
    return [
        at(first) or (next(filter(None, map(at, others)), ()) if others else ()) for first, others in readings
    ]
