"""reStructuredText that is slow or large to read."""

from collections.abc import Callable
from functools import partial

from corpus.limits import MAX_RST_LINES
from tools.hostile_input.shapes.making import (
    Make,
    lines_at_a_limit,
    numbered,
    paragraphs,
    repeated,
    sentences,
    text,
)

_RULE = "==== ====\n"
_LINE = "+---+---+\n"
_at_the_limit = partial(lines_at_a_limit, MAX_RST_LINES)


def _further_in(opening: str, indent: int, most: int = 10**9) -> Callable[[int], str]:
    """A text of at most *most* nested pieces, each indented further than the last."""

    def make(size: int) -> str:
        depth = min(most, int((2 * size / indent) ** 0.5))
        once = "".join(f"{' ' * (indent * at)}{opening}\n\n" for at in range(depth))
        return once * max(1, size // len(once))

    return make


def _substitutes(size: int) -> str:
    """Names that stand for ten times the one before, and a text of the last."""
    defined = "".join(f".. |n{at}| replace:: {f'|n{at - 1}| ' * 10}\n" for at in range(1, 10))
    return f".. |n0| replace:: boats\n{defined}\n{'|n9| ' * (size // 5)}\n"


def _one_substitute(size: int) -> str:
    """A name that stands for a thousand characters, everywhere."""
    return f".. |n| replace:: {'boats ' * 160}\n\n" + "|n| |n| |n| |n|\n" * (size // 16)


def _wide_grid(size: int) -> str:
    """A table of one row of cells."""
    cells = size // 12
    return f"{'+---' * cells}+\n{'| a ' * cells}|\n{'+---' * cells}+\n"


RST: dict[str, Make] = {
    "rst: lines at the limit": _at_the_limit(""),
    "rst: paragraphs at the limit": _at_the_limit("", "\n\n"),
    "rst: bullets at the limit": _at_the_limit("- "),
    "rst: terms at the limit": _at_the_limit("word{}\n    "),
    "rst: options at the limit": _at_the_limit("-o, --option{}  "),
    "rst: fields at the limit": _at_the_limit(":word{}: "),
    "rst: headings at the limit": _at_the_limit("Boats {}\n---------------\n\n", "\n\n"),
    "rst: notes at the limit": _at_the_limit(".. note:: ", "\n\n"),
    "rst: functions at the limit": _at_the_limit(".. py:function:: boat{}()\n\n   ", "\n\n"),
    "rst: sentences": text(sentences),
    "rst: one word": repeated("a"),
    "rst: paragraphs": lambda size: paragraphs(size, ("", "\n\n")).encode(),
    "rst: short paragraphs": repeated("a\n\n"),
    "rst: bullets in bullets": text(_further_in("- a", 2)),
    "rst: bullets 20 deep": text(_further_in("- a", 2, 20)),
    "rst: quotations in quotations": text(_further_in("a", 1)),
    "rst: terms in terms": text(_further_in("a\n", 1)),
    "rst: notes in notes": text(_further_in(".. note::", 3)),
    "rst: notes 20 deep": text(_further_in(".. note::\n", 3, 20)),
    "rst: emphasis": repeated("*a* "),
    "rst: emphasis on lines": repeated(f"{'*a* ' * 15}\n"),
    "rst: emphasis that is never closed": repeated(f"{'*a ' * 20}\n"),
    "rst: roles": repeated(":a:`b` " * 10 + "\n"),
    "rst: addresses": repeated(f"{'http://a.b ' * 8}\n"),
    "rst: links": repeated("`a <http://b>`__ `c`_ d_\n"),
    "rst: footnotes": repeated(".. [#] a\n"),
    "rst: places": text(numbered(".. _a{}: http://b\n")),
    "rst: one place": repeated(".. _a: http://b\n"),
    "rst: one heading": repeated("Boats\n-----\n\n"),
    "rst: lines of dashes": repeated("-----\n\n"),
    "rst: a line of dashes": repeated("-", "Boats\n"),
    "rst: comments": repeated(".. a\n\n"),
    "rst: directives nobody knows": text(numbered(".. a{}:: b\n   :c: d\n\n   e\n\n")),
    "rst: options of a directive": text(
        lambda size: numbered("   :a{}: b\n")(size).join((".. c::\n", "\n   a\n"))
    ),
    "rst: includes": repeated(".. include:: /etc/hostname\n\n"),
    "rst: declared roles": text(numbered(".. role:: a{}(raw)\n\n")),
    "rst: names that stand for names": text(_substitutes),
    "rst: a long name everywhere": text(_one_substitute),
    "rst: rows": repeated("boat 12 m\n", f"{_RULE}boat tall\n{_RULE}", _RULE),
    "rst: a grid": repeated(f"| a | b |\n{_LINE}", _LINE),
    "rst: a wide grid": text(_wide_grid),
    "rst: rows of lists": repeated("   * - a\n     - b\n", ".. list-table::\n\n"),
    "rst: rows of CSV": repeated("   a,b\n", ".. csv-table::\n\n"),
    "rst: wide CSV": repeated("a,", ".. csv-table::\n\n   ", "\n"),
    "rst: line blocks": repeated("| a\n"),
    "rst: code": repeated("   a\n", "::\n\n"),
}
"""Those "at the limit" are read in full, because they are just within the limits."""
