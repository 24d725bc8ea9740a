"""The patterns of a language, compiled once per purpose.

A question is matched once for everything that its words show: what it asks, whether it refers back, and
whether it is about something somebody said.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache

from languages import LANGUAGES, Languages
from languages.matched_patterns import MatchedPatterns
from languages.patterns import PatternSet
from languages.schema import PhraseTable

BACK_REFERENCE = "refers back: "
"""Prefix of the kinds of phrases that refer to something mentioned before."""
QUANTITY = "how "
"""Prefix of the kinds of phrases that ask for a unit: "how tall" asks for a length."""
NOUN = "noun "
"""Prefix of the kinds of nouns by what they name: "city" names a place."""


class Purpose(StrEnum):
    """The purpose of matching a text."""

    QUESTION = "question"
    ENTITIES = "entities"
    RELATIVE_DATES = "relative dates"
    SPEAKERS = "speakers"


def match_patterns(
    text: str, language: str, purpose: Purpose, languages: Languages = LANGUAGES
) -> MatchedPatterns:
    """*text* with the matches of the patterns that *language* (ISO 639-1) has for a *purpose*."""
    return MatchedPatterns(text, languages.phrases(language), pattern_set(language, purpose, languages))


def pattern_set(language: str, purpose: Purpose, languages: Languages = LANGUAGES) -> PatternSet:
    """The patterns that a language has for a purpose."""
    return _pattern_set(language, purpose, languages)


@cache
def _pattern_set(language: str, purpose: Purpose, languages: Languages) -> PatternSet:
    table = languages.phrases(language)
    return PatternSet(
        _PATTERNS[purpose](table), spaced=table.spaced, prefixes=table.prefixes, stop_words=table.stop_words
    )


def _of_questions(table: PhraseTable) -> Mapping[str, str]:
    return {
        **table.questions,
        **{QUANTITY + unit: listed for unit, listed in table.quantities.items()},
        **{NOUN + kind: listed for kind, listed in table.nouns.items()},
        **{BACK_REFERENCE + kind: listed for kind, listed in table.follow_ups.items()},
        "speech": table.evidence.get("speech", ""),
    }


def _of_entities(table: PhraseTable) -> Mapping[str, str]:
    return table.evidence


def _of_relative_dates(table: PhraseTable) -> Mapping[str, str]:
    return {**table.relative_dates, "numeral": table.evidence.get("numeral", "")}


def _of_speakers(table: PhraseTable) -> Mapping[str, str]:
    return {
        **{kind: table.evidence.get(kind, "") for kind in ("speech", "title")},
        **{kind: table.questions.get(kind, "") for kind in ("copula", "and")},
        **table.speakers,
    }


_PATTERNS: Mapping[Purpose, Callable[[PhraseTable], Mapping[str, str]]] = {
    Purpose.QUESTION: _of_questions,
    Purpose.ENTITIES: _of_entities,
    Purpose.RELATIVE_DATES: _of_relative_dates,
    Purpose.SPEAKERS: _of_speakers,
}
