"""Records for the data files of a language, with the meaning of each row.

``profile.toml`` becomes a `LanguageProfile`, ``phrases.toml`` a `PhraseTable`.  Every row is optional; a
missing row only means that less is recognised.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Months = tuple[tuple[str, ...], ...]
Phrases = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """How a language uses the full stop.  Words are written as printed, without their last stop.

    A lower-case entry also covers its capitalised form ("vol" covers "Vol."); a capitalised one covers
    nothing else ("Gen." is a general, "gen." is not).  Initials and other letters with stops ("J. R.",
    "U.S.", "z. B.") need no entry, nor do abbreviations that end a sentence before any capital ("etc.").

    ``never_final``: these need a following word ("Dr.", "e.g."), so no sentence ends with them.
    ``may_be_final``: these can end a sentence ("Inc."); they do if one of ``openers`` follows.
    ``before_number``: ordinary words that are abbreviations only before a figure ("No. 5"). ``openers``:
    function words; capitalised, they show that a sentence begins ("The", "Danach"). ``begin_after_space`` and
    ``continue_after_space``: for Thai, where a space may separate sentences, clauses or names, the words
    after a space that often begin a sentence, and those that continue one. ``ordinals``: a small number or a
    Roman one with a stop is an ordinal ("am 3. Oktober", "Ludwig XIV."). ``clipped``: any run of at most so
    many letters before a stop is an abbreviation.
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
    """How a language is written; from ``profile.toml``.

    ``scripts`` are Unicode names of scripts ("latin", "cyrillic"); ``stemmer`` names a Snowball stemmer.
    ``function_words`` distinguish the languages of one script, as do ``letters``, which no other language of
    the script uses.  ``months`` are the names of the twelve months, each with its other spellings and
    abbreviations.  ``name_particles`` are the small words within a name ("von", "de la").  If
    ``abbreviations`` is None, the English ones are used.
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
    """The phrases of a language's questions and answers; from ``phrases.toml``.

    ``stop_words`` are case-folded function words.  ``question_phrases``, for languages written without
    spaces, are words that only serve to ask, longest first.  ``fillers`` are words that say nothing about the
    subject of a question, although they mean something in a text ("thing", "happen").

    ``questions``, ``quantities``, ``nouns``, ``evidence``, ``relative_dates``, ``speakers`` and
    ``follow_ups`` have phrases in the notation of `languages.patterns`, by the rows of `ROWS`; a row of
    ``quantities`` may also be a counting word ("人").

    ``spaced``: words are separated by spaces.  ``cased``: names are capitalised, and ``nouns_capitalised``:
    so is every noun.  ``noun_first``: the head of a noun phrase comes first ("ciudad francesa").
    ``asks_in_place``: the question word is where the answer would be, so the noun asked for may precede it.
    ``plural_endings`` show that a question asks for several things ("which topics"), and
    ``adjective_endings`` that the word before a noun is an adjective ("какой новый закон").  ``prefixes`` are
    particles attached to the next word; ``name_particles`` are those of the profile.
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
    "quotation": 'what somebody said: "what did ... say"',
    "list": "several things in one answer",
    "yes_no": "yes or no",
    "thing": 'what the noun beside it names: "which", "what kind of"',
}

