"""What retrieval has to know of a language, as one small readable table a language.

To add a language: copy the table of its nearest relative (``en.py`` explains itself) to ``<ISO 639-1
code>.py``, put its own words in, and add the code to ``LANGUAGES``.  Nothing else changes: what the rows
mean is told by `retrieval.languages.schema`, how phrases are written by `retrieval.languages.patterns`, and
a row that is left out only means that less is noticed.  Then ask it a dozen questions in
``tests/retrieval/text/test_question.py``, one of each kind.

A table is imported when its language is first asked for; a language without a table is an empty one, whose
numbers and capitalised names are still seen.
"""

from functools import cache
from importlib import import_module

from retrieval.languages.schema import Language

LANGUAGES = ("en", "ru", "es", "de", "fr", "zh", "ja", "ar", "hi", "th")

__all__ = ["LANGUAGES", "Language", "language_table", "question_phrases", "stop_words"]


@cache
def language_table(language: str) -> Language:
    """The table of a language by its ISO 639-1 code; an empty one for a code without a table."""
    if language not in LANGUAGES:
        return Language(code=language, name=language, stop_words=frozenset())
    table: Language = import_module(f"{__name__}.{language}").LANGUAGE
    return table


def stop_words(language: str) -> frozenset[str]:
    """The language's function words, case-folded: "the" and "who" are among those of "en"."""
    return language_table(language).stop_words


def question_phrases(language: str) -> tuple[str, ...]:
    """What a question says only in order to ask, longest first, for languages written without spaces.

    ``question_phrases("zh")`` has "为什么" before "什么"; where words are spaced it is empty, as the stop
    words serve.
    """
    return language_table(language).question_phrases
