"""Words that are put for each other: a sentence with one goes some way towards a question with another."""

from collections.abc import Mapping
from functools import cache

from retrieval.languages import language_table
from retrieval.text.analyzer import QueryTerm, analyzer

_NONE: frozenset[str] = frozenset()


def related_words_of(term: QueryTerm, language: str) -> frozenset[str]:
    """The terms of the words that are put for a word of the question, itself left out.

    >>> from retrieval.text.analyzer import query_terms
    >>> sorted(related_words_of(query_terms("weapons", ["en"])[0], "en"))
    ['arm', 'armament', 'gun', 'munit']
    """
    known = _kin(language)
    return _NONE.union(*(known.get(variant, _NONE) for variant in term.variants)).difference(term.variants)


@cache
def _kin(language: str) -> Mapping[str, frozenset[str]]:
    """Every term with all the terms of its groups."""
    return _groups(language_table(language).kin, language)


def irregular_forms_of(term: QueryTerm, language: str) -> frozenset[str]:
    """The terms of a word's forms that have another stem, itself left out.

    >>> from retrieval.text.analyzer import query_terms
    >>> sorted(irregular_forms_of(query_terms("Who wrote it?", ["en"])[1], "en"))
    ['write', 'written']
    """
    known = _forms(language)
    return _NONE.union(*(known.get(variant, _NONE) for variant in term.variants)).difference(term.variants)


@cache
def _forms(language: str) -> Mapping[str, frozenset[str]]:
    return _groups(language_table(language).forms, language)


def _groups(listed: str, language: str) -> dict[str, frozenset[str]]:
    """Every term of a list with all the terms of its groups."""
    groups: dict[str, frozenset[str]] = {}
    for line in listed.splitlines():
        group = frozenset(analyzer(language).terms(line))
        for term in group:
            groups[term] = groups.get(term, _NONE) | group
    return groups
