"""A document as the page shows it: its elements in order, each with its sentences.

Text, sentence offsets and layout all come from the version's store.  Nothing is located by searching the
text, so the page highlights exactly what was cited.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from corpus.display import displayed
from corpus.records import Span
from retrieval.records import DocumentCard
from retrieval.store.document_layout import LayoutPart, PartKind
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import analyzer

PART_CHARACTERS = 500_000
"""Characters of a document on one page, about 80,000 words; a longer one is split into several pages."""
LONGEST_ELEMENT = 20_000
"""Characters of a paragraph; a longer one is split, so that it can continue on the next page."""
LONGEST_SHOWN = 50_000
"""Characters of a sentence that are shown."""
QUESTION_LEVEL = 19
"""Headings from this level on are questions, which the text below them answers."""

_BLANK_LINE = re.compile(r"\n[ \t>]*\n")
_WORD = re.compile(r"\w")
_BULLETS = "-*+•·▪‣–—"
_MARKS = f" \t>#|*_{_BULLETS}"


class ElementKind(StrEnum):
    """The kinds of elements; a LINE is a part of the source page, such as a menu or a byline."""

    TITLE = "title"
    HEADING = "heading"
    QUESTION = "question"
    TERM = "term"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    HEADER = "header"
    ROW = "row"
    LINE = "line"


class ShownPiece(NamedTuple):
    """The place of a sentence, a heading or a line; ``passage`` is 0 outside of passages."""

    start: int
    end: int
    passage: int = 0


@dataclass(frozen=True, slots=True)
class Element:
    """A heading, a paragraph, a list item or the like.

    ``marker`` is the text before it on its line: "1.", "A:", a dateline.
    """

    kind: ElementKind
    pieces: tuple[ShownPiece, ...]
    level: int = 0
    marker: ShownPiece | None = None

    @property
    def start(self) -> int:
        """The offset of its start in the text."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """The offset of its end in the text."""
        return self.pieces[-1].end

    @property
    def passage(self) -> int:
        """The number of the passage that starts with it; 0 outside of passages."""
        return self.pieces[0].passage


@dataclass(frozen=True)
class ReadDocument:
    """A document of one version, ready to be shown."""

    card: DocumentCard
    text: str
    elements: tuple[Element, ...]
    part_characters: int = PART_CHARACTERS
    _words: dict[int, str] = field(default_factory=dict, repr=False, compare=False)
    _html: dict[int, Markup] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def parts(self) -> tuple[tuple[Element, ...], ...]:
        """The elements page by page."""
        return parts_of(self.elements, self.part_characters)

    @cached_property
    def headings(self) -> tuple[Element, ...]:
        """The headings that the outline lists."""
        kinds = (ElementKind.HEADING, ElementKind.QUESTION)
        return tuple(element for element in self.elements if element.kind in kinds)

    @cached_property
    def pieces(self) -> tuple[ShownPiece, ...]:
        """Everything that has a place, in order."""
        found: list[ShownPiece] = []
        for element in self.elements:
            found += (element.marker, *element.pieces) if element.marker else element.pieces
        return tuple(found)

    @cached_property
    def surfaces(self) -> dict[str, set[str]]:
        """The words of the document, grouped by their search term."""
        found: dict[str, set[str]] = {}
        for piece in self.pieces:
            shown = self.shown(piece.start, piece.end)
            for token in analyzer(self.card.language).tokens(shown):
                found.setdefault(token.term, set()).add(shown[token.start : token.end])
        return found

    def part_of(self, place: int) -> int:
        """The number, from 0, of the part that contains an offset of the text."""
        starts = [part[0].start for part in self.parts]
        return max(0, bisect_right(starts, place) - 1)

    def piece_at(self, start: int, end: int) -> ShownPiece | None:
        """The sentence or line with exactly these offsets, or the line that holds the title or the dateline.

        None if there is none of these: nothing else is ever cited.
        """
        number = bisect_right(self._starts, start) - 1
        piece = self.pieces[number] if number >= 0 else None
        if piece is None or not start < end <= piece.end:
            return None
        is_whole = (piece.start, piece.end) == (start, end)
        names = (self.card.title, self.card.dateline)
        return piece if is_whole or (not piece.passage and self.text[start:end] in names) else None

    def shown(self, start: int, end: int) -> str:
        """A stretch of the text as it is shown; only the beginning if it is too long to read."""
        if end - start > LONGEST_SHOWN:
            return f"{displayed(self.text[start : start + LONGEST_SHOWN])} […]"
        return displayed(self.text[start:end])

    def words_of(self, element: Element) -> str:
        """The words of an element."""
        known = self._words.get(element.start)
        if known is None:
            known = " ".join(self.shown(piece.start, piece.end) for piece in element.pieces)
            self._words[element.start] = known
        return known

    def html_of(self, element: Element) -> Markup:
        """The words of an element, escaped, without any highlights."""
        known = self._html.get(element.start)
        if known is None:
            known = self._html[element.start] = escape(self.words_of(element))
        return known

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]


def read_document(snapshot: Snapshot, document: str, part_characters: int = PART_CHARACTERS) -> ReadDocument:
    """A document as it is shown, in parts of *part_characters* characters.

    Raises KeyError if there is no document with that id.
    """
    card = snapshot.document(document)
    text = snapshot.document_text(document)
    sentences = [
        (Span(*span), place.number) for place in snapshot.passages_of(document) for span in place.sentences
    ]
    elements = elements_of(text, card.title, snapshot.layout(document), sentences)
    return ReadDocument(card, text, elements, part_characters)


def elements_of(
    text: str, title: str, layout: Sequence[LayoutPart], sentences: Sequence[tuple[Span, int]]
) -> tuple[Element, ...]:
    """The elements of a text, given its sentences with the numbers of their passages.

    Without a *layout*, blank lines separate the paragraphs.
    """
    return tuple(_Reader(text, title, layout).read(sentences))


class _Atom(NamedTuple):
    """A sentence, a heading or a term."""

    start: int
    end: int
    passage: int
    part: LayoutPart | None


class _Reader:
    """Assembles the elements of a text."""

    def __init__(self, text: str, title: str, layout: Sequence[LayoutPart]) -> None:
        self._text = text
        self._title = " ".join(title.split())
        self._above = [part for part in layout if part.kind in (PartKind.HEADING, PartKind.TERM)]
        self._blocks = [part for part in layout if part.kind not in (PartKind.HEADING, PartKind.TERM)]
        self._starts = [block.start for block in self._blocks]
        self._elements: list[Element] = []
        self._pieces: list[ShownPiece] = []  # of the current element
        self._begun: tuple[ElementKind, ShownPiece | None] | None = None  # its kind and marker
        self._block: LayoutPart | None = None  # the layout block of the current element
        self._marker: ShownPiece | None = None
        self._has_bullet = False
        self._has_title = False

    def read(self, sentences: Sequence[tuple[Span, int]]) -> list[Element]:
        """The elements of the text, given its sentences with the numbers of their passages."""
        end = 0
        for atom in self._atoms(sentences):
            if atom.start < end:
                continue
            self._pass(end, atom.start)
            self._add(atom, end)
            end = atom.end
        self._pass(end, len(self._text), is_last=True)
        self._finish()
        return _with_headers(self._elements, self._text)

    def _atoms(self, sentences: Sequence[tuple[Span, int]]) -> list[_Atom]:
        above = [_Atom(part.start, part.end, 0, part) for part in self._above]
        return sorted([*above, *(_Atom(*span, number, None) for span, number in sentences)], key=_place)

    def _pass(self, start: int, end: int, *, is_last: bool = False) -> None:
        """Process the text between two atoms: lines of the page, marks, the marker of the next atom."""
        self._marker, self._has_bullet = None, False
        *lines, last = self._text[start:end].split("\n")
        at = start
        for line in lines:
            self._add_line(at, line)
            at += len(line) + 1
        marker = last.strip()
        if is_last:
            self._add_line(at, last)
        elif marker.strip(_MARKS):
            begin = at + last.index(marker)
            self._marker = ShownPiece(begin, begin + len(marker))
        self._has_bullet = marker[-1:] in _BULLETS if marker else False

    def _add_line(self, start: int, line: str) -> None:
        words = displayed(line)
        if not _WORD.search(words):
            return
        begin = start + len(line) - len(line.lstrip())
        piece = ShownPiece(begin, begin + len(line.strip()))
        is_title = words == self._title and not self._has_title
        self._has_title = self._has_title or is_title
        self._finish()
        self._elements.append(Element(ElementKind.TITLE if is_title else ElementKind.LINE, (piece,)))

    def _add(self, atom: _Atom, before: int) -> None:
        piece = ShownPiece(atom.start, atom.end, atom.passage)
        if atom.part is not None:
            self._finish()
            self._elements.append(_above(atom.part, piece, self._marker))
            return
        block = self._block_at(atom.start)
        if not self._goes_on(block, before, atom.start):
            self._finish()
            self._begun = self._kind(block), self._marker
        self._pieces.append(piece)
        self._block = block or _WHOLE

    def _finish(self) -> None:
        """Add the current element, if there is one."""
        if self._begun is not None:
            kind, marker = self._begun
            self._elements.append(Element(kind, tuple(self._pieces), marker=marker))
        self._pieces, self._begun, self._block = [], None, None

    def _kind(self, block: LayoutPart | None) -> ElementKind:
        kind = _KINDS[block.kind] if block else ElementKind.PARAGRAPH
        is_item = kind is ElementKind.PARAGRAPH and self._has_bullet and self._marker is None
        return ElementKind.ITEM if is_item else kind

    def _goes_on(self, block: LayoutPart | None, before: int, start: int) -> bool:
        """Whether a sentence belongs to the current element."""
        if self._block is None or start - self._pieces[0].start > LONGEST_ELEMENT:
            return False
        if block is not None or self._blocks:
            return block == self._block
        is_begun = self._marker is not None or self._has_bullet
        return not is_begun and not _BLANK_LINE.search(self._text, before, start)

    def _block_at(self, place: int) -> LayoutPart | None:
        number = bisect_right(self._starts, place) - 1
        return self._blocks[number] if number >= 0 and place < self._blocks[number].end else None


_WHOLE = LayoutPart(0, 0, PartKind.PARAGRAPH)
_KINDS = {
    PartKind.PARAGRAPH: ElementKind.PARAGRAPH,
    PartKind.ITEM: ElementKind.ITEM,
    PartKind.ROW: ElementKind.ROW,
}


def _place(atom: _Atom) -> tuple[int, int]:
    return atom.start, atom.end


def _above(part: LayoutPart, piece: ShownPiece, marker: ShownPiece | None) -> Element:
    """A heading, a question or a term as an element."""
    if part.kind is PartKind.TERM:
        return Element(ElementKind.TERM, (piece,), marker=marker)
    kind = ElementKind.QUESTION if part.level >= QUESTION_LEVEL else ElementKind.HEADING
    return Element(kind, (piece,), part.level, marker)


def _with_headers(elements: list[Element], text: str) -> list[Element]:
    """The elements, with each term with bars right above a table row turned into the table's header."""
    found = list(elements)
    for number, (element, following) in enumerate(pairwise(elements)):
        is_above_row = element.kind is ElementKind.TERM and following.kind is ElementKind.ROW
        if is_above_row and "|" in text[element.start : element.end]:
            found[number] = Element(ElementKind.HEADER, element.pieces)
    return found


def parts_of(elements: Sequence[Element], limit: int) -> tuple[tuple[Element, ...], ...]:
    """The elements in parts of about *limit* characters; a single element may be longer."""
    return tuple(_parts(elements, limit))


def _parts(elements: Sequence[Element], limit: int) -> Iterator[tuple[Element, ...]]:
    run: list[Element] = []
    for element in elements:
        if run and element.end - run[0].start > limit:
            yield tuple(run)
            run = []
        run.append(element)
    yield tuple(run)
