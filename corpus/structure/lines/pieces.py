"""Rows -> pieces: decide which line ends are wrapping, and which rows are terms, items or table rows.

A program, or an author who keeps to a margin, breaks a line where the next word does not fit; an earlier line
end is intentional.  Rows indented further than the one before belong to it: the description of an option, the
text below a heading.
"""

import re
from collections.abc import Container, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from corpus.structure.lines.aligned import aligned_rows, cell_columns
from corpus.structure.lines.code import rows_of_code
from corpus.structure.lines.continuation import is_pair
from corpus.structure.lines.options import columns_of_options, option_beside
from corpus.structure.lines.rows import LEADS_ON, Row
from corpus.structure.lines.statuses import NO_STATUSES, Statuses

_WIDTHS = range(40, 133)  # columns of a page; narrower or wider lines are not wrapped
_LONGEST_WORD = 20  # longer words, such as addresses, explain a line end only within a sentence
_PROSE_WORDS = 5
_HALFWAY = 0.5
_FILLED = 0.7  # of the width: a line of prose may end this early before a long word
_LONGEST_TERM = 300
_MAX_TERM_ROWS = 6
_FEW_WORDS = 6
_MIN_APART = 3
_ADDRESS = ("http://", "https://", "<http")
_OPTION = re.compile(r"--|--?[\w\[?]\S*(?: [ ,|=]*(?:[^\s,|=]\S*|(?<! )\Z)){0,5}")
_LEFT_OUT = ("...", "…")
_ELLIPSIS = re.compile(r"(?:\.\.\.|…)[\])>}]+\Z")
_APART = re.compile(r"(?P<term>\S+(?: \S+){0,5}) {2,}(?P<words>\S.*)")
# Neither another name nor a value is a description: "-n, --dry-run", "--undo JOURNAL".
_OPTION_BESIDE = re.compile(
    r"(?P<term>--?\w\S*) (?!-|(?:[A-Z][A-Z_0-9]*|<[^<>]+>|\[[^\[\]]+\])\Z)(?P<words>\S.*)"
)
_ANOTHER_NAME = re.compile(r"or\s+-")
_RULE = re.compile(r"[\s|:+]*-[\s|:+-]*")


class PieceKind(StrEnum):
    """The kind of a piece."""

    TEXT = "text"
    TERM = "term"
    ROW = "row"


