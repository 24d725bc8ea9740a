"""RTF -> blocks: the paragraphs of a document, and the rows of its tables."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from corpus.extraction.blocks import Kind, PageBlock, rows_as_items
from corpus.extraction.result import Extracted

_TITLE = re.compile(r"\{\\title\s+([^{}\\]{1,300})\}")
_HEAD = 200
_ENCODINGS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
"""Of files from before Windows, which say only what computer they were written on."""
_COMPUTER = re.compile(rb"\\(mac|pca|pc)(?![a-z])")
_BYTES_WITHOUT_COUNT = re.compile(r"(?<!\\)\\bin(?![a-z\d])")
_ROW_BEGINS = re.compile(r"(?<!\\)\\trowd(?![a-z])")
_ROW_ENDS = re.compile(r"\\row(?![a-z])")
_CELL_ENDS = re.compile(r"\\cell(?![a-z])")
_LINE_ENDS = re.compile(r"(?<!\\)\\(?:par|line)(?![a-z])")
_MIN_BARS = 2


def read_rtf(data: bytes) -> Extracted:
    """The text of an RTF file's bytes; its footnotes are left out."""
    from striprtf.striprtf import rtf_to_text

    encoding = encoding_of(data)
    source = data.decode(encoding, "replace")
    convert: Callable[..., str] = rtf_to_text  # published without types
    readable = with_rows_on_lines(_BYTES_WITHOUT_COUNT.sub("", source))
    text = convert(readable, encoding=encoding, errors="ignore")
    title = _TITLE.search(source[:100_000])
    return Extracted.of(title[1] if title else "", _blocks(text.splitlines()))


def encoding_of(data: bytes) -> str:
    r"""The encoding of a file without a code page, which is named by the computer it was written on.

    >>> encoding_of(rb"{\rtf1\mac Pines}"), encoding_of(rb"{\rtf1\ansi Pines}")
    ('mac_roman', 'cp1252')
    """
    computer = _COMPUTER.search(data[:_HEAD])
    return _ENCODINGS[computer[1].decode()] if computer else "cp1252"


def with_rows_on_lines(source: str) -> str:
    r"""RTF in which a row of a table has no line ends, so that its cells stay together.

    >>> with_rows_on_lines(r"\trowd\intbl Oak\par\cell 12 m\cell\row Pines\par")
    '\\trowd\\intbl Oak \\cell 12 m\\cell\\row Pines\\par'
    """
    before, *rows = _ROW_BEGINS.split(source)
    return "\\trowd".join([before, *map(_with_row_on_line, rows)])


def _with_row_on_line(row: str) -> str:
    """What follows the beginning of a row; some programs begin a row twice, before and after its cells."""
    last = _ROW_ENDS.search(row) or max(_CELL_ENDS.finditer(row), key=re.Match.start, default=None)
    end = last.start() if last else 0
    return _LINE_ENDS.sub(" ", row[:end]) + row[end:]


def _blocks(lines: Iterable[str]) -> Iterator[PageBlock]:
    """The paragraphs, and the rows of each table with the names of its columns."""
    for are_rows, together in groupby(filter(str.strip, lines), key=is_row):
        if are_rows:
            yield from rows_as_items([line.rstrip().removesuffix("|").split("|") for line in together])
        else:
            yield from (PageBlock(Kind.PARAGRAPH, line) for line in together)


def is_row(line: str) -> bool:
    """Whether a line is a row of a table, whose cells end with bars.

    >>> is_row("Oak|12 m|"), is_row("Oak | pine")
    (True, False)
    """
    return line.rstrip().endswith("|") and line.count("|") >= _MIN_BARS
