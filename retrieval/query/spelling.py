"""Spelling correction: replace words that the corpus lacks by similar words that it has.

This covers typos ("Hu Jintoa") and names in another script ("Путин").  A word is left alone if the corpus or
a dictionary has it ("mayor", though the corpus has "major"), or if two words of the corpus are equally near.
The distance is optimal string alignment: a letter replaced, added, left out, or swapped with the next one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from rapidfuzz.distance import OSA, Prefix

from languages import phrase_table
from languages.loading import split_phrases
from retrieval.index.vocabulary import WORD, VocabularyWord, fold
from retrieval.query.parsed_query import ParsedQuery, parse_query
from retrieval.store.snapshot import Snapshot
from retrieval.text.acronyms import is_acronym
from retrieval.text.analyzed_passages import HEAD
from retrieval.text.analyzer import QueryTerm, analyzer
from retrieval.text.dictionary import is_word
from retrieval.text.transliteration import spellings
from retrieval.text.typed_text import Replacement

_SHORTEST = 5  # minimum letters of a word that may be a typo; shorter words are too similar to each other
_TWO_EDITS_FROM = 9  # letters from which two edits still count as a typo
# Letters from which a word one edit away from another is a typo, however it is spelled; two for plain words …
_PLAIN_FROM = 9
# … and for plain words, the letters from which one edit away is enough.
_PLAIN_WORD_FROM = 7
# A shorter word, or one two edits away, must have a very unusual spelling; otherwise it may well be a word
# that the corpus merely lacks: "movie" if it has "move", "latest" if it has "latent".
_STRANGE = 1 - 1 / 5000
_ENDING = 2  # letters
_SHORTEST_FUNCTION_WORD = 4  # letters
_SHORTEST_NAME = 4  # letters of a name in another script
_CLEARLY = 4  # of two equally near words, one is chosen if it is this many times as frequent


MAX_SLIPS = 16
"""The most unknown words that are checked; a question with more is unrelated to the corpus."""


def correct_spelling(query: ParsedQuery, snapshot: Snapshot) -> ParsedQuery:
    """The question with its typos corrected to words that the corpus has; unchanged if it has none."""
    corrections = list(_corrections(query, snapshot))
    if not corrections:
        return query
    return replace(parse_query(query.typed.replaced(corrections), snapshot), corrected=True)


def _corrections(query: ParsedQuery, snapshot: Snapshot) -> Iterator[Replacement]:
    slips = (word for word in query.words if _may_be_slip(word, snapshot))
    for word in islice(slips, MAX_SLIPS):
        meant = (
            _in_other_script(word, snapshot)
            or _as_function_word(word, query.question.language, snapshot)
            or _without_slip(word, snapshot)
        )
        if meant:
            yield Replacement(word.start, word.end, _in_the_case_of(word.text, meant))


def _may_be_slip(term: QueryTerm, snapshot: Snapshot) -> bool:
    """Whether a word of the question is one that the corpus lacks in every form."""
    if term.stop or is_acronym(term.text) or _is_known(term.variants, snapshot):
        return False
    return term.text.isalpha() and not snapshot.vocabulary.equivalents(term.variants)


def _is_known(variants: Sequence[str], snapshot: Snapshot) -> bool:
    return any(map(snapshot.engine.document_frequency, variants))


def _as_function_word(term: QueryTerm, language: str, snapshot: Snapshot) -> str | None:
    """The function word or filler one edit away, if only one is: "whcih", "happend"; real words stay."""
    word = fold(term.text)
    if len(word) < _SHORTEST_FUNCTION_WORD or not term.text.islower() or is_word(word, snapshot.languages):
        return None
    near = [each for each in _function_words(language) if each[0] == word[0] and _is_one_edit(word, each)]
    return max(near, key=len) if len({each[:HEAD] for each in near}) == 1 else None


def _is_one_edit(one: str, other: str) -> bool:
    return abs(len(one) - len(other)) <= 1 and OSA.distance(one, other, score_cutoff=1) == 1


@cache
def _function_words(language: str) -> tuple[str, ...]:
    """The longer stop words and fillers, without the pronouns that would make a question a follow-up."""
    table = phrase_table(language)
    pronouns = split_phrases(table.follow_ups.get("pronoun", ""))
    words = (table.stop_words | table.fillers) - {each.strip("^$*") for each in pronouns}
    return tuple(sorted(word for word in words if len(word) >= _SHORTEST_FUNCTION_WORD))


def _without_slip(term: QueryTerm, snapshot: Snapshot) -> str | None:
    """The nearest corpus word with the same first letter, if it is near enough and unambiguous."""
    word = fold(term.text)
    if len(word) < _SHORTEST or not WORD.fullmatch(word):
        return None
    allowed = 2 if len(word) >= _TWO_EDITS_FROM else 1
    near = [
        (distance, candidate)
        for candidate in snapshot.vocabulary.near(word, allowed)
        if _may_be_typo_of(candidate, term) and (distance := OSA.distance(word, candidate.word)) <= allowed
    ]
    least = min((distance for distance, _ in near), default=0)
    nearest = [candidate for distance, candidate in near if distance == least]
    are_plain = _are_plain(nearest, term, snapshot.languages)
    plain = _is_plain_slip(len(word), least, are_plain=are_plain)
    if not nearest or not (plain or snapshot.vocabulary.strangeness(word) >= _STRANGE):
        return None
    if least and is_word(term.text, snapshot.languages):
        return None
    return _most_frequent(nearest, snapshot)


def _is_plain_slip(letters: int, edits: int, *, are_plain: bool) -> bool:
    """Whether a word of so many letters is a typo, however it is spelled, of one so many edits away.

    >>> [_is_plain_slip(letters, 1, are_plain=True) for letters in (6, 7)]
    [False, True]
    """
    if letters < _PLAIN_FROM:
        return edits == 0 or (edits == 1 and are_plain and letters >= _PLAIN_WORD_FROM)
    return edits <= 1 or are_plain


def _are_plain(nearest: Sequence[VocabularyWord], term: QueryTerm, languages: Sequence[str]) -> bool:
    """Whether these and the typed word may be plain words; a name can be any string of letters.

    A word that the corpus has in headings only, or first in sentences, is plain if the dictionary has it.
    """
    plain = (each.written.islower() or is_word(each.written, languages) for each in nearest)
    return term.text.islower() and all(plain)


def _may_be_typo_of(candidate: VocabularyWord, term: QueryTerm) -> bool:
    """Whether a word may be a typo of *candidate*: not an inflection of it, and both are names or neither.

    A name with the same ending and one more letter inside is not an inflection: "Bexley" for "Bexly".
    """
    word = fold(term.text)
    named = term.start > 0 and term.text[0].isupper()
    if named and candidate.written.islower():
        return False
    if candidate.word == word or not _is_inflected(word, candidate.word):
        return True
    return len(word) <= len(candidate.word) and word[-1] == candidate.word[-1]


def _is_inflected(one: str, other: str) -> bool:
    """Whether two words differ only in their endings, by inflection; swapped letters there are a typo.

    >>> _is_inflected("princess", "princes"), _is_inflected("jintoa", "jintao")
    (True, False)
    """
    shortest = min(len(one), len(other))
    return Prefix.similarity(one, other) >= shortest - _ENDING and sorted(one) != sorted(other)


def _most_frequent(words: Sequence[VocabularyWord], snapshot: Snapshot) -> str | None:
    """The most frequent of the words, unless one with a different stem is nearly as frequent."""
    if not words:
        return None
    language = snapshot.languages[0]
    by_frequency = sorted(words, key=lambda word: (-word.frequency, word.word))
    best = by_frequency[0]
    stem = analyzer(language).terms(best.word)
    others = [word for word in by_frequency[1:] if analyzer(language).terms(word.word) != stem]
    return None if others and best.frequency < _CLEARLY * others[0].frequency else best.written


def _in_other_script(term: QueryTerm, snapshot: Snapshot) -> str | None:
    """The name in the corpus that spells the word in another script."""
    if not _other_script_is_used(term.text, snapshot):
        return None
    forms = (form for form in (fold(term.text), *term.variants) if len(form) >= _SHORTEST_NAME)
    tried = list(dict.fromkeys(spelled for form in forms for spelled in spellings(form)))
    names = [found.written for found in snapshot.vocabulary.words(tried) if not found.written.islower()]
    # A name that occurs in the corpus only inflected is recognised by its stem.
    return names[0] if names else next((s for s in tried if _is_stem(s, term, snapshot)), None)


def _other_script_is_used(word: str, snapshot: Snapshot) -> bool:
    """Whether the corpus has Russian, for a word in Latin letters, or another language, for other scripts."""
    latin = word[0] < "\u0370"
    return any((language == "ru") == latin for language in snapshot.languages)


def _is_stem(spelled: str, term: QueryTerm, snapshot: Snapshot) -> bool:
    stems = (spelled, *analyzer(snapshot.languages[0]).terms(spelled))
    return len(spelled) >= _SHORTEST and term.text[0].isupper() and _is_known(stems, snapshot)


def _in_the_case_of(typed: str, word: str) -> str:
    """*word*, capitalised if *typed* is."""
    return word[0].upper() + word[1:] if typed[0].isupper() else word
