"""The languages of a folder: each has a folder of its own there, whose name is its ISO 639-1 code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from languages import loading
from languages.schema import Abbreviations, IntentPatterns, LanguageProfile, PhraseTable
from languages.word_groups import Group

BUILT_IN = Path(__file__).with_name("data")
DEFAULT = "en"
"""The language assumed where nothing tells, and whose abbreviations serve those that have none."""


@dataclass(frozen=True, slots=True, eq=False)  # so that it is hashed by identity, at once
class Languages:
    """The languages that have a folder below *root*; a file is read when it is first asked for, once.

    A language without a folder is an empty one, of which numbers and capitalised names are still seen.

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
        """How each of them is written."""
        return tuple(map(self.profile, self.codes))

    def phrases(self, code: str) -> PhraseTable:
        """How a language asks and answers."""
        return _phrases(self.root, code)

    def abbreviations(self, code: str) -> Abbreviations:
        """How a language uses the full stop; as English does, where nothing is known of it."""
        own = self.profile(code).abbreviations or self.profile(DEFAULT).abbreviations
        return own or Abbreviations()

    def related_words(self, code: str) -> tuple[Group, ...]:
        """Groups of words that are used for each other."""
        return loading.read_word_groups(self.root / code / loading.RELATED_WORDS)

    def irregular_forms(self, code: str) -> tuple[Group, ...]:
        """Groups of forms of one word that have no stem in common."""
        return loading.read_word_groups(self.root / code / loading.IRREGULAR_FORMS)

    def chat_spellings(self, code: str) -> tuple[Group, ...]:
        """Groups of a word and what people type for it in chats, the usual spelling first."""
        return loading.read_word_groups(self.root / code / loading.CHAT_SPELLINGS)

    def translations(self, code: str, target: str) -> tuple[Group, ...]:
        """Groups of a word of *target* and the words of another language that it translates."""
        return loading.read_word_groups(self.root / code / f"to_{target}.txt")

    def cognate_endings(self, code: str, target: str) -> tuple[Group, ...]:
        """Groups of an ending in *target* and those of another language in the same words."""
        return loading.read_word_groups(self.root / code / f"endings_{target}.txt")

    def small_talk(self, code: str) -> Mapping[str, tuple[str, ...]]:
        """What people say that asks nothing of the texts, by kind."""
        return loading.read_small_talk(self.root / code)

    def intents(self, code: str) -> IntentPatterns:
        """What messages look like that are no question to the content of a text."""
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
def _phrases(root: Path, code: str) -> PhraseTable:
    if code not in _codes(root):
        return PhraseTable(code)
    return loading.read_phrases(root / code, _profile(root, code))
