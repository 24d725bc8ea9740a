"""The shape of a language's table: what retrieval has to know of a language beyond its stems.

The rows of ``questions``, each a list of phrases:

    person, place, organisation, date, duration, reason, manner, definition, quotation, list, yes_no
                    ask for a thing of that kind: "who", "since when", "what does ... mean"
    thing           ask for what the noun beside them names: "which", "what kind of"
    identity        ask what or who something is: "what is", "who was"; at the end where one asks in place
    copula, auxiliary
                    verbs after a question word: a copula leads to the noun asked for, an auxiliary does not
    determiner, indefinite
                    what may stand before that noun; the indefinite article
    several         ask for several things, and: "and", which also opens a follow-up
    negation        deny

The rows of ``evidence``:

    numeral, month, weekday, time, span, duration
                    number words; dates ("century", "last year"); units of time; spans without a number
    since           what may stand before a bare year
    percent, money, length, area, weight, speed, temperature, age, times
                    units beside a number
    title, institution, geography
                    words in or beside the name of a person, an organisation, a place
    in, agent       prepositions before the name of a place, of who did it
    article         articles, which set a plain noun off from a name
    people, location, speech, reason, purpose, manner, definition, enumeration, negation
                    signs of these
    pronoun         begin a sentence that leans on the one before

The rows of ``relative_dates``, which count from the day a text was written:

    relative        "last year", "yesterday"
    counted         after a number: "(two) years ago"
    told            look like one of these and are none: "last year of (the war)"

The rows of ``speakers``:

    pronoun         stand for one person who speaks: "he", "she"
    impersonal      look like one of these and stand for nobody, or for several: "il y a", "他们"

The rows of ``follow_ups``, signs that a question leans on those before it:

    pronoun         stand for what was said before: "it", "his", "those", "there" at the end
    impersonal      look like one of these and stand for nothing: "is it true"
    opening         begin a question that goes on from the last: "and", "what about"
    comparing       ask beyond what was said before: "else", "another", "also"
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Language:
    """One language, as a small table.

    ``stop_words`` are case-folded function words; ``question_phrases``, for languages written without spaces,
    are what a question says only in order to ask, the longest first.

    The mappings hold phrases in the notation of `retrieval.languages.patterns`: ``questions``,
    ``evidence``, ``relative_dates``, ``speakers`` and ``follow_ups`` by the rows above; ``quantities``, "how
    tall", by the unit asked for ("" is any); ``nouns`` by the kind of thing or unit that they name: "city"
    names a place, "height" a length.

    ``spaced``: words are separated by spaces.  ``cased``: names are capitalised, and ``nouns_capitalised``:
    so is every noun.  ``noun_first``: the head of a noun phrase comes first ("ciudad francesa").
    ``asks_in_place``: the question word stands where its answer would, so that what it asks for may stand
    before it.  ``plural_endings`` show that a question asks for several things ("which topics"), and
    ``adjective_endings`` that a word before a noun is none itself ("какой новый закон").
    ``kin`` are words that are put for each other, a group a line (see ``kin_en``), and ``forms`` those of one
    word that have no stem in common ("buy bought").
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
    relative_dates: Mapping[str, str] = field(default_factory=dict)
    speakers: Mapping[str, str] = field(default_factory=dict)
    follow_ups: Mapping[str, str] = field(default_factory=dict)
    spaced: bool = True
    cased: bool = True
    nouns_capitalised: bool = False
    noun_first: bool = False
    asks_in_place: bool = False
    plural_endings: tuple[str, ...] = ()
    adjective_endings: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    name_particles: frozenset[str] = frozenset()
    kin: str = ""
    forms: str = ""


def words(text: str) -> frozenset[str]:
    """The case-folded words of a block of text: ``words("The Fuß") == {"the", "fuss"}``."""
    return frozenset(text.casefold().split())


def phrases(text: str) -> tuple[str, ...]:
    """The words of a block of text, longest first: ``phrases("谁 为什么") == ("为什么", "谁")``."""
    return tuple(sorted(words(text), key=lambda phrase: (-len(phrase), phrase)))
