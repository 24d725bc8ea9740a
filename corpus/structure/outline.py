"""Outline a text: the blocks of its body, each with the headings, questions and terms above it.

The headings, questions and terms above a block are its context, which is indexed with it and never cited.
Indentation shows what is below what; `pieces` decides which line ends are only wrapping.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Container, Sequence
from typing import NamedTuple

from corpus.records import Block, BlockKind, Heading, Span
from corpus.structure.headings import QUESTION_LEVEL
from corpus.structure.lines.code import is_code
from corpus.structure.lines.continuation import continues, first_words, is_entry, is_pair, names_in
from corpus.structure.lines.options import options_in
from corpus.structure.lines.pieces import (
    Breaks,
    Columns,
    Piece,
    PieceKind,
    columns_of,
    is_option,
    is_short_term,
    pieces,
)
from corpus.structure.lines.rows import LEADS_ON, Row, column_of, is_ended, runs_of_rows
from corpus.structure.lines.statuses import Statuses, statuses_in
from corpus.structure.lines.uncased import is_uncased
from languages import DEFAULT, stop_words

_LONGEST_VALUE = 300
_LONGEST_BLOCK = 4000
_LONGEST_CONTEXT = 300
_LONGEST_UNFINISHED = 1000  # characters at the end of a block that show whether it is unfinished
_FENCE = re.compile(r"[ \t]*\n\s*(?:`{3,}|~{3,})[^\n`]{0,80}\n\s*")
_CELLS = re.compile(r" {2,}|[ ]*\t[ \t]*")
_DIGIT = re.compile(r"\d")
_RULED = re.compile(r"[ \t]*\n[ \t>]*\|?[ \t]*:?-[-:| \t]*(?:\n|\Z)")


class Outline(NamedTuple):
    """The blocks of a text, and the spans of its terms, which are context and not body."""

    blocks: tuple[Block, ...]
    terms: tuple[Span, ...]


class _Above(NamedTuple):
    """Something above a block: its rank among headings, or the column in which it begins.

    ``column`` is where a question begins; something further out ends what is below it.
    """

    rank: int
    margin: int
    text: str
    once: bool = False
    of_table: bool = False
    column: int = -1


def outline(
    text: str,
    view: str,
    headings: Sequence[Heading],
    breaks: Breaks | Sequence[Span] | None = None,
    language: str = DEFAULT,
) -> Outline:
    r"""The outline of *text*; in *view*, headings and all else outside the body are blanked.

    *breaks* says what line ends mean, or gives the spans, in order, within which they mean nothing; None
    means: judge by the rows.  *language* is that of the text, an ISO 639-1 code.

    >>> found = outline(*2 * ["-v\n    Say more\n    than that.\n"], headings=())
    >>> found.blocks[0][:3], found.terms
    ((7, 30, '-v'), (Span(start=0, end=2),))
    """
    found = [[row.without_bullet() for row in rows] for rows in runs_of_rows(view, text)]
    columns = {each for rows in found for each in columns_of(rows)}
    options = options_in(found)
    found = [[row._replace(option=row.start in options) for row in rows] for rows in found]
    function_words = stop_words(language)
    names = names_in(found, function_words)
    if breaks is None and is_uncased(found):  # what begins in lower case continues nothing
        breaks, function_words, names = Breaks.MEANT, frozenset(), first_words(found)
    made = _OutlineBuilder(text, headings, columns, statuses_in(found), function_words, names)
    for group, rows in enumerate(found):
        following, later = [*found[group + 1 : group + 3], [], []][:2]
        made.add(group, rows, following, later, _breaks(rows[0].start, breaks))
    return Outline(tuple(made.blocks), tuple(made.terms))


def _breaks(place: int, breaks: Breaks | Sequence[Span] | None) -> Breaks:
    """What line ends mean at a place."""
    if breaks is None:
        return Breaks.SHOWN
    if isinstance(breaks, Breaks):
        return breaks
    number = bisect_right(breaks, place, key=lambda span: span.start)
    return Breaks.NOTHING if number and place < breaks[number - 1].end else Breaks.MEANT


class _OutlineBuilder:
    """Builds an outline, run by run."""

    def __init__(
        self,
        text: str,
        headings: Sequence[Heading],
        columns: Container[Columns],
        statuses: Statuses,
        function_words: Collection[str],
        names: Collection[str],
    ) -> None:
        self.blocks: list[Block] = []
        self.terms: list[Span] = []
        self._text = text
        self._columns = columns
        self._statuses = statuses
        self._function_words = function_words
        self._names = names  # words that the text writes in lower case where a sentence begins
        self._headings = list(reversed(headings))
        self._above: list[_Above] = []
        self._lead_in: Piece | None = None  # what may introduce the next statuses
        self._last: Piece | None = None  # of the last block, while the next piece may still belong to it
        self._begun = False  # whether the last block is a term that begins a sentence
        self._led_by = ""  # the sentence that led on to the end of the last block, an example
        self._led_margin = 0  # the column in which that example begins
        self._asked = False  # whether nothing has come since the last heading
        self._cut = False  # whether the last sentence of the last block is incomplete

    def add(
        self, group: int, rows: list[Row], following: list[Row], later: list[Row], breaks: Breaks
    ) -> None:
        """Add a run of rows, given the next two."""
        self._pass_headings(rows[0].start)
        found = pieces(rows, breaks=breaks, columns=self._columns, statuses=self._statuses)
        if breaks is not Breaks.LAID_OUT and self._heads(found[-1], following, later):
            found[-1] = found[-1]._replace(kind=PieceKind.TERM)
        for number, piece in enumerate(found):
            self._pass_headings(piece.start)  # something above may end between two items
            next_one = found[number + 1] if number + 1 < len(found) else None
            if piece.kind is PieceKind.ROW and (
                self._names_columns(piece) or _heads_columns(piece, next_one)
            ):
                self._add_names(piece)
            elif piece.kind is not PieceKind.TERM:
                self._add_block(group, piece, found[number : number + _LONGEST_VALUE])
            elif self._begins_sentence(piece, next_one):
                self._add_block(group, piece)
                self._begun = True
            else:
                self._add_term(piece, next_one, once=not next_one and not _is_further_in(following, piece))

    def _pass_headings(self, start: int) -> None:
        while self._headings and self._headings[-1].start < start:
            heading = self._headings.pop()
            if heading.start == heading.end:
                self._end(heading.level)
                continue
            column = self._column(heading.start) if heading.level == QUESTION_LEVEL else -1
            above = _Above(heading.level, -1, self._words(heading.start, heading.end), column=column)
            if self._asks_on(above):
                self._above.append(above)
            else:
                self._put(above)
            self._last, self._lead_in, self._asked = None, None, True

    def _column(self, place: int) -> int:
        """The column of a place in the text."""
        return column_of(self._text[self._text.rfind("\n", 0, place) + 1 : place])

    def _asks_on(self, above: _Above) -> bool:
        """Whether a question follows another that has no answer yet."""
        last = self._above[-1] if self._above and self._asked else None
        return last is not None and above.rank == QUESTION_LEVEL == last.rank

    def _words(self, start: int, end: int) -> str:
        return " ".join(self._text[start:end].split())[:_LONGEST_CONTEXT]

    def _put(self, above: _Above) -> None:
        self._above = [
            each
            for each in self._above
            if (each.margin, each.rank) < (above.margin, above.rank) or 0 <= each.margin < above.column
        ]
        self._above.append(above)

    def _end(self, rank: int) -> None:
        """End what is below headings of a rank, as a heading of that rank would."""
        self._above = [each for each in self._above if (each.margin, each.rank) < (-1, rank)]
        self._last, self._lead_in, self._asked = None, None, False

    def _heads(self, piece: Piece, following: Sequence[Row], later: Sequence[Row]) -> bool:
        """Whether the last piece of a run is a heading of the next, not a sentence that continues."""
        return (
            piece.kind is PieceKind.TEXT
            and _is_further_in(following, piece)
            and not following[0].mark
            and not (later and later[0].begins_in_lower_case and later[0].margin == piece.margin)
            and is_short_term(piece.rows)
        )

    def _begins_sentence(self, term: Piece, following: Piece | None) -> bool:
        """Whether a term is the beginning of a sentence: "License" above "means this document."."""
        if following is None or not following.rows[0].begins_in_lower_case or term.start in self._statuses:
            return False
        name = term.rows[0].text
        if is_option(" ".join(row.text for row in term.rows)):
            return False
        return term.rows[0].beside or not (name.isupper() or (name[0].isupper() and " " in name))

    def _add_term(self, piece: Piece, following: Piece | None, *, once: bool) -> None:
        self._leave(piece.margin)
        is_status = following is not None and piece.start in self._statuses
        # Statuses may be aligned at their right, but all their meanings begin in one column.
        margin = following.margin - 1 if following and is_status else piece.margin
        self._put(_Above(0, margin, self._named(piece), once))
        self.terms.append(Span(piece.start, piece.end))
        self._last = None

    def _named(self, term: Piece) -> str:
        """A term, below what introduces it if it is a status: "The command exits with these values:"."""
        name = self._words(term.start, term.end)
        if term.start not in self._statuses:
            self._lead_in = None
        lead_in = self._words(self._lead_in.start, self._lead_in.end) if self._lead_in else ""
        return f"{lead_in}\n{name}" if lead_in else name

    def _names_columns(self, piece: Piece) -> bool:
        """Whether a table row is above a drawn line: "|---|"."""
        return _RULED.match(self._text, piece.end) is not None

    def _add_names(self, piece: Piece) -> None:
        self._above = [each for each in self._above if each.margin < piece.margin and not each.of_table]
        names = self._words(piece.start, piece.end).strip("| ")
        self._above.append(_Above(0, piece.margin, names, of_table=True))
        self.terms.append(Span(piece.start, piece.end))
        self._last = None

    def _leave(self, margin: int) -> None:
        """Close everything that is not further out than a column."""
        self._above = [each for each in self._above if each.margin < margin and each.column <= margin]

    def _add_block(self, group: int, piece: Piece, rest: Sequence[Piece] = ()) -> None:
        """Add a piece, given the *rest* of its run from this piece on."""
        self._keep_lead_in(piece)
        if self._is_value(piece, rest):
            if not self._led_by:
                self._led_by, self._led_margin = self._unfinished(), piece.margin
            self._complete(piece)
            return
        if self._continues(piece, rest):
            self._led_by = self._unfinished() if is_code(piece.rows[0].text) else ""
            self._led_margin = piece.margin
            self._complete(piece)
            return
        self._above = [each for each in self._above if self._is_above(each, piece)]
        context = "\n".join(each.text for each in self._above)
        self._above = [each for each in self._above if not each.once]
        if self._belongs_together(piece) and self.blocks[-1].context == context:
            group = self.blocks[-1].group
        self.blocks.append(Block(piece.start, piece.end, context, group, _kind(piece)))
        self._last, self._cut, self._asked = piece, not _is_complete(piece), False
        self._led_by, self._begun = "", False

    def _complete(self, piece: Piece) -> None:
        """Add a piece to the last block."""
        self.blocks[-1] = self.blocks[-1]._replace(end=piece.end)
        self._cut, self._begun = not _is_complete(piece), False

    def _keep_lead_in(self, piece: Piece) -> None:
        """Remember a piece that introduces something, until another is not further in."""
        if piece.rows[-1].text.endswith(LEADS_ON) and piece.end - piece.start <= _LONGEST_CONTEXT:
            self._lead_in = piece
        elif self._lead_in and piece.margin <= self._lead_in.margin:
            self._lead_in = None

    def _is_above(self, above: _Above, piece: Piece) -> bool:
        if above.of_table:
            return piece.kind is PieceKind.ROW
        return above.margin < piece.margin or above.once

    def _belongs_together(self, piece: Piece) -> bool:
        """Whether a piece belongs to the last block's group: a list's items, and its introduction."""
        last = self._last
        if last is None:
            return False
        return (last.is_item and piece.is_item) or self._text.endswith(LEADS_ON, 0, self.blocks[-1].end)

    def _continues(self, piece: Piece, rest: Sequence[Piece]) -> bool:
        """Whether a piece continues the last block's sentence, or is a command that it introduces."""
        if not self._may_go_on(piece):
            return False
        first = piece.rows[0]
        leads_on = self._text.endswith(LEADS_ON, 0, self.blocks[-1].end)
        if not first.begins_in_lower_case and not (
            leads_on and is_code(first.text) and not is_pair(first.text)
        ):
            return False
        if self._begun:
            return True
        gap = self._text[self.blocks[-1].end : piece.start]
        if not self._led_by and (gap.count("\n") < 2 or (leads_on and not _is_brief(rest))):
            return False
        return continues(
            self._unfinished(), piece.rows[0].text, self._function_words, self._names, led_by=self._led_by
        )

    def _unfinished(self) -> str:
        """The end of the last block."""
        block = self.blocks[-1]
        return " ".join(self._text[max(block.start, block.end - _LONGEST_UNFINISHED) : block.end].split())

    def _may_go_on(self, piece: Piece) -> bool:
        """Whether nothing but space, or a fence, is between the last block's sentence and a piece."""
        last = self._last
        if last is None or not self._cut or piece.is_item or PieceKind.ROW in (piece.kind, last.kind):
            return False
        block = self.blocks[-1]
        gap = self._text[block.end : piece.start]
        is_near = gap.isspace() or _FENCE.fullmatch(gap) is not None
        return is_near and piece.end - block.start <= _LONGEST_BLOCK and piece.margin >= last.margin

    def _is_value(self, piece: Piece, rest: Sequence[Piece]) -> bool:
        """Whether a piece is what the last block introduces: an address, a line of some commands."""
        last = self._last
        if last is None or not self._may_go_on(piece) or is_entry(piece.rows[0].text):
            return False
        gap = self._text[self.blocks[-1].end : piece.start]
        if self._led_by:  # the next line of the same example
            return gap.count("\n") == 1 and piece.margin >= self._led_margin and not _is_complete(piece)
        is_fenced = not gap.isspace()
        if not is_fenced and piece.margin <= last.margin + 1:
            return False
        leads_on = self._text.endswith(LEADS_ON, 0, self.blocks[-1].end)
        return _is_brief(rest) and (leads_on or not (is_fenced or _is_complete(piece)))


