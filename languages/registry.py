"""Find the languages: each is a folder named by its ISO 639-1 code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from languages import loading
from languages.schema import Abbreviations, IntentPatterns, LanguageProfile, PhraseTable
from languages.word_groups import Group

BUILT_IN = Path(__file__).with_name("data")
DEFAULT = "en"
"""The language assumed without evidence; its abbreviations are used for languages that have none."""


@dataclass(frozen=True, slots=True, eq=False)  # hashed by identity, which is fast
class Languages:
    """The languages that have a folder below *root*; each file is read once, when it is first needed.

    A language without a folder has empty data; numbers and capitalised names are still recognised.

    >>> Languages().phrases("es").noun_first, Languages().phrases("xx").stop_words
    (True, frozenset())
    """

    root: Path = BUILT_IN

    @property
    def codes(self) -> tuple[str, ...]:
        """Their codes, the default language first.

        >>> Languages().codes
        ('en', 'ar', 'de', 'es', 'fr', 'hi', 'ja', 'ru', 'th', 'zh')
        """
        return _codes(self.root)

    def profile(self, code: str) -> LanguageProfile:
        """How a language is written."""
        return _profile(self.root, code)

    def profiles(self) -> tuple[LanguageProfile, ...]:
        """The profiles of all languages."""
        return tuple(map(self.profile, self.codes))

    def phrases(self, code: str) -> PhraseTable:
        """The phrases of a language's questions and answers."""
        return _phrases(self, code)

    def abbreviations(self, code: str) -> Abbreviations:
        """How a language uses the full stop; as English does if its data does not say."""
        own = self.profile(code).abbreviations or self.profile(DEFAULT).abbreviations
        return own or Abbreviations()

    def related_words(self, code: str) -> tuple[Group, ...]:
        """Groups of synonyms and related words."""
        return loading.read_word_groups(self.root / code / loading.RELATED_WORDS)

    def irregular_forms(self, code: str) -> tuple[Group, ...]:
        """Groups of inflected forms of one word with different stems."""
        return loading.read_word_groups(self.root / code / loading.IRREGULAR_FORMS)

    def chat_spellings(self, code: str) -> tuple[Group, ...]:
        """Groups of spellings of a word in chats, the standard spelling first."""
        return loading.read_word_groups(self.root / code / loading.CHAT_SPELLINGS)

    def translations(self, code: str, target: str) -> tuple[Group, ...]:
        """Groups of a word of *target* and its translations in language *code*."""
        return loading.read_word_groups(self.root / code / f"to_{target}.txt")

    def cognate_endings(self, code: str, target: str) -> tuple[Group, ...]:
        """Groups of an ending in *target* and the endings of the same words in language *code*."""
        return loading.read_word_groups(self.root / code / f"endings_{target}.txt")

    def small_talk(self, code: str) -> Mapping[str, tuple[str, ...]]:
        """Messages that are small talk, by kind."""
        return loading.read_small_talk(self.root / code)

    def intents(self, code: str) -> IntentPatterns:
        """Patterns of messages that are not questions about the content of a text."""
        return _intents(self.root / code)


@cache
def _intents(folder: Path) -> IntentPatterns:
    return loading.read_intents(folder)


@cache
def _codes(root: Path) -> tuple[str, ...]:
    folders = (each.name for each in root.iterdir() if (each / loading.PROFILE).is_file())
    return tuple(sorted(folders, key=lambda code: (code != DEFAULT, code)))


@cache
def _profile(root: Path, code: str) -> LanguageProfile:
    return loading.read_profile(root / code) if code in _codes(root) else LanguageProfile(code)


@cache
def _phrases(languages: Languages, code: str) -> PhraseTable:
    if code not in languages.codes:
        return PhraseTable(code)
    return loading.read_phrases(languages.root / code, languages.profile(code))
