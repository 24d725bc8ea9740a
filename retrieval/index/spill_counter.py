"""Count more distinct things than fit into memory, by spilling counts to disk in parts."""

import marshal
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Thing = TypeVar("Thing", bound=Hashable)


class SpillCounter(Generic[Thing]):
    """Counts things, each of which belongs to one of several parts.

    Counts stay in memory until they are spilled, part by part, to a temporary table *name* of *database*.
    *part_of_each* returns the parts of some things.

    >>> counts = SpillCounter[str](sqlite3.connect(":memory:"), "seen", lambda words: map(len, words))
    >>> counts.add({"ferry": 2, "lamp": 1})
    >>> counts.spill()
    >>> counts.add({"ferry": 1})
    >>> len(counts), list(counts.parts())
    (1, [{'lamp': 1}, {'ferry': 3}])
    """

    def __init__(
        self,
        database: sqlite3.Connection,
        name: str,
        part_of_each: Callable[[Iterable[Thing]], Iterable[int]],
    ) -> None:
        database.execute(f"CREATE TEMPORARY TABLE {name} (part INTEGER NOT NULL, counts BLOB NOT NULL)")
        database.execute(f"CREATE INDEX temp.{name}_by_part ON {name} (part)")
        self._database = database
        self._put = f"INSERT INTO {name} VALUES (?, ?)"  # noqa: S608 - our own
        self._of_part = f"SELECT counts FROM {name} WHERE part = ?"  # noqa: S608 - our own
        self._every_part = f"SELECT DISTINCT part FROM {name}"  # noqa: S608 - our own
        self._part_of_each = part_of_each
        self._parts: defaultdict[int, dict[Thing, int]] = defaultdict(dict)

    def __len__(self) -> int:
        """The number of distinct things in memory."""
        return sum(map(len, self._parts.values()))

    def add(self, counts: Mapping[Thing, int]) -> None:
        """Add the counts of more things."""
        for part, (thing, count) in zip(self._part_of_each(counts), counts.items(), strict=True):
            known = self._parts[part]
            known[thing] = known.get(thing, 0) + count

    def spill(self) -> None:
        """Spill all counts to the table."""
        rows = [(part, marshal.dumps(counts)) for part, counts in self._parts.items()]
        self._database.executemany(self._put, rows)
        self._parts.clear()

    def parts(self) -> Iterator[dict[Thing, int]]:
        """All counts, part by part in the order of part numbers; nothing can be added afterwards."""
        aside = {part for (part,) in self._database.execute(self._every_part)}
        for part in sorted(aside.union(self._parts)):
            counts = self._parts.pop(part, {})
            for (put,) in self._database.execute(self._of_part, (part,)):
                for thing, count in marshal.loads(put).items():  # noqa: S302 - our own, of this very process
                    counts[thing] = counts.get(thing, 0) + count
            yield counts
