"""The shape of a language's table: what retrieval has to know of a language beyond its stems."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Language:
    """One language, as a small table.

    ``stop_words`` are case-folded function words; ``question_phrases``, for languages written without spaces,
    are what a question says only in order to ask, the longest first.

    The four mappings hold phrases in the notation of ``retrieval.languages.phrasebook``:
    ``questions`` by what they ask for (the keys are answer types and the few others `retrieval.questions`
    names), ``quantities`` by the kind of unit they ask for, ``nouns`` by the answer type or kind of unit of
    what they name ("city" names a place), ``evidence`` by what they show in a sentence (the keys are named by
    `retrieval.evidence`).

    ``spaced``: words are separated by spaces.  ``cased``: names are capitalised, and ``nouns_capitalised``:
    so is every noun.  ``noun_first``: the head of a noun phrase comes first ("ciudad francesa").
    ``asks_in_place``: the question word stands where its answer would, so that what it asks for may stand
    before it.  ``plural_endings`` show that a question asks for several things ("which topics"), and
    ``adjective_endings`` that a word before a noun is none itself ("какой новый закон").
    ``prefixes`` are particles written together with the next word, ``name_particles`` the small words within
    a name.
    """

    code: str
    name: str
    stop_words: frozenset[str]
    question_phrases: tuple[str, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)
    quantities: Mapping[str, str] = field(default_factory=dict)
    nouns: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    spaced: bool = True
    cased: bool = True
    nouns_capitalised: bool = False
    noun_first: bool = False
    asks_in_place: bool = False
    plural_endings: tuple[str, ...] = ()
    adjective_endings: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    name_particles: frozenset[str] = frozenset()


def words(text: str) -> frozenset[str]:
    """The case-folded words of a block of text: ``words("The Fuß") == {"the", "fuss"}``."""
    return frozenset(text.casefold().split())


def phrases(text: str) -> tuple[str, ...]:
    """The words of a block of text, longest first: ``phrases("谁 为什么") == ("为什么", "谁")``."""
    return tuple(sorted(words(text), key=lambda phrase: (-len(phrase), phrase)))
