"""What Quoth knows about each language, as data: one folder per language below ``languages/data``.

    profile.toml          how it is written: script, stemmer, months, abbreviations, function words
    phrases.toml          how questions are asked, and phrases that show that a sentence is an answer
    related_words.txt     groups of synonyms and related words
    irregular_forms.txt   groups of inflected forms of one word with different stems
    chat_spellings.txt    how people spell in chats: groups with the standard spelling first
    to_en.txt             English words with their translations, for questions about an English corpus
    endings_en.txt        English endings with those of the same words here: "-tion", "-ción"
    small_talk.toml       greetings, thanks, questions to the bot

The folders are discovered, and only ``profile.toml`` is required.  `languages.schema` explains the rows,
`languages.patterns` the notation of phrases, and CONTRIBUTING.md shows how to add a language.
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
    """The phrases of a language by its ISO 639-1 code; an empty table if it has no folder."""
    return LANGUAGES.phrases(language)


def stop_words(language: str) -> frozenset[str]:
    """The language's function words, case-folded: "the" and "who" are two of English."""
    return phrase_table(language).stop_words


def question_phrases(language: str) -> tuple[str, ...]:
    """Words that only serve to ask, longest first, for languages written without spaces.

    ``question_phrases("zh")`` has "为什么" before "什么".  Languages with spaces have none, because there
    stop words serve the same purpose.
    """
    return phrase_table(language).question_phrases
