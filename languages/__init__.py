"""What Quoth knows of each language, as data: one folder a language below ``languages/data``.

    profile.toml          how it is written: script, stemmer, months, abbreviations, frequent words
    phrases.toml          how it asks, and what shows that a sentence answers
    related_words.txt     words that are used for each other, a group a line
    irregular_forms.txt   forms of one word that have no stem in common, a group a line
    chat_spellings.txt    how people spell in chats, a group a line, the usual spelling first
    to_en.txt             English words and those that they translate, for questions over an English corpus
    endings_en.txt        English endings and those of the same words here: "-tion" for "-ción"
    small_talk.toml       greetings, thanks, questions to the bot

Folders are discovered, and only ``profile.toml`` has to be there.  `languages.schema` explains the rows,
`languages.patterns` how phrases are written, and CONTRIBUTING.md shows how a language is added.
"""

from languages.registry import DEFAULT, Languages
from languages.schema import Abbreviations, LanguageProfile, PhraseTable

LANGUAGES = Languages()
"""The languages that come with Quoth."""
CODES = LANGUAGES.codes

__all__ = [
    "CODES",
    "DEFAULT",
    "LANGUAGES",
    "Abbreviations",
    "LanguageProfile",
    "Languages",
    "PhraseTable",
    "phrase_table",
    "question_phrases",
    "stop_words",
]


def phrase_table(language: str) -> PhraseTable:
    """How a language asks and answers, by its ISO 639-1 code; an empty table for one without a folder."""
    return LANGUAGES.phrases(language)


def stop_words(language: str) -> frozenset[str]:
    """The language's function words, case-folded: "the" and "who" are among those of "en"."""
    return phrase_table(language).stop_words


def question_phrases(language: str) -> tuple[str, ...]:
    """What a question says only in order to ask, longest first, for languages written without spaces.

    ``question_phrases("zh")`` has "为什么" before "什么"; where words are spaced it is empty, as the stop
    words serve.
    """
    return phrase_table(language).question_phrases
