"""Detect questions in a language that the corpus lacks, so that their words cannot match."""

from collections.abc import Sequence

from corpus.language_detection import detect, letters_of
from languages import question_phrases
from retrieval.query.occurrences import are_indexed
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import query_terms

_SPANISH_SIGNS = ("¿", "¡")
"""No other language begins a sentence with them."""


def mismatched_language(question: str, snapshot: Snapshot) -> str | None:
    """The language of a *question* that the corpus lacks; None if its words are those of the corpus.

    "du exclude files" looks French, and every word of it is in a manual.
    """
    asked = foreign_language(question, snapshot.languages)
    words = [term for term in query_terms(question, snapshot.languages) if not term.stop] if asked else []
    return None if words and are_indexed(words, snapshot) else asked


def foreign_language(question: str, languages: Sequence[str]) -> str | None:
    """The language of a *question* that is in none of *languages*, judging by letters and function words.

    None if it may be in one of them; "" if its language is unknown.

    >>> foreign_language("Wer hat die Lampe angezündet?", ["en", "ru"]), foreign_language("Lampe?", ["en"])
    ('de', None)
    >>> foreign_language("Ποιος άναψε τη λάμπα;", ["en"]), foreign_language("Что такое Red Hat?", ["ru"])
    ('', None)
    """
    if question.lstrip().startswith(_SPANISH_SIGNS) and "es" not in languages:
        return "es"
    asked = detect(question)
    if asked in languages and question.isascii():
        return None
    letters = "".join(filter(str.isalpha, question))
    if 2 * letters_of(languages, letters) < len(letters):
        if any(_function_words(question, language) for language in languages):  # the other words are names
            return None
        return "" if asked in languages else asked
    return None if asked in languages or not _is_written_in(asked, question, languages) else asked


def _is_written_in(asked: str, question: str, languages: Sequence[str]) -> bool:
    """Whether more words are function words of a language than of any other.

    A single one must begin the question, since it may be a typo ("dont") or part of a name ("La Paz").
    """
    own = _function_words(question, asked)
    others = [_function_words(question, language) for language in languages]
    if not own or len(own) <= max(map(len, others)):
        return False
    first = question.split()[0].strip("¿¡").casefold()
    begins_otherwise = any(first in words for words in others) and first not in own
    return first in own or (len(own) > 1 and not begins_otherwise)


def _function_words(question: str, language: str) -> list[str]:
    """The function words of a language in a question, case-folded; question words in unspaced scripts."""
    words = [term.text.casefold() for term in query_terms(question, [language]) if term.stop]
    asking = [phrase for phrase in question_phrases(language) if phrase in question]
    return asking + [word for word in words if letters_of([language], word)]
