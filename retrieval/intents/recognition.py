"""Recognise the intent of a message, by its words alone: anything but a question about a text's content."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

import regex

from languages import LANGUAGES, Languages
from retrieval.intents.part_references import Reference, reference_in
from retrieval.intents.phrase_patterns import (
    Group,
    compile_pattern,
    edge_words,
    has_names,
    literal_words,
    needed_words,
    normalized,
    parse_pattern,
)
from retrieval.records import MessageKind


class IntentKind(StrEnum):
    """A kind of intent; the values are the names of rows in ``small_talk.toml`` and ``intents.toml``."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    SMALL_TALK = "small_talk"
    WHO_ARE_YOU = "who_are_you"
    HELP = "help"
    ABOUT_THE_BOT = "about_the_bot"
    CONTENTS = "contents"
    PART = "part"
    AUTHOR = "author"
    DATE = "date"
    SOURCE = "source"
    LENGTH = "length"
    TITLE = "title"
    SUMMARY = "summary"
    TIMELINE = "timeline"
    PEOPLE = "people"
    AMOUNTS = "amounts"
    MORE = "more"
    NEXT = "next"
    BACK = "back"
    CONTEXT = "context"
    DOUBT = "doubt"
    IN_SHORT = "in_short"  # last, because a name may be anything

    @property
    def message_kind(self) -> MessageKind:
        """The kind of message that expresses this intent."""
        return _MESSAGE_KINDS.get(self, MessageKind.ABOUT_THE_TEXT)


_MESSAGE_KINDS = {
    IntentKind.GREETING: MessageKind.SMALL_TALK,
    IntentKind.THANKS: MessageKind.SMALL_TALK,
    IntentKind.FAREWELL: MessageKind.SMALL_TALK,
    IntentKind.SMALL_TALK: MessageKind.SMALL_TALK,
    IntentKind.WHO_ARE_YOU: MessageKind.ABOUT_THE_BOT,
    IntentKind.HELP: MessageKind.ABOUT_THE_BOT,
    IntentKind.ABOUT_THE_BOT: MessageKind.ABOUT_THE_BOT,
    IntentKind.PART: MessageKind.PART,
    IntentKind.SUMMARY: MessageKind.SUMMARY,
    IntentKind.IN_SHORT: MessageKind.SUMMARY,
    IntentKind.TIMELINE: MessageKind.TIMELINE,
    IntentKind.PEOPLE: MessageKind.PEOPLE,
    IntentKind.AMOUNTS: MessageKind.AMOUNTS,
    IntentKind.MORE: MessageKind.FOLLOW_ON,
    IntentKind.NEXT: MessageKind.FOLLOW_ON,
    IntentKind.BACK: MessageKind.FOLLOW_ON,
    IntentKind.CONTEXT: MessageKind.FOLLOW_ON,
    IntentKind.DOUBT: MessageKind.FOLLOW_ON,
}

FOLLOW_ONS = (IntentKind.CONTEXT, IntentKind.MORE, IntentKind.NEXT, IntentKind.BACK, IntentKind.DOUBT)
"""Intents that make sense only after an answer and then take precedence: "source?" asks for its context."""

