"""Divide a text into the paragraphs of its layout, with or without blank lines, wrapped or not."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from corpus.records import Span
from corpus.spans import Line, lines

# In characters.  No text is wrapped at other widths, and hardly any word is longer.
_WRAPPED_WIDTHS = range(40, 133)
_LONGEST_WORD = 20


class Paragraph(NamedTuple):
    """A paragraph, or a line that its author ended; those without a blank line between them share a block."""

    start: int
    text: str
    block: int

    @property
    def span(self) -> Span:
        """Its offsets in the text."""
        return Span(self.start, self.start + len(self.text))


def paragraphs(text: str) -> list[Paragraph]:
    r"""The paragraphs of a text; if its lines are not wrapped, each line is one.

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
    """The spans of the paragraphs in a run of lines without a blank one."""
    places = [line.span() for line in block]
    width = max(end - start for start, end in places)
    start = places[0].start
    for place, following, line in zip(places, places[1:], block[1:], strict=False):
        if _ends_by_choice(place.end - place.start, line.text, width):
            yield Span(start, place.end)
            start = following.start
    yield Span(start, places[-1].end)


def _ends_by_choice(length: int, following: str, width: int) -> bool:
    """Whether the author ended a line: the first word of the next line would have fitted on it.

    >>> _ends_by_choice(52, "and so on", width=60), _ends_by_choice(58, "and so on", width=60)
    (True, False)
    """
    first_word = min(len(following.split(maxsplit=1)[0]), _LONGEST_WORD)
    return width not in _WRAPPED_WIDTHS or length + 1 + first_word <= width
