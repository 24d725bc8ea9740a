"""RTF -> blocks: the paragraphs of a document, and the rows of its tables."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from corpus.extraction.blocks import Kind, PageBlock, rows_as_items
from corpus.extraction.result import Extracted, PageProblem

_TITLE = re.compile(r"\{\\title\s+([^{}\\]{1,300})\}")
_HEAD = 200
_ENCODINGS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
"""The encodings of files from before Windows, which only name the kind of computer."""
_COMPUTER = re.compile(rb"\\(mac|pca|pc)(?![a-z])")
_BYTES_WITHOUT_COUNT = re.compile(r"(?<!\\)\\bin(?![a-z\d])")
_ROW_BEGINS = re.compile(r"(?<!\\)\\trowd(?![a-z])")
_ROW_ENDS = re.compile(r"\\row(?![a-z])")
_CELL_ENDS = re.compile(r"\\cell(?![a-z])")
_LINE_ENDS = re.compile(r"(?<!\\)\\(?:par|line)(?![a-z])")
_MIN_BARS = 2
_BEGINNING = re.compile(r"\{\\rtf\d*")
_FONTS = re.compile(r"(?<!\\)\{\s*\\fonttbl")
_FONT = re.compile(r"\\f(\d{1,5})(?!\d)((?:(?!\\f\d)[^;])*);")
_CHARACTER_SET = re.compile(r"\\fcharset(\d{1,3})(?!\d)")
_LINK = re.compile(r"(\\fldinst)\{", re.IGNORECASE)
_BRACE = re.compile(r"\\[\\{}]|([{}])")
_HAS_BYTES = re.compile(r"\\bin\d")
_CUT_OFF = PageProblem("", "seems to be cut off, as its last group is never closed", "save it again as .rtf")


def read_rtf(data: bytes) -> Extracted:
    """The text of an RTF file's bytes; its footnotes are left out, and the addresses of its links."""
    from striprtf.striprtf import rtf_to_text

    encoding = encoding_of(data)
    source = data.decode(encoding, "replace")
    convert: Callable[..., str] = rtf_to_text  # published without types
    readable = without_slow_places(with_rows_on_lines(_BYTES_WITHOUT_COUNT.sub("", source)))
    text = convert(readable, encoding=encoding, errors="ignore")
    title = _TITLE.search(source[:100_000])
    problems = (_CUT_OFF,) if is_cut_off(source) else ()
    return Extracted.of(title[1] if title else "", _blocks(text.splitlines()), problems=problems)


def encoding_of(data: bytes) -> str:
    r"""The encoding of a file without a code page, by the computer it was written on.

    >>> encoding_of(rb"{\rtf1\mac Pines}"), encoding_of(rb"{\rtf1\ansi Pines}")
    ('mac_roman', 'cp1252')
    """
    computer = _COMPUTER.search(data[:_HEAD])
    return _ENCODINGS[computer[1].decode()] if computer else "cp1252"


def without_slow_places(source: str) -> str:
    r"""RTF that striprtf reads in linear time.

    Its patterns for links and fonts take quadratic time: they try each end for each beginning.  So a
    meaningless blank before a link's brace hides the link from it, and a tidy font table is put first.

    >>> without_slow_places(r"{\rtf1{\fonttbl{\f0\fswiss\fcharset204 Arial;}}Pines.}")
    '{\\rtf1{\\fonttbl{\\f0\\fcharset204 x;}}{\\fonttbl{\\f0\\fswiss\\fcharset204 Arial;}}Pines.}'
    """
    beginning = _BEGINNING.search(source)
    start = beginning.end() if beginning else 0
    rest = _LINK.sub(r"\1 {", source[start:])
    return f"{source[:start]}{{\\fonttbl{_tidy_fonts(source)}}}{rest}"


def _tidy_fonts(source: str) -> str:
    """The fonts of a file that name their character sets."""
    table = _FONTS.search(source)
    if table is None:
        return ""
    fonts = _FONT.findall(source[table.start() : _end_of_group(source, table.end())])
    sets = ((number, _CHARACTER_SET.search(about)) for number, about in fonts)
    return "".join(f"{{\\f{number}\\fcharset{found[1]} x;}}" for number, found in sets if found)


def _end_of_group(source: str, start: int) -> int | None:
    """The end of the group that contains the offset *start*; None if it is never closed."""
    depth = 1
    for brace in _BRACE.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(brace[1], 0)
        if not depth:
            return brace.end()
    return None


def is_cut_off(source: str) -> bool:
    r"""Whether the group around the whole file is never closed; unknown, so False, if it contains raw bytes.

    >>> is_cut_off(r"{\rtf1 Pines \} bend."), is_cut_off(r"{\rtf1 {Pines} bend.}")
    (True, False)
    """
    beginning = _BEGINNING.search(source)
    if beginning is None or _HAS_BYTES.search(source):
        return False
    return _end_of_group(source, beginning.end()) is None


def with_rows_on_lines(source: str) -> str:
    r"""RTF in which a row of a table has no line ends, so that its cells stay together.

    >>> with_rows_on_lines(r"\trowd\intbl Oak\par\cell 12 m\cell\row Pines\par")
    '\\trowd\\intbl Oak \\cell 12 m\\cell\\row Pines\\par'
    """
    before, *rows = _ROW_BEGINS.split(source)
    return "\\trowd".join([before, *map(_with_row_on_line, rows)])


def _with_row_on_line(row: str) -> str:
    """A row from after its beginning on; some programs begin a row twice, before and after its cells."""
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