class Piece(NamedTuple):
    """A run of rows whose line ends are wrapping, or whose author put each on a line of its own."""

    kind: PieceKind
    rows: tuple[Row, ...]

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.rows[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.rows[-1].end

    @property
    def margin(self) -> int:
        """The column in which it begins; for prose with an indented first line, that of the other lines."""
        return min(row.margin for row in self.rows)

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return self.rows[0].is_item


class Breaks(StrEnum):
    """What line ends mean: nothing, as in Markdown prose; something, as in code; or judge by the rows.

    In a text that `corpus.extraction.blocks` laid out, each line is a block.
    """

    NOTHING = "nothing"
    MEANT = "meant"
    SHOWN = "shown"
    LAID_OUT = "laid out"


Columns = tuple[int, int]
"""The columns in which a term and its description begin, side by side."""


def columns_of(rows: Sequence[Row]) -> Iterator[Columns]:
    """The columns of terms whose descriptions continue in their own column, right of the term."""
    for row, following in pairwise(rows):
        found = _APART.fullmatch(row.text)
        column = row.column_at(found.start("words")) if found else 0
        if found and column >= row.margin + _MIN_APART and following.margin == column:
            yield row.margin, column


def pieces(
    rows: Sequence[Row],
    *,
    breaks: Breaks = Breaks.SHOWN,
    columns: Container[Columns] = (),
    statuses: Statuses = NO_STATUSES,
) -> list[Piece]:
    """The pieces of a run of rows; *columns* are those of terms beside their descriptions."""
    if breaks is not Breaks.SHOWN:
        statuses = NO_STATUSES
    else:
        rows = list(_terms_apart(list(_statuses_apart(rows, statuses)), columns))
    aligned = aligned_rows(rows) if breaks is Breaks.SHOWN else frozenset()
    apart = aligned | statuses.keys()
    each_alone = breaks in (Breaks.MEANT, Breaks.LAID_OUT)
    runs = [[row] for row in rows] if each_alone else list(_runs(rows, breaks, apart))
    kinds = [
        PieceKind.TERM if run[0].start in statuses else _kind(run, following, breaks, aligned)
        for run, following in pairwise([*runs, ()])
    ]
    return [Piece(kind, tuple(run)) for kind, run in zip(kinds, runs, strict=True)]


def _statuses_apart(rows: Sequence[Row], statuses: Statuses) -> Iterator[Row]:
    """The rows, with a status and the meaning beside it divided: "0      if it succeeds"."""
    for row in rows:
        meaning = statuses.get(row.start, 0)
        if meaning:
            yield from row.divided(len(row.text[:meaning].rstrip()), meaning)
        else:
            yield row._replace(beside=row.start in statuses)


def _terms_apart(rows: Sequence[Row], columns: Container[Columns]) -> Iterator[Row]:
    """The rows, with a term and the description beside it divided: "-P     Never follow symbolic links."."""
    before: Row | None = None
    aligned = columns_of_options(rows)
    for row, following in pairwise([*rows, None]):
        assert row is not None  # noqa: S101 - only what follows the last one is
        matches = (pattern.fullmatch(row.text) for pattern in (_OPTION_BESIDE, _APART))
        beside = (each for each in matches if each and _is_beside(row, each, before, following, columns))
        option = option_beside(row, aligned)
        found = option or next(beside, None)
        if found and not _ANOTHER_NAME.match(found["words"]):
            term, description = row.divided(found.end("term"), found.start("words"))
            yield from (term._replace(option=option is not None), description)
            before = None
        else:
            yield row
            before = row


def _is_beside(
    row: Row, found: re.Match[str], before: Row | None, following: Row | None, columns: Container[Columns]
) -> bool:
    """Whether a row's first words are a term beside its description, and not merely spaced widely."""
    column = row.column_at(found.start("words"))
    if following is not None and following.margin == column >= row.margin + _MIN_APART:
        return not following.mark
    gap = column - row.column_at(found.end("term"))
    within = before is not None and row.margin in (before.margin, before.indent) and not before.ended
    if within or gap < 2:
        return False
    return bool(_OPTION.fullmatch(found["term"])) or (gap >= _MIN_APART and (row.margin, column) in columns)


def _runs(rows: Sequence[Row], breaks: Breaks, aligned: Container[int]) -> Iterator[list[Row]]:
    width = max(row.edge for row in rows)
    soft = breaks is Breaks.NOTHING
    code = {} if soft else rows_of_code(rows)
    run: list[Row] = []
    for row in rows:
        begins = code.get(row.start)
        if run and (not _belongs_to(run, row, width, aligned, soft=soft) if begins is None else begins):
            yield run
            run = []
        run.append(row)
    yield run


def _belongs_to(run: Sequence[Row], row: Row, width: int, aligned: Container[int], *, soft: bool) -> bool:
    """Whether a row belongs to a run of rows; one of a table only if it continues one of its cells."""
    if row.start in aligned:
        return False
    if run[0].start in aligned:
        return row.margin in cell_columns(run[0])
    return _is_of_synopsis(run, row) or _continues(run, row, width, soft=soft)


def _is_of_synopsis(run: Sequence[Row], row: Row) -> bool:
    """Whether a row is another way to call the command of a run: "tar -c [FILE...]", "tar -x [FILE...]"."""
    first = run[0]
    name = first.text.split(maxsplit=1)[0]
    calls = "[" in first.text and "[" in row.text and not first.mark
    return (
        calls
        and first.begins_in_lower_case
        and row.margin == first.margin
        and row.text.startswith(f"{name} ")
    )


def _continues(run: Sequence[Row], row: Row, width: int, *, soft: bool) -> bool:
    """Whether a row continues a run of rows: the line end between them is only wrapping."""
    last = run[-1]
    if row.option or _is_in_a_table(last) or _is_in_a_table(row):
        return False
    if row.mark:
        return _is_cut(run, row, width) and not soft
    if soft:
        return True
    if is_pair(last.text) and is_pair(row.text) and last.words <= _FEW_WORDS:
        return False
    if row.margin > max(last.indent, last.margin) + 1:
        named = run[0].text.isupper() or (is_option(last.text) and not (last.option and last.is_item))
        complete = named or last.ended or last.text.endswith(LEADS_ON)
        return not complete and _is_wrapped(last, row, width)
    if row.margin < last.margin - 1 and len(run) > 1:
        return not last.ended and (_is_wrapped(last, row, width) or _resumes(run, row))
    if row.begins_in_lower_case and row.margin == last.margin and _is_unfinished(run, row):
        return True
    return _is_wrapped(last, row, width) or _is_prose(last, width) or _are_options(last, row)


def _is_unfinished(run: Sequence[Row], row: Row) -> bool:
    """Whether a row in lower case continues a sentence, although the line before it was not filled.

    The line ends with a comma or an address, or both lines are long enough for prose that begins with a
    capital; names in a list begin in lower case.
    """
    last = run[-1]
    if last.text.endswith(",") or (len(run) > 1 and last.text.startswith(_ADDRESS) and not run[-2].ended):
        return True
    long = last.words >= _PROSE_WORDS and row.words >= _PROSE_WORDS
    return long and run[0].text[:1].isupper() and not last.ended


def _resumes(run: Sequence[Row], row: Row) -> bool:
    """Whether a row continues the sentence that an example on a line of its own interrupts."""
    before = next((each for each in reversed(run) if each.margin < run[-1].margin), None)
    return (
        before is not None
        and row.begins_in_lower_case
        and row.margin in (before.margin, before.indent)
        and not before.ended
    )


def _is_cut(run: Sequence[Row], row: Row, width: int) -> bool:
    """Whether what looks like an item's mark is within a sentence: "in", and below it "2002. The"."""
    last = run[-1]
    listed = run[0].mark or last.ended or last.text.endswith((":", ";", ","))
    return not listed and row.margin == last.margin and fills(last, row, width) and last.words >= _PROSE_WORDS


def _is_wrapped(last: Row, row: Row, width: int) -> bool:
    """Whether a line was broken because the next word did not fit, or continues in lower case."""
    if _is_address_of(last, row):
        return True
    if width >= _WIDTHS.stop:
        return row.begins_in_lower_case and not last.ended and last.words >= _PROSE_WORDS
    halfway = last.edge - last.margin >= _HALFWAY * (width - last.margin)
    return fills(last, row, width) or (row.begins_in_lower_case and halfway and last.words > 1)


def _is_address_of(last: Row, row: Row) -> bool:
    """Whether a row begins with the address that the sentence before it introduces: "is available at"."""
    leads_on = not last.ended and not last.text.startswith(_ADDRESS)
    return leads_on and row.text.startswith(_ADDRESS) and row.margin == last.margin


def fills(last: Row, row: Row, width: int) -> bool:
    """Whether the first word of a row would not have fitted on the line before it."""
    first = row.first_word
    if last.ended or last.words < _FEW_WORDS // 2:
        first = min(first, _LONGEST_WORD)
    return width in _WIDTHS and last.edge + 1 + first > width


def _is_prose(last: Row, width: int) -> bool:
    """Whether a line with room for another word is prose all the same, broken by hand."""
    filled = last.edge - last.margin >= _FILLED * (width - last.margin)
    return width in _WIDTHS and filled and last.words >= _PROSE_WORDS and not last.ended


def _are_options(last: Row, row: Row) -> bool:
    """Whether two rows are names of one option: "--force" above "-f"."""
    return bool(_OPTION.fullmatch(last.text) and _OPTION.fullmatch(row.text)) and row.margin == last.margin


def _is_in_a_table(row: Row) -> bool:
    return row.text.startswith("|") or _RULE.fullmatch(row.text) is not None


def _kind(run: Sequence[Row], following: Sequence[Row], breaks: Breaks, aligned: Container[int]) -> PieceKind:
    if run[0].start in aligned:
        return PieceKind.ROW
    if _is_in_a_table(run[0]) or (breaks is Breaks.MEANT and " | " in run[0].text):
        return PieceKind.ROW
    if breaks is not Breaks.SHOWN and len(run) > 1 and run[1].margin > run[0].margin + 1:
        return PieceKind.TEXT  # a term and its description, joined like the lines of any paragraph
    further_in = bool(following) and following[0].margin > run[0].indent + 1 and not following[0].mark
    return PieceKind.TERM if is_term(run, further_in=further_in) else PieceKind.TEXT


def is_term(run: Sequence[Row], *, further_in: bool) -> bool:
    """Whether rows are a term that the next rows describe: an option, a word, a heading."""
    if run[0].is_item and (run[0].option or not further_in):
        return False
    text = " ".join(row.text for row in run)
    if len(run) > _MAX_TERM_ROWS or len(text) > _LONGEST_TERM:
        return False
    ended = run[-1].ended and not _ELLIPSIS.search(text)
    if _OPTION.fullmatch(text):
        return not ended or " " not in text or text.endswith(_LEFT_OUT)  # "-q Say nothing."
    return further_in and not ended and not text.endswith((*LEADS_ON, ",", ";"))


def is_option(text: str) -> bool:
    """Whether a text is the name of an option: "-s, --summarize"."""
    return text.startswith("-") and _OPTION.fullmatch(text) is not None


def is_short_term(run: Sequence[Row]) -> bool:
    """Whether rows are a term even if a blank line separates them from their description."""
    text = " ".join(row.text for row in run)
    named = text.startswith(("-", "`", "<", "[", "$", "@")) or sum(row.words for row in run) <= _FEW_WORDS
    return is_term(run, further_in=True) and named
