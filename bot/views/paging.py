"""Lists in pages: the entries of a page, and the buttons to the pages beside it.  Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.messages.callback_data import Action
from bot.messages.message import Button, button

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """A page of a list: its ``number``, from 0, of so many ``pages``, and its entries from the ``first``."""

    number: int
    pages: int
    first: int
    entries: Sequence[T]

    def turns(self, to: Callable[[int], Action]) -> tuple[Button, ...]:
        """The buttons to the page before and the one after, as far as there are any."""
        return turn_buttons(self.number, 0, self.pages - 1, to)


def list_page(entries: Sequence[T], number: int, per_page: int) -> ListPage[T]:
    """The page of *entries* with that *number*, or the nearest one that there is.

    >>> list_page("abcde", 1, per_page=2), list_page("abcde", 9, per_page=2).entries
    (ListPage(number=1, pages=3, first=2, entries='cd'), 'e')
    """
    pages = max(1, -(-len(entries) // per_page))
    number = min(max(number, 0), pages - 1)
    first = number * per_page
    return ListPage(number, pages, first, entries[first : first + per_page])


def turn_buttons(here: int, first: int, last: int, to: Callable[[int], Action]) -> tuple[Button, ...]:
    """The buttons from page *here* to the one before and the one after, from *first* to *last*."""
    ways = (("◀", here - 1), ("▶", here + 1))
    return tuple(button(label, to(there)) for label, there in ways if first <= there <= last)
