"""Read Markdown: title, date, headings, and the spans that are marks and not words."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from corpus.limits import MAX_COLUMNS
from corpus.metadata import usable_metadata
from corpus.records import NO_METADATA, Metadata, Span
from corpus.spans import Line, lines, merge
from corpus.structure import dates

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FIELD = re.compile(r"[\w-]+[ \t]*:")
_HASHES = re.compile(r"#{1,6}")
_BLANKS = " \t"
_DIRECTIVE = re.compile(
    r"\{(?:note|warning|tip|hint|important|caution|attention|danger|error|seealso|admonition)\}.*"
)
_QUOTES = ("'", '"')
# Bounded, since each repetition of a group takes memory until the match ends.
_QUOTE_MARKS = re.compile(r"(?:[ \t]*>){1,1000}")
_ITEM_MARKS = re.compile(
    r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$))){1,1000}(?:[ \t]+\[[ xX]\](?=[ \t]))?"
)
_TAGS = re.compile(r"(?:\s*</?[A-Za-z][^<>]*>)+\s*")
_IMAGES = re.compile(r"(?:\s*\[?!\[[^\]]*\](?:\([^()]*\)|\[[^\]]*\])(?:\](?:\([^()]*\)|\[[^\]]*\]))?)+\s*")
_CONTENTS = re.compile(r"\[[^\]\n]*\]\(#[^()\n]*\)")  # a link to a part of the same page
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_LONGEST_ROW_OF_IMAGES = 20_000
_EMPHASIS = re.compile(r"[*`]+")


@dataclass(frozen=True, slots=True)
class Markup:
    """The markup of a text.

    ``marks`` are the spans of front matter, fences, comments, rules, link definitions, list and quote marks,
    heading marks, and the title's words.  ``headings`` are the words of the other headings and ``levels``
    their levels (empty means: all the highest).  ``prose`` are the paragraphs in which line ends mean
    nothing; None means that this has to be found in the text, unless it was ``laid_out`` with a line for each
    block.  ``stated`` is what else the front matter says.
    """

    title: str
    date: datetime.date | None
    marks: tuple[Span, ...]
    headings: tuple[Span, ...]
    levels: tuple[int, ...] = ()
    prose: tuple[Span, ...] | None = None
    stated: Metadata = NO_METADATA
    laid_out: bool = False


NO_MARKUP = Markup(title="", date=None, marks=(), headings=())


def read(text: str) -> Markup:
    r"""The markup of a text.  A title in front matter takes precedence over a leading heading.

    >>> read("# Pines #\n\n* They bend.\n").marks
    (Span(start=0, end=1), Span(start=2, end=7), Span(start=8, end=9), Span(start=11, end=12))
    """
    text = text.replace("\r", " ")  # only the parser would take it for a line end
    text_lines = lines(text)
    matter = text[: _end_of_front_matter(text_lines)]
    definitions: dict[str, Any] = {}
    # Front matter is blanked and not removed, so that line numbers stay the same.
    parser = _parser(with_tables=_bars(text_lines) <= MAX_COLUMNS + 1)
    tokens = parser.parse("\n" * matter.count("\n") + text[len(matter) :], definitions)
    found = _heading_levels(tokens, text_lines)
    headings = merge(found)
    leading = _plain(text[slice(*headings[0])]) if headings and _leads(tokens) else ""
    title = _stated("title", matter) or leading
    titles = 1 if title and title == leading else 0
    marks = [Span(0, len(matter.rstrip())), *headings[:titles]]
    marks += [mark for token in tokens for mark in _marks(token, text_lines)]
    marks += [line.span() for first, end in _definitions(definitions) for line in text_lines[first:end]]
    return Markup(
        title,
        dates.find(_stated("date", matter)),
        merge(marks),
        headings[titles:],
        tuple(found.get(heading, 1) for heading in headings[titles:]),
        tuple(_paragraphs(tokens, text_lines)),
        _metadata(matter),
    )


def _heading_levels(tokens: Sequence["Token"], text: Sequence[Line]) -> dict[Span, int]:
    """The level of each heading that has words."""
    return {
        heading: int(token.tag[1:])
        for token in tokens
        if token.type == "heading_open"
        for heading in _heading(token, text)
        if heading.start < heading.end
    }


def _paragraphs(tokens: Sequence["Token"], text: Sequence[Line]) -> Iterator[Span]:
    """The spans of the paragraphs."""
    for token in tokens:
        own = _lines_of(token, text) if token.type == "paragraph_open" or _is_directive(token) else ()
        if own:
            yield Span(own[0].start, own[-1].start + len(own[-1].text))


def _is_directive(token: "Token") -> bool:
    """Whether a fence is a note or the like, as MyST has them: its lines are prose and not code."""
    return token.type == "fence" and _DIRECTIVE.fullmatch(token.info.strip()) is not None


def _bars(text: Sequence[Line]) -> int:
    """How many bars the line with the most has; a table of a million columns takes the parser minutes."""
    return max(line.text.count("|") for line in text)


@cache
def _parser(*, with_tables: bool) -> "MarkdownIt":
    """A parser of blocks only: the inside of a paragraph is taken as words."""
    from markdown_it import MarkdownIt  # loaded only for Markdown

    parser = MarkdownIt("commonmark").disable("inline")
    return parser.enable("table") if with_tables else parser


def _end_of_front_matter(text: Sequence[Line]) -> int:
    """Where the front matter ends: fields between a line "---" and another, or "..."."""
    if len(text) < 3 or text[0].text.rstrip(_BLANKS) != "---" or not _FIELD.match(text[1].text):
        return 0
    for line, following in pairwise([*text[1:], Line(text[-1].start + len(text[-1].text), "")]):
        if line.text.rstrip(_BLANKS) in ("---", "..."):
            return following.start
    return 0


def _stated(field: str, matter: str) -> str:
    r"""A field of the front matter, or "" if it is missing.

    >>> _stated("title", '---\ntitle: "Old pines" \n---')
    'Old pines'
    """
    for line in matter.split("\n"):
        name, colon, value = line.partition(":")
        if colon and name.casefold() == field:
            return _without_quotes(value.strip(_BLANKS))
    return ""


def _metadata(matter: str) -> Metadata:
    """The metadata in front matter, except the title and date."""
    if not matter:
        return NO_METADATA
    found = {name: _stated(name, matter) for name in ("author", "source", "language", "address")}
    found["language"] = found["language"] or _stated("lang", matter)
    found["address"] = found["address"] or _stated("url", matter)
    return usable_metadata(found)


def _without_quotes(value: str) -> str:
    value = value[1:] if value.startswith(_QUOTES) else value
    return value[:-1] if value.endswith(_QUOTES) else value


def _plain(words: str) -> str:
    r"""The words of a heading on one line, without their marks.

    >>> _plain("The *old*\n [pine](a.md)")
    'The old pine'
    """
    plain = _EMPHASIS.sub("", _LINK.sub(r"\1", words)).strip()
    return " ".join(map(str.strip, plain.split("\n")))


def _leads(tokens: Sequence["Token"]) -> bool:
    """Whether the first block with content is a heading."""
    with_content = (
        t for t in tokens if t.type == "heading_open" or (t.type == "inline" and not _is_no_prose(t.content))
    )
    return next(with_content).type == "heading_open"


def _heading(token: "Token", text: Sequence[Line]) -> Iterator[Span]:
    """The words of a heading; an underlined heading may have several lines."""
    own = _lines_of(token, text)
    if token.type != "heading_open":
        return
    if not _is_atx(token):
        yield Span(own[0].span(_marked(_ITEM_MARKS, own[0])).start, own[-2].span().end)
    else:
        _, words, _ = _parts_of_atx(own[0].text)
        yield own[0].span(*words)


def _parts_of_atx(line: str) -> tuple[Span, Span, Span]:
    """The opening marks, the words and the closing marks of a heading: "## Pines ##".

    >>> _parts_of_atx("> ## Pines ##")
    (Span(start=0, end=4), Span(start=5, end=10), Span(start=10, end=13))
    """
    hashes = _HASHES.search(line)
    begin = hashes.end() if hashes else 0
    end = len(line.rstrip(_BLANKS))
    words = line[begin:end].rstrip("#")
    closing = begin + len(words) < end and (not words or words[-1] in _BLANKS)
    last = begin + len(words.rstrip(_BLANKS)) if closing else end
    first = min(last, begin + len(line[begin:last]) - len(line[begin:last].lstrip(_BLANKS)))
    return Span(0, begin), Span(first, last), Span(last, end)


def _is_atx(token: "Token") -> bool:
    return token.markup.startswith("#")


def _marks(token: "Token", text: Sequence[Line]) -> Iterator[Span]:
    """The spans in a block's lines that are marks and not words."""
    own = _lines_of(token, text)
    match token.type:
        case "heading_open" if _is_atx(token):
            before, _, after = _parts_of_atx(own[0].text)
            yield from (own[0].span(*part) for part in (before, after) if part.start < part.end)
        case "heading_open":
            yield own[-1].span()
        case "hr":
            yield own[0].span()
        case "fence":
            closing = own[-1:] if own[-1].text.strip(" \t>").startswith(token.markup) else []
            yield from (line.span() for line in (own[0], *closing))
        case "html_block":
            comment = token.content.lstrip().startswith("<!--")
            yield from (line.span() for line in own if comment or _TAGS.fullmatch(line.text))
        case "inline" if _is_no_prose(token.content):
            yield from (line.span() for line in own)
        case "table_open":
            yield own[1].span()
        case "list_item_open":
            yield own[0].span(0, _marked(_ITEM_MARKS, own[0]))
        case "blockquote_open":
            yield from (line.span(0, _marked(_QUOTE_MARKS, line)) for line in own)


def _is_no_prose(content: str) -> bool:
    """Whether a paragraph is only images, or only a link to a part of the same page."""
    if len(content) > _LONGEST_ROW_OF_IMAGES:
        return False
    return bool(_IMAGES.fullmatch(content) or _CONTENTS.fullmatch(content))


def _marked(pattern: re.Pattern[str], line: Line) -> int:
    """The length of the marks at the beginning of a line."""
    match = pattern.match(line.text)
    return match.end() if match else 0


def _lines_of(token: "Token", text: Sequence[Line]) -> Sequence[Line]:
    first, end = token.map or (0, 0)
    return text[first:end]


def _definitions(environment: dict[str, Any]) -> Iterator[Sequence[int]]:
    """The lines of the link definitions, including duplicate ones."""
    yield from (definition["map"] for definition in environment.get("references", {}).values())
    yield from (definition["map"] for definition in environment.get("duplicate_refs", ()))
