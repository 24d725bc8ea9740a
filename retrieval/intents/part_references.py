"""References to a part of a text by its number, as in "section 4.2", "step 3" and "§ 5 (2)"."""

from dataclasses import dataclass
from functools import cache
from itertools import takewhile

import regex

from languages import LANGUAGES, Languages
from retrieval.intents.phrase_patterns import literal_words

Number = tuple[str, ...]
"""The number of a part, level by level: ("2", "2", "b") for "2.2 (b)".  Roman figures become Arabic ones."""

BRACKETS = r"(?:\s?\((?:\d{1,3}|[a-z]{1,5})\))"
"""The pattern of a level in brackets: the "(b)" of "2.2 (b)"."""
_LEVEL = regex.compile(r"\d{1,3}|[a-z]|[ivxlc]{2,7}")
_FIGURE = regex.compile(r"\d")
_MENTION = regex.compile(
    rf"(?P<word>[^\W\d_]++|§)\.?\s*+(?P<number>\d{{1,3}}(?:\.\d{{1,3}})*{BRACKETS}*)(?![\w%])"
)
_FIGURES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_FIGURES_ALONE = frozenset("ivx")


@dataclass(frozen=True, slots=True)
class Reference:
    """A part as a question names it: what it calls it ("step"), its number, and the text that it is in.

    The levels of the number are as typed, in lower case.
    """

    word: str
    number: Number
    text: str = ""


def reference_in(name: str) -> Reference | None:
    """The part that normalised words such as "section 4 2 of the lease" name; None if they name none.

    >>> reference_in("clause 2 2 b of the lease")
    Reference(word='clause', number=('2', '2', 'b'), text='of the lease')
    >>> reference_in("chapter 2 section 3").number
    ('2', '3')
    >>> reference_in("section of the river") is None
    True
    """
    word, *words = name.split()
    parts = words_for_parts(LANGUAGES)
    named = list(takewhile(lambda each: each in parts or _LEVEL.fullmatch(each), words))
    number = tuple(each for each in named if each not in parts)
    return Reference(word, number, " ".join(words[len(named) :])) if number else None


def mentioned_in(question: str) -> tuple[Reference, str] | None:
    """The part that a question mentions, and the question without it; None if it mentions none.

    >>> mentioned_in("How high is the fee in clause 2.2(b)?")
    (Reference(word='clause', number=('2', '2', 'b'), text=''), 'How high is the fee in ?')
    """
    if not _FIGURE.search(question):  # as in most questions
        return None
    words = words_for_parts(LANGUAGES)
    match = next((each for each in _MENTION.finditer(question) if each["word"].casefold() in words), None)
    if match is None:
        return None
    levels = tuple(regex.findall(r"\w+", match["number"].casefold()))
    rest = f"{question[: match.start()]}{question[match.end() :]}"
    return Reference(match["word"].casefold(), levels), rest


def arabic(level: str) -> str:
    """A level of a number, with Roman figures as Arabic ones: ``arabic("iv") == "4"``.

    A single letter is one only if it is I, V or X.
    """
    figures = level in _FIGURES_ALONE or (len(level) > 1 and is_roman(level))
    return str(roman_value(level)) if figures else level


def is_roman(level: str) -> bool:
    """Whether letters in lower case may be Roman figures: ``is_roman("xiv")``."""
    return set(level) <= _FIGURES.keys()


def roman_value(figures: str) -> int:
    """The value of Roman figures in lower case: ``roman_value("xiv") == 14``."""
    values = [_FIGURES[figure] for figure in figures]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


@cache
def words_for_parts(languages: Languages) -> frozenset[str]:
    """The words for numbered parts, in any of the languages: "section", "step", "§"."""
    return words_for_items(languages) | _words(languages, "numbered_section")


@cache
def words_for_items(languages: Languages) -> frozenset[str]:
    """The words for numbered paragraphs and items, and not for sections: "step", "Punkt"."""
    return _words(languages, "numbered_item")


def _words(languages: Languages, part: str) -> frozenset[str]:
    listed = (languages.intents(code).parts.get(part, "") for code in languages.codes)
    return frozenset(word for words in listed for word in literal_words(words))
