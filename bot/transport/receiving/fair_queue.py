"""A queue that takes turns between lanes, so that a full lane does not delay the others."""

from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

BACKLOG = 5
"""Items that may wait in a lane before it counts as slow: somebody who floods the bot has time."""


class FairQueue(Generic[T]):
    """Items in lanes: each lane gives one item at a time, and the lanes take turns.

    A lane that gave an item is busy until `free` is called for it.  Lanes whose next item is slow to handle,
    and those in which BACKLOG items or more wait, have turns of their own.

    >>> queue: FairQueue[str] = FairQueue()
    >>> for lane, item in [(1, "a"), (1, "b"), (1, "c"), (2, "x"), (2, "y")]:
    ...     queue.put(lane, item)
    >>> queue.take(), queue.take(), queue.is_ready()
    ('a', 'x', False)
    >>> queue.free(2)
    >>> queue.free(1)
    >>> queue.take(), queue.take(), len(queue)
    ('y', 'b', 1)
    """

    def __init__(self) -> None:
        self._lanes: dict[Hashable, deque[tuple[T, bool]]] = {}
        self._quick: deque[Hashable] = deque()
        self._slow: deque[Hashable] = deque()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def is_ready(self, *, slow: bool = False) -> bool:
        """Whether some lane can give an item; with *slow*, one that is slow to handle."""
        return bool(self._ready(slow=slow))

    def put(self, lane: Hashable, item: T, *, slow: bool = False) -> None:
        """Put an item at the end of a lane."""
        self._count += 1
        if lane in self._lanes:
            self._lanes[lane].append((item, slow))
        else:
            self._lanes[lane] = deque([(item, slow)])
            self._ready(slow=slow).append(lane)

    def take(self, *, slow: bool = False) -> T:
        """Take the first item of the lane whose turn it is.  Raises IndexError if no lane is ready."""
        lane = self._ready(slow=slow).popleft()
        self._count -= 1
        item, _ = self._lanes[lane].popleft()
        return item

    def free(self, lane: Hashable) -> None:
        """Note that the item taken from a lane is done."""
        if self._lanes[lane]:
            _, slow = self._lanes[lane][0]
            self._ready(slow=slow or len(self._lanes[lane]) >= BACKLOG).append(lane)
        else:
            del self._lanes[lane]

    def _ready(self, *, slow: bool) -> deque[Hashable]:
        return self._slow if slow else self._quick
