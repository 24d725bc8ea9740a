"""Text -> its paragraphs as they were laid out, with or without blank lines between them, wrapped or not."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from corpus.records import Span
from corpus.spans import Line, lines

# In characters: no text is wrapped more narrowly or more widely, and hardly a word is longer than that.
_WRAPPED_WIDTHS = range(40, 133)
_LONGEST_WORD = 20


class Paragraph(NamedTuple):
    """A paragraph, or a line that its writer ended; those without a blank line between them share a block."""

    start: int
    text: str
    block: int

    @property
    def span(self) -> Span:
        """Where it stands in the text."""
        return Span(self.start, self.start + len(self.text))


def paragraphs(text: str) -> list[Paragraph]:
    r"""The paragraphs of a text; where its lines are not wrapped, each of them is one.

    >>> [paragraph.text for paragraph in paragraphs("Old pines\nThey bend.\n\nTo and fro.")]
    ['Old pines', 'They bend.', 'To and fro.']
    """
    blocks = groupby(lines(text), key=lambda line: bool(line.text.strip()))
    return [
        Paragraph(place.start, text[slice(*place)], number)
        for number, (filled, block) in enumerate(blocks)
        if filled
        for place in _unwrapped(list(block))
    ]


def _unwrapped(block: Sequence[Line]) -> Iterator[Span]:
    """The places of the paragraphs in lines without a blank one between them."""
    places = [line.span() for line in block]
    width = max(end - start for start, end in places)
    start = places[0].start
    for place, following, line in zip(places, places[1:], block[1:], strict=False):
        if _ends_by_choice(place.end - place.start, line.text, width):
            yield Span(start, place.end)
            start = following.start
    yield Span(start, places[-1].end)


def _ends_by_choice(length: int, following: str, width: int) -> bool:
    """Whether a line was ended by its writer: the next line's first word would still have fitted on it.

    >>> _ends_by_choice(52, "and so on", width=60), _ends_by_choice(58, "and so on", width=60)
    (True, False)
    """
    first_word = min(len(following.split(maxsplit=1)[0]), _LONGEST_WORD)
    return width not in _WRAPPED_WIDTHS or length + 1 + first_word <= width
