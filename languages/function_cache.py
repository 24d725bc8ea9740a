"""A cache for values computed from words, which are looked up for every sentence that is read."""

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class FunctionCache(dict[Key, Value]):
    """A cache of a function's values, each computed when it is first looked up.

    A hit takes a third of the time that ``lru_cache`` takes.  In return, the cache does not know which values
    were used recently: once it has *most* values, all are dropped.

    >>> lengths = FunctionCache(len, most=2)
    >>> lengths["one"], lengths["three"], lengths
    (3, 5, {'one': 3, 'three': 5})
    >>> lengths["to"], lengths
    (2, {'to': 2})
    """

    def __init__(self, compute: Callable[[Key], Value], most: int) -> None:
        self._compute = compute
        self._most = most

    def __missing__(self, key: Key) -> Value:
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._compute(key)
        return value
