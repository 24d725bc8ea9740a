"""Break marked text into lines, with widths that fit most sans-serif fonts.

No font is loaded: the widths are slightly more than those of Helvetica, which the usual fonts resemble, so
that a line rather breaks too early than too late.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import regex

from tests.support.bot_api.model.records import FormattedText

# Thousandths of the font's size, for the characters of ASCII.
_HELVETICA = {
    222: "ijl'",
    278: " !,./:;I[\\]ft",
    333: "()-`r",
    355: '"',
    500: "Jcksvxyz",
    556: "#$0123456789?_abdeghnopquL",
    584: "+<=>~|{}^*",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@",
}
_WIDTHS = {character: width for width, characters in _HELVETICA.items() for character in characters}
_OTHERS = {
    "…": 1000,
    "—": 1000,
    "–": 556,
    "·": 333,
    "“": 333,
    "”": 333,
    "‘": 222,
    "’": 222,
    "¶": 540,
}
_WIDE, _EMOJI, _FIXED, _ARABIC, _USUAL = 1000, 1300, 600, 520, 600
_BOLD, _SLACK = 1.08, 1.03

_CLUSTER = regex.compile(r"\X")
_PICTURE = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}")
_NOT_FIRST = frozenset("、。，．！？；：）」』】》”’…")
"""Characters that begin no line in Chinese."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One character as a reader sees it, and the kinds of entities that it lies in."""

    text: str
    kinds: frozenset[str] = frozenset()

    @property
    def breaks_after(self) -> bool:
        """Whether a line may end here."""
        return self.text.isspace() or self.text in "-–—" or self.breaks_around

    @property
    def breaks_around(self) -> bool:
        """Whether it is of a script that is written without blanks."""
        return unicodedata.east_asian_width(self.text[0]) in "WF" and not _PICTURE.match(self.text)


Line = Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a quotation, or the text between two."""

    lines: Sequence[Line]
    is_quote: bool


def pieces(message: FormattedText) -> list[Piece]:
    """A message character by character, each with the entities around it.

    >>> [piece.text for piece in pieces(FormattedText("a👍🏽"))]
    ['a', '👍🏽']
    """
    found, place = list[Piece](), 0
    for cluster in _CLUSTER.findall(message.text):
        kinds = {entity.type for entity in message.entities if entity.offset <= place < entity.end}
        found.append(Piece(cluster, frozenset(kinds)))
        place += len(cluster.encode("utf-16-le")) // 2
    return found


def blocks(message: FormattedText, size: float, room: float, inset: float) -> list[Block]:
    """A message as blocks of lines of at most *room* pixels; quotations have *inset* less."""
    found: list[Block] = []
    for is_quote, group in groupby(pieces(message), key=_is_quoted):
        paragraphs = _paragraphs(list(group))
        if found and paragraphs and not paragraphs[0]:  # the line's end that parts two blocks
            paragraphs = paragraphs[1:]
        if paragraphs and not paragraphs[-1]:
            paragraphs = paragraphs[:-1]
        width = room - inset if is_quote else room
        lines = [line for paragraph in paragraphs for line in wrapped(paragraph, size, width)]
        if lines:
            found.append(Block(lines, is_quote))
    return found


def wrapped(paragraph: Line, size: float, room: float) -> list[Line]:
    """A paragraph in lines; a word that is too long for any is cut.

    >>> ["".join(piece.text for piece in line) for line in wrapped(pieces(FormattedText("one two")), 10, 30)]
    ['one', 'two']
    """
    lines: list[Line] = []
    rest = list(paragraph)
    while width(rest, size) > room:
        fits = 1
        while width(rest[: fits + 1], size) <= room:
            fits += 1
        cut = next((at for at in range(fits, 0, -1) if _may_break(rest, at)), fits)
        lines.append(_stripped(rest[:cut]))
        rest = rest[cut:]
        while rest and rest[0].text.isspace():
            rest = rest[1:]
    return [*lines, _stripped(rest)] if rest or not lines else lines


def width(line: Line, size: float) -> float:
    """The width of a line in pixels, without blanks at its end."""
    return sum(_width(piece) for piece in _stripped(line)) * size * _SLACK / 1000


def shortened(text: str, size: float, room: float) -> str:
    """*text* on one line of at most *room* pixels, with "…" where it was cut."""
    line = pieces(FormattedText(" ".join(text.split())))
    if width(line, size) <= room:
        return "".join(piece.text for piece in line)
    while line and width([*line, Piece("…")], size) > room:
        line.pop()
    return "".join(piece.text for piece in line).rstrip() + "…"


def is_rtl(line: Line) -> bool:
    """Whether a line runs from right to left, by its first letter outside of isolated parts."""
    isolated = 0
    for character in "".join(piece.text for piece in line):
        direction = unicodedata.bidirectional(character)
        isolated += direction in {"LRI", "RLI", "FSI"}
        isolated -= direction == "PDI"
        if not isolated and direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def runs(line: Line) -> Iterator[tuple[frozenset[str], str]]:
    """A line as stretches of one look."""
    for kinds, group in groupby(line, key=lambda piece: piece.kinds):
        yield kinds, "".join(piece.text for piece in group)


def _is_quoted(piece: Piece) -> bool:
    return "blockquote" in piece.kinds


def _paragraphs(group: Line) -> list[Line]:
    found: list[list[Piece]] = [[]]
    for piece in group:
        if piece.text == "\n":
            found.append([])
        else:
            found[-1].append(piece)
    return list(found)


def _may_break(line: Line, at: int) -> bool:
    if at >= len(line) or line[at].text[0] in _NOT_FIRST:
        return False
    return line[at].text.isspace() or line[at - 1].breaks_after or line[at].breaks_around


def _stripped(line: Line) -> Line:
    end = len(line)
    while end and line[end - 1].text.isspace():
        end -= 1
    return line[:end]


def _width(piece: Piece) -> float:
    if "code" in piece.kinds:
        return _FIXED
    character = unicodedata.normalize("NFD", piece.text)[0]
    if unicodedata.category(character) == "Cf":
        return 0
    if _PICTURE.search(piece.text) and (len(piece.text) > 1 or ord(character) > 0x2600):
        return _EMOJI
    if character in _WIDTHS or character in _OTHERS:
        known = _WIDTHS.get(character) or _OTHERS[character]
    elif unicodedata.east_asian_width(character) in "WF":
        known = _WIDE
    else:
        known = _ARABIC if unicodedata.bidirectional(character) == "AL" else _USUAL
    return known * (_BOLD if "bold" in piece.kinds else 1)
