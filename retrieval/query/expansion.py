"""Query expansion: add the acronyms, full forms and synonyms of a question's words that the corpus has.

"WTO" becomes equivalent to all words of "World Trade Organization", and vice versa.  So a sentence with
either matches fully, and one with only "world" matches by a third.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product

from retrieval.index.vocabulary import LONGEST_PHRASE, Basis, Equivalent
from retrieval.store.snapshot import Snapshot
from retrieval.text.acronyms import is_acronym
from retrieval.text.analyzer import QueryTerm
from retrieval.text.dictionary import is_word

_READINGS = 8  # maximum number of readings of a phrase in a corpus of several languages


def expand(terms: Sequence[QueryTerm], snapshot: Snapshot) -> list[QueryTerm]:
    """The content words of a question in order, each with its equivalents in the corpus."""
    spans = [
        (start, end)
        for start in range(len(terms))
        for end in range(start + 1, min(len(terms), start + LONGEST_PHRASE) + 1)
    ]
    keys = {span: _keys(terms[slice(*span)]) for span in spans}
    known = snapshot.vocabulary.equivalents([key for each in keys.values() for key in each])
    return list(_expanded(terms, keys, known, snapshot)) if known else list(terms)


def _keys(terms: Sequence[QueryTerm]) -> list[str]:
    return [" ".join(reading) for reading in islice(product(*(t.variants for t in terms)), _READINGS)]


def _expanded(
    terms: Sequence[QueryTerm],
    keys: Mapping[tuple[int, int], Sequence[str]],
    known: Mapping[str, Sequence[Equivalent]],
    snapshot: Snapshot,
) -> Iterator[QueryTerm]:
    """The words, with the longest phrase at each position expanded."""
    at = 0
    while at < len(terms):
        for end in range(min(len(terms), at + LONGEST_PHRASE), at, -1):
            span = terms[at:end]
            found = (other for key in keys[at, end] for other in known.get(key, ()))
            others = [other for other in found if _counts(other, span, snapshot)]
            if others:
                yield from _with_equivalents(span, [other.terms.split(" ") for other in others], snapshot)
                at = end
                break
        else:
            yield terms[at]
            at += 1


def _counts(other: Equivalent, span: Sequence[QueryTerm], snapshot: Snapshot) -> bool:
    """Whether an equivalent applies: to an acronym, or to a word that neither corpus nor dictionary has."""
    word = span[0]
    if other.basis is Basis.SYNONYM or len(span) > 1:
        return True
    if other.basis is Basis.INTRODUCED and word.text.casefold() in word.variants:
        return True
    unknown = not any(map(snapshot.engine.document_frequency, word.variants))
    if not is_acronym(word.text):  # people also type "wto"
        return unknown and not is_word(word.text, snapshot.languages)
    return unknown or other.basis < Basis.INITIALS


def _with_equivalents(
    span: Sequence[QueryTerm], others: Sequence[Sequence[str]], snapshot: Snapshot
) -> Iterator[QueryTerm]:
    written_out = (other for other in others if len(other) > 1 and _all_in_corpus(other, snapshot))
    if len(span) == 1 and (words := next(written_out, None)):
        short = (*span[0].variants, *(other[0] for other in others if len(other) == 1))
        for word in words:
            yield replace(span[0], variants=(word, *short), equivalents=short)
        return
    added = tuple(dict.fromkeys(word for other in others for word in other))
    for term in span:
        new = tuple(word for word in added if word not in term.variants)
        yield replace(term, variants=term.variants + new, equivalents=new)


def _all_in_corpus(terms: Sequence[str], snapshot: Snapshot) -> bool:
    return all(map(snapshot.engine.document_frequency, terms))
