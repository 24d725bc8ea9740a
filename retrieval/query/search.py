"""Search: find passages that share terms with a question, and those nearest to it in meaning."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice

from retrieval.query.copies import on_one_line
from retrieval.query.document_names import documents_named, other_names
from retrieval.query.parsed_query import ParsedQuery
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedPassage
from retrieval.text.analyzer import QueryTerm

PASSAGES = 10
"""The number of passages for ranking, if they are paragraphs; twenty were no better in experiments."""
_SENTENCES = 20
"""The minimum number of sentences for ranking: if passages are short, such as options, more are taken …"""
_FACTOR = 3
"""… up to this multiple of the limit."""
_DEEPER = 6
"""The multiple of passages to search if the question names a document."""
_FAR_DEEPER = 12
"""The multiple of passages to search if most of those found are copies."""
_TITLE_WORD = 0.3
"""The search weight of a named document's other names."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with its BM25 score, which is 0 if it shares no term and was found by meaning.

    ``names`` are the terms of the question that name its document.
    """

    passage: AnalyzedPassage
    score: float
    names: frozenset[QueryTerm] = frozenset()


BY_MEANING = 4
"""Passages that are added by meaning, if the version has vectors and words do not find enough."""
_ENOUGH = 0.5
"""If one passage has this share of the question's weight, none are added by meaning."""


def find_passages(
    query: ParsedQuery, snapshot: Snapshot, limit: int = PASSAGES, by_meaning: int = BY_MEANING
) -> list[FoundPassage]:
    """The best *limit* passages by words, then up to *by_meaning* others nearest in meaning, scored 0.

    None are added if a passage has enough of the question's words: they would only distract.
    """
    found = _take_enough(without_copies(_search(query, snapshot, limit), query), limit)
    if snapshot.meaning is None or not query.terms or _words_are_enough(query, found):
        return found
    known = {each.passage.passage.place for each in found}
    near = snapshot.meaning.nearest(query.meant, limit + by_meaning)
    others = (FoundPassage(snapshot.analysed(place), 0.0) for place, _ in near if place not in known)
    return list(islice(without_copies(chain(found, others), query), len(found) + by_meaning))


def _words_are_enough(query: ParsedQuery, found: Iterable[FoundPassage]) -> bool:
    """Whether a passage has enough of the question's words, in the language of the texts."""
    weights = list(zip(query.terms, query.idf, strict=True))
    shares = (sum(weight for term, weight in weights if _has(each.passage, term)) for each in found)
    return not query.language_mismatch and max(shares, default=0.0) >= _ENOUGH * sum(query.idf)


def search_passages(query: ParsedQuery, snapshot: Snapshot, limit: int = PASSAGES) -> list[FoundPassage]:
    """The best *limit* passages, the best first; more if they are short.  Copies are included."""
    return _take_enough(_search(query, snapshot, limit), limit)


def without_copies(found: Iterable[FoundPassage], query: ParsedQuery) -> Iterator[FoundPassage]:
    """The passages without repeated texts, so that ten copies of a document do not crowd out the rest.

    A copy under another heading, or in a document with other words of the question in its title, is kept.
    """
    searched = query.weights
    titles: dict[tuple[str, str], list[frozenset[str]]] = {}
    for each in found:
        passage = each.passage.passage
        known = titles.setdefault((passage.context, on_one_line(passage.text)), [])
        title = each.passage.title.intersection(searched)
        if not any(title <= earlier for earlier in known):
            known.append(title)
            yield each


def _search(query: ParsedQuery, snapshot: Snapshot, limit: int) -> Iterator[FoundPassage]:
    """The passages that share a term with the question, the best first."""
    named = documents_named(query.content, snapshot)
    if named:
        yield from _search_named(query, snapshot, limit, named)
        return
    hits = snapshot.engine.search(query.weights, _FACTOR * limit)
    yield from (FoundPassage(snapshot.analysed(hit.passage), hit.score) for hit in hits)
    if len(hits) == _FACTOR * limit:  # there may be more, and many of these were copies
        hits = snapshot.engine.search(query.weights, _FAR_DEEPER * limit)[len(hits) :]
        yield from (FoundPassage(snapshot.analysed(hit.passage), hit.score) for hit in hits)


def _take_enough(found: Iterable[FoundPassage], limit: int) -> list[FoundPassage]:
    """The first *limit* passages, and further ones until there are enough sentences."""
    chosen: list[FoundPassage] = []
    sentences = 0
    for each in islice(found, _FACTOR * limit):
        if len(chosen) >= limit and sentences >= _SENTENCES:
            break
        chosen.append(each)
        sentences += len(each.passage.sentences)
    return chosen


def _search_named(
    query: ParsedQuery, snapshot: Snapshot, limit: int, named: Mapping[QueryTerm, frozenset[str]]
) -> list[FoundPassage]:
    """The best passages; those of a named document count as having the name."""
    weights = dict(zip(query.terms, query.idf, strict=True))
    searched = {**dict.fromkeys(other_names(named, snapshot), _TITLE_WORD), **query.weights}
    found = []
    for hit in snapshot.engine.search(searched, _DEEPER * limit):
        passage = snapshot.analysed(hit.passage)
        names = [term for term, documents in named.items() if passage.passage.document in documents]
        added = sum(weights[term] for term in names if not _has(passage, term))
        found.append(FoundPassage(_with_document_names(passage, names), hit.score + added, frozenset(names)))
    return sorted(found, key=lambda each: -each.score)


def _has(passage: AnalyzedPassage, term: QueryTerm) -> bool:
    return term.is_in(passage.above) or any(term.is_in(each.positions) for each in passage.sentences)


def _with_document_names(passage: AnalyzedPassage, names: list[QueryTerm]) -> AnalyzedPassage:
    """A passage with the names of its document above it."""
    return replace(passage, above=passage.above.union(*(term.variants for term in names)))
