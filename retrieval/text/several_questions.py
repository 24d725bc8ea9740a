"""Split a message with several questions: "When did he die and how old was he?" has two parts."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from languages.matched_patterns import MatchedPatterns
from languages.patterns import PatternMatch

MAX_QUESTIONS = 3
"""The most questions in a message: as many as there are citations, one for each."""
QUESTION_MARKS = frozenset("?？؟")
_COMMAS = frozenset(",،")


def parts(reading: MatchedPatterns, asking: Sequence[PatternMatch]) -> tuple[tuple[int, int], ...]:
    """The spans of the separate questions in a message, in code points; none if it is a single one.

    *asking* are its asking phrases.  A part ends at a question mark, at a comma or an "and" that leads to
    another asking phrase and its verb, and at an "and" that leads to a verb and its subject: "and is it".
    """
    places = [*_places(reading, asking)]
    if not 1 < len(places) <= MAX_QUESTIONS or not _has_content(reading, *places[0]):
        return ()
    if not all(_asks(reading, asking, start, end) for start, end in places[1:]):
        return ()
    return tuple(reading.span(start, end) for start, end in places)


def _places(reading: MatchedPatterns, asking: Sequence[PatternMatch]) -> Iterator[tuple[int, int]]:
    """The parts as ranges of words, without the "and" between two."""
    breaks = sorted(
        {*_after_marks(reading), *_at_joined_phrases(reading, asking), *_at_joined_verbs(reading, asking)}
    )
    edges = [(0, 0), *breaks, (len(reading.words), len(reading.words))]
    for (_, start), (end, _) in pairwise(edges):
        if end > start:  # nothing is between a question mark and an "and" right after it
            yield start, end


def _after_marks(reading: MatchedPatterns) -> Iterator[tuple[int, int]]:
    for at, word in enumerate(reading.words[:-1], start=1):
        if word.text in QUESTION_MARKS and any(each.letters for each in reading.words[at:]):
            yield at, at


def _at_joined_phrases(reading: MatchedPatterns, asking: Sequence[PatternMatch]) -> Iterator[tuple[int, int]]:
    """The starts of each "and" or comma and of the asking phrase after it, which has a verb.

    After "and", the phrase may instead ask by itself ("and when?").  A comma may also end a clause: in "When
    the war began, who ruled?", the first phrase has no verb.
    """
    begins = _ands(reading)
    for phrase in asking[1:] if reading.table.spaced else ():
        if phrase.start in begins and (_has_verb(reading, phrase) or _asks_by_itself(reading, phrase)):
            yield _before_comma(reading, begins[phrase.start]), phrase.start
        elif (
            reading.words[phrase.start - 1].text in _COMMAS
            and _has_verb(reading, phrase)
            and _has_verb(reading, asking[0])
        ):
            yield phrase.start - 1, phrase.start


def _at_joined_verbs(reading: MatchedPatterns, asking: Sequence[PatternMatch]) -> Iterator[tuple[int, int]]:
    """The starts of each "and" and of the verb after it whose subject follows: "and is it free".

    After a comma, the subject may be a noun with an article ("…, and does the price change"); without one,
    "the" may belong to an object.
    """
    if not asking or not reading.table.spaced:
        return
    for end, start in _ands(reading).items():
        after = reading.after("auxiliary", end)
        is_subject = after > end and (
            reading.starts("subject", after)
            or (reading.words[start - 1].text in _COMMAS and reading.starts("determiner", after))
        )
        if is_subject and asking[0].start < start and _has_content(reading, after, len(reading.words)):
            yield _before_comma(reading, start), end


def _ands(reading: MatchedPatterns) -> dict[int, int]:
    """Where each "and" ends -> where it starts."""
    return {found.end: found.start for found in reading.found if found.kind == "and"}


def _before_comma(reading: MatchedPatterns, start: int) -> int:
    """The place of the comma before an "and", or else of the "and"."""
    return start - (reading.words[start - 1].text in _COMMAS)


def _has_verb(reading: MatchedPatterns, phrase: PatternMatch) -> bool:
    after = reading.starts("auxiliary", phrase.end) or reading.starts("copula", phrase.end)
    return phrase.kind == "identity" or after


def _asks_by_itself(reading: MatchedPatterns, phrase: PatternMatch) -> bool:
    """Whether a phrase at the end asks something: "… and when", but not an unfinished "… and what"."""
    return phrase.kind != "thing" and not _has_letters(reading, phrase.end)


def _has_letters(reading: MatchedPatterns, start: int) -> bool:
    return any(word.letters for word in reading.words[start:])


def _has_content(reading: MatchedPatterns, start: int, end: int) -> bool:
    return any(word.letters and not word.stop for word in reading.words[start:end])


def _asks(reading: MatchedPatterns, asking: Sequence[PatternMatch], start: int, end: int) -> bool:
    """Whether a part is a question, rather than a remark added to one."""
    marked = end > start and reading.words[end - 1].text in QUESTION_MARKS
    return marked or reading.starts("auxiliary", start) or any(start <= each.start < end for each in asking)
