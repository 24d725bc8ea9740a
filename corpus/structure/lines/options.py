"""Find lists of options with their descriptions behind a single space, each on a line of its own.

    -q Say nothing.
    -v, --version Print the version.
    --delay SECONDS Wait so long.

Nothing is aligned there and nothing is indented, so that only the lines themselves show that they are items.
"""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.structure.lines.rows import LEADS_ON, Row

_NAME = r"--?[\w?]\S*"
_NAMES = (
    rf"{_NAME}(?:(?: \||(?<=,)) {_NAME})*"
    r"(?: (?:<[^<>]{1,40}>|\[[^\[\]]{1,40}\]|[A-Z][A-Z_0-9]+|[:=|–—-]))*"  # and values: "-o FILE"
)
_OPTION = re.compile(rf"{_NAMES}(?: (?P<words>[^\W\d_].*))?")
_BESIDE = re.compile(rf"(?P<term>{_NAMES})(?P<gap> +)(?P<words>[^\W\d_].*)")
_DESCRIBES = re.compile(r"[^\W\d_][\w'’-]*[,;:]? [^\W_]|[^\W\d_]+[.!]\Z|[^\W\d_a-z][^\W\d_A-Z]+\Z")
_GOES_ON = ("\\", "|", "&&")
_MIN_OPTIONS = 2
_MAX_ROWS_OF_A_DESCRIPTION = 6


class _Option(NamedTuple):
    """A row that begins with an option.

    ``shows`` says whether it is on a line of its own, with a description; ``may_be_first``, whether a list
    may begin with it, and not merely the next sentence of a paragraph.
    """

    row: Row
    shows: bool
    may_be_first: bool


def options_in(found: Sequence[Sequence[Row]]) -> frozenset[int]:
    r"""Where the rows of such options begin, in a text that is divided into runs of rows.

    Those with something indented below them are no such rows, since that describes them.

    >>> from corpus.structure.lines.rows import runs_of_rows
    >>> text = "-q Say nothing.\n-v Print the version.\n-f\n    Do not ask."
    >>> sorted(options_in(list(runs_of_rows(text, text))))
    [0, 16]
    """
    return frozenset(
        option.row.start
        for run in _lists(found)
        if sum(option.shows for option in run) >= _MIN_OPTIONS
        for option in run
    )


def _lists(found: Sequence[Sequence[Row]]) -> Iterator[list[_Option]]:
    """Runs of options in one column, with nothing between them but the rows on which one goes on."""
    run: list[_Option] = []
    since = 0
    for rows, later in pairwise([*found, ()]):
        for row, option in zip(rows, _options(rows, later), strict=True):
            since += 1
            if option is None and row is not rows[0] and run and since <= _MAX_ROWS_OF_A_DESCRIPTION:
                continue
            if run and not (option and row.margin == run[0].row.margin):
                yield run
                run = []
            run += [option] if option and (run or option.may_be_first) else []
            since = 0
    yield run


def _options(rows: Sequence[Row], later: Sequence[Row]) -> list[_Option | None]:
    """The options with which rows begin, without those that the rows below, or *later* ones, describe."""
    width = max(row.edge for row in rows)
    aligned = columns_of_options(rows)
    found: list[_Option | None] = []
    described = bool(later) and later[0].margin > rows[-1].margin + 1
    for before, row in reversed(list(pairwise([None, *rows]))):
        assert row is not None  # noqa: S101 - only what comes before the first one is
        has_room = before is None or before.edge + 1 + row.first_word <= width
        option = _option(before, row, aligned, has_room=has_room)
        found.append(None if described and not row.ended else option)
        described = (described and option is not None) or (
            before is not None and _describes(row, before, has_room=has_room)
        )
    return found[::-1]


def _describes(row: Row, before: Row, *, has_room: bool) -> bool:
    """Whether a row is the description of the one before it, and not the rest of it."""
    beside = _BESIDE.fullmatch(before.text)
    aligned = beside is not None and row.margin == before.column_at(beside.start("words"))
    return row.margin > before.margin + 1 and (has_room or aligned)


def _option(before: Row | None, row: Row, aligned: Container[int], *, has_room: bool) -> _Option | None:
    """The option with which a row begins; *aligned* are the columns of descriptions beside others.

    *has_room* says whether the row's first word would have fitted on the line before.
    """
    read = None if row.mark or row.beside else _OPTION.fullmatch(row.text)
    if read is None or row.text.endswith(_GOES_ON) or option_beside(row, aligned):
        return None
    ended = before is not None and before.ended
    leads_on = before is None or before.text.endswith(LEADS_ON)
    shows = (has_room or ended or leads_on) and _DESCRIBES.match(read["words"] or "") is not None
    return _Option(row, shows, leads_on or (has_room and not ended))


def columns_of_options(rows: Sequence[Row]) -> frozenset[int]:
    r"""The columns of descriptions that are beside several options, which a wide gap shows.

    >>> from corpus.structure.lines.rows import runs_of_rows
    >>> text = "-q        Say nothing.\n--version Print the version."
    >>> columns_of_options(next(runs_of_rows(text, text)))
    frozenset({10})
    """
    matches = ((row, _BESIDE.fullmatch(row.text)) for row in rows if row.text.startswith("-"))
    gaps: dict[int, list[int]] = {}
    for row, found in matches:
        if found:
            gaps.setdefault(row.column_at(found.start("words")), []).append(len(found["gap"]))
    return frozenset(each for each, wide in gaps.items() if len(wide) >= _MIN_OPTIONS and max(wide) > 1)


def option_beside(row: Row, aligned: Container[int]) -> re.Match[str] | None:
    """The option and the description beside it that a row has in one of the *aligned* columns."""
    found = _BESIDE.fullmatch(row.text)
    return found if found and row.column_at(found.start("words")) in aligned else None
