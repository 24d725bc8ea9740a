"""The search step: what is looked for, and the passages where it was found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from retrieval.index import inverse_document_frequency
from retrieval.query.expansion import expand
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedPassage
from retrieval.text.analyzer import QueryTerm, query_terms
from retrieval.text.related_words import irregular_forms_of, related_words_of

PASSAGES = 10  # more find no better sentence: the best twenty gave the same hits in trials
# What a word counts in the search as it would be read in another language, if the corpus has it in its own:
# such a stem is often another word, and a rare one.
_FOREIGN = 0.3


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a question is looked for by.

    ``terms`` are its content words, each once, with their inverse document frequencies ``idf``; ``every`` are
    all its words in order.  ``context`` are terms of the conversation with their weights, below 1, and
    ``foreign`` are readings of its words in other languages, which count little.
    """

    terms: tuple[QueryTerm, ...]
    idf: tuple[float, ...]
    every: tuple[QueryTerm, ...]
    known: tuple[bool, ...]  # whether the corpus has the term at all
    context: Mapping[str, float] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()

    @property
    def weights(self) -> dict[str, float]:
        """Every term to search for, with its weight."""
        readings = [variant for term in self.terms for variant in term.variants]
        own = {reading: _FOREIGN if reading in self.foreign else 1.0 for reading in readings}
        return {**self.context, **own}


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that shares a term with the question, and its BM25 score."""

    passage: AnalyzedPassage
    score: float


def parse_query(question: str, snapshot: Snapshot, context: Mapping[str, float] | None = None) -> ParsedQuery:
    """What to look for: the question's content words, or all of its words where it has no others."""
    every = query_terms(question, snapshot.languages)
    content = [term for term in every if not term.stop] or every
    widened = (_or_what_is_near(term, snapshot) for term in expand(content, snapshot))
    terms = tuple({term.variants: term for term in widened}.values())
    frequencies = [
        [snapshot.engine.document_frequency(variant) for variant in term.variants] for term in terms
    ]
    idf = (_weight(term, row, snapshot) for term, row in zip(terms, frequencies, strict=True))
    known = tuple(any(row) for row in frequencies)
    return ParsedQuery(terms, tuple(idf), tuple(every), known, context or {}, _foreign(terms, frequencies))


def _foreign(terms: Sequence[QueryTerm], frequencies: Sequence[Sequence[int]]) -> frozenset[str]:
    """The readings of words in other languages than the question's own, where the corpus has the own one."""
    others = {
        variant
        for term, row in zip(terms, frequencies, strict=True)
        for variant in term.variants[1:]
        if row[0] and variant not in term.equivalents
    }
    return frozenset(others.difference(term.variants[0] for term in terms))


def _or_what_is_near(term: QueryTerm, snapshot: Snapshot) -> QueryTerm:
    """A word that the corpus does not have, with its forms that it has, or else with words put for it.

    A form is the word itself; words put for it are taken where the corpus has it in no language.
    """
    own, *others = map(snapshot.engine.document_frequency, term.variants)
    forms = () if own else _known(irregular_forms_of, term, snapshot)
    if own or forms:
        return replace(term, variants=term.variants + forms, equivalents=term.equivalents + forms)
    kin = () if any(others) else _known(related_words_of, term, snapshot)
    return replace(term, variants=term.variants + kin, kin=kin)


def _known(
    near: Callable[[QueryTerm, str], frozenset[str]], term: QueryTerm, snapshot: Snapshot
) -> tuple[str, ...]:
    """The terms *near* a word, in any of the corpus's languages, that the corpus has."""
    terms = {each for language in snapshot.languages for each in near(term, language)}
    return tuple(sorted(each for each in terms if snapshot.engine.document_frequency(each)))


def search_passages(sought: ParsedQuery, snapshot: Snapshot, limit: int = PASSAGES) -> list[FoundPassage]:
    """The best *limit* passages, the best first."""
    hits = snapshot.engine.search(sought.weights, limit)
    return [FoundPassage(snapshot.analysed(hit.passage), hit.score) for hit in hits]


def texts(terms: Iterable[QueryTerm], question: str) -> tuple[str, ...]:
    """Words of the question as typed, each once; overlapping ones (CJK bigrams) joined, lent ones left out.

    >>> texts(query_terms("黑豹队 Who?", ["zh"])[:2], "黑豹队 Who?")
    ('黑豹队',)
    """
    spans: list[list[int]] = []
    for term in sorted(terms, key=lambda term: term.start):
        if spans and term.start < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], term.end)
        else:
            spans.append([term.start, term.end])
    return tuple(dict.fromkeys(question[start:end] for start, end in spans if end > start))


def has_variant_in(term: QueryTerm, terms: Sequence[str] | Mapping[str, object] | frozenset[str]) -> bool:
    """Whether one of the term's readings is among *terms*."""
    return any(variant in terms for variant in term.variants)


def _weight(term: QueryTerm, frequencies: Sequence[int], snapshot: Snapshot) -> float:
    """A word weighs as in the question's own language, one with equivalents as the commonest of all.

    Where its own reading stands nowhere it weighs as its rarest other, and most if it has none either.
    """
    if term.equivalents:
        return _idf(snapshot, max(frequencies))
    return _idf(snapshot, frequencies[0] or min(filter(None, frequencies), default=0))


def _idf(snapshot: Snapshot, frequency: int) -> float:
    return inverse_document_frequency(snapshot.engine.passages, frequency)
