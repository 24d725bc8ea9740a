"""A queue that takes turns between lanes, so that a full lane does not delay the others."""

from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """Items in lanes: each lane gives one item at a time, and the lanes take turns.

    A lane that gave an item is busy until `free` is called for it.

    >>> queue: FairQueue[str] = FairQueue()
    >>> for lane, item in [(1, "a"), (1, "b"), (1, "c"), (2, "x"), (2, "y")]:
    ...     queue.put(lane, item)
    >>> queue.take(), queue.take(), queue.is_ready
    ('a', 'x', False)
    >>> queue.free(2)
    >>> queue.free(1)
    >>> queue.take(), queue.take(), len(queue)
    ('y', 'b', 1)
    """

    def __init__(self) -> None:
        self._lanes: dict[Hashable, deque[T]] = {}
        self._ready: deque[Hashable] = deque()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def is_ready(self) -> bool:
        """Whether some lane can give an item."""
        return bool(self._ready)

    def put(self, lane: Hashable, item: T) -> None:
        """Put an item at the end of a lane."""
        if lane not in self._lanes:
            self._lanes[lane] = deque()
            self._ready.append(lane)
        self._lanes[lane].append(item)
        self._count += 1

    def take(self) -> T:
        """Take the first item of the lane whose turn it is.  Raises IndexError if no lane is ready."""
        lane = self._ready.popleft()
        self._count -= 1
        return self._lanes[lane].popleft()

    def free(self, lane: Hashable) -> None:
        """Note that the item taken from a lane is done."""
        if self._lanes[lane]:
            self._ready.append(lane)
        else:
            del self._lanes[lane]
