"""A text with the phrases that were found in it."""

from languages.patterns import PatternSet, Word
from languages.schema import PhraseTable


class MatchedPatterns:
    """A text's words with the phrases found in them, as ranges of word numbers, end exclusive.

    ``first`` is the first word that counts: the one after opening marks and after a phrase of the kind
    ``opening``, if that is given ("And where …").

    >>> from languages import phrase_table
    >>> patterns = PatternSet({"and": "and", "ask": "where"})
    >>> matched = MatchedPatterns("“And where is it?”", phrase_table("en"), patterns, "and")
    >>> matched.first, matched.has("ask"), matched.slice(2, 4)
    (2, True, 'where is')
    """

    __slots__ = ("_after", "_edges", "_ends", "first", "found", "table", "text", "words")

    def __init__(self, text: str, table: PhraseTable, patterns: PatternSet, opening: str = "") -> None:
        self.text = text
        self.table = table
        self.words, self._edges = patterns.read(text)
        self.first = next((at for at, word in enumerate(self.words) if word.letters or word.digits), 0)
        if opening:
            start = self.words[self.first : self.first + _LONGEST_OPENING]
            ends = [found.end for found in patterns.find(start) if found.kind == opening and not found.start]
            self.first += max(ends, default=0)
        self.found = patterns.find(self.words, self.first)
        self._ends = {(found.kind, found.end) for found in self.found}
        self._after: dict[tuple[str, int], int] = {}
        for kind, begin, end, _ in self.found:
            self._after[kind, begin] = max(end, self._after.get((kind, begin), 0))

    def after(self, kind: str, at: int) -> int:
        """The word after the longest phrase of the kind that starts at ``at``, or ``at`` if none does."""
        return self._after.get((kind, at), at)

    def starts(self, kind: str, at: int) -> bool:
        """Whether a phrase of the kind starts at word ``at``."""
        return (kind, at) in self._after

    def ends(self, kind: str, at: int) -> bool:
        """Whether a phrase of the kind ends right before word ``at``."""
        return (kind, at) in self._ends

    def starts_within(self, kind: str, start: int, end: int) -> bool:
        """Whether a phrase of the kind starts at one of the words from ``start`` to before ``end``."""
        return any((kind, at) in self._after for at in range(start, end))

    def has(self, kind: str) -> bool:
        """Whether the text has a phrase of the kind."""
        return any(found.kind == kind for found in self.found)

    def content_end(self, at: int, limit: int) -> int:
        """The end of the run of content words that starts at ``at``, at most ``limit`` of them."""
        end = at
        while end < min(len(self.words), at + limit) and _is_content(self.words[end]):
            end += 1
        return end

    def content_start(self, at: int, limit: int) -> int:
        """The start of the run of content words that ends before ``at``, at most ``limit`` of them."""
        start = at
        while start > max(0, at - limit) and _is_content(self.words[start - 1]):
            start -= 1
        return start

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets of the words in the text, in code points."""
        return self._edges[2 * start], self._edges[2 * end - 1]

    def slice(self, start: int, end: int) -> str:
        """The text of the words."""
        first, last = self.span(start, end)
        return self.text[first:last]


_LONGEST_OPENING = 3


def _is_content(word: Word) -> bool:
    return (word.letters or word.digits) and not word.stop