TALK = (MessageKind.SMALL_TALK, MessageKind.ABOUT_THE_BOT)
"""The kinds of messages that no sentence of a text can answer."""
_COURTESIES = (IntentKind.GREETING, IntentKind.THANKS, IntentKind.FAREWELL)
_OF_A_TEXT = (
    IntentKind.AUTHOR,
    IntentKind.DATE,
    IntentKind.SOURCE,
    IntentKind.LENGTH,
    IntentKind.TITLE,
    IntentKind.SUMMARY,
)
_POINTED_AT = re.compile(r"(?:^| )(?:it|that) |^what was (?!this )")
_LONGEST = 240
"""Characters of a message that may have an intent; a longer one is a question about the content."""
_MAX_PIECES = 4
_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}]")
_MAX_CHATTER = 10
"""The most words of a message that is mere chatter."""
_NO_WORD = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_PIECE = regex.compile(r"[^.!?…,;。！？，；\n]*[.!?…,;。！？，；\s]*")
"""A piece of a message up to the next punctuation mark, with that mark."""
_COMMAND = re.compile(r"/([A-Za-z]+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_ONLY_DIGITS = regex.compile(r"\p{Nd}+(?:[.,:/\-]\p{Nd}+)*[.)]?")
_NUMBER = re.compile(r"(?:the |number |nr |no )?(?:#|\[)?([1-9])\]?[.)]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a message wants, and the words that name the document it is about ("prius"), "" for none.

    ``says_document``: the message calls it a story, an article or the like.  If no document has that name, it
    is an ordinary question.  ``part`` is the numbered part that it asks for.
    """

    kind: IntentKind
    name: str = ""
    says_document: bool = False
    part: Reference | None = None


OVERVIEW_COMMANDS: Mapping[str, IntentKind] = {
    "digest": IntentKind.SUMMARY,
    "timeline": IntentKind.TIMELINE,
    "who": IntentKind.PEOPLE,
    "numbers": IntentKind.AMOUNTS,
}
"""The commands that show an overview of a text, in chats and in `ask`."""


def overview_command(message: str) -> Intent | None:
    """The overview that a command asks for, and the name of the text if it gives one.

    >>> overview_command("/timeline the harbour").name, overview_command("/start")
    ('the harbour', None)
    """
    match = _COMMAND.fullmatch(message.strip())
    kind = OVERVIEW_COMMANDS.get(match[1].lower()) if match else None
    return Intent(kind, (match[2] or "").strip()) if match and kind else None


def recognize(
    message: str, *, follows: bool = False, of_text: bool = False, languages: Languages = LANGUAGES
) -> Intent | None:
    """The intent of *message*; None for a question about the content of a text.

    *follows*: it comes after an answer.  *of_text*: that answer was about a text as a whole, so that "it"
    means the text.

    >>> recognize("thank you so much!").kind, recognize("sum up the prius story").name
    (<IntentKind.SMALL_TALK: 'small_talk'>, 'prius')
    >>> recognize("who made the film?") is None
    True
    """
    if len(message) > _LONGEST:
        return None
    if commanded := overview_command(message):
        return commanded
    words = normalized(message, _spellings(languages))
    known = _phrase_intent(message, words, languages)
    if known is not None and known is not IntentKind.CONTENTS:
        return Intent(known)
    said = words.split()
    for each in _patterns(languages, named=not _literals(languages).issuperset(said)).for_words(said):
        if each.kind in FOLLOW_ONS and not follows:
            continue
        match = each.pattern.fullmatch(words)
        if match is not None and not _is_about_a_thing(each.kind, words, follows=follows and not of_text):
            intent = _intent(each, match)
            if intent.kind is not IntentKind.PART or intent.part is not None:
                return intent
    if known is IntentKind.CONTENTS:  # "what is this about", "summary"
        return Intent(IntentKind.SUMMARY)
    if _is_chatter(words, languages):
        return Intent(IntentKind.SMALL_TALK)
    return _of_pieces(message, languages)


def _of_pieces(message: str, languages: Languages) -> Intent | None:
    """The intent of a message in which every piece is small talk: "what's your name, are you human?"."""
    pieces = [piece for piece in _PIECE.findall(message) if not is_wordless(piece)]
    if not 1 < len(pieces) <= _MAX_PIECES:
        return None
    talk: list[Intent] = []
    for piece in pieces:
        intent = recognize(piece, languages=languages)
        if intent is None or intent.kind.message_kind not in TALK:
            return None
        talk.append(intent)
    return next((each for each in talk if each.kind.message_kind is MessageKind.ABOUT_THE_BOT), talk[0])


def is_wordless(message: str) -> bool:
    """Whether a message has neither a letter nor a digit, such as an emoji.

    >>> is_wordless("👍!"), is_wordless("ok 👍")
    (True, False)
    """
    return not _SAYS_SOMETHING.search(message)


def number_typed(message: str) -> int | None:
    """The number of a result if the message is nothing else: "2", "[2]", "the 2".

    >>> number_typed("2"), number_typed("2 ships")
    (2, None)
    """
    match = _NUMBER.fullmatch(message.strip())
    return int(match[1]) if match else None


def is_number(message: str) -> bool:
    """Whether a message is nothing but a number, which asks nothing about the answer before it.

    >>> is_number("1891"), is_number("2"), is_number("40,000"), is_number("1891?"), is_number("in 1891")
    (True, True, True, False, False)
    """
    return number_typed(message) is not None or _ONLY_DIGITS.fullmatch(message.strip()) is not None


def without_courtesies(text: str) -> str:
    """*text* without greetings before its content and thanks after it; one stays if there is no content.

    >>> without_courtesies("Hi! Who is the minister? Thanks :)"), without_courtesies("Hello, many thanks!")
    ('Who is the minister?', 'many thanks!')
    """
    pieces = _PIECE.findall(text)[:-1]  # the last one is empty
    while len(pieces) > 1 and _is_courtesy(pieces[0]):
        del pieces[0]
    while len(pieces) > 1 and _is_courtesy(pieces[-1]):
        del pieces[-1]
    return "".join(pieces).strip()


def _is_courtesy(piece: str) -> bool:
    return _phrase_intent(piece, normalized(piece, _spellings(LANGUAGES)), LANGUAGES) in _COURTESIES


def _phrase_intent(message: str, words: str, languages: Languages) -> IntentKind | None:
    """The intent of a message that is just a phrase of ``small_talk.toml``.

    An apostrophe separates words there: "d accord".
    """
    phrases = _phrases(languages)
    parted = " ".join(_NO_WORD.sub(" ", message).split()).casefold()
    return phrases.get(parted) or phrases.get(words.strip())


def _is_about_a_thing(kind: IntentKind, words: str, *, follows: bool) -> bool:
    """Whether "it" may mean the topic of the last answer: "who wrote it?" after an answer about a book."""
    return follows and kind in _OF_A_TEXT and _POINTED_AT.search(words) is not None


def _intent(found: "_Pattern", match: re.Match[str]) -> Intent:
    name = next((name for name, value in match.groupdict().items() if value), None)
    if name is None:
        return Intent(found.kind)
    before = match.string[: match.start(name)].split()
    if found.kind is IntentKind.PART:
        return Intent(found.kind, part=reference_in(f"{before[-1]} {match[name]}"))
    says_document = found.document.match(match.string, match.end(name)) is not None
    return Intent(found.kind, match[name].strip(), says_document or before[-2:-1] in found.kinds_of_text)


def _is_chatter(words: str, languages: Languages) -> bool:
    """Whether a message consists of filler words only: "ok boring", "haha nice one"."""
    listed = words.split()
    if not 0 < len(listed) <= _MAX_CHATTER:
        return False
    return any(alone & set(listed) and alone | beside >= set(listed) for alone, beside in _chatter(languages))


@cache
def _phrases(languages: Languages) -> Mapping[str, IntentKind]:
    return {
        phrase.casefold(): IntentKind(kind)
        for code in languages.codes
        for kind, phrases in languages.small_talk(code).items()
        for phrase in phrases
    }


@cache
def _spellings(languages: Languages) -> Mapping[str, str]:
    return {
        typed: read for code in languages.codes for typed, read in languages.intents(code).spellings.items()
    }


@cache
def _chatter(languages: Languages) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    listed = (languages.intents(code) for code in languages.codes)
    return tuple((each.chatter, each.beside) for each in listed if each.chatter)


@dataclass(frozen=True)
class _Pattern:
    """A pattern, the kind of intent it shows, and the words for a document that may follow a name in it.

    Without ``names``, it matches known words only.  It never matches without one word of each ``needed`` set,
    nor a message with another ``first`` or ``last`` word (None: it may be any word).  All that only some
    messages need is computed at its first use; compiling alone takes longer than an answer.
    """

    kind: IntentKind
    line: str
    parts: Mapping[str, str]
    parsed: Group

    @cached_property
    def names(self) -> bool:
        return has_names(self.parsed)

    @cached_property
    def needed(self) -> tuple[frozenset[str], ...]:
        return needed_words(self.parsed)

    @cached_property
    def first(self) -> frozenset[str] | None:
        return edge_words(self.parsed)

    @cached_property
    def last(self) -> frozenset[str] | None:
        return edge_words(self.parsed, last=True)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return compile_pattern(self.line, self.parts)

    @cached_property
    def kinds_of_text(self) -> list[list[str]]:
        """The words before the preposition of a name: "the article about" something."""
        return [[word] for word in literal_words(self.parts.get("kind_of_text", "text"))]

    @cached_property
    def document(self) -> re.Pattern[str]:
        return compile_pattern(self.parts.get("kind_of_text", "text"), self.parts)


class _Patterns:
    """Patterns in the order in which they are tried, by the words with which a message must begin."""

    def __init__(self, patterns: Sequence[_Pattern]) -> None:
        first_words = frozenset[str]().union(*(each.first for each in patterns if each.first))
        self._after_any_word = [each for each in patterns if not each.first]
        self._by_first_word: dict[str, list[_Pattern]] = {word: [] for word in first_words}
        for each in patterns:
            for word in each.first or first_words:
                self._by_first_word[word].append(each)

    def for_words(self, words: Sequence[str]) -> Iterator[_Pattern]:
        """The patterns that may match a message of these words, in order; no other one does."""
        said = frozenset(words)
        first, last = (words[0], words[-1]) if words else ("", "")
        for each in self._by_first_word.get(first, self._after_any_word):
            if (each.last is None or last in each.last) and not any(map(said.isdisjoint, each.needed)):
                yield each


@cache
def _patterns(languages: Languages, *, named: bool) -> _Patterns:
    """All patterns, or those with names: no other one matches a message in which not all words are known."""
    return _Patterns([each for each in _all_patterns(languages) if each.names or not named])


@cache
def _all_patterns(languages: Languages) -> tuple[_Pattern, ...]:
    order = [*FOLLOW_ONS, *(kind for kind in IntentKind if kind not in FOLLOW_ONS)]
    return tuple(each for kind in order for each in _of_row(kind, languages))


def _of_row(kind: IntentKind, languages: Languages) -> Iterator[_Pattern]:
    for code in languages.codes:
        listed = languages.intents(code)
        for line in listed.rows.get(kind, ()):
            yield _Pattern(kind, line, listed.parts, parse_pattern(line, listed.parts))


@cache
def _literals(languages: Languages) -> frozenset[str]:
    """The literal words of all patterns."""
    listed = [languages.intents(code) for code in languages.codes]
    lines = [line for each in listed for row in each.rows.values() for line in row]
    parts = [part for each in listed for part in each.parts.values()]
    return frozenset(word for line in (*lines, *parts) for word in literal_words(line))
