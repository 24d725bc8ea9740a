"""Display a text: join its lines and omit Markdown syntax, and change nothing else.

A citation is an exact slice of its document, including line ends, indentation and asterisks.  Readers see
`displayed(citation)`.  This module defines what that function may change:

* A run of white space becomes one space, or a line end where the next item of a list, the next paragraph or
  the next line of code begins.  A line end becomes nothing between characters of a script without spaces and
  after a hyphen; a hyphen that a program inserted (U+2010 or a soft one) is removed with it.
* Markdown syntax is removed and its words stay: ``**bold**``, ``_emphasis_``, backticks, the targets of links
  and images, fences, the marks before a heading, a quotation or a list item, and the bars at both ends of a
  table row.

No other character is added, changed or removed; `is_faithful` checks that independently.  If syntax cannot be
distinguished from words, as in a regular expression, the text is shown unchanged.
"""

import re
from collections.abc import Container, Iterator

from corpus.structure.lines.code import is_code
from corpus.structure.lines.rows import LEADS_ON

_LONGEST_MARKED = 400
_FENCE = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})[^\n`]{0,80}$", re.MULTILINE)
_BEGINNING = re.compile(r"\A\s*(?:(?:[-*+•·▪‣]|#{1,6}|>)[ \t]+)+")
_QUOTED = re.compile(r"\n[ \t]*>[> \t]*")
_BROKEN_BY_PROGRAM = re.compile(r"(?<=\w)[\u2010\u00ad]\s*\n\s*(?=\w)")
_BROKEN_AT_HYPHEN = re.compile(r"(?<=\w-)\s*\n\s*(?=[^\W\d_])")
_UNSPACED = "\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u3001\u3002\uff01-\uff60"
_BROKEN_UNSPACED = re.compile(rf"(?<=[{_UNSPACED}])\s*\n\s*(?=[{_UNSPACED}])")
_CODE = re.compile(rf"(?<![`\w])(`{{1,2}})(?!`)([^`]{{1,{_LONGEST_MARKED}}})(?<!`)\1(?!`)")
_TARGET = r"(?:\([^()\s]{0,2000}(?:\s+\"[^\"\n]{0,200}\")?\)|\[[^\[\]\n]{0,200}\])"
_LINK = re.compile(rf"!?\[([^\[\]]{{1,{_LONGEST_MARKED}}})\]{_TARGET}")
_STRONG = re.compile(rf"(?<![\w*])(\*{{2,3}})(?=[^\s*])([^*]{{1,{_LONGEST_MARKED}}})(?<=[^\s*])\1(?![\w*])")
_EMPHASIS = re.compile(
    rf"(?<![\w*/\\.])\*(?=[\w\"“(])([^*\n]{{1,{_LONGEST_MARKED}}})(?<=[\w\"”).!?,:])\*(?![\w*/.])"
)
_UNDERLINED = re.compile(
    rf"(?<!\w)(?!__[a-z0-9]+__)(_{{1,2}})(?=[^\s_])([^_]{{1,{_LONGEST_MARKED}}})(?<=[^\s_])\1(?!\w)"
)
_ITEM = r"(?=[ \t]*(?:[-*+•·▪‣]|\d{1,2}[.)])[ \t])"
_AT_AN_ITEM = re.compile(_ITEM)
_AT_A_NUMBERED_SENTENCE = re.compile(  # "2.1 The rent", "(b) A fee"; within a sentence it may be an amount
    r"[ \t]*(?:\d{1,3}(?:\.\d{1,3})+[.)]?|\(?(?:\d{1,3}|[a-z]|[ivxlc]{2,5})\))[ \t]"
)
_BULLET_BELOW = re.compile(r"\s*\n[ \t]*(?P<bullet>[-*+•·▪‣])[ \t]")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_MARKED = re.compile(
    r"[\n*_`\[\]|~#>\ufffc\u2010\u00ad]|\A\s*[-+•·▪‣]"
)  # a text without any of these changes only in its spaces
_PLACE = "\ufffc"  # a placeholder for code while the text around it is processed


def displayed(text: str) -> str:
    r"""A text as readers see it.

    >>> displayed("**Current**: under [active](a.md)\n  develop\u2010\n  ment, see `__init__`.")
    'Current: under active development, see __init__.'
    >>> displayed("Replace (a[b]*)[c]*(d)\n with *.")
    'Replace (a[b]*)[c]*(d) with *.'
    """
    as_it_is = " ".join(text.split())
    if not _MARKED.search(text):
        return as_it_is
    shown = _without_syntax(text)
    return shown if is_faithful(shown, text) else as_it_is


def _without_syntax(text: str) -> str:
    """A text with its lines joined and without what looks like the syntax of Markdown."""
    codes: list[str] = []

    def kept(match: re.Match[str]) -> str:
        codes.append(match[2])
        return _PLACE

    if _PLACE in text:
        return _joined(text)
    words = _CODE.sub(kept, _FENCE.sub("", text))
    words = _QUOTED.sub("\n", _without_bars(_BEGINNING.sub("", words)))
    for pattern, group in ((_LINK, 1), (_STRONG, 2), (_EMPHASIS, 1), (_UNDERLINED, 2)):
        words = pattern.sub(rf"\{group}", words)
    pieces = iter(codes)
    return _joined(re.sub(_PLACE, lambda _: next(pieces), words))


def gap_before(text: str) -> str:
    r"""The white space to show before a sentence of a passage, with the bullet if it is a list item.

    >>> gap_before("\n  Light it."), gap_before("\n2. Light it."), gap_before("\n- lamp"), gap_before("lamp")
    (' ', '\n', '\n- ', '')
    >>> gap_before("\n2.1 Light it."), gap_before("\n(b) Light it.")
    ('\n', '\n')
    >>> gap_before("\n  make lamp")
    '\n'
    """
    space = text[: len(text) - len(text.lstrip())]
    if "\n" not in space:
        return " " if space else ""
    bullet = _BULLET_BELOW.match(text)
    if bullet:
        return f"\n{bullet['bullet']} "
    line = text[len(space) :].partition("\n")[0]
    begins = (_BLANK_LINE.search(space), _AT_AN_ITEM.match(line), _AT_A_NUMBERED_SENTENCE.match(line))
    return "\n" if any(begins) or is_code(line.rstrip()) else " "


def unbroken(text: str) -> str:
    r"""A text in which words that a program hyphenated (U+2010 or a soft hyphen) are rejoined.

    >>> unbroken("the opti\u2010\n   misation")
    'the optimisation'
    """
    return _BROKEN_BY_PROGRAM.sub("", text) if "\u2010" in text or "\u00ad" in text else text


def _joined(text: str) -> str:
    """The lines of a text joined into one, except at paragraphs, the items of a list and lines of code."""
    for pattern in (_BROKEN_BY_PROGRAM, _BROKEN_AT_HYPHEN, _BROKEN_UNSPACED):
        text = pattern.sub("", text)
    shown: list[list[str]] = []
    before = ""
    for line in text.split("\n"):
        words = line.split()
        if not shown or not before or _begins_line(before, line):
            shown.append([])
        shown[-1] += words
        before = " ".join(words)
    return "\n".join(" ".join(words) for words in shown if words)


def _begins_line(before: str, line: str) -> bool:
    """Whether a line below another is shown on a line of its own: an item, or code below code or ":"."""
    is_apart = before.endswith(LEADS_ON) or is_code(before)
    return _AT_AN_ITEM.match(line) is not None or (is_apart and is_code(line.strip()))


# Checking

_MARKS = frozenset("*_`~#|>\u2010\u00ad")
_MARKS_AT_THE_BEGINNING = _MARKS | frozenset("-+•·▪‣")


def is_faithful(shown: str, source: str) -> bool:
    r"""Whether a displayed text has every word and punctuation mark of its source.

    >>> is_faithful("It is 2*3.", "It is\n**2*3**."), is_faithful("It is 23.", "It is 2*3.")
    (True, False)
    """
    if shown.split() == source.split():
        return True
    mine, other = list(_signs(shown)), list(_signs(source))
    if [sign for sign, _ in mine] != [sign for sign, _ in other]:
        return False
    gaps = [(before, was_before) for (_, before), (_, was_before) in zip(mine, other, strict=True)]
    return (
        _is_left_of(*gaps[0], _MARKS_AT_THE_BEGINNING)
        and all(_is_left_within(*gap) for gap in gaps[1:-1])
        and (len(gaps) == 1 or _is_left_of(*gaps[-1], _MARKS))
    )


def _signs(text: str) -> Iterator[tuple[str, str]]:
    """Each letter or digit of a text, preceded by the characters before it; finally the rest with ""."""
    before: list[str] = []
    for character in _LINK.sub(r"\1", _FENCE.sub("", text)):
        if character.isalnum():
            yield character, "".join(before)
            before = []
        else:
            before.append(character)
    yield "", "".join(before)


def _is_left_within(shown: str, source: str) -> bool:
    """Whether the characters between two letters survived as they may: within a word, all but backticks."""
    if not any(map(str.isspace, source)) and set(source) <= _MARKS:
        return shown in (source, source.replace("`", ""))
    spaced = any(map(str.isspace, shown)) and not any(map(str.isspace, source))
    return not spaced and _is_left_of(shown, source, _MARKS)


def _is_left_of(shown: str, source: str, marks: Container[str]) -> bool:
    """Whether removing marks and white space from *source* gives *shown*."""
    rest = iter("".join(source.split()))
    for sign in "".join(shown.split()):
        for passed in rest:
            if passed == sign:
                break
            if passed not in marks:
                return False
        else:
            return False
    return all(passed in marks for passed in rest)


def _without_bars(words: str) -> str:
    """A row of a table without the bars around it.

    A regular expression would backtrack over each of many blanks within it.

    >>> _without_bars("| zlib | 2.7 | "), _without_bars("no bars ")
    ('zlib | 2.7', 'no bars ')
    """
    if (row := words.lstrip()).startswith("|"):
        words = row[1:].lstrip()
    if (row := words.rstrip()).endswith("|"):
        words = row[:-1].rstrip()
    return words
