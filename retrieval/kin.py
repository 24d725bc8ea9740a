"""Words that are put for each other: a sentence with one goes some way towards a question with another."""

from collections.abc import Mapping
from functools import cache

from retrieval.analysis import QueryTerm, analyser
from retrieval.languages import language_table

_NONE: frozenset[str] = frozenset()


def kin_of(term: QueryTerm, language: str) -> frozenset[str]:
    """The terms of the words that are put for a word of the question, itself left out.

    >>> from retrieval.analysis import query_terms
    >>> sorted(kin_of(query_terms("weapons", ["en"])[0], "en"))
    ['arm', 'armament', 'gun', 'munit']
    """
    known = _kin(language)
    return _NONE.union(*(known.get(variant, _NONE) for variant in term.variants)).difference(term.variants)


@cache
def _kin(language: str) -> Mapping[str, frozenset[str]]:
    """Every term with all the terms of its groups."""
    kin: dict[str, frozenset[str]] = {}
    for line in language_table(language).kin.splitlines():
        group = frozenset(analyser(language).terms(line))
        for term in group:
            kin[term] = kin.get(term, _NONE) | group
    return kin
