"""Blocks -> text: lay out the headings, paragraphs and items of a document as one text with offsets.

The extractors produce blocks.  The text that is made of them here becomes the document's text, and every
offset refers to it.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import regex

from corpus.extraction.refusal import Refused, check_length
from corpus.limits import MAX_LINES
from corpus.records import Span
from corpus.scripts import only_letters
from corpus.structure.lines.code import is_code

_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
_MAX_BLOCKS = 3 * MAX_LINES
_LONGEST_HEADER = 40
_LONGEST_QUESTION = 300
_LONGEST_OPENING = 200
_NUMBERED = re.compile(r"\(?(?:[QF][.:]? ?)?\d{1,3}(?:\.\d{1,3})*[.):]?\s")
MIN_QUESTIONS = 3
"""The number of questions that makes a text an FAQ."""
_CONTINUES = re.compile(r"\s|\.\.\. |[^\w$>#/.~-]*\Z")  # a line of code that belongs to the one before
_ASKS = ("?", "？", "؟")
QUESTION_LEVEL = 20
"""The level of a question among headings: below all others."""


class Kind(StrEnum):
    """The kind of a block; a block of code is a single line."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CODE = "code"
    END = "end"


_SAID = frozenset({Kind.PARAGRAPH, Kind.ITEM, Kind.CODE})
_MARKS = {Kind.ITEM: "- ", Kind.CODE: "    "}


class PageBlock(NamedTuple):
    """A heading, a paragraph, a list item, or the end of what is below a heading of that level or lower.

    ``page`` counts from 1; 0 means there are no pages.  ``continues`` says that a page break separated it
    from the block before.  ``level`` is the level of a heading, 1 the highest.  ``mark`` is the number of an
    item, if its list has numbers: "2. ", or the one that the text of a heading begins with.
    """

    kind: Kind
    text: str
    page: int = 0
    continues: bool = False
    level: int = 1
    mark: str = ""

    @property
    def without_mark(self) -> str:
        """The text of a heading without its number."""
        return self.text.removeprefix(self.mark)


class LaidOut(NamedTuple):
    """A text, its headings with their levels, and where each page begins (empty if there are no pages).

    A heading without words ends what is below headings of its level or lower.
    """

    text: str
    headings: tuple[Span, ...]
    pages: tuple[int, ...]
    levels: tuple[int, ...] = ()


def lay_out(blocks: Iterable[PageBlock], pages: int = 0) -> LaidOut:
    r"""The text of the blocks, separated by blank lines, items and code by line ends; Refused if too long.

    >>> pines = PageBlock(Kind.HEADING, "Pines")
    >>> lay_out([pines, PageBlock(Kind.ITEM, "tall"), PageBlock(Kind.ITEM, "old")])
    LaidOut(text='Pines\n\n- tall\n- old', headings=(Span(start=0, end=5),), pages=(), levels=(1,))
    """
    parts: list[str] = []
    headings: list[Span] = []
    levels: list[int] = []
    begins: dict[int, int] = {}
    before: PageBlock | None = None
    length = 0
    for block in blocks:
        words = " ".join(block.text.split())
        if block.kind is Kind.END:
            headings.append(Span(length, length))
            levels.append(block.level)
        if not words:
            continue
        written = _between(before, block, words) + words
        length += len(written)
        check_length(length)
        start = length - len(words)
        begins.setdefault(block.page, start)
        if block.kind is Kind.HEADING:
            headings.append(Span(start, length))
            levels.append(block.level)
        parts.append(written)
        before = block._replace(text=words)
    return LaidOut("".join(parts), tuple(headings), _page_begins(begins, pages, length), tuple(levels))


def taken(blocks: Iterable[PageBlock]) -> list[PageBlock]:
    """The blocks that have words, and the END blocks; Refused as soon as they are too many or too long.

    >>> [block.text for block in taken([PageBlock(Kind.ITEM, "tall"), PageBlock(Kind.ITEM, " ")])]
    ['tall']
    """
    found: list[PageBlock] = []
    length = 0
    for number, block in enumerate(blocks, 1):
        if number > _MAX_BLOCKS:
            raise Refused("has too many paragraphs, most of them empty", "save its text as .txt")
        if block.kind is Kind.END or (block.text and not block.text.isspace()):
            found.append(block)
            length += len(block.text)
            check_length(length)
        if len(found) > MAX_LINES:
            raise Refused(f"has more than {MAX_LINES:,} lines", "split it")
    return found


def _between(before: PageBlock | None, block: PageBlock, words: str) -> str:
    """The separator of two blocks, with the mark of an item or the indentation of code."""
    mark = (block.mark or _MARKS[block.kind]) if block.kind in _MARKS else ""
    if before is None:
        return mark
    if block.continues:
        return separator(before.text, words)
    is_alike = before.kind is block.kind and block.kind in _MARKS
    return ("\n" if is_alike else "\n\n") + mark


def separator(before: str, after: str) -> str:
    """What replaces a line end: a space, or nothing between characters of a script without spaces."""
    return "" if _UNSPACED.fullmatch(before[-1:]) and _UNSPACED.fullmatch(after[:1]) else " "


def _page_begins(begins: dict[int, int], pages: int, length: int) -> tuple[int, ...]:
    """Where each page begins; a page without text begins where the next one does."""
    places: list[int] = []
    place = length
    for page in range(pages, 0, -1):
        place = begins.get(page, place)
        places.append(place)
    return tuple(reversed(places))


