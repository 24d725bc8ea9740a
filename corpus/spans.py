"""The lines of a text, and merging spans."""

from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from corpus.records import Span


class Line(NamedTuple):
    """A line and its offset in the text."""

    start: int
    text: str

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The span of a part of the line, without the white space around it.

        >>> Line(100, "  pines  ").span()
        Span(start=102, end=107)
        """
        part = self.text[start:end]
        begin = self.start + start + len(part) - len(part.lstrip())
        return Span(begin, begin + len(part.strip()))


def lines(text: str) -> list[Line]:
    r"""The lines of a text: ``lines("a\n\nb") == [Line(0, "a"), Line(2, ""), Line(3, "b")]``."""
    texts = text.split("\n")
    starts = accumulate((len(line) + 1 for line in texts), initial=0)
    return [Line(start, line) for start, line in zip(starts, texts, strict=False)]


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order; empty ones are dropped, and those that overlap or touch are merged.

    >>> merge([Span(5, 9), Span(0, 2), Span(7, 12), Span(3, 3)])
    (Span(start=0, end=2), Span(start=5, end=12))
    """
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span.start < span.end):
        if joined and start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Span(start, end))
    return tuple(joined)
