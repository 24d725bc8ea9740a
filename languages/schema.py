"""What the files of a language hold, as frozen records, and what each of their rows means.

``profile.toml`` becomes a `LanguageProfile`, ``phrases.toml`` a `PhraseTable`.  Any row may be left out: less
is noticed then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Months = tuple[tuple[str, ...], ...]
Phrases = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """How a language uses the full stop.  Words stand as they are printed, but without their last stop.

    A lower-case entry also covers its capitalised form ("vol" covers "Vol."); a capitalised one covers
    nothing else ("Gen." is a general, "gen." is not).  Initials and other letters with stops ("J. R.",
    "U.S.", "z. B.") need no entry, nor does what ends a sentence before any capital ("etc.").

    ``never_final``: something must follow these ("Dr.", "e.g."), so no sentence ends with them.
    ``may_be_final``: these can end a sentence ("Inc."); they do when one of ``openers`` follows.
    ``before_number``: ordinary words that are abbreviations before a figure only ("No. 5").
    ``openers``: function words; capitalised, they show that a sentence begins ("The", "Danach").
    ``begin_after_space`` and ``continue_after_space``, where spaces separate sentences as well as clauses and
    names (Thai): the words that often begin a sentence after one, and those that go on with it.
    ``ordinals``: a small number or a Roman one with a stop is an ordinal ("am 3. Oktober", "Ludwig XIV.").
    ``clipped``: a run of at most so many letters before a stop is an abbreviation, whatever it is.
    """

    never_final: frozenset[str] = frozenset()
    may_be_final: frozenset[str] = frozenset()
    before_number: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    begin_after_space: frozenset[str] = frozenset()
    continue_after_space: frozenset[str] = frozenset()
    ordinals: bool = False
    clipped: int = 0


@dataclass(frozen=True, slots=True)
class LanguageProfile:
    """How a language is written, which is what every text is looked at by; from ``profile.toml``.

    ``scripts`` are Unicode names of scripts ("latin", "cyrillic"); ``stemmer`` names a Snowball stemmer.
    ``function_words`` are frequent words that hold sentences together, by which languages of one script are
    told apart, and ``letters`` those that no other language of the script uses.
    ``months`` are the names of the twelve months, each with its other spellings and abbreviations.
    ``name_particles`` are the small words within a name ("von", "de la").
    ``abbreviations`` is None where nothing is known of them; the English ones are used then.
    """

    code: str
    scripts: tuple[str, ...] = ("latin",)
    stemmer: str = ""
    function_words: frozenset[str] = frozenset()
    letters: str = ""
    months: Months = ()
    name_particles: frozenset[str] = frozenset()
    abbreviations: Abbreviations | None = None


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """How a language asks and answers; from ``phrases.toml``.

    ``stop_words`` are case-folded function words; ``question_phrases``, for languages written without spaces,
    are what a question says only in order to ask, the longest first.  ``fillers`` are words that say nothing
    about what a question asks, though they mean something in a text ("thing", "happen").

    ``questions``, ``quantities``, ``nouns``, ``evidence``, ``relative_dates``, ``speakers`` and
    ``follow_ups`` hold phrases in the notation of `languages.patterns`, by the rows of `ROWS`; a row of
    ``quantities`` may also be a word that counts things ("人").

    ``spaced``: words are separated by spaces.  ``cased``: names are capitalised, and ``nouns_capitalised``:
    so is every noun.  ``noun_first``: the head of a noun phrase comes first ("ciudad francesa").
    ``asks_in_place``: the question word stands where its answer would, so that what it asks for may stand
    before it.  ``plural_endings`` show that a question asks for several things ("which topics"), and
    ``adjective_endings`` that a word before a noun is none itself ("какой новый закон").
    ``prefixes`` are particles written together with the next word; ``name_particles`` are the profile's.
    """

    code: str
    stop_words: frozenset[str] = frozenset()
    question_phrases: tuple[str, ...] = ()
    fillers: frozenset[str] = frozenset()
    questions: Phrases = field(default_factory=dict)
    quantities: Phrases = field(default_factory=dict)
    nouns: Phrases = field(default_factory=dict)
    evidence: Phrases = field(default_factory=dict)
    relative_dates: Phrases = field(default_factory=dict)
    speakers: Phrases = field(default_factory=dict)
    follow_ups: Phrases = field(default_factory=dict)
    spaced: bool = True
    cased: bool = True
    nouns_capitalised: bool = False
    noun_first: bool = False
    asks_in_place: bool = False
    plural_endings: tuple[str, ...] = ()
    adjective_endings: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    name_particles: frozenset[str] = frozenset()


_UNITS = {
    "percent": "a share",
    "money": "a sum of money",
    "length": "a length",
    "area": "an area",
    "weight": "a weight",
    "speed": "a speed",
    "temperature": "a temperature",
    "age": "an age",
    "times": "how often",
}
_ANSWER_TYPES = {
    "person": 'a person: "who"',
    "place": 'a place: "where"',
    "organisation": "an organisation",
    "date": 'a day or time: "when"',
    "duration": 'a length of time: "how long"',
    "number": "a number",
    "reason": 'a reason: "why"',
    "manner": 'a way of doing: "how"',
    "definition": 'what a word means: "what does ... mean"',
    "quotation": 'what somebody says: "what did ... say"',
    "list": "several things in one answer",
    "yes_no": "yes or no",
    "thing": 'what the noun beside it names: "which", "what kind of"',
}

ROWS: Mapping[str, Mapping[str, str]] = {
    "questions": _ANSWER_TYPES
    | {
        "identity": 'asks what or who something is: "what is"; at the end where one asks in place',
        "copula": "a verb after a question word that leads to the noun asked for",
        "auxiliary": "a verb after a question word that leads to no noun",
        "determiner": "what may stand before the noun asked for",
        "indefinite": "the indefinite article",
        "several": "asks for several things",
        "and": '"and", which also begins a follow-up',
        "negation": "denies",
        "qualifier": 'singles one out: "first", "newest", "only"; an answer has to say as much',
    },
    "quantities": {"any": 'asks for a number: "how many"'} | _UNITS,
    "nouns": _ANSWER_TYPES | _UNITS,
    "evidence": _UNITS
    | {
        "numeral": "a number as a word",
        "month": "a month",
        "weekday": "a day of the week",
        "time": 'words of a date: "century", "last year"',
        "since": "may stand before a bare year",
        "span": "a unit of time after a number",
        "duration": "a length of time without a number",
        "title": "stands in or beside the name of a person",
        "institution": "stands in or beside the name of an organisation",
        "geography": "stands in or beside the name of a place",
        "people": "names people without their names",
        "location": "shows where something is",
        "in": "a preposition before the name of a place",
        "agent": "a preposition before who did it",
        "article": "an article, which sets a plain noun off from a name",
        "speech": "shows that somebody says something",
        "reason": "shows a reason",
        "purpose": "shows a purpose",
        "manner": "shows how something is done",
        "definition": "shows what something is",
        "enumeration": "begins examples",
        "negation": "denies",
        "pronoun": "begins a sentence that leans on the one before",
    },
    "relative_dates": {
        "relative": 'counts from the day a text was written: "last year", "yesterday"',
        "counted": 'does so after a number: "(two) years ago"',
        "not_relative": 'looks like one of these and is none: "last year of (the war)"',
    },
    "speakers": {
        "pronoun": 'stands for one person who speaks: "he", "she"',
        "impersonal": 'looks like one of these and stands for nobody, or for several: "il y a", "他们"',
    },
    "follow_ups": {
        "pronoun": 'stands for what was said before: "it", "his", "there" at the end',
        "impersonal": 'looks like one of these and stands for nothing: "is it true"',
        "opening": 'begins a question that goes on from the last: "and", "what about"',
        "comparing": 'asks beyond what was said before: "else", "another", "also"',
    },
}
"""The tables of ``phrases.toml``: each row with what its phrases do, or ask for, or name."""

SMALL_TALK_ROWS: Mapping[str, str] = {
    "greeting": "a greeting",
    "thanks": "thanks, and other words that end a matter",
    "farewell": "a farewell",
    "who_are_you": "asks who the bot is",
    "help": "asks what the bot can do",
    "contents": "asks what the texts are about",
}
"""The rows of ``small_talk.toml``."""

INTENT_ROWS: Mapping[str, str] = {
    "small_talk": "says something and asks nothing",
    "about_the_bot": "asks about the bot, or wants it to do what it cannot",
    "contents": "asks which texts there are",
    "author": "asks who wrote a text",
    "date": "asks when a text was written",
    "source": "asks where a text comes from",
    "length": "asks how long a text is",
    "title": "asks what a text is called",
    "summary": "asks what a text says as a whole",
    "more": "asks for further answers",
    "next": "asks how the text goes on",
    "context": "asks where the last answer stands",
    "doubt": "doubts the last answer",
}
"""The rows of ``intents.toml``: each a list of patterns of whole messages."""


@dataclass(frozen=True, slots=True)
class IntentPatterns:
    """What messages look like that are no question to the content of a text.

    ``rows`` are patterns by the rows of `INTENT_ROWS`, and ``parts`` what they are made of.  ``spellings``
    are words as they are typed on a phone, with what they are read as.  A message of
    nothing but ``chatter`` is small talk, where a word that is not ``beside`` others is among it.
    """

    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    chatter: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()


def words(text: str) -> frozenset[str]:
    """The case-folded words of a block of text: ``words("The Fuß") == {"the", "fuss"}``."""
    return frozenset(text.casefold().split())


def longest_first(text: str) -> tuple[str, ...]:
    """The words of a block of text, longest first: ``longest_first("谁 为什么") == ("为什么", "谁")``."""
    return tuple(sorted(words(text), key=lambda phrase: (-len(phrase), phrase)))
