"""Decide whether a paragraph continues the sentence of the one before, despite a blank line between them.

This happens where an example interrupts a sentence, where a converted page set a command apart, where a text
is double-spaced, and where a page ends.  The paragraph then begins in lower case; but so does one whose first
word is the name of a command.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from corpus.structure.lines.rows import Row, is_ended

_PROSE_WORDS = 5
_MOSTLY = 0.7
_BEGUN_WORDS = 3  # minimum words of a sentence that an example interrupts; fewer are a label
_OPEN = (",", ";", ":", "，", "；", "：", "、")
_PAIR = re.compile(r"[^\W_][^\n:.!?]{0,39}: +\S.{0,79}")
_AROUND = '()"“”«»,;:.!?'
_WORD = re.compile(r"[(\"“«]?[^\W\d_]+(?:['’-][^\W\d_]+)*[)\"”»]?[,;:.!?]*")
_BEGUN = re.compile(r"[^\W_]{2}[.!?] +\S")  # a sentence has ended, and another has not
_ENTRY = re.compile(r"\S+(?: \S+){0,5}(?: {3,}|[ ]*\t[ \t]*)\S")


def is_pair(line: str) -> bool:
    """Whether a line is a name with its value ("Version: 3.2"), and not a sentence.

    >>> is_pair("Version: 3.2"), is_pair("To bend them, do this:"), is_pair("see http://example.org")
    (True, False, False)
    """
    return _PAIR.fullmatch(line) is not None and not is_ended(line)


def is_entry(line: str) -> bool:
    """Whether a line has a wide gap between its first words and the others: "b      block special".

    >>> is_entry("b      block special"), is_entry("the   old   pines")
    (True, False)
    """
    found = _ENTRY.match(line)
    return found is not None and "   " not in line[found.end() :]


def names_in(found: Iterable[Sequence[Row]], function_words: Collection[str]) -> frozenset[str]:
    """Words in lower case that open paragraphs after a finished one: names, if not *function_words*."""
    return frozenset(map(_first, _openings(found))) - frozenset(function_words)


def first_words(found: Iterable[Sequence[Row]]) -> frozenset[str]:
    """The words with which paragraphs begin."""
    return frozenset(_first(rows[0].text) for rows in found)


def _openings(found: Iterable[Sequence[Row]]) -> Iterator[str]:
    ended = True
    for rows in found:
        if ended and rows[0].begins_in_lower_case:
            yield rows[0].text
        ended = rows[-1].ended


def _first(text: str) -> str:
    return text.split(maxsplit=1)[0].strip(_AROUND).casefold()


def _last(text: str) -> str:
    return text.rsplit(maxsplit=1)[-1].strip(_AROUND).casefold()


def continues(
    before: str, after: str, function_words: Collection[str], names: Collection[str], *, led_by: str = ""
) -> bool:
    """Whether a paragraph that begins in lower case continues an unfinished one.

    *function_words* are those of the language, *names* the lower-case words that open other paragraphs.  If
    *before* is an example, *led_by* is the sentence that it interrupts.

    >>> continues("Version: 3.2", "lampctl needs a cable.", {"a"}, ())
    False
    >>> continues("The lamp is lit at dusk and", "burns until dawn.", {"and"}, ())
    True
    """
    if is_entry(after):
        return False
    if led_by:
        is_open = not led_by.endswith(_OPEN) and len(led_by.split()) >= _BEGUN_WORDS
        return _first(after) in function_words or (is_open and _is_word(after, names))
    if before.endswith(_OPEN):
        return True
    is_short = len(before.split()) < _PROSE_WORDS
    if is_short and (before[:1].isupper() or is_pair(before)):
        return False
    if _last(before) in function_words or (len(after.split()) == 1 and is_ended(after)):
        return True
    if _BEGUN.search(before) and _first(after) not in names:
        return True
    return not is_pair(before) and (
        _first(after) in function_words or (not is_short and _is_prose(before) and _is_word(after, names))
    )


def _is_word(text: str, names: Collection[str]) -> bool:
    """Whether the first word of a text is a plain word and not one of *names*."""
    return _WORD.fullmatch(text.split(maxsplit=1)[0]) is not None and _first(text) not in names


def _is_prose(text: str) -> bool:
    """Whether nearly all words of a text are plain words."""
    words = text.split()
    return sum(_WORD.fullmatch(word) is not None for word in words) >= _MOSTLY * len(words)
