"""Find tables that are marked only by spacing: rows whose cells begin in the same columns.

    Hose    Length   Number
    B       20 m     14
    C       15 m     22

Each row is a separate line, even if the next one reads like a continuation.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.structure.lines.rows import Row

MIN_ROWS = 3
"""The minimum number of aligned rows; two may be aligned by accident."""
_MAX_WORDS = 5  # of a first cell
_LONGEST = 300  # maximum characters of a table that stays one piece
_WIDE = 3  # minimum columns of a gap that justified text does not have
_GAP = re.compile(r" {2,}|[ ]*\t[ \t]*")


def aligned_rows(rows: Sequence[Row]) -> frozenset[int]:
    r"""The places where the rows of tables begin.

    >>> from corpus.structure.lines.rows import runs_of_rows
    >>> text = "hose on the first engine      20 m      when it was bought nobody noted\n" * 8
    >>> len(aligned_rows(next(runs_of_rows(text, text))))
    8
    """
    found: set[int] = set()
    for run in _runs(rows):
        if len(run) >= MIN_ROWS and any(map(_has_wide_gap, run)) and _length(run) > _LONGEST:
            found.update(row.start for row in run)
    return frozenset(found)


def cell_columns(row: Row) -> tuple[int, ...]:
    """The columns in which the cells of a row begin, without the first."""
    return tuple(row.column_at(gap.end()) for gap in _GAP.finditer(row.text))


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Runs of rows whose first and some other cells are aligned; lines that continue a cell are skipped.

    Numbers may be right-aligned, so not every cell has to begin in the same column.
    """
    run: list[Row] = []
    for row in rows:
        cells = cell_columns(row) if _may_be_of_a_table(row) else ()
        if run and row.margin in cell_columns(run[-1]):
            continue
        if run and not (row.margin == run[-1].margin and set(cells) & set(cell_columns(run[-1]))):
            yield run
            run = []
        if cells:
            run.append(row)
    yield run


def _may_be_of_a_table(row: Row) -> bool:
    gap = _GAP.search(row.text)
    return gap is not None and not row.beside and len(row.text[: gap.start()].split()) <= _MAX_WORDS


def _has_wide_gap(row: Row) -> bool:
    gap = _GAP.search(row.text)
    return gap is not None and ("\t" in gap[0] or len(gap[0]) >= _WIDE)


def _length(rows: Sequence[Row]) -> int:
    return sum(len(" ".join(row.text.split())) + 1 for row in rows)
