"""A tree of docutils -> blocks: what a reader would see of it, in order."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise, zip_longest
from typing import Any

from docutils import nodes

from corpus.extraction.blocks import QUESTION_LEVEL, Kind, PageBlock, lines_of_code, rows_as_items, separator
from corpus.extraction.lists.ordinals import (
    ARABIC,
    LOWER_LETTER,
    LOWER_ROMAN,
    UPPER_LETTER,
    UPPER_ROMAN,
    ordinal,
)
from corpus.extraction.refusal import Refused, check_length
from corpus.limits import MAX_COLUMNS

_UNSEEN = (
    nodes.Invisible,  # comments, targets, definitions of substitutions
    nodes.footnote,
    nodes.footnote_reference,
    nodes.image,
    nodes.label,
    nodes.raw,
    nodes.transition,
)
_CODE = (nodes.doctest_block, nodes.literal_block, nodes.math_block)
_DRAWN = re.compile(r"\W+")
_LOST = re.compile(
    r"A level|Incomplete section|Inconsistent title|Malformed table|Missing matching|Title level|"
    r"Title overline &|Unexpected section"
)
_TABLE = "Malformed table"
_IN_CONTENT = "Unexpected section"  # Sphinx reads sections also in the content of some directives
_KEYWORD = re.compile(r"\$\w+: *(.*?) *\$")  # filled in by a version-control system: "$Date: 1999-05-03 $"
_FOR_PROGRAMS = frozenset({"nocomments", "nosearch", "orphan", "tocdepth"})
_LONGEST_SUBSTITUTE = 1_000
_STYLES = {
    "loweralpha": LOWER_LETTER,
    "upperalpha": UPPER_LETTER,
    "lowerroman": LOWER_ROMAN,
    "upperroman": UPPER_ROMAN,
}


class TreeReader:
    """Reads the blocks of a document; it keeps the substitutions and the nesting depth of descriptions."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._titles = _titles(document)
        self._substitutes: dict[str, str] = {}
        self._depth = 0  # of descriptions within descriptions
        self._written = 0  # characters that substitutes added
        self.header = self._header_of(document)

    def blocks(self, parent: Any, level: int = 0) -> Iterator[PageBlock]:
        """The blocks within a node; *level* is that of the heading above it."""
        for node in parent.children:
            yield from self._blocks_of(node, level)

    def words(self, node: Any) -> str:
        """The words within a node, without footnotes and pictures."""
        return "".join(map(self._word, node.children))

    def _word(self, node: Any) -> str:
        match node:
            case nodes.Text():
                return str(node.astext())
            case nodes.substitution_reference():
                return self._substitute(node.astext())
            case nodes.citation_reference():
                return f"[{node.astext()}]"
            case nodes.inline() if node.get("label") in self._titles:
                return self._titles[node["label"]]
            case nodes.target() if isinstance(node.parent, nodes.TextElement):
                return self.words(node)  # a place within a line
            case nodes.system_message():
                return ""
        return "" if isinstance(node, _UNSEEN) else self.words(node)

    def _substitute(self, name: str) -> str:
        """The substitution for a name between bars; the name itself if there is none or it is too long."""
        if name not in self._substitutes:
            self._substitutes[name] = name  # also within its own definition
            names = self._document.substitution_names
            known = self._document.substitution_defs.get(names.get(nodes.fully_normalize_name(name), name))
            said = self.words(known) if known is not None else name
            self._substitutes[name] = said if len(said) <= _LONGEST_SUBSTITUTE else name
        self._written += len(self._substitutes[name])
        check_length(self._written)
        return self._substitutes[name]

    def _blocks_of(self, node: Any, level: int) -> Iterator[PageBlock]:
        match node:
            case nodes.section():
                yield from self.blocks(node, level + 1)
            case nodes.bullet_list() | nodes.enumerated_list():
                yield from self._list(node, level)
            case nodes.field_list() if node is self.header:
                yield from self._document_fields(node)
            case nodes.definition_list() | nodes.option_list() | nodes.field_list():
                yield from self._descriptions(node, level)
            case nodes.table():
                yield from self._table(node)
            case nodes.system_message():
                yield from _lost(node, level + 1)
            case nodes.line_block() | nodes.citation():
                yield PageBlock(Kind.PARAGRAPH, " ".join(self._lines(node)))
            case nodes.TextElement():
                yield from self._leaf(node, level)
            case nodes.Element() if not isinstance(node, _UNSEEN):
                yield from self.blocks(node, level)

    def _leaf(self, node: Any, level: int) -> Iterator[PageBlock]:
        """A heading, the lines of code, or a paragraph."""
        if isinstance(node, nodes.title) and isinstance(node.parent, nodes.section):
            yield PageBlock(Kind.HEADING, joined(self.words(node)), level=level)
        elif isinstance(node, _CODE):
            yield from (PageBlock(Kind.CODE, line) for line in lines_of_code(self.words(node)))
        elif not isinstance(node, _UNSEEN):
            yield PageBlock(Kind.PARAGRAPH, joined(self.words(node)))

    def _lines(self, node: Any) -> Iterator[str]:
        """The lines of a block of lines, or a source with its mark: "[Holm99] Old pines."."""
        for part in node.children:
            match part:
                case nodes.label():
                    yield f"[{part.astext()}]"
                case nodes.line() | nodes.paragraph():
                    yield joined(self.words(part))
                case nodes.Element() if not isinstance(part, (*_UNSEEN, nodes.system_message)):
                    yield from self._lines(part)

    def _list(self, found: Any, level: int) -> Iterator[PageBlock]:
        for item, number in zip(found.children, _numbers(found), strict=True):
            yield from self._entry(item, level, number)

    def _entry(self, item: Any, level: int, number: str) -> Iterator[PageBlock]:
        """The blocks of an entry in a list; words in bold above its other paragraphs are their heading."""
        first = item.children[0] if len(item.children) > 1 else None
        if first is not None and is_bold(first):
            yield from self._described([f"{number}{self.words(first)}"], item.children[1:], level)
            yield self._end()
            return
        for at, block in enumerate(self.blocks(item, level)):
            is_first = at == 0 and block.kind is Kind.PARAGRAPH
            yield block._replace(kind=Kind.ITEM, mark=number) if is_first else block

    def _descriptions(self, found: Any, level: int) -> Iterator[PageBlock]:
        """Terms, options or fields, each above what describes it; a field without a value says nothing."""
        for item in found.children:
            terms, below = self._parts(item)
            blocks = list(self._described(terms, below, level))
            if not isinstance(item, nodes.field) or len(blocks) > len(terms):
                yield from blocks
        yield self._end()

    def _parts(self, item: Any) -> tuple[list[str], list[Any]]:
        """The terms of an item in a list of them, and the nodes that describe them."""
        match item:
            case nodes.option_list_item():
                return [item.children[0].astext()], item.children[1:]
            case nodes.field():
                return [self.words(item.children[0])], item.children[1:]
        named = [each for each in item.children if isinstance(each, nodes.term)]
        kinds = [self.words(each) for each in item.children if isinstance(each, nodes.classifier)]
        terms = [self.words(each) for each in named]
        terms[-1:] = [" : ".join([last, *kinds]) for last in terms[-1:]]
        return terms, [each for each in item.children if isinstance(each, nodes.definition)]

    def _described(self, terms: list[str], below: list[Any], level: int) -> Iterator[PageBlock]:
        """Terms with their descriptions; terms without a description become paragraphs."""
        self._depth += 1
        said = [block for node in below for block in self._blocks_of(node, level)]
        self._depth -= 1
        kind = Kind.HEADING if any(block.text.strip() for block in said) else Kind.PARAGRAPH
        yield from (PageBlock(kind, joined(term), level=QUESTION_LEVEL + self._depth) for term in terms)
        yield from said

    def _end(self) -> PageBlock:
        return PageBlock(Kind.END, "", level=QUESTION_LEVEL + self._depth)

    def _document_fields(self, fields: Any) -> Iterator[PageBlock]:
        """The fields at the beginning of a document, which state its metadata."""
        for field in fields.children:
            name, value = (joined(self.words_below(part)) for part in field.children[:2])
            if value and name.lower() not in _FOR_PROGRAMS:
                yield PageBlock(Kind.ITEM, f"{name}: " + _KEYWORD.sub(r"\1", value))

    def words_below(self, node: Any) -> str:
        """All words within a node, of all its paragraphs."""
        if isinstance(node, _UNSEEN):
            return ""
        if isinstance(node, nodes.TextElement):
            return self.words(node)
        return " ".join(block.text for block in self.blocks(node) if block.text)

    def _header_of(self, parent: Any) -> Any:
        """The fields with which a document begins, below its title or above it; None if it has none."""
        for node in parent.children:
            if isinstance(node, nodes.field_list):
                return node
            if isinstance(node, nodes.section):
                return self._header_of(node)
            is_title = isinstance(node, (nodes.title, nodes.system_message))
            if not is_title and self.words_below(node).strip():
                return None
        return None

    def _table(self, table: Any) -> Iterator[PageBlock]:
        """The title of a table, and its rows with the names of the columns."""
        titles = (each for each in table.children if isinstance(each, nodes.title))
        yield from (PageBlock(Kind.PARAGRAPH, self.words(each)) for each in titles)
        for group in table.findall(nodes.tgroup):
            heads, rows = (self._rows(group, part) for part in (nodes.thead, nodes.tbody))
            names = [" ".join(filter(None, column)) for column in zip_longest(*heads, fillvalue="")]
            yield from rows_as_items([names, *rows] if heads else rows, headed=True if heads else None)

    def _rows(self, group: Any, part: Any) -> list[list[str]]:
        """The cells of the rows in one part of a table."""
        spans = _Spans()
        parts = (each for each in group.children if isinstance(each, part))
        return [self._cells(row, spans) for found in parts for row in found.children]

    def _cells(self, row: Any, spans: "_Spans") -> list[str]:
        """The cells of a row; a cell that spans several rows is listed in each of them."""
        cells: list[str] = []
        for entry in row.children:
            cells += spans.above(len(cells))
            words = joined(self.words_below(entry))
            spans.begin(len(cells), entry.get("morerows", 0), words)
            cells += [words, *[""] * entry.get("morecols", 0)]
            if len(cells) > MAX_COLUMNS:
                raise Refused(f"has a table of more than {MAX_COLUMNS:,} columns", "save the table as .csv")
        return [*cells, *spans.above(len(cells))]


