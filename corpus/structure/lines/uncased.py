"""Find texts without capitals, such as chats and lists of things to do, whose lines are not wrapped.

In other texts a line in lower case continues the one before.  Here every line is in lower case, so that
only filled lines would show that a program wrapped them.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.structure.lines.pieces import fills
from corpus.structure.lines.rows import Row

_CAPITAL = re.compile(r"[.!?]\s+[\"'“‘«(]?[^\W\d_a-z]")
_MOSTLY = 0.7
_MIN_LINE_ENDS = 2  # a single one proves little


def is_uncased(found: Sequence[Sequence[Row]]) -> bool:
    r"""Whether each line of a text, divided into runs of rows, begins something new although in lower case.

    >>> from corpus.structure.lines.rows import runs_of_rows
    >>> text = "buy milk and bread for the weekend\ncall anna about the boat\npay rent before friday"
    >>> is_uncased(list(runs_of_rows(text, text)))
    True
    """
    rows = [row for run in found for row in run]
    if sum(row.begins_in_lower_case for row in rows) < _MOSTLY * len(rows) or any(map(_has_capital, rows)):
        return False
    width = max((row.edge for row in rows), default=0)
    line_ends = [(row, following) for run in found for row, following in pairwise(run) if not row.ended]
    filled = sum(fills(row, following, width) for row, following in line_ends)
    return len(line_ends) >= _MIN_LINE_ENDS and filled < _MOSTLY * len(line_ends)


def _has_capital(row: Row) -> bool:
    return row.text[:1].isupper() or any(not found[0][-1].islower() for found in _CAPITAL.finditer(row.text))
