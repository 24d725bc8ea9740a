"""What the state needs of a database: an SQLite file or a PostgreSQL server.

Statements are written once, in the SQL that both understand, with SQLite's placeholders; `dialect` translates
them for PostgreSQL.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.state.storage.dialect import Dialect

P = ParamSpec("P")
T = TypeVar("T")

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds between attempts to use the database."""

ReportTrouble = Callable[[str], None]
"""Called with what is wrong with the database after a while, and with "" when it works again."""


class Rows(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""

    def fetchone(self) -> Any:
        """The next row; None if there is none."""

    def fetchall(self) -> list[Any]:
        """All rows."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection inside a transaction; sqlite3's own is one."""

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ..., /) -> Rows:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Rows:
        """Run one statement for each of some rows."""


class Database(Protocol):
    """Runs work on the state as transactions, outside the event loop."""

    tell: ReportTrouble

    @property
    def dialect(self) -> Dialect:
        """The dialect of the database."""

    @property
    def path(self) -> Path | None:
        """The path of the file; None if there is none."""

    async def close(self) -> None:
        """Finish pending work and close the database."""

    async def do(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do *work* as one transaction, retrying while the database has problems."""

    async def do_once(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `do`, for *work* of a single statement, which needs no transaction around it."""

    async def do_lightly(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `do`, but if the server crashes, the last moment's work may have to be done again.

        It does not wait for the server's disk; a file may lose the same in a power cut anyway.
        """

    async def do_durably(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `do`, but the data is on disk afterwards and survives a power cut."""

    async def overwrite_deleted(self) -> bool:
        """Overwrite deleted data as far as the database can; return False to be called again later."""


def growing_pauses(first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE) -> Iterator[float]:
    """An endless series of pauses between attempts, each twice as long as the last, up to *longest*.

    >>> pauses = growing_pauses(1, 5)
    >>> [next(pauses) for _ in range(5)]
    [1, 2, 4, 5, 5]
    """
    pause = first
    while True:
        yield pause
        pause = min(2 * pause, longest)