class _Spans:
    """The cells that reach into the rows below them, by column."""

    def __init__(self) -> None:
        self._left: dict[int, tuple[int, str]] = {}

    def begin(self, column: int, rows: int, words: str) -> None:
        """Begin a cell that reaches into that many rows below."""
        if rows:
            self._left[column] = rows, words

    def above(self, column: int) -> Iterator[str]:
        """The words of cells from above that occupy a row from this column on."""
        while column in self._left:
            rows, words = self._left.pop(column)
            self.begin(column, rows - 1, words)
            yield words
            column += 1


def _numbers(found: Any) -> Iterator[str]:
    """The numbers of a list's items, each with its punctuation and a blank; "" if it has none."""
    if isinstance(found, nodes.bullet_list):
        yield from [""] * len(found.children)
        return
    before, after = found.get("prefix", ""), found.get("suffix", ".")
    style = _STYLES.get(found["enumtype"], ARABIC)
    for number, _ in enumerate(found.children, found.get("start", 1)):
        yield f"{before}{ordinal(number, style)}{after} "


def is_bold(node: Any) -> bool:
    """Whether a paragraph is all in bold, as a question of an FAQ may be."""
    said = [each for each in node.children if not isinstance(each, nodes.target) and each.astext().strip()]
    return isinstance(node, nodes.paragraph) and len(said) == 1 and isinstance(said[0], nodes.strong)


