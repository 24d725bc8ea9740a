"""Lines of PDF pages -> blocks: rebuild paragraphs, without running heads and page numbers.

A PDF says where characters are printed, but hardly ever what they belong to, so the lengths of lines have to
show where paragraphs end.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

from corpus.extraction.blocks import Kind, PageBlock, rows_as_items, separator

_PAGE_NUMBER = regex.compile(r"\W*(?:\p{L}{1,9}\.?\s*)?\d{1,4}(?:\s*(?:/|of|von|из|de|sur)\s*\d{1,4})?\W*")
_HYPHENATED = regex.compile(r"(\p{L}+)[-\u00ad‐]\Z")
_LOWER = regex.compile(r"\p{Ll}\p{L}*")
_HYPHENS_WITHIN = regex.compile(r"(?<!\p{L})\p{L}++[-‐]\p{L}++")
_ENDS = regex.compile(r"[.!?…:。！？।؟۔][\"'”’»)\]]*\Z")
_BULLET = regex.compile(r"(?:[•·‣▪●○–—*-]|\(?\d{1,2}[.)])\s+(?=\S)")
_LEADERS = regex.compile(r"\.{4,}\s*\w{1,5}\Z")
"""The end of an entry of a table of contents."""
_END = 100
"""Characters at the end of a line or a text that are enough to see how it ends."""
_LONGEST_HEADING = 80
_SHORT = 0.8
"""A line that fills a smaller share of its column's width was ended deliberately."""
_REPEATED = 3
"""A first or last line is a running head if it occurs on at least this many pages."""
_NEARLY_LONGEST = 0.85
_COLUMN_LINES = 8
_EVEN = 0.75
"""Lines this long, compared with the longest of their column, are as long as running text makes them."""


class RuledTable(NamedTuple):
    """The rows of a table whose cells have lines around them."""

    rows: tuple[tuple[str, ...], ...]


Line = str | RuledTable
"""What a page consists of, from top to bottom."""


def page_lines(text: str) -> list[Line]:
    """The lines of a page, without characters that do not belong in text."""
    return [
        "".join(character for character in line if character.isprintable()).strip()
        for line in text.replace("\t", " ").replace("\u00a0", " ").splitlines()
    ]


def blocks_of(pages: Sequence[Sequence[Line]]) -> Iterator[PageBlock]:
    r"""The blocks of pages; a paragraph or a table may continue on the next page.

    >>> [block.text for block in blocks_of([["The old pines bend in gales that come from the north-",
    ...                                      "ern sea."]])]
    ['The old pines bend in gales that come from the northern sea.']
    """
    hyphens = {word.casefold() for lines in pages for line in _texts(lines) for word in _hyphenated(line)}
    longest = max((len(line) for lines in pages for line in _texts(lines)), default=0)
    before: str | RuledTable = ""
    for number, lines in enumerate(pages, 1):
        width = _column_width(_texts(lines), longest)
        for place, part in enumerate(_paragraphs(lines, width)):
            if isinstance(part, RuledTable):
                part = _with_header(part, before) if not place else part
                yield from (block._replace(page=number) for block in rows_as_items(part.rows))
                before = part
                continue
            text = _joined(part, hyphens)
            torn = not place and _is_unfinished(before) and bool(_LOWER.match(text))
            yield PageBlock(_kind(part, text, width), _BULLET.sub("", text, count=1), number, continues=torn)
            before = text


def _texts(lines: Sequence[Line]) -> list[str]:
    return [line for line in lines if isinstance(line, str)]


def _hyphenated(line: str) -> list[str]:
    return _HYPHENS_WITHIN.findall(line)


def _column_width(lines: Sequence[str], longest: int) -> int:
    """How long a full line of a page is, in characters: less than *longest* on a page set in columns.

    Running text fills most of its lines; other text, such as the entries of a list, does not.

    >>> _column_width([*12 * ["The harbour of Selmouth was built"], "in 1871."], 80)
    33
    >>> _column_width([*12 * ["an oak", "two of the pines by the pier"]], 80)
    80
    """
    lengths = sorted(filter(None, map(len, lines)))
    if len(lengths) < _COLUMN_LINES:
        return longest
    column = lengths[int(_NEARLY_LONGEST * (len(lengths) - 1))]
    full = sum(length >= _EVEN * column for length in lengths)
    return column if 2 * full > len(lengths) else longest


