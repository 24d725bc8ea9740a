"""What a word before a full stop may mean in a language, computed when the word is first seen."""

import re
from functools import cache
from typing import NamedTuple

from languages import LANGUAGES, Abbreviations, Languages

_CASED = "A-Za-zÀ-ÖØ-öø-ɏΑ-ώЀ-ӿ"
_INITIALS = re.compile(rf"(?:[{_CASED}]\.-?)*[{_CASED}]")
_ORDINAL = re.compile(r"\d{1,2}|[IVXL]+")
REMEMBERED = 50_000  # words cached per language
ENDING = 4  # last characters of a word, which show that most words are ordinary


class StopReading(NamedTuple):
    """What a word before a full stop may mean; see `Abbreviations`."""

    never_final: bool
    before_number: bool
    may_go_on: bool


class StopReadings(dict[str, StopReading | None]):
    """Word -> what it may mean before a full stop; None for an ordinary word."""

    def __init__(self, abbreviations: Abbreviations) -> None:
        self.abbreviations = abbreviations
        known = abbreviations.never_final | abbreviations.may_be_final | abbreviations.before_number
        self.endings = frozenset(word[-ENDING:] for word in known)
        self.ordinary = _OrdinaryEndings(self.endings, abbreviations.clipped)

    def __missing__(self, word: str) -> StopReading | None:
        reading = _reading(word, self.abbreviations)
        known = reading if any(reading) else None
        if len(self) < REMEMBERED:
            self[word] = known
        return known


class _OrdinaryEndings(dict[str, bool]):
    """The last four letters of a word -> whether every word that ends so is ordinary."""

    def __init__(self, endings: frozenset[str], clipped: int) -> None:
        self._endings = endings
        self._clipped = clipped

    def __missing__(self, ending: str) -> bool:
        letters = len(ending) == ENDING and ending.isalpha() and ending.islower()
        ordinary = letters and self._clipped < ENDING and ending not in self._endings
        if len(self) < REMEMBERED:
            self[ending] = ordinary
        return ordinary


def stop_readings_of(language: str, languages: Languages = LANGUAGES) -> StopReadings:
    """The readings of *language*, an ISO 639-1 code."""
    return _stop_readings(language, languages)


@cache
def _stop_readings(language: str, languages: Languages) -> StopReadings:
    return StopReadings(languages.abbreviations(language))


def _reading(word: str, abbreviations: Abbreviations) -> StopReading:
    either = {word, word[0].lower() + word[1:]}
    clipped = len(word.rpartition(".")[2]) <= abbreviations.clipped
    initials = _INITIALS.fullmatch(word) or (abbreviations.ordinals and _ORDINAL.fullmatch(word))
    return StopReading(
        bool(either & abbreviations.never_final) or clipped,
        word[0].lower() + word[1:] in abbreviations.before_number,
        bool(either & abbreviations.may_be_final or initials),
    )