def problems_of(document: Any) -> Iterator[tuple[int, str]]:
    """The mistakes that lose some of a document's structure: the line and the message of each."""
    for message in document.findall(nodes.system_message):
        what = message.children[0].astext() if message.children else ""
        if _LOST.match(what) and not what.startswith(_IN_CONTENT):
            yield message.get("line", 0), " ".join(what.partition("\n")[0].rstrip(".:").split())


def _lost(message: Any, level: int) -> Iterator[PageBlock]:
    """Recover what a mistake would lose: a title that fits nowhere, the lines of a malformed table."""
    what = message.children[0].astext() if message.children else ""
    if not _LOST.match(what):
        return
    text = "\n".join(each.astext() for each in message.children if isinstance(each, nodes.literal_block))
    if what.startswith(_TABLE):
        yield from (PageBlock(Kind.PARAGRAPH, line) for line in lines_of_code(text))
    else:
        words = " ".join(line for line in text.split("\n") if not _DRAWN.fullmatch(line))
        yield PageBlock(Kind.HEADING, words, level=level)


def _titles(document: Any) -> dict[str, str]:
    """The titles of the sections that have a name: ".. _old-pines:" above a title."""
    names: list[str] = []
    found: dict[str, str] = {}
    for node in document.findall(nodes.Element):
        if isinstance(node, nodes.target):
            names += node["names"]
        elif isinstance(node, nodes.section):
            found |= dict.fromkeys(names, node.children[0].astext())
            names = []
        else:
            names = []
    return found


def joined(text: str) -> str:
    r"""A paragraph as one line: line ends become blanks, or nothing where a script has none.

    >>> joined("old\n  pines"), joined("湖港\n燈")
    ('old pines', '湖港燈')
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    between = (separator(before, after) for before, after in pairwise(lines))
    return "".join(chain.from_iterable(zip(lines, [*between, ""], strict=True))) if lines else ""
