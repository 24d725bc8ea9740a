"""Highlight text on the page: cited sentences, the question's words, and search results.

All text is escaped here, once, before it goes into a page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import regex
from markupsafe import Markup, escape

from retrieval.text.analyzer import query_terms
from web.pages.document import Element, ReadDocument, ShownPiece

MAX_FOUND = 500
"""How many results of a search within a document are listed."""
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")


class CitedPlace(NamedTuple):
    """A citation of the answer in this document: its number in the answer, from 1, and its place."""

    number: int
    start: int
    end: int


class Found(NamedTuple):
    """A result of a search within the document: the piece, its text as shown, and the match in that text."""

    piece: ShownPiece
    shown: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What is highlighted in a document.

    ``cited`` are whole sentences, or words of a line outside of passages.  ``words`` matches the question's
    words and ``found`` the search within the document.
    """

    document: ReadDocument
    cited: Sequence[CitedPlace] = ()
    words: "regex.Pattern[str] | None" = None
    found: "regex.Pattern[str] | None" = None
    _places: dict[ShownPiece, CitedPlace] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for place in self.cited:
            piece = self.document.piece_at(place.start, place.end)
            if piece is not None:
                self._places.setdefault(piece, place)

    @property
    def shown(self) -> tuple[CitedPlace, ...]:
        """The citations that the document actually has, in order."""
        return tuple(sorted(self._places.values()))

    def html(self, element: Element) -> Markup:
        """The sentences of an element, with highlights."""
        if any(piece in self._places for piece in element.pieces):
            return Markup(" ").join(self.piece(piece) for piece in element.pieces)
        if self.words is None and self.found is None:
            return self.document.html_of(element)
        return self._searched(self.document.words_of(element))

    def cells(self, element: Element) -> list[Markup]:
        """The cells of a table row, with highlights; the bars between them stay part of a cited sentence."""
        cells = [Markup("")]
        for piece in element.pieces:
            cited = self._places.get(piece)
            first, *rest = self._shown(piece).split("|")
            for number, words in enumerate((first, *rest)):
                is_last = number == len(rest)
                bar = Markup("") if is_last else _BAR
                shown = self._searched(words) + bar
                cells[-1] += shown if cited is None else _marked(cited.number, shown, is_first=number == 0)
                if not is_last:
                    cells.append(Markup(""))
            cells[-1] += " "
        return cells

    def piece(self, piece: ShownPiece) -> Markup:
        """A sentence or a line, with highlights; in a cited one, only the citation is highlighted."""
        cited = self._places.get(piece)
        if cited is None:
            return self._searched(self._shown(piece))
        if (piece.start, piece.end) == (cited.start, cited.end):
            return _marked(cited.number, self._searched(self._shown(piece)))
        before, words, after = (
            self.document.shown(*place)
            for place in (
                (piece.start, cited.start),
                (cited.start, cited.end),
                (cited.end, piece.end),
            )
        )
        parts = [escape(before), _marked(cited.number, escape(words)), escape(after)]
        return Markup(" ").join(part for part in parts if part)

    def _shown(self, piece: ShownPiece) -> str:
        return self.document.shown(piece.start, piece.end)

    def _searched(self, shown: str) -> Markup:
        """The text with search results and the question's words highlighted; search results win."""
        if self.found is not None and self.found.search(shown):
            return _wrapped(shown, self.found, "found")
        if self.words is not None:
            return _wrapped(shown, self.words, "asked")
        return escape(shown)


def asked_words(question: str, document: ReadDocument) -> "regex.Pattern[str] | None":
    """A pattern for a question's words in a document, in any inflected form; None if there are none."""
    terms = [term for term in query_terms(question, [document.card.language]) if not term.stop]
    surfaces = {
        surface
        for term in terms
        for variant in term.variants
        for surface in document.surfaces.get(variant, ())
    }
    return _words(surfaces)


def searched_words(words: str) -> "regex.Pattern[str] | None":
    """A pattern that finds *words* as typed, in any case, with any whitespace between them."""
    parts = words.split()
    if not parts:
        return None
    return regex.compile(r"\s+".join(map(regex.escape, parts)), regex.IGNORECASE)


def places_found(document: ReadDocument, pattern: "regex.Pattern[str]") -> list[Found]:
    """The first results of a search within a document."""
    found: list[Found] = []
    for piece in document.pieces:
        shown = document.shown(piece.start, piece.end)
        found += (Found(piece, shown, *match.span()) for match in pattern.finditer(shown))
        if len(found) >= MAX_FOUND:
            break
    return found[:MAX_FOUND]


def _words(surfaces: Iterable[str]) -> "regex.Pattern[str] | None":
    longest_first = sorted(surfaces, key=lambda surface: (-len(surface), surface))
    if not longest_first:
        return None
    parts = [
        regex.escape(surface) if _UNSPACED.search(surface) else rf"\b{regex.escape(surface)}\b"
        for surface in longest_first
    ]
    return regex.compile("|".join(parts))


_BAR = Markup('<span class="bar">|</span>')


def _marked(number: int, words: Markup, *, is_first: bool = True) -> Markup:
    """A cited sentence; CSS shows the number, so that the mark's text is the sentence and nothing else."""
    if not is_first:
        return Markup('<mark data-of="{}">{}</mark>').format(number, words)
    return Markup('<mark id="c{}" data-number="{}" tabindex="-1">{}</mark>').format(number, number, words)


def _wrapped(shown: str, pattern: "regex.Pattern[str]", name: str) -> Markup:
    """*shown*, escaped, with each match of a pattern in a span of that class."""
    parts: list[str] = []
    at = 0
    for match in pattern.finditer(shown):
        parts += (escape(shown[at : match.start()]), f'<span class="{name}">', escape(match[0]), "</span>")
        at = match.end()
    return Markup("".join([*parts, escape(shown[at:])]))  # noqa: S704 - each part is escaped or our own