def with_questions(blocks: Sequence[PageBlock], named: Container[str] = frozenset()) -> list[PageBlock]:
    """The blocks, with questions made headings if several of them stand alone above their answers.

    Paragraphs whose letters are in *named*, as listed in the table of contents, become headings too.

    >>> asked = [PageBlock(Kind.PARAGRAPH, text) for text in 3 * ["Do they bend?", "They do."]]
    >>> [block.kind.value for block in with_questions(asked)[:2]]
    ['heading', 'paragraph']
    """
    above = [
        number
        for number, (block, following) in enumerate(pairwise(blocks))
        if {block.kind, following.kind} <= _SAID
    ]
    asked = [at for at in above if is_question(blocks[at].text) and not is_question(blocks[at + 1].text)]
    if len(asked) < MIN_QUESTIONS:
        asked = []
    found = list(blocks)
    for at in {*asked, *(at for at in above if only_letters(blocks[at].text) in named)}:
        block = found[at]
        words = f"{block.mark}{block.text.strip()}"
        found[at] = block._replace(kind=Kind.HEADING, text=words, level=QUESTION_LEVEL, mark="")
    return found


def is_question(text: str) -> bool:
    """Whether a text is a question that may be a heading of an FAQ."""
    return text.rstrip().endswith(_ASKS) and len(text) <= _LONGEST_QUESTION


def asks_or_is_numbered(text: str) -> bool:
    """Whether a text in bold may be a heading of an FAQ.

    >>> asks_or_is_numbered("Do they bend?"), asks_or_is_numbered("2. Costs"), asks_or_is_numbered("Note")
    (True, True, False)
    """
    text = text.strip()
    return is_question(text) or (len(text) <= _LONGEST_OPENING and _NUMBERED.match(text) is not None)


def lines_of_code(text: str) -> list[str]:
    r"""The lines of code, each with those that are indented below it or only close what it opens.

    >>> lines_of_code("import pines\n\nbend(\n    pines,\n)\n$ bend --now")
    ['import pines', 'bend( pines, )', '$ bend --now']
    """
    found: list[list[str]] = []
    is_open = False
    for line in text.split("\n"):
        words = line.strip()
        if words and is_open and _CONTINUES.match(line):
            found[-1].append(words)
        elif words:
            found.append([words])
        is_open = bool(words)
    return [" ".join(words) for words in found]


def preformatted(words: str) -> list[PageBlock]:
    r"""Text whose line ends a page keeps: line by line if most of its lines are code, or else a paragraph.

    >>> [block.text for block in preformatted("cd pines\nmake bend")]
    ['cd pines', 'make bend']
    """
    lines = [line for line in words.split("\n") if line.strip()]
    if 2 * sum(is_code(line.strip()) for line in lines) > len(lines):
        return [PageBlock(Kind.CODE, line) for line in lines_of_code(words)]
    return [PageBlock(Kind.PARAGRAPH, words)]


def as_item(blocks: Iterable[PageBlock], mark: str = "") -> Iterator[PageBlock]:
    """The blocks, with the first one that has words as an item with that mark, if it is a paragraph or code.

    >>> oak = [PageBlock(Kind.PARAGRAPH, text) for text in ("Oak", "It bends.")]
    >>> [block.kind.value for block in as_item(oak)]
    ['item', 'paragraph']
    """
    is_first = True
    for block in blocks:
        begins = is_first and bool(block.text.strip())
        is_first = is_first and not begins
        is_item = begins and block.kind in _SAID and not block.mark
        yield block._replace(kind=Kind.ITEM, mark=mark) if is_item else block


def rows_as_items(rows: Sequence[Sequence[str]], *, headed: bool | None = None) -> list[PageBlock]:
    """A table as a readable list: each row with the names of the columns.

    *headed* says whether the first row names the columns; None means: judge by its content.

    >>> [block.text for block in rows_as_items([["Tree", "Height"], ["Oak", "12 m"], ["Pine", ""]])]
    ['Tree: Oak; Height: 12 m', 'Tree: Pine']
    """
    filled = filled_rows(rows)
    if not filled:
        return []
    names = filled[0]
    if len(filled) == 1 or not (_names_columns(names) if headed is None else headed):
        return _items("; ".join(filter(None, row)) for row in filled)
    return _items(_named(names, row) for row in filled[1:])


def filled_rows(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """The rows that are not empty, with single blanks; Refused if they are too long together.

    >>> filled_rows([["Old  oak", "12 m"], [" ", ""]])
    [['Old oak', '12 m']]
    """
    filled: list[list[str]] = []
    length = 0
    for row in rows:
        cells = [single_spaced(cell) for cell in row]
        if any(cells):
            filled.append(cells)
            length += sum(map(len, cells))
            check_length(length)
    return filled


def single_spaced(cell: str) -> str:
    """A text with single blanks; the same object if it has them, since many cells may share one."""
    words = " ".join(cell.split())
    return cell if cell == words else words


def _items(texts: Iterable[str]) -> list[PageBlock]:
    """Texts as items; Refused if they are too long together, as happens if long names repeat in each row."""
    items: list[PageBlock] = []
    length = 0
    for text in texts:
        length += len(text)
        check_length(length)
        items.append(PageBlock(Kind.ITEM, text))
    return items


def _names_columns(row: Sequence[str]) -> bool:
    """Whether a first row consists of names: short, complete, distinct, without figures."""
    short = all(0 < len(cell) <= _LONGEST_HEADER and not any(map(str.isdigit, cell)) for cell in row)
    return len(row) > 1 and short and len(set(row)) == len(row)


def _named(names: Sequence[str], row: Sequence[str]) -> str:
    padded = [*names, *[""] * (len(row) - len(names))]
    cells = zip(padded, row, strict=False)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in cells if cell)
