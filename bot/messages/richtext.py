"""Text with marks, as Telegram knows it: built piece by piece, sent as text plus entities.

Nothing is ever escaped or parsed, so nothing a user or an article says can break a message.  Offsets are in
code points here; Telegram counts UTF-16 units, and only `entities` and `units` know that.

>>> (plain("who: ") + bold("Hu")).marks
(Mark(kind='bold', start=5, end=7, url=None),)
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from string import Formatter
from typing import Self

import regex
from telegram import MessageEntity

from corpus.display import displayed, gap_before

ELISION = "[…]"
FOLDED_UNITS = 500
"""UTF-16 units of a quotation that is shown in full: about ten lines on a phone."""

# Characters that Telegram removes from texts: line separators, and a combining ring above.
_TAKEN_OUT = regex.compile(r"[\u2028\u2029]|\P{M}\p{M}*\u030A\p{M}*")


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` of a message is shown as *kind*, a Telegram entity type; links have a *url*."""

    kind: str
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text[start:end]`` of a message shows *length* code points at *place* of a document, word for word."""

    start: int
    end: int
    document: str
    passage: int
    place: int
    length: int


@dataclass(frozen=True, slots=True)
class RichText:
    """A text, its marks, and which parts of it are quotations of the corpus."""

    text: str = ""
    marks: tuple[Mark, ...] = ()
    quotations: tuple[Quotation, ...] = ()

    def __add__(self, other: Self) -> "RichText":
        by = len(self.text)
        return RichText(
            self.text + other.text,
            self.marks
            + tuple(replace(mark, start=mark.start + by, end=mark.end + by) for mark in other.marks),
            self.quotations
            + tuple(replace(quote, start=quote.start + by, end=quote.end + by) for quote in other.quotations),
        )

    def __bool__(self) -> bool:
        return bool(self.text)


def plain(text: str) -> RichText:
    """*text* as it is."""
    return RichText(text)


def bold(inner: RichText | str) -> RichText:
    """*inner* in bold."""
    return _marked("bold", inner)


def italic(inner: RichText | str) -> RichText:
    """*inner* in italics."""
    return _marked("italic", inner)


def strikethrough(inner: RichText | str) -> RichText:
    """*inner* struck through."""
    return _marked("strikethrough", inner)


def link(text: str, url: str) -> RichText:
    """*text* in bold that opens *url*."""
    return replace(bold(text), marks=(Mark("text_link", 0, len(text), url), Mark("bold", 0, len(text))))


def code(text: str) -> RichText:
    """*text* in fixed width; a tap copies it."""
    return _marked("code", text)


def blockquote(inner: RichText | str) -> RichText:
    """*inner* as a quotation block."""
    return _marked("blockquote", inner)


def foldable_quote(inner: RichText | str) -> RichText:
    """*inner* as a quotation block; if it is long, only its first lines are shown until it is tapped.

    >>> foldable_quote("short").marks[0].kind, foldable_quote("long " * 200).marks[0].kind
    ('blockquote', 'expandable_blockquote')
    """
    is_long = units(_rich(inner).text) > FOLDED_UNITS
    return _marked("expandable_blockquote" if is_long else "blockquote", inner)


def verbatim(text: str, document: str, passage: int, place: int, following: str = "") -> RichText:
    r"""*text* as a quotation of *document*, where it starts at code point *place*: its lines are joined.

    *following* is shown right after it, so that white space between the two may have to be a line end.

    >>> verbatim("The\n  lamp ", "lamp", 1, 40).text, verbatim("\n2. Light it.", "lamp", 1, 47).text
    ('The lamp ', '\n2. Light it.')
    """
    words = text.rstrip()
    after = gap_before(text[len(words) :] + following) if words else ""
    shown = f"{gap_before(text)}{displayed(text)}{after}"
    return RichText(shown, quotations=(Quotation(0, len(shown), document, passage, place, len(text)),))


def join(parts: Iterable[RichText], separator: str = "\n") -> RichText:
    """The *parts* that are not empty, with *separator* between them."""
    joined = RichText()
    for part in parts:
        if part:
            joined = joined + plain(separator) + part if joined else part
    return joined


def fill(template: str, **values: RichText | str) -> RichText:
    """*template* with each ``{name}`` replaced by the value of that name, marks and all.

    >>> fill("No {word} here", word=bold("dog")).text
    'No dog here'
    """
    filled = RichText()
    for literal, name, _, _ in Formatter().parse(template):
        filled += plain(literal)
        if name is not None:
            filled += _rich(values[name])
    return filled


def units(text: str) -> int:
    """The length of *text* as Telegram counts it: in UTF-16 units.

    >>> units("a😀")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entities(rich: RichText) -> Sequence[MessageEntity]:
    """The marks as Telegram's entities, outermost first where they nest."""
    ordered = sorted(rich.marks, key=lambda mark: (mark.start, -mark.end))
    found = [MessageEntity(mark.kind, mark.start, mark.end - mark.start, url=mark.url) for mark in ordered]
    return MessageEntity.adjust_message_entities_to_utf_16(rich.text, found)