def _is_brief(rest: Sequence[Piece]) -> bool:
    """Whether pieces that are set out alike, from the first on, are short enough to be cited together."""
    for piece in rest:
        if piece.margin < rest[0].margin:
            break
        if piece.end - rest[0].start > _LONGEST_VALUE:
            return False
    return True


def _heads_columns(piece: Piece, following: Piece | None) -> bool:
    """Whether an aligned row has the names of the columns: capitalised words above a row with numbers."""
    if following is None or following.kind is not PieceKind.ROW or "|" in piece.rows[0].text:
        return False
    names = piece.rows[0].text
    cells = [cell for cell in _CELLS.split(names) if cell]
    is_named = all(cell[0].isupper() for cell in cells) and not _DIGIT.search(names)
    return is_named and len(cells) > 1 and bool(_DIGIT.search(following.rows[0].text))


def _kind(piece: Piece) -> BlockKind:
    if piece.kind is PieceKind.ROW:
        return BlockKind.ROW
    return BlockKind.ITEM if piece.is_item else BlockKind.PARAGRAPH


def _is_complete(piece: Piece) -> bool:
    return is_ended(piece.rows[-1].text)


def _is_further_in(rows: Sequence[Row], piece: Piece) -> bool:
    return bool(rows) and rows[0].margin > piece.margin + 1
