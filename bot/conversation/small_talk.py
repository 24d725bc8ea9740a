"""Greetings, thanks, farewells, questions to the bot itself: what people say that no sentence answers."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

import regex

from languages import LANGUAGES, Languages


class Smalltalk(StrEnum):
    """What a message without a question is."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    WHO_ARE_YOU = "who_are_you"
    HELP = "help"
    CONTENTS = "contents"


_NO_WORD = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_COURTESIES = (Smalltalk.GREETING, Smalltalk.THANKS, Smalltalk.FAREWELL)
_PIECE = regex.compile(
    r"[^.!?…,;。！？，；\n]*[.!?…,;。！？，；\s]*"
)  # up to the next sign, and what follows that


def smalltalk(text: str, languages: Languages = LANGUAGES) -> Smalltalk | None:
    """What *text* is if it is nothing but small talk.

    >>> smalltalk("Hello!!! 👋")
    <Smalltalk.GREETING: 'greeting'>
    >>> smalltalk("Hello, who is the minister?") is None
    True
    """
    return _phrases(languages).get(_NO_WORD.sub(" ", text).strip().casefold())


def without_courtesies(text: str) -> str:
    """*text* without greetings before what it says and thanks behind it; where it says no more, one stays.

    >>> without_courtesies("Hi! Who is the minister? Thanks :)"), without_courtesies("Hello, many thanks!")
    ('Who is the minister?', 'many thanks!')
    """
    pieces = _PIECE.findall(text)[:-1]  # the last one is empty
    while len(pieces) > 1 and smalltalk(pieces[0]) in _COURTESIES:
        del pieces[0]
    while len(pieces) > 1 and smalltalk(pieces[-1]) in _COURTESIES:
        del pieces[-1]
    return "".join(pieces).strip()


@cache
def _phrases(languages: Languages) -> Mapping[str, Smalltalk]:
    return {
        phrase.casefold(): Smalltalk(kind)
        for code in languages.codes
        for kind, phrases in languages.small_talk(code).items()
        for phrase in phrases
    }
