"""Divide a text into rows: lines with their indentation, which shows what belongs together."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from corpus.scripts import columns, first_columns
from corpus.spans import lines

_TAB = 8
_ITEM = re.compile(
    r"(?P<mark>[-*+•·▪‣–—]|o(?= {2})|\(?(?:\d{1,3}|[A-Za-z]|[ivxlc]{1,5})[.)]|\((?:\d{1,3}|[a-z]{1,4})\))"
    r"[ \t]+(?=\S)"
)
_LETTER_BULLET = "o"
LEADS_ON = (":", "：")
"""The endings of a line that introduces the next ones."""
_BULLET = re.compile(r"[-*+•·▪‣][ \t]+(?=\S)")
# With closing quotation marks and brackets behind the stop, and footnotes: "They bend.”[3]".
_ENDED = re.compile(r"[.!?…。！？।॥؟۔][\"'”’»)\]」』）*_`]{0,9}(?:\[\w{1,4}\]){0,9}\Z")
_LONGEST_ENDING = 40


class Row(NamedTuple):
    """A line that is not blank: the span of its text, and the columns of its first sign and first word.

    The two columns differ in a list item, whose ``mark`` comes first.  ``beside`` says that a term's
    description is beside it, ``option`` that it begins with an option and is no part of the row before it.
    """

    start: int
    end: int
    text: str
    margin: int
    indent: int
    mark: str = ""
    beside: bool = False
    option: bool = False

    @property
    def edge(self) -> int:
        """The column after the last character."""
        return self.column + columns(self.text)

    @property
    def column(self) -> int:
        """The column in which its text begins, not counting a bullet."""
        return self.margin if self.text.startswith(self.mark) else self.indent

    @property
    def first_word(self) -> int:
        """The width of its first unbreakable part: a word, or one wide character."""
        return first_columns(self.mark or self.text)

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list: one with a mark, or an option with its description."""
        return bool(self.mark) or (self.option and not self.beside)

    def column_at(self, place: int) -> int:
        """The column of a place in its text."""
        return column_of(" " * self.column + self.text[:place])

    def without_bullet(self) -> "Row":
        """The row without the bullet before its words, which are what is cited of it.

        >>> Row(0, 6, "- pine", 0, 2, "-").without_bullet()
        Row(start=2, end=6, text='pine', margin=0, indent=2, mark='-', beside=False, option=False)
        """
        bullet = _BULLET.match(self.text) if self.mark else None
        if bullet is None or not any(map(str.isalnum, self.text)):
            return self
        return self._replace(start=self.start + bullet.end(), text=self.text[bullet.end() :])

    def divided(self, end: int, begin: int) -> tuple["Row", "Row"]:
        """The term that ends at a place in its text, and the description beside it that begins at another."""
        column = self.column_at(begin)
        term = self._replace(end=self.start + end, text=self.text[:end], beside=True)
        return term, Row(self.start + begin, self.end, self.text[begin:], column, column)

    @property
    def ended(self) -> bool:
        """Whether a sentence ends with it."""
        return is_ended(self.text)

    @property
    def begins_in_lower_case(self) -> bool:
        """Whether it begins in lower case, like the rest of a sentence."""
        return self.text[:1].islower()


def is_ended(text: str) -> bool:
    """Whether a text ends like a sentence.

    >>> is_ended("They bend.)"), is_ended("as follows:")
    (True, False)
    """
    return bool(_ENDED.search(text[-_LONGEST_ENDING:]))


def runs_of_rows(text: str, original: str) -> Iterator[list[Row]]:
    r"""The rows of a text, grouped into runs without a blank line.

    In *text*, all outside the body is blanked; *original* still has the list marks, at the same offsets.

    >>> text = "a\n - b\n\nc"
    >>> [[(row.text, row.margin, row.indent) for row in rows] for rows in runs_of_rows(text, text)]
    [[('a', 0, 0), ('- b', 1, 3)], [('c', 0, 0)]]
    """
    for filled, run in groupby(_rows(text, original), key=lambda row: row is not None):
        if filled:
            yield [row for row in run if row is not None]


def _rows(text: str, original: str) -> Iterator[Row | None]:
    for start, line in lines(text):
        words = line.strip()
        yield _row(start, line, words, original) if words else None


def _row(start: int, line: str, words: str, original: str) -> Row:
    before = len(line) - len(line.lstrip())
    first = start + before
    margin = column_of(line[:before])
    shown = _ITEM.match(original, first, start + len(line))
    if shown:
        indent = column_of(line[: shown.end() - start])
        if shown["mark"] == _LETTER_BULLET:  # a letter for a bullet, as manual pages have it
            words = words[shown.end() - first :]
            return Row(shown.end(), shown.end() + len(words), words, margin, indent, _LETTER_BULLET)
        return Row(first, first + len(words), words, margin, indent, shown["mark"])
    blanked = original[start:first].strip(" \t>#")
    if blanked and (hidden := _ITEM.match(f"{blanked} x")):
        at = original.find(blanked, start, first) - start
        return Row(first, first + len(words), words, column_of(line[:at]), margin, hidden["mark"])
    return Row(first, first + len(words), words, margin, margin)


def column_of(before: str) -> int:
    """The column after some white space and marks."""
    return columns(before.expandtabs(_TAB))
