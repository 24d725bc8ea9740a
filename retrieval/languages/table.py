"""The shape of a language's table: what retrieval has to know of a language beyond its stems."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """One language, as a small table.

    ``stop_words`` are case-folded function words; ``question_phrases``, for languages written without spaces,
    are what a question says only in order to ask, the longest first.
    """

    code: str
    name: str
    stop_words: frozenset[str]
    question_phrases: tuple[str, ...] = ()


def words(text: str) -> frozenset[str]:
    """The case-folded words of a block of text: ``words("The Fuß") == {"the", "fuss"}``."""
    return frozenset(text.casefold().split())


def phrases(text: str) -> tuple[str, ...]:
    """The words of a block of text, longest first: ``phrases("谁 为什么") == ("为什么", "谁")``."""
    return tuple(sorted(words(text), key=lambda phrase: (-len(phrase), phrase)))
