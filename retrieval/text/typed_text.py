"""A text as typed and as corrected, with a map from one to the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Replacement(NamedTuple):
    """The text that replaces ``original[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TypedText:
    """The ``original`` text as it was typed, and the ``text`` after the replacements.

    >>> text = TypedText.of("who is Jintoa?", [Replacement(7, 13, "Jintao")])
    >>> text.text, text.as_typed(7, 13)
    ('who is Jintao?', 'Jintoa')
    """

    original: str
    text: str
    replacements: tuple[Replacement, ...] = ()

    @classmethod
    def of(cls, original: str, replacements: Iterable[Replacement] = ()) -> "TypedText":
        """Make the replacements, which must not overlap."""
        ordered = tuple(sorted(replacements))
        text, at = "", 0
        for each in ordered:
            text += original[at : each.start] + each.text
            at = each.end
        return cls(original, text + original[at:], ordered)

    def replaced(self, replacements: Iterable[Replacement]) -> "TypedText":
        """Make more replacements, at places of ``text`` without any yet.

        >>> text = TypedText.of("wat is xz utlis", [Replacement(0, 3, "what")])
        >>> text.replaced([Replacement(11, 16, "utils")]).text
        'what is xz utils'
        """
        moved = (Replacement(*self.typed_span(each.start, each.end), each.text) for each in replacements)
        return TypedText.of(self.original, (*self.replacements, *moved))

    def typed_span(self, start: int, end: int) -> tuple[int, int]:
        """The span in ``original`` of the words at ``text[start:end]``; replaced words are included whole.

        >>> TypedText.of("thx, u know Lund", [Replacement(0, 3, "thanks")]).typed_span(15, 19)
        (12, 16)
        """
        return self._offset_typed(start, is_end=False), self._offset_typed(end, is_end=True)

    def as_typed(self, start: int, end: int) -> str:
        """The words at ``text[start:end]`` as they were typed."""
        first, last = self.typed_span(start, end)
        return self.original[first:last]

    def _offset_typed(self, at: int, *, is_end: bool) -> int:
        shift = 0  # the offset in `text` minus the offset in `original`
        for each in self.replacements:
            begin = each.start + shift
            end = begin + len(each.text)
            if at < begin or (at == begin and is_end):
                break
            if at < end or (at == end and is_end):
                return each.end if is_end else each.start
            shift += len(each.text) - (each.end - each.start)
        return at - shift
