"""Related words and irregular forms: a sentence with one partly matches a question with another."""

from collections.abc import Iterable, Mapping
from functools import cache

from languages import LANGUAGES
from languages.word_groups import Group
from retrieval.text.analyzer import QueryTerm, analyzer

_NONE: frozenset[str] = frozenset()


def related_words_of(term: QueryTerm, language: str) -> frozenset[str]:
    """The terms of the words related to a word of the question, without the word itself.

    >>> from retrieval.text.analyzer import query_terms
    >>> sorted(related_words_of(query_terms("weapons", ["en"])[0], "en"))[:2]
    ['arm', 'armament']
    """
    return _found(_related_words(language), term)


@cache
def _related_words(language: str) -> Mapping[str, frozenset[str]]:
    return _by_term(LANGUAGES.related_words(language), language)


def irregular_forms_of(term: QueryTerm, language: str) -> frozenset[str]:
    """The terms of a word's inflected forms that have a different stem, without the word itself.

    >>> from retrieval.text.analyzer import query_terms
    >>> sorted(irregular_forms_of(query_terms("Who wrote it?", ["en"])[1], "en"))
    ['write', 'written']
    """
    return _found(_irregular_forms(language), term)


@cache
def _irregular_forms(language: str) -> Mapping[str, frozenset[str]]:
    return _by_term(LANGUAGES.irregular_forms(language), language)


def _found(near: Mapping[str, frozenset[str]], term: QueryTerm) -> frozenset[str]:
    """The terms *near* any reading of a word, without those readings."""
    found = [near[variant] for variant in term.variants if variant in near]
    return _NONE.union(*found).difference(term.variants) if found else _NONE


def _by_term(groups: Iterable[Group], language: str) -> dict[str, frozenset[str]]:
    """Each term with all terms of its groups."""
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        terms = frozenset(analyzer(language).terms(" ".join(group)))
        for term in terms:
            found[term] = found.get(term, _NONE) | terms
    return found
