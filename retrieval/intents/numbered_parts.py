"""The numbered parts of a text, and where each ends.

A part is a heading with what is below it, or a paragraph or list item with what belongs to it, that begins
with a number.  Its number in full includes that of the part around it: "(b)" below "2.2" is 2.2 (b).
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from languages import LANGUAGES, Languages
from retrieval.intents.part_references import (
    BRACKETS,
    Number,
    Reference,
    arabic,
    is_roman,
    roman_value,
    words_for_items,
    words_for_parts,
)
from retrieval.store.document_layout import LayoutPart

_LONGEST_MARK = 60
_BULLETS = " \t>#*_-•"
_MARK = (
    r"(?:(?P<word>\L<words>)\.?(?:\s++|(?=\d)))?(?P<number>\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,7}|[a-z])"
    rf"(?P<below>{BRACKETS}*)(?P<stop>[.):]{{0,2}})(?!\S)"
    rf"|(?P<below>{BRACKETS}+)(?!\S)"
)
_LEVEL = regex.compile(r"\w+")


class NumberedPart(NamedTuple):
    """A numbered part of a document, and the heading, paragraph or item that it opens with.

    ``own`` is its number as written there, and ``full`` with that of the parts around it.  ``word`` is what
    it is called there, "" for nothing.
    """

    document: str
    own: Number
    full: Number
    word: str
    opening: LayoutPart

    def is_around(self, other: "NumberedPart") -> bool:
        """Whether another part is within this one, by its number."""
        return len(other.full) > len(self.full) and other.full[: len(self.full)] == self.full

    def is_followed_by(self, other: "NumberedPart") -> bool:
        """Whether another part has the next number on the same level."""
        return other.full[:-1] == self.full[:-1] and _value(other.full[-1]) == _value(self.full[-1]) + 1


class _Mark(NamedTuple):
    """The number that something begins with, and the word before it.

    ``is_full``: it is not counted within another part.  ``is_bracketed``: as in "(b)".
    """

    number: Number
    word: str
    is_full: bool
    is_bracketed: bool


class _Counted(NamedTuple):
    """The number in full of a part that the next one may be within, or may come after on the same level.

    ``style`` is "1", "a" or "i", in brackets or not.  ``is_item``: the part is an item, so that its list may
    begin again.
    """

    style: str
    full: Number
    is_item: bool = False


def meant(reference: Reference, parts: Sequence[NumberedPart]) -> Sequence[NumberedPart]:
    """The parts that a reference may mean.

    Those that the text calls by the same word come first.  Then come items, if the word is one for items, or
    else those whose number in full it is, preferably as it is written there.

    >>> from retrieval.store.document_layout import PartKind
    >>> section = NumberedPart("lease", ("2",), ("2",), "", LayoutPart(0, 9, PartKind.HEADING, 1))
    >>> item = NumberedPart("lease", ("2",), ("3", "2"), "", LayoutPart(9, 20, PartKind.ITEM))
    >>> [[part.full for part in meant(Reference(word, ("2",)), [section, item])] for word in ("part", "step")]
    [[('2',)], [('3', '2')]]
    """
    numbers = {reference.number, tuple(map(arabic, reference.number))}
    same = [part for part in parts if not numbers.isdisjoint((part.own, part.full))]
    called = [part for part in same if part.word == reference.word]
    unnamed = [part for part in same if not part.word]
    if reference.word in words_for_items(LANGUAGES):
        preferred = [part for part in unnamed if not part.opening.level]
    else:
        full = [part for part in unnamed if part.full in numbers]
        preferred = [part for part in full if part.own == part.full] or full
    return called or preferred or unnamed or same


def parts_in(text: str, layout: Sequence[LayoutPart], document: str = "") -> list[NumberedPart]:
    r"""The numbered parts of a document's text, in order.

    >>> from retrieval.store.document_layout import PartKind
    >>> heading, *items = LayoutPart(0, 7, PartKind.HEADING, 1), LayoutPart(8, 22, PartKind.ITEM)
    >>> [part.full for part in parts_in("2. Rent\n(a) It is due.", [heading, *items])]
    [('2',), ('2', 'a')]
    """
    parts: list[NumberedPart] = []
    counted: list[_Counted] = []
    for opening in layout:
        mark = _mark_of(opening, text)
        if mark is not None:
            counted = _full(mark.number) if mark.is_full else _counted_on(counted, mark)
            full = counted[-1].full
            parts.append(NumberedPart(document, full[-len(mark.number) :], full, mark.word, opening))
    return parts


def end_of(
    part: NumberedPart, parts: Sequence[NumberedPart], layout: Sequence[LayoutPart], length: int
) -> int:
    r"""Where a part of a text of *length* characters ends.

    A section ends at the next heading that is not within it.  A paragraph or item ends at the next number of
    its list; the last one of a list has nothing after it but what is numbered within it.

    >>> from retrieval.store.document_layout import PartKind
    >>> text = "1. Wash.\nIt takes long.\n2. Dry.\nThat is all."
    >>> layout = [LayoutPart(*span, PartKind.PARAGRAPH) for span in ((0, 8), (9, 23), (24, 31), (32, 44))]
    >>> parts = parts_in(text, layout)
    >>> [end_of(part, parts, layout, len(text)) for part in parts]
    [24, 31]
    """
    later = parts[parts.index(part) + 1 :]
    within = {each.opening for each in later if part.is_around(each)}
    lowest = part.opening.level or max(each.level for each in layout)
    after_it = (each for each in layout if each.start > part.opening.start)
    headings = (each for each in after_it if 0 < each.level <= lowest)
    stop = next((heading.start for heading in headings if heading not in within), length)
    if part.opening.level:
        return stop
    after = next((each for each in later if not part.is_around(each)), None)
    if after is not None and after.opening.start < stop:
        stop = after.opening.start
        if part.is_followed_by(after):
            return stop
    return max(each.end for each in (part.opening, *within) if each.start < stop)


def is_only_a_number(sentence: str) -> bool:
    """Whether a sentence is nothing but the number of a part: ``is_only_a_number("Section 3.")``."""
    return _mark_pattern(LANGUAGES).fullmatch(sentence) is not None


def _mark_of(opening: LayoutPart, text: str) -> _Mark | None:
    """The number that a heading, paragraph or item begins with, also outside its span; None if with none.

    A bare figure is one only in a heading, and not in "400 crowns were paid".

    >>> from retrieval.store.document_layout import PartKind
    >>> _mark_of(LayoutPart(0, 8, PartKind.PARAGRAPH), "4.2 Fees")
    _Mark(number=('4', '2'), word='', is_full=True, is_bracketed=False)
    """
    begin = text.rfind("\n", 0, opening.start) + 1
    shown = text[begin : min(opening.end, begin + _LONGEST_MARK)].lstrip(_BULLETS)
    match = _mark_pattern(LANGUAGES).match(shown)
    if match is None:
        return None
    number, below, word = match["number"] or "", match["below"] or "", (match["word"] or "").casefold()
    levels = tuple(_LEVEL.findall(f"{number}{below}".casefold()))
    is_full = bool(word) or (number[:1].isdigit() and (len(levels) > 1 or opening.level > 0))
    if number and not (is_full or match["stop"]):
        return None
    return _Mark(tuple(map(arabic, levels)) if is_full else levels, word, is_full, not number)


def _full(number: Number) -> list[_Counted]:
    """A number in full, after those around it.

    >>> [counted.full for counted in _full(("2", "3"))]
    [('2',), ('2', '3')]
    """
    return [_Counted("." * level or "1", number[: level + 1]) for level in range(len(number))]


def _counted_on(counted: Sequence[_Counted], mark: _Mark) -> list[_Counted]:
    """What the number of *mark* counts as, after those around it.

    It goes on with the innermost number that comes just before it.  Otherwise it begins a list within the
    last number, or once more the list of the last item.

    >>> second = _Mark(("b",), "", is_full=False, is_bracketed=True)
    >>> _counted_on([_Counted("1", ("2",)), _Counted("(a)", ("2", "a"), is_item=True)], second)[-1].full
    ('2', 'b')
    """
    first, *rest = mark.number
    readings = [(f"({style})" if mark.is_bracketed else style, level) for style, level in _readings(first)]
    for at in reversed(range(len(counted))):
        for style, level in readings:
            if counted[at].style == style and _value(counted[at].full[-1]) + 1 == _value(level):
                return _ending_with(counted[:at], style, level, rest)
    style, level = readings[0]
    begins_again = bool(counted) and counted[-1].is_item and counted[-1].style == style
    return _ending_with(counted[:-1] if begins_again else counted, style, level, rest)


def _ending_with(around: Sequence[_Counted], style: str, level: str, rest: Sequence[str]) -> list[_Counted]:
    outer = around[-1].full if around else ()
    return [*around, _Counted(style, (*outer, level, *map(arabic, rest)), is_item=True)]


def _readings(level: str) -> list[tuple[str, str]]:
    """How one level of a number may be read, each with its style, the likeliest first.

    >>> _readings("3"), _readings("iv"), _readings("i"), _readings("c")
    ([('1', '3')], [('i', '4')], [('i', '1'), ('a', 'i')], [('a', 'c'), ('i', '100')])
    """
    if level.isdigit():
        return [("1", level)]
    letter = [("a", level)] if len(level) == 1 else []
    roman = [("i", str(roman_value(level)))] if is_roman(level) else []
    return (roman + letter if level == "i" else letter + roman) or [("a", level)]


def _value(level: str) -> int:
    """The place of a level of a number among its neighbours: 3 for "3" and for "c"."""
    return int(level) if level.isdecimal() else ord(level[0]) - ord("a") + 1


@cache
def _mark_pattern(languages: Languages) -> "regex.Pattern[str]":
    return regex.compile(_MARK, regex.IGNORECASE, words=sorted(words_for_parts(languages)))