def without_running_heads(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without page numbers, and without first and last lines that occur on many pages."""
    edges = Counter(edge for lines in pages for edge in {_without_digits(line) for line in _edges(lines)})
    repeated = {edge for edge, times in edges.items() if times >= max(_REPEATED, len(pages) // 3)}
    return [_trimmed(lines, repeated) for lines in pages]


def _edges(lines: Sequence[Line]) -> list[str]:
    filled = [line for line in lines if line]
    return _texts([*filled[:1], *filled[-1:]])


def _without_digits(line: str) -> str:
    """A line without figures, which may be page numbers: "Report – 7" becomes "report – "."""
    return "".join(character for character in line if not character.isdigit()).casefold()


def _trimmed(lines: list[Line], repeated: set[str]) -> list[Line]:
    kept = [at for at, line in enumerate(lines) if not _is_outside_text(line, repeated)]
    return lines[kept[0] : kept[-1] + 1] if kept else []


def _is_outside_text(line: Line, repeated: set[str]) -> bool:
    if isinstance(line, RuledTable):
        return False
    return not line or bool(_PAGE_NUMBER.fullmatch(line)) or _without_digits(line) in repeated


def _paragraphs(lines: Sequence[Line], width: int) -> Iterator[list[str] | RuledTable]:
    """The lines grouped into paragraphs, and the tables between them."""
    paragraph: list[str] = []
    longest = width
    for line, following in pairwise([*lines, ""]):
        if isinstance(line, RuledTable):
            yield line
            continue
        if line:
            paragraph.append(line)
            longest = max(longest, len(line))
        if paragraph and (
            isinstance(following, RuledTable)
            or not following
            or _is_line_ended(paragraph[-1], following, longest)
        ):
            yield paragraph
            paragraph, longest = [], width


def _is_line_ended(line: str, following: str, longest: int) -> bool:
    """Whether the author ended a line of a paragraph with a *longest* one, and not the column's width."""
    ending = line[-_END:]
    if _BULLET.match(following) or _LEADERS.search(ending):
        return True
    if len(line) >= _SHORT * longest:
        return False
    return bool(_ENDS.search(ending)) or not _LOWER.match(following)


def _is_unfinished(before: str | RuledTable) -> bool:
    """Whether the sentence of the last paragraph goes on: ``_is_unfinished("while the")``."""
    return isinstance(before, str) and bool(before) and not _ENDS.search(before[-_END:])


def _with_header(table: RuledTable, before: str | RuledTable) -> RuledTable:
    """A table at the top of a page, with the header of the one that the last page ended with.

    >>> _with_header(RuledTable((("Oak", "9 m"),)), RuledTable((("Tree", "Height"), ("Pine", "12 m")))).rows
    (('Tree', 'Height'), ('Oak', '9 m'))
    """
    if not isinstance(before, RuledTable) or len(before.rows[0]) != len(table.rows[0]):
        return table
    header = before.rows[0]
    return table if table.rows[0] == header else RuledTable((header, *table.rows))


def _joined(lines: Sequence[str], hyphens: set[str]) -> str:
    """The lines joined, with hyphenated words at their ends made whole."""
    parts = [lines[0]]
    end = lines[0][-_END:]
    for line in lines[1:]:
        torn, rest = _HYPHENATED.search(end), _LOWER.match(line)
        if torn and rest:
            kept = f"{torn[1]}-{rest[0]}".casefold() in hyphens and not end.endswith("\u00ad")
            if not kept:
                parts[-1], end = parts[-1][:-1], end[:-1]
            parts.append(line)
        else:
            parts.append(separator(end, line) + line)
        end = (end + parts[-1])[-_END:]
    return "".join(parts).replace("\u00ad", "")


def _kind(lines: Sequence[str], text: str, width: int) -> Kind:
    if _BULLET.match(lines[0]):
        return Kind.ITEM
    short = len(lines) == 1 and len(text) <= min(_LONGEST_HEADING, _SHORT * width)
    headed = (
        short and text[:1].isupper() and not _ENDS.search(text[-_END:]) and not text.endswith((",", ";", "-"))
    )
    return Kind.HEADING if headed else Kind.PARAGRAPH
