"""Source -> document: find title, date, headings and body of a text without changing it.

A page has more than its body: navigation, a title, a byline, a dateline, headings.  They are recognised by
position and form, and stay in the text, marked as outside the body.
"""

import datetime
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, pairwise, takewhile

import regex

from corpus.language_detection import detect
from corpus.records import NO_METADATA, Document, Heading, Metadata, Source, Span
from corpus.spans import merge
from corpus.structure import datelines, dates
from corpus.structure.boilerplate import is_boilerplate
from corpus.structure.datelines import Dateline
from corpus.structure.headings import NUMBERED_LEVEL, read_layout
from corpus.structure.layout import Paragraph, paragraphs
from corpus.structure.lines.continuation import is_pair
from corpus.structure.lines.pieces import Breaks
from corpus.structure.markdown import NO_MARKUP, Markup, read
from corpus.structure.outline import Outline, outline

# Lengths are in words: two Chinese characters or five Thai letters count as one.
_LONGEST_TITLE = 20
_LONGEST_HEADING = 12
_SHORTEST_PARAGRAPH = 12
# A title with a byline and the like takes few lines; more lines are a list, or verse.
_MAX_LINES_OF_A_HEAD = 4
_MAX_LINES_WITHOUT_A_BLANK = 3
# A dateline opens the report, but a summary of a few paragraphs may precede it.
_OPENING_PARAGRAPHS = 5
_MAX_WORDS_OF_A_VALUE = 3  # with its name
_FOUND_LEVEL = 8  # the level of a heading that was recognised only by its length and position

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}"
_WORD = regex.compile(
    rf"[[\p{{L}}\p{{M}}\p{{N}}'’-]--[{_UNSPACED}\p{{Thai}}]]+|[{_UNSPACED}]{{1,2}}|\p{{Thai}}{{1,5}}",
    regex.V1,
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9'-]+")
# With closing quotation marks and brackets behind the stop, and footnotes: "They bend.”[3]".
_ENDS_A_SENTENCE = regex.compile(r"[.!?…。！？।॥؟۔]['\"”’»)\]」』）]*(?:\[\w{1,4}\])*\Z")
_LONGEST_ENDING = 20
_LONGEST_NAME = 1000  # characters of a title, since a heading can have any length
_LONG = 200  # characters of a line that is quickly read in full
_NEAR = 80
_ADDRESS = ("http://", "https://", "www.")
_ENDS_AS_ABBREVIATION = regex.compile(r"(?:\b(?:\p{Lu}\.){2,}|\b(?:Inc|Jr|Sr|Co|Ltd|Corp)\.)\Z")
_ASKS = tuple("?？؟")
_SPEECH = regex.compile(r"[-–—―\"“«„「『‹]")
_LEADS_ON = tuple(",;:，；：、،؛")
_BULLET = regex.compile(r"[-–—―*+•·]")
_NUMBER = regex.compile(r"\(?(?:\d{1,3}|[a-zа-я])[.)]\s")
_HAS_WORDS = regex.compile(r"\w")
# A heading begins with a capital or a number, and is not a formula, an address or a phone number.
_HEADING = regex.compile(
    r"[\p{Lu}\p{Lt}\p{Lo}\p{N}\p{P}](?:[^\p{N}\p{Sm}@_^|\\]*+\p{N}?){0,4}[^\p{N}\p{Sm}@_^|\\]*+"
)


def describe(source: Source) -> Document:
    r"""The document of a source, with the source's text unchanged.

    >>> described = describe(Source("a", "", "Share\n\nOld pines\n\nThe old pines bend in gales.", "text"))
    >>> described.title, described.outside_body
    ('Old pines', (Span(start=0, end=5), Span(start=7, end=16)))
    """
    if source.format == "json" and source.title:
        return _with_stated(_describe_titled(source), source.stated, source.edited)
    markup = read(source.text) if source.format == "markdown" else _stated_markup(source)
    stated = markup.stated if source.format == "markdown" else source.stated
    return _with_stated(_describe_found(source, markup), stated, source.edited)


def _with_stated(document: Document, stated: Metadata, edited: Metadata) -> Document:
    """The document with what was *edited*, and, where its text does not say it, what its file *stated*."""
    if stated == edited == NO_METADATA:
        return document
    return document._replace(
        title=edited.title or document.title,
        date=_day(edited.date) or document.date or _day(stated.date),
        agency=edited.source or document.agency or stated.source or None,
        language=edited.language or document.language,
        author=edited.author or stated.author,
        address=edited.address or stated.address,
    )


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _stated_markup(source: Source) -> Markup:
    """The headings that the extracted file stated, without the title among them."""
    if not source.headings:
        return _layout_markup(source.text) if source.format == "text" else NO_MARKUP
    first = source.text[slice(*source.headings[0])]
    titles = 1 if first == source.title else 0
    title = first if titles else ""
    return Markup(
        title,
        None,
        marks=source.headings[:titles],
        headings=source.headings[titles:],
        levels=source.levels[titles:],
        laid_out=True,
    )


def _layout_markup(text: str) -> Markup:
    """The headings shown by the layout of a plain text; one that everything else follows is the title."""
    layout = read_layout(text)
    first = layout.headings[0] if layout.headings else None
    leads = first is not None and not _HAS_WORDS.search(_blanked(text[: first.start], layout.marks))
    titles = 1 if first and leads and first.level < NUMBERED_LEVEL and not layout.title else 0
    title = layout.title or (" ".join(text[first.start : first.end].split()) if first and titles else "")
    spans = [Span(heading.start, heading.end) for heading in layout.headings]
    return Markup(
        title,
        None,
        marks=merge([*layout.marks, *spans[:titles]]),
        headings=tuple(spans[titles:]),
        levels=tuple(heading.level for heading in layout.headings[titles:]),
    )


def _describe_titled(source: Source) -> Document:
    """A document that states its title: all of its text is body, except an unmistakable dateline."""
    dateline = datelines.find(source.text)
    return Document(
        id=source.id,
        title=source.title,
        text=source.text,
        language=detect(source.text),
        date=dateline.date,
        dateline=dateline.line,
        agency=dateline.agency,
        outside_body=_outside_body(source.text, [Span(0, dateline.end)]) if dateline.end else (),
    )


def _describe_found(source: Source, markup: Markup) -> Document:
    """A document whose title and body have to be found in its text."""
    text = source.text
    is_plain_text = source.format == "text" and not source.headings
    page, head, body = _divided(text, markup, is_plain_text=is_plain_text)
    title = _title(head, body)
    levels = _heading_levels(markup, body, is_plain_text=is_plain_text)
    headings = sorted(levels)
    place, dateline = _dateline([*head, *body[:_OPENING_PARAGRAPHS]])
    around = sorted({*page, *head} - {title})
    apart = [line.span for line in (*page, *head) if not _says_something(line.text)]
    outside_body = _outside_body(text, [*markup.marks, *headings, *apart, place], markup.marks)
    ends = [heading for heading in headings if heading.start == heading.end]
    kept = sorted({heading for heading in headings if _covers(outside_body, heading)} - {*ends})
    above = [Heading(*heading, levels[heading]) for heading in sorted([*kept, *ends])]
    language = detect(text)
    outlined = _outlined(text, outside_body, above, markup, language)
    return Document(
        id=source.id,
        title=_stated_or_found(source.title or markup.title, title),
        text=text,
        language=language,
        date=dateline.date or markup.date or _first_date(around),
        dateline=dateline.line,
        agency=dateline.agency or _first_agency(around),
        outside_body=merge([*outside_body, *outlined.terms]),
        headings=tuple(kept),
        levels=tuple(levels[heading] for heading in kept),
        terms=outlined.terms,
        pages=source.pages,
        blocks=outlined.blocks,
    )


def _stated_or_found(stated: str, found: Paragraph | None) -> str:
    return (stated or (" ".join(found.text.split()) if found else ""))[:_LONGEST_NAME]


def _divided(
    text: str, markup: Markup, *, is_plain_text: bool
) -> tuple[set[Paragraph], Sequence[Paragraph], Sequence[Paragraph]]:
    """The lines of the page around a text, the head of the text, and its body."""
    found = paragraphs(_blanked(text, (*markup.marks, *markup.headings)))
    page = {line for line in found if is_boilerplate(line.text) and not _is_content(text, line)}
    account = [paragraph for paragraph in found if paragraph not in page]
    head = [] if markup.title or (markup.headings and not is_plain_text) else _head(account)
    return page, head, account[len(head) :]


def _heading_levels(markup: Markup, body: Sequence[Paragraph], *, is_plain_text: bool) -> dict[Span, int]:
    """The level of each heading: those of the markup, and without markup those found by their looks."""
    levels = dict(zip(markup.headings, markup.levels or [1] * len(markup.headings), strict=True))
    if is_plain_text or not levels:
        levels |= dict.fromkeys((line.span for line in _headings(body)), _FOUND_LEVEL)
    return levels


def _outlined(
    text: str, outside_body: Sequence[Span], headings: Sequence[Heading], markup: Markup, language: str
) -> Outline:
    """The outline of a text; an empty one if its terms would leave no text to answer with."""
    breaks = Breaks.LAID_OUT if markup.laid_out else markup.prose
    found = outline(text, _blanked(text, outside_body), headings, breaks, language)
    has_words = any(_HAS_WORDS.search(text, block.start, block.end) for block in found.blocks)
    return found if has_words else Outline((), ())


def _covers(spans: Sequence[Span], place: Span) -> bool:
    """Whether one of the spans, which are ordered and disjoint, contains a given one."""
    number = bisect_right(spans, place.start, key=lambda span: span.start)
    return number > 0 and place.end <= spans[number - 1].end


def _first_date(lines: Iterable[Paragraph]) -> datetime.date | None:
    return next(filter(None, (dates.find(line.text) for line in lines)), None)


def _first_agency(lines: Iterable[Paragraph]) -> str | None:
    return next((line.text for line in lines if datelines.is_agency(line.text)), None)


def _blanked(text: str, spans: Iterable[Span]) -> str:
    r"""The text with some spans replaced by blanks, so that offsets stay the same; line ends stay too.

    >>> _blanked("# Old\npines", [Span(0, 1), Span(2, 8)])
    '     \n  nes'
    """
    kept, end = [], 0
    for span in merge(spans):
        lines_of_span = text[slice(*span)].split("\n")
        kept += [text[end : span.start], "\n".join(" " * len(line) for line in lines_of_span)]
        end = span.end
    return "".join([*kept, text[end:]])


def _outside_body(text: str, *choices: Iterable[Span]) -> tuple[Span, ...]:
    """The first choice of spans that leaves words to answer with; none if every choice leaves nothing."""
    for spans in map(merge, choices):
        if _HAS_WORDS.search(_blanked(text, spans)):
            return spans
    return ()


def _is_content(text: str, line: Paragraph) -> bool:
    """Whether a line is introduced by the one before ("as follows:"), or is a list item."""
    before = text[max(0, line.start - _NEAR) : line.start]
    is_address = line.text.startswith(_ADDRESS)
    set_in = is_address and before.endswith((" ", "\t"))
    led_on_to = is_address and before.endswith("\n") and not before.endswith("\n\n")
    return (
        set_in
        or (led_on_to and not _ends_a_sentence(before.rstrip()))
        or before.rstrip().endswith(":")
        or _is_in_a_list(text, line)
        or _is_above_indented(text, line)
    )


def _is_above_indented(text: str, line: Paragraph) -> bool:
    """Whether the next line is indented further: in a manual page, "SEE ALSO" is a heading."""
    start = text.rfind("\n", 0, line.start) + 1
    following = text[line.span.end : line.span.end + _NEAR].partition("\n")[2].partition("\n")[0]
    indented = len(following) - len(following.lstrip())
    return following.strip() != "" and indented > line.start - start


def _is_in_a_list(text: str, paragraph: Paragraph) -> bool:
    """Whether a line is a list item: in a list of buttons, "Print" is content."""
    line = text[text.rfind("\n", 0, paragraph.start) + 1 : paragraph.span.end].lstrip(" \t>")
    return bool(_BULLET.match(line) or _NUMBER.match(line)) and bool(_HAS_WORDS.search(line))


def _head(account: Sequence[Paragraph]) -> list[Paragraph]:
    """The short lines before the first paragraph: the title and its byline.

    There are none if such lines may be the body itself: a list, verse, a very short note.
    """
    title_like = set(filter(_is_title_like, account))
    in_block = Counter(line.block for line in title_like)
    leading = takewhile(title_like.__contains__, account)
    head = list(takewhile(lambda line: in_block[line.block] <= _MAX_LINES_WITHOUT_A_BLANK, leading))
    head = head or _asking_title(account)
    body = account[len(head) :]
    if not head or not body or len(head) > _MAX_LINES_OF_A_HEAD:
        return []
    is_new_block = body[0].block != head[-1].block or _length(body[0].text) >= _SHORTEST_PARAGRAPH
    return head if is_new_block and _size(body) >= min(len(head), 2) * _size(head) else []


def _asking_title(account: Sequence[Paragraph]) -> list[Paragraph]:
    """The first line if it is a question followed by a separate paragraph: "Who Owns the Moon?"."""
    for first, second in pairwise(account[:2]):
        asks = first.text.endswith(_ASKS) and not _SPEECH.match(first.text)
        if asks and first.block != second.block and _length(second.text) >= _SHORTEST_PARAGRAPH:
            return [first] if _length(first.text) <= _LONGEST_TITLE else []
    return []


def _title(head: Sequence[Paragraph], body: Sequence[Paragraph]) -> Paragraph | None:
    """The most title-like line of a head: the first whose words the body repeats, or else the longest.

    >>> head = [Paragraph(0, "Sports", 0), Paragraph(8, "Old Pines Bend", 2)]
    >>> _title(head, [Paragraph(24, "The old pines bend.", 4)])
    Paragraph(start=8, text='Old Pines Bend', block=2)
    """
    words = " ".join(line.text for line in body).casefold()
    titles = [line for line in head if not datelines.find(line.text).line]
    titles = [line for line in titles if not _is_value(line.text)] or titles
    taken_up = (line for line in titles if _share_in_text(line.text, words) > 1 / 2)
    return next(taken_up, max(titles, key=lambda line: _length(line.text), default=None))


def _is_value(line: str) -> bool:
    """Whether a line has no more than a name and its value: "Version: 3.2"."""
    return is_pair(line) and len(line.split()) <= _MAX_WORDS_OF_A_VALUE


def _says_something(line: str) -> bool:
    """Whether a line of a head is part of what the text says: "Version: 3.2", but no byline and no date."""
    return _is_value(line) and not (is_boilerplate(line) or dates.find(line))


def _share_in_text(title: str, text: str) -> float:
    """The share of a title's words, not counting short ones, that occur in the text."""
    words = [word for word in _WORD.findall(title.casefold()) if len(word) > 3 or not word.isascii()]
    return sum(word in text for word in words) / len(words) if words else 0


def _headings(account: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Short lines alone between paragraphs: one or two in a row, because more of them are a list."""
    in_block = Counter(line.block for line in account)
    alike = groupby(account, key=lambda line: in_block[line.block] == 1 and _is_heading_like(line))
    runs = [(heading_like, list(run)) for heading_like, run in alike]
    for (_, before), (heading_like, run), (_, after) in zip(
        [(False, []), *runs], runs, runs[1:], strict=False
    ):
        ends_before = not before or _ends_a_sentence(before[-1].text)
        if heading_like and len(run) <= 2 and ends_before and _is_paragraph(after[0].text):
            yield from run


def _dateline(opening: Sequence[Paragraph]) -> tuple[Span, Dateline]:
    """The first dateline in a report's opening, and its span including the dash behind it."""
    for line in opening:
        dateline = datelines.find(line.text, bare_place=True)
        if dateline.line:
            return Span(line.start, line.start + dateline.end), dateline
    return Span(0, 0), datelines.NO_DATELINE


def _is_title_like(line: Paragraph) -> bool:
    return _is_a_short_line(line.text, _LONGEST_TITLE) and not _NUMBER.match(line.text)


def _is_heading_like(line: Paragraph) -> bool:
    return _is_a_short_line(line.text, _LONGEST_HEADING) and _HEADING.fullmatch(line.text) is not None


def _is_a_short_line(line: str, longest: int) -> bool:
    """Whether a line has words, but few, and ends neither as a sentence nor as an introduction."""
    # Words are counted last, because that is slow and most lines are paragraphs that end as a sentence.
    ended = _ends_a_sentence(line) or line.endswith(_LEADS_ON)
    return not ended and not _BULLET.match(line) and 0 < _length(line) <= longest


def _is_paragraph(text: str) -> bool:
    length = _length(text)
    return length > _LONGEST_TITLE or (length >= _SHORTEST_PARAGRAPH and _ends_a_sentence(text))


def _ends_a_sentence(line: str) -> bool:
    """Whether a line ends like a sentence; "A Visit to the U.S." does not."""
    ending = line[-_LONGEST_ENDING:]
    return bool(_ENDS_A_SENTENCE.search(ending)) and not _ENDS_AS_ABBREVIATION.search(ending)


def _length(text: str) -> int:
    """The length of a text in words; of a long text, those beyond a title's are not counted.

    >>> _length("The old pines bend."), _length("老松树弯了。"), _length("ต้นสนเก่าลู่ลม")
    (4, 3, 3)
    """
    word = _ASCII_WORD if text.isascii() else _WORD
    if len(text) <= _LONG:
        return len(word.findall(text))
    return sum(1 for _ in islice(word.finditer(text), _LONGEST_TITLE + 1))


def _size(lines: Iterable[Paragraph]) -> int:
    return sum(len(line.text) for line in lines)
