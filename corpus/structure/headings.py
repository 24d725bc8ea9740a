"""Read the layout of a plain text: headings, questions, and lines that belong to the page.

Headings are underlined, numbered or centred.  A question is marked "Q:", numbered, or separate above its
answer.  Running heads, page numbers, tables of contents and drawn lines belong to the page.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from corpus.records import Heading, Span
from corpus.structure.contents import contents_of
from corpus.structure.lines.rows import Row, runs_of_rows
from corpus.structure.lines.statuses import statuses_in

QUESTION_LEVEL = 20
NUMBERED_LEVEL = 10
_CENTRED_LEVEL = 5
_LONGEST_HEADING_ROWS = 3
_LONGEST_HEADING = 200
_MAX_WORDS = 12
_MIN_QUESTIONS = 3
_MIN_NUMBERED = 3
_CENTRED = 12
_REPEATED = 3

_UNDERLINE = re.compile(r"=+|-+|~+|\^+|\*+|#+|_+|\++|(?:=-)+=?|(?:-=)+-?")
_MIN_UNDERLINE = 3
_LONGEST_OF_PAGE = 500  # characters of a line that belongs to the page; the patterns take long on longer ones
_DRAWN = re.compile(r"[^\w\s](?:[^\w\s]|\s){2,}")
_MANUAL_PAGE = re.compile(r"(?P<name>[\w.+:-]+\(\w{1,4}\))(?:\s.*\s)?(?P=name)|.*\s{3,}\S+\(\w{1,4}\)")
_PAGE = re.compile(
    r".*\[Page \w+\]|(?:Page|page|Seite|Страница|Página)\s+\d+(?:\s+\S+\s+\d+)?|-?\s*\d{1,4}\s*-?"
)
_CONTENTS = re.compile(r".*\S\s?(?:\.\s?){3,}\s*(?:\w{1,5})?")
_COPYRIGHT = re.compile(r"(?:copyright|©|\(c\))[\s,]*(?:©|\(c\))?[\s,]*(?:\d{4}|\[?yyyy)", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,3})*)(?P<stop>[.)]?)[ \t]+(?=\S)")
_FIGURES = re.compile(r"\d+")
_NO_ASCII_FIGURES = dict.fromkeys(map(ord, "0123456789"))
_ASKS = ("?", "？", "؟", '?"', "?”", "?)")
_MARKED = {
    "Q": {"A", "R"},
    "Question": {"Answer", "Réponse"},
    "F": {"A"},
    "Frage": {"Antwort"},
    "P": {"R"},
    "Pregunta": {"Respuesta"},
    "В": {"О"},
    "Вопрос": {"Ответ"},
    "问": {"答"},
    "問": {"答"},
}
"""The mark of a question -> the marks that its answer may have."""
_MARK = re.compile(r"[*_]{0,2}(?P<name>[^\W\d_]{1,9}) ?\d{0,3} ?[.:：)][*_]{0,2}(?:\s+|(?<=：))(?=\S)")


class Layout(NamedTuple):
    """The marks in a text, which are outside its body, and its headings in order."""

    marks: tuple[Span, ...]
    headings: tuple[Heading, ...]
    title: str = ""


def read_layout(text: str) -> Layout:
    r"""The layout of a plain text.

    >>> read_layout("Trees\n=====\n\nQ: Do they bend?\n\nA: They do.\n").headings
    (Heading(start=0, end=5, level=1), Heading(start=16, end=29, level=20))
    """
    found = list(runs_of_rows(text, text))
    page = dict.fromkeys(_page_rows(found))
    found = _without(found, page)
    contents = contents_of(found)
    found = _without(found, frozenset(contents.rows))
    marks = [_span(row) for row in (*page, *contents.rows)]
    headings: dict[int, Heading] = {}
    for part in (
        _underlined(found),
        questions(found),
        _numbered(found),
        _centred(found),
        _questions_alone(found),
        ((_listed(rows), []) for rows in contents.listed),
    ):
        for heading, outside_body in part:
            if heading is None or heading == headings.setdefault(heading.end, heading):
                marks += outside_body
    return Layout(tuple(sorted(set(marks))), tuple(_without_overlaps(sorted(headings.values()))), _name(page))


_Found = tuple[Heading | None, list[Span]]
"""A heading, and the marks that belong to it."""


def _without(found: Iterable[Sequence[Row]], rows: Container[Row]) -> list[list[Row]]:
    """The runs of rows without some rows."""
    return [kept for run in found if (kept := [row for row in run if row not in rows])]


def _without_overlaps(headings: Iterable[Heading]) -> Iterator[Heading]:
    """The headings in order, without those that begin inside the previous one."""
    end = -1
    for heading in headings:
        if heading.start >= end:
            yield heading
            end = heading.end


def _name(page: Iterable[Row]) -> str:
    """The name of a manual page: "find(1)"."""
    heads = (_MANUAL_PAGE.match(row.text) for row in page)
    return next((head["name"].lower() for head in heads if head and head["name"]), "")


def _span(row: Row) -> Span:
    return Span(row.start, row.end)


# Lines of the page


def _page_rows(found: Sequence[Sequence[Row]]) -> Iterator[Row]:
    """The rows that belong to the page: running heads, page numbers, table of contents, drawn lines."""
    statuses = statuses_in(found)
    alone = Counter(
        _without_figures(rows[0])
        for rows in found
        if len(rows) == 1 and 1 < len(rows[0].text) <= _LONGEST_OF_PAGE
    )
    for rows in found:
        for at, row in enumerate(rows):
            if _COPYRIGHT.match(row.text):
                yield row
                yield from takewhile(_begins_with_figure, rows[at + 1 :])
            if len(row.text) > _LONGEST_OF_PAGE or row.start in statuses:
                continue
            repeated = len(rows) == 1 and alone[_without_figures(row)] >= _REPEATED
            is_head = repeated and ("   " in row.text or _FIGURES.search(row.text) is not None)
            if is_head or _PAGE.fullmatch(row.text) or _is_entry(row) or _is_manual_head(row, len(rows)):
                yield row


def _begins_with_figure(row: Row) -> bool:
    return row.text[:1].isdigit()


def _is_manual_head(row: Row, rows: int) -> bool:
    return rows == 1 and _MANUAL_PAGE.fullmatch(row.text) is not None and "  " in row.text


def _is_entry(row: Row) -> bool:
    dotted = ". . ." in row.text[-60:] or "...." in row.text[-60:]
    return dotted and _CONTENTS.fullmatch(row.text) is not None


def _without_figures(row: Row) -> str:
    if row.text.isascii():  # far quicker, and of most rows
        return row.text.translate(_NO_ASCII_FIGURES)
    return _FIGURES.sub("", row.text)


# Headings


def _underlined(found: Sequence[Sequence[Row]]) -> Iterator[_Found]:
    """Headings above a drawn line, with or without one above them; the first kind of line is the highest."""
    levels: dict[str, int] = {}
    for number, rows in enumerate(found):
        for row, line in pairwise(rows):
            drawn = len(line.text) >= _MIN_UNDERLINE and _UNDERLINE.fullmatch(line.text)
            if drawn and not _DRAWN.fullmatch(row.text) and len(row.text) <= _LONGEST_HEADING:
                # The underline of the title says nothing about the other headings.
                level = levels.setdefault(line.text[:2], len(levels) + 2) if number else 1
                yield Heading(row.start, row.end, level), [_span(line)]


def _numbered(found: Sequence[Sequence[Row]]) -> Iterator[_Found]:
    """Numbered headings and questions, each above its text."""
    heads = [
        (rows, match, following[0].margin > rows[0].margin + 1)
        for rows, following in pairwise(found)
        if (match := _NUMBER.match(rows[0].text)) and _is_short(rows) and _is_below(following[0], match)
    ]
    set_out = sum(further_in for _, _, further_in in heads) >= _MIN_NUMBERED
    if not _are_counted([match for _, match, _ in heads]):
        return
    for rows, match, further_in in heads:
        words = " ".join(row.text for row in rows)[match.end() :]
        if words.endswith(_ASKS) or (further_in and set_out) or _is_heading_like(words):
            yield _heading(rows, NUMBERED_LEVEL + match["number"].count(".")), []


def _is_below(row: Row, match: re.Match[str]) -> bool:
    """Whether a row may be below a numbered heading: it has no number, or one such as "1.2" below "1"."""
    following = _NUMBER.match(row.text)
    return not following or following["number"].startswith(f"{match['number']}.")


def _are_counted(matches: Sequence[re.Match[str]]) -> bool:
    """Whether numbers at the beginning of lines number headings: there are several, and most increase."""
    numbers = [tuple(map(int, match["number"].split("."))) for match in matches]
    up = sum(first < second for first, second in pairwise(numbers))
    marked = any(match["stop"] or "." in match["number"] for match in matches)
    least = 1 if marked else _MIN_NUMBERED - 1
    return up >= least and 2 * up >= len(numbers) - 1


def _heading(rows: Sequence[Row], level: int) -> Heading:
    return Heading(rows[0].start, rows[-1].end, level)


def _listed(rows: Sequence[Row]) -> Heading:
    """A heading that the contents list."""
    match = _NUMBER.match(rows[0].text)
    return _heading(rows, NUMBERED_LEVEL + match["number"].count(".") if match else QUESTION_LEVEL)


def _is_short(rows: Sequence[Row]) -> bool:
    return len(rows) <= _LONGEST_HEADING_ROWS and rows[-1].end - rows[0].start <= _LONGEST_HEADING


def _is_heading_like(words: str) -> bool:
    """Whether a numbered line is a heading: a few words that are not part of a sentence."""
    few = len(words.split()) <= _MAX_WORDS and words[:1].isupper()
    return few and ". " not in words and not words.endswith((":", ";", ","))


def _centred(found: Sequence[Sequence[Row]]) -> Iterator[_Found]:
    """Lines that are indented much further than the others, each in a separate paragraph."""
    margins = Counter(row.margin for rows in found for row in rows)
    usual = margins.most_common(1)[0][0] if margins else 0
    for rows in found:
        far = all(row.margin >= usual + _CENTRED for row in rows)
        if far and _is_short(rows) and not rows[-1].ended and rows[0].text[:1].isupper():
            yield _heading(rows, _CENTRED_LEVEL), []


# Questions


def questions(found: Sequence[Sequence[Row]]) -> Iterator[_Found]:
    """Questions and answers with marks such as "Q:" and "A:", in several languages."""
    marked = [(rows, _mark(rows[0])) for rows in found]
    marks = (_mark(row) for rows in found for row in rows)
    names = {match["name"] for match in marks if match}
    answers = names & set().union(*(_MARKED[name] for name in names & _MARKED.keys()))
    if not answers:
        return
    for (rows, match), (_, following) in pairwise([*marked, ([], None)]):
        if answers & _MARKED.get(following["name"] if following else "", set()) and _leads_on(rows):
            yield _heading(rows, QUESTION_LEVEL - 1), []
        if match and answers & _MARKED.get(match["name"], set()):
            yield from _marked(rows, match, answers)
        elif match and match["name"] in answers:
            yield None, [_mark_span(rows[0], match)]


def _leads_on(rows: Sequence[Row]) -> bool:
    """Whether a line introduces the questions below it: "Questions about trees:"."""
    return len(rows) == 1 and rows[0].text.endswith((":", "："))


def _mark(row: Row) -> re.Match[str] | None:
    return _MARK.match(row.text)


def _marked(rows: Sequence[Row], match: re.Match[str], answers: set[str]) -> Iterator[_Found]:
    """A question, and the mark of its answer if that is in the next row."""
    at = next((n for n, row in enumerate(rows) if n and _is_answer(row, answers)), len(rows))
    question = rows[:at]
    marks = [_mark_span(question[0], match)]
    if at < len(rows) and (answer := _mark(rows[at])):
        marks.append(_mark_span(rows[at], answer))
    yield Heading(question[0].start + match.end(), question[-1].end, QUESTION_LEVEL), marks


def _mark_span(row: Row, match: re.Match[str]) -> Span:
    return Span(row.start, row.start + len(match.group().rstrip()))


def _is_answer(row: Row, answers: set[str]) -> bool:
    match = _mark(row)
    return match is not None and match["name"] in answers


def _questions_alone(found: Sequence[Sequence[Row]]) -> Iterator[_Found]:
    """Questions alone above their answers, in a text that has several."""
    asked = [
        rows
        for rows, following in pairwise(found)
        if _is_short(rows) and rows[-1].text.endswith(_ASKS) and not rows[0].mark
        if not following[-1].text.endswith(_ASKS) and rows[0].text[:1].isupper()
    ]
    asked += _questions_set_out(found)
    if len(asked) >= _MIN_QUESTIONS:
        for rows in asked:
            yield _heading(rows, QUESTION_LEVEL), []


def _questions_set_out(found: Sequence[Sequence[Row]]) -> list[Sequence[Row]]:
    """Rows right above an answer that is indented further.

    Where several of one column are questions, the others are problems ("My files are detected as binary.").
    """
    heads = [head for rows in found for head in _heads_set_out(rows)]
    columns = Counter(head[0].margin for head in heads if head[-1].text.endswith(_ASKS))
    return [head for head in heads if columns[head[0].margin] >= _MIN_QUESTIONS]


def _heads_set_out(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The rows of a run that may be questions above an answer: its first ones, or those below a heading."""
    for at, row in enumerate(rows):
        after = range(at + 1, min(len(rows), at + 1 + _LONGEST_HEADING_ROWS))
        end = next((each for each in after if rows[each].margin > row.margin), len(rows))
        is_first = at == 0 or rows[at - 1].margin < row.margin
        if is_first and end in after and rows[end].margin > row.margin + 1 and _may_ask(rows[at:end]):
            yield rows[at:end]


def _may_ask(rows: Sequence[Row]) -> bool:
    first = rows[0].text
    return _is_short(rows) and not rows[0].mark and first[:1].isupper() and " " in first
