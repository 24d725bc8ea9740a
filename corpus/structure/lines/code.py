"""Distinguish lines of code (commands, settings) from wrapped prose: each of them stays a separate line.

Code has typical signs ("--now", "a=b", "|"), and hardly any of the function words that prose has.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from corpus.structure.lines.rows import LEADS_ON, Row
from languages import LANGUAGES

_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_SIGN = re.compile(r"(?:^|\s)(?:[$%>#]\s|&&|\|\s)|[={}\\]|\w\(\)|\);")
_ADDRESS = "://"
_TWO_SENTENCES = re.compile(r"[a-z/)][ ]?[.!?]\s+[A-Z][a-z]*\s")
_SIGN_OF_COMMAND = re.compile(r"(?:^|\s)(?:--?\w|~?/\w|\.{1,2}/)")
_LISTED = re.compile(r",(?:\s|\Z)|;\Z")  # prose also lists options and paths
_ENDED = re.compile(r"[.!?]\Z")
_MAX_WORDS = 6  # of a command without any sign
_LONGEST = 200  # characters; a longer line is judged by its beginning
_GOES_ON = ("\\", "|", "&&", ",", "(", "{")


def is_code(line: str) -> bool:
    """Whether a line may be a command or the like, and not part of a paragraph.

    >>> is_code("sudo apt install lamp"), is_code('echo "it is lit" > lamp.txt'), is_code("the old pines")
    (True, True, False)
    >>> is_code("curl https://lamp.example"), is_code("To mend lamps, see https://lamp.example")
    (True, False)
    """
    said = _QUOTED.sub("", line[:_LONGEST])
    if not said.isascii() or not line[:1].isprintable():
        return False
    words = said.casefold().split()
    small = sum(word.strip("(),.;:") in _small_words() for word in words)
    if _TWO_SENTENCES.search(said):
        return False
    if _SIGN.search(said):
        return small <= 1
    if _ADDRESS in said:  # prose points to pages, too
        return not small
    if not words or _LISTED.search(said):
        return False
    if _SIGN_OF_COMMAND.search(said):
        return small <= 1
    is_bare = line[0].islower() and not _ENDED.search(line)
    return is_bare and not small and len(words) <= _MAX_WORDS


def goes_on_below(line: str) -> bool:
    r"""Whether a line of code continues on the next: "tar -c trees |", "bend \".

    >>> goes_on_below("find . |"), goes_on_below("make install")
    (True, False)
    """
    return line.endswith(_GOES_ON)


def rows_of_code(rows: Sequence[Row]) -> dict[int, bool]:
    r"""Where rows of code begin, several of them in a row -> whether a line of code begins there.

    >>> from corpus.structure.lines.rows import runs_of_rows
    >>> text = "find . |\n  wc\nmake install"
    >>> rows_of_code(next(runs_of_rows(text, text)))
    {0: True, 11: False, 14: True}
    """
    found: dict[int, bool] = {}
    for run in _set_out(rows):
        begins = [True, *(not goes_on_below(row.text) for row in run[:-1])]
        aligned = all(row.margin == run[0].margin for row, new in zip(run, begins, strict=True) if new)
        if len(run) > 1 and aligned and all(map(_may_be_code, run)):
            found |= {row.start: new for row, new in zip(run, begins, strict=True)}
    return found


def _set_out(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Runs of rows that are separate, introduced ("Run this:"), or indented further than the rows before."""
    run: list[Row] = []
    for row in rows:
        if run and (
            row.margin < run[0].margin
            or run[-1].text.endswith(LEADS_ON)
            or (row.margin > run[-1].margin + 1 and not is_code(run[-1].text))
        ):
            yield run
            run = []
        run.append(row)
    yield run


def _may_be_code(row: Row) -> bool:
    """Whether a row may be a command, and not an item, an option or a way to call a command."""
    return not (row.mark or row.beside or row.text.startswith("-") or "[" in row.text) and is_code(row.text)


@cache
def _small_words() -> frozenset[str]:
    """The words that are most frequent in prose, of all languages in Latin letters."""
    return frozenset().union(*(LANGUAGES.profile(code).function_words for code in LANGUAGES.codes))
