"""Whether a question is in a language that the corpus lacks: then nothing can be found, whatever it asks."""

from collections.abc import Sequence

from corpus.language_detection import detect, letters_of
from retrieval.text.analyzer import query_terms


def foreign_language(question: str, languages: Sequence[str]) -> str | None:
    """The language of a *question* that is in none of *languages*, as its letters or its little words tell.

    None where it may be in one of them; "" where it is in none that is known.

    >>> foreign_language("Wer hat die Lampe angezündet?", ["en", "ru"]), foreign_language("Lampe?", ["en"])
    ('de', None)
    >>> foreign_language("Ποιος άναψε τη λάμπα;", ["en"])
    ''
    """
    letters = "".join(filter(str.isalpha, question))
    asked = detect(question)
    if 2 * letters_of(languages, letters) < len(letters):
        return "" if asked in languages else asked
    if asked in languages:
        return None
    little = max(_stop_words(question, language) for language in languages)
    return asked if _stop_words(question, asked) > little else None


def _stop_words(question: str, language: str) -> int:
    return sum(term.stop for term in query_terms(question, [language]))