def deliverable(rich: RichText) -> RichText:
    """*rich* as it is sent, so that Telegram drops nothing that can be kept.

    Telegram drops some characters: an å of two characters would arrive as a, and two lines as one word.  So
    the å becomes one character, and a line separator becomes a line end.  Marks that do not combine to one
    character (a line below a letter, marks of direction) are lost.

    >>> deliverable(plain("A\u030angstro\u0308m ") + bold("lives")).marks
    (Mark(kind='bold', start=10, end=15, url=None),)
    """
    if not any(sign in rich.text for sign in "\u2028\u2029\u030a"):  # hardly any text has one
        return rich
    pieces, shifts, done = [], [(0, 0)], 0
    for found in _TAKEN_OUT.finditer(rich.text):
        kept = "\n" if found.group() in "\u2028\u2029" else unicodedata.normalize("NFC", found.group())
        pieces += [rich.text[done : found.start()], kept]
        shifts.append((found.end(), shifts[-1][1] + len(kept) - len(found.group())))
        done = found.end()

    def moved(place: int) -> int:
        return place + next(shift for start, shift in reversed(shifts) if start <= place)

    marks = tuple(replace(mark, start=moved(mark.start), end=moved(mark.end)) for mark in rich.marks)
    return RichText("".join(pieces) + rich.text[done:], marks)


def clip(text: str, limit: int) -> str:
    """The longest beginning of *text* with at most *limit* UTF-16 units, cut between words if possible.

    What readers see as one character (a letter with accents, a flag, a family) is never divided.

    >>> clip("one two three", 9)
    'one two'
    >>> clip("👍🏽👍🏽", 5)
    '👍🏽'
    """
    if units(text) <= limit:
        return text
    fits = len(text.encode("utf-16-le", "surrogatepass")[: limit * 2].decode("utf-16-le", "ignore"))
    ends = [match.end() for match in regex.finditer(r"\X", text[: fits + 16]) if match.end() <= fits]
    cut = ends[-1] if ends else 0
    if not text[cut].isspace():
        cut = next((at for at in reversed(ends) if at > cut // 2 and text[at - 1].isspace()), cut)
    return text[:cut].rstrip()


def isolated(text: str) -> str:
    """*text* isolated if it runs from right to left, so that it does not affect the line around it.

    >>> isolated("A title"), isolated("عنوان") == "\u2068عنوان\u2069"
    ('A title', True)
    """
    turns = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)
    return f"\u2068{text}\u2069" if turns else text


def shorten(text: str, limit: int) -> str:
    """*text* on one line, of at most *limit* UTF-16 units, with "…" where something was cut.

    >>> shorten("A  long title", 8)
    'A long…'
    """
    line = " ".join(text.split())
    return line if units(line) <= limit else clip(line, limit - 1) + "…"


def _rich(value: RichText | str) -> RichText:
    return plain(value) if isinstance(value, str) else value


def _marked(kind: str, inner: RichText | str) -> RichText:
    rich = _rich(inner)
    if not rich:  # Telegram refuses a mark over nothing
        return rich
    return replace(rich, marks=(Mark(kind, 0, len(rich.text)), *rich.marks))