ROWS: Mapping[str, Mapping[str, str]] = {
    "questions": _ANSWER_TYPES
    | {
        "identity": 'asks what or who something is: "what is"; at the end in languages that ask in place',
        "copula": "a verb after a question word that leads to the noun asked for",
        "auxiliary": "a verb after a question word that leads to no noun",
        "determiner": "may precede the noun asked for",
        "subject": 'a pronoun that follows the verb of a question: "is it"',
        "indefinite": "the indefinite article",
        "several": "asks for several things",
        "and": '"and", which also begins a follow-up',
        "negation": "denies",
        "qualifier": 'singles one out: "first", "newest", "only"; the answer has to say so too',
    },
    "quantities": {"any": 'asks for a number: "how many"'} | _UNITS,
    "nouns": _ANSWER_TYPES | _UNITS,
    "evidence": _UNITS
    | {
        "numeral": "a number as a word",
        "month": "a month",
        "weekday": "a day of the week",
        "time": 'words of a date: "century", "last year"',
        "since": "may precede a bare year",
        "span": "a unit of time after a number",
        "duration": "a length of time without a number",
        "title": "occurs in or beside the name of a person",
        "institution": "occurs in or beside the name of an organisation",
        "geography": "occurs in or beside the name of a place",
        "people": "refers to people without naming them",
        "location": "shows where something is",
        "in": "a preposition before the name of a place",
        "agent": "a preposition before who did it",
        "article": "an article, which distinguishes a common noun from a name",
        "speech": "shows that somebody says something",
        "reason": "shows a reason",
        "purpose": "shows a purpose",
        "manner": "shows how something is done",
        "definition": "shows what something is",
        "enumeration": "begins examples",
        "negation": "denies",
        "pronoun": "begins a sentence that refers to the one before",
    },
    "relative_dates": {
        "relative": 'is relative to the day a text was written: "last year", "yesterday"',
        "counted": 'is relative to it after a number: "(two) years ago"',
        "not_relative": 'looks like one of these but is not: "last year of (the war)"',
    },
    "speakers": {
        "pronoun": 'refers to one speaker: "he", "she"',
        "impersonal": 'looks like one of these but refers to nobody, or to several: "il y a", "他们"',
    },
    "follow_ups": {
        "pronoun": 'refers to something mentioned before: "it", "his", "there" at the end',
        "impersonal": 'looks like one of these but refers to nothing: "is it true"',
        "opening": 'begins a follow-up question: "and", "what about"',
        "comparing": 'asks for something beyond the last answer: "else", "another", "also"',
    },
}
"""The tables of ``phrases.toml``: each row with what its phrases mean or ask for."""

SMALL_TALK_ROWS: Mapping[str, str] = {
    "greeting": "a greeting",
    "thanks": "thanks, and other words that end a conversation",
    "farewell": "a farewell",
    "who_are_you": "asks who the bot is",
    "help": "asks what the bot can do",
    "contents": "asks what the texts are about",
}
"""The rows of ``small_talk.toml``."""

INTENT_ROWS: Mapping[str, str] = {
    "small_talk": "asks nothing",
    "about_the_bot": "asks about the bot, or for something that it cannot do",
    "contents": "asks which texts there are",
    "part": "asks for a part of a text by its number, as the name after one of the parts numbered_…",
    "author": "asks who wrote a text",
    "date": "asks when a text was written",
    "source": "asks where a text comes from",
    "length": "asks how long a text is",
    "title": "asks what a text is called",
    "summary": "asks what a text as a whole says",
    "in_short": "asks for a short version of the text with that name",
    "timeline": "asks for the dates in a text",
    "people": "asks for the people in a text",
    "amounts": "asks for the amounts in a text",
    "more": "asks for more answers",
    "next": "asks how the text continues",
    "back": "asks for what was shown before more of an answer",
    "context": "asks for the context of the last answer",
    "doubt": "doubts the last answer",
}
"""The rows of ``intents.toml``; each is a list of patterns of whole messages."""
QUESTION_ROWS: Mapping[str, str] = {
    "who": "asks who a person is",
    "what": "asks what a thing is",
    "when": "asks what happened in a year",
}
"""The rows of the table ``questions`` there: each is a question with a place for a name or a date."""


@dataclass(frozen=True, slots=True)
class IntentPatterns:
    """Patterns of messages that are not questions about the content of a text.

    ``rows`` are the patterns by the rows of `INTENT_ROWS`, and ``parts`` the named parts that they use.
    ``spellings`` maps words as people type them on a phone to the words meant.  A message of nothing but
    ``chatter`` is small talk if at least one of its words is not in ``beside``.  ``questions`` are questions
    with a place for a ``{name}`` or a ``{date}`` of a text, by the rows of `QUESTION_ROWS`.
    """

    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    chatter: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    questions: Mapping[str, str] = field(default_factory=dict)


def words(text: str) -> frozenset[str]:
    """The case-folded words of a block of text: ``words("The Fuß") == {"the", "fuss"}``."""
    return frozenset(text.casefold().split())


def longest_first(text: str) -> tuple[str, ...]:
    """The words of a block of text, longest first: ``longest_first("谁 为什么") == ("为什么", "谁")``."""
    return tuple(sorted(words(text), key=lambda phrase: (-len(phrase), phrase)))
