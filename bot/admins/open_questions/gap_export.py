"""The open questions as a table for a spreadsheet, without who asked.  Pure."""

import csv
import io

from bot.admins.open_questions.gaps import Gap, Gaps

COLUMNS = ("gap", "missing", "question", "understood as", "people", "voted down")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def gaps_csv(gaps: Gaps) -> bytes:
    """The open gaps as CSV in UTF-8, with a byte-order mark for spreadsheets that would guess wrongly.

    >>> gaps_csv(Gaps()).decode("utf-8-sig").strip()
    'gap,missing,question,understood as,people,voted down'
    """
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for gap in gaps.open:
        for question in gap.questions:
            understood = question.searched if question.searched != question.question else ""
            cells = (gap.kind.value, _missing(gap), question.question, understood)
            table.writerow([*map(harmless, cells), question.asked, int(question.voted_down)])
    return out.getvalue().encode("utf-8-sig", "replace")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, although what people typed may begin like one.

    >>> harmless("=1+1"), harmless("Who?")
    ("'=1+1", 'Who?')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _missing(gap: Gap) -> str:
    return gap.word or gap.language
