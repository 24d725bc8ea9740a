"""What the word before a full stop may mean, by the conventions of a language; worked out when first seen."""

import re
from functools import cache
from typing import NamedTuple

from corpus.segmentation.abbreviations import Abbreviations, abbreviations_of

_CASED = "A-Za-zÀ-ÖØ-öø-ɏΑ-ώЀ-ӿ"
_INITIALS = re.compile(rf"(?:[{_CASED}]\.-?)*[{_CASED}]")
_ORDINAL = re.compile(r"\d{1,2}|[IVXL]+")
REMEMBERED = 50_000  # words before a full stop, a language
ENDING = 4  # characters, by which most words are known for ordinary ones


class StopReading(NamedTuple):
    """What a word before a full stop may mean, as `Abbreviations` says it."""

    never_final: bool
    before_number: bool
    may_go_on: bool


class StopReadings(dict[str, StopReading | None]):
    """Word -> its habit, None for an ordinary word; worked out when first seen."""

    def __init__(self, conventions: Abbreviations) -> None:
        self.conventions = conventions
        known = conventions.never_final | conventions.may_be_final | conventions.before_number
        self.endings = frozenset(word[-ENDING:] for word in known)
        self.ordinary = _Ordinary(self.endings, conventions.clipped)

    def __missing__(self, word: str) -> StopReading | None:
        habit = _habit(word, self.conventions)
        known = habit if any(habit) else None
        if len(self) < REMEMBERED:
            self[word] = known
        return known


class _Ordinary(dict[str, bool]):
    """The last four letters of a word -> whether it is an ordinary one, whatever stands before them."""

    def __init__(self, endings: frozenset[str], clipped: int) -> None:
        self._endings = endings
        self._clipped = clipped

    def __missing__(self, ending: str) -> bool:
        letters = len(ending) == ENDING and ending.isalpha() and ending.islower()
        ordinary = letters and self._clipped < ENDING and ending not in self._endings
        if len(self) < REMEMBERED:
            self[ending] = ordinary
        return ordinary


@cache
def stop_readings_of(language: str) -> StopReadings:
    """The habits of *language*, an ISO 639-1 code."""
    return StopReadings(abbreviations_of(language))


def _habit(word: str, conventions: Abbreviations) -> StopReading:
    either = {word, word[0].lower() + word[1:]}
    clipped = len(word.rpartition(".")[2]) <= conventions.clipped
    initials = _INITIALS.fullmatch(word) or (conventions.ordinals and _ORDINAL.fullmatch(word))
    return StopReading(
        bool(either & conventions.never_final) or clipped,
        word[0].lower() + word[1:] in conventions.before_number,
        bool(either & conventions.may_be_final or initials),
    )
