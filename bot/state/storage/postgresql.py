"""The state on a PostgreSQL server, used by several threads with a connection each.

Whatever happens to the server while the bot runs, `PostgresDatabase.do` waits until its work is done: the
connection may be cut, the server restarted, the disk full.
"""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, LiteralString, ParamSpec, TypeVar

import psycopg
from psycopg.rows import TupleRow

from bot.errors import StateError
from bot.state.storage.database import Connection, ReportTrouble, Rows, growing_pauses
from bot.state.storage.dialect import POSTGRESQL, Dialect, for_postgresql, tables_for_postgresql
from bot.state.storage.schema import MIGRATIONS, ONLY_POSTGRESQL
from config.database_address import without_password

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

CONNECTIONS = 4
"""How many transactions can run at once."""
SECONDS_AT_START = 60.0
"""How long a start waits for the server, which may be starting too."""
OPTIONS: Mapping[str, Any] = {
    "application_name": "quoth",
    "connect_timeout": 5,
    # A server that vanished is noticed within these seconds, not after the system's quarter of an hour.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_LIGHTLY: LiteralString = "SET synchronous_commit = off"
"""Commit without waiting for the server's disk, unless a transaction says otherwise."""
_BEGIN_LIGHTLY: Sequence[LiteralString] = ("BEGIN",)
_BEGIN: Sequence[LiteralString] = ("BEGIN", "SET LOCAL synchronous_commit TO DEFAULT")
_MIGRATING = 0x71756F7468
"""The number of the lock that lets one process at a time change the tables."""
_GONE = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ReadOnlySqlTransaction)
"""The server or the connection is the cause, not the statement."""


class PostgresConnection:
    """A connection that takes the state's statements, written for SQLite.

    In a *pipeline*, statements are sent without waiting for the results of those before.
    """

    def __init__(
        self, connection: psycopg.Connection[TupleRow], pipeline: psycopg.Pipeline | None = None
    ) -> None:
        self._connection = connection
        self._pipeline = pipeline

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = (), /) -> Rows:
        """Run one statement."""
        cursor = self._connection.execute(_query(sql), storable(parameters))
        return cursor if self._pipeline is None else _PipelinedRows(cursor, self._pipeline)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Rows:
        """Run one statement for each of some rows."""
        cursor = self._connection.cursor()
        for row in parameters:
            cursor.execute(_query(sql), storable(row))
        return cursor if self._pipeline is None else _PipelinedRows(cursor, self._pipeline)


class _PipelinedRows:
    """The result of a statement that was sent; asking for it waits for it."""

    def __init__(self, cursor: psycopg.Cursor[TupleRow], pipeline: psycopg.Pipeline) -> None:
        self._cursor = cursor
        self._pipeline = pipeline

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""
        self._pipeline.sync()
        return self._cursor.rowcount

    def fetchone(self) -> Any:
        """The next row, None if there is none."""
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        """All rows."""
        return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor.fetchall())


class PostgresDatabase:
    """The server's database.  Each thread that works on it keeps a connection of its own."""

    def __init__(
        self,
        url: str,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        tell: ReportTrouble = lambda _: None,
        *,
        wait: Callable[[float], None] = time.sleep,
        seconds: float = SECONDS_AT_START,
    ) -> None:
        """*url*: postgresql://user:password@host/name.  Raises StateError if it cannot be used.

        While the server cannot be reached, this waits for *seconds*, pausing by *wait*.
        """
        self.url = url
        _open_in_time(lambda: migrate(url), url, wait, seconds)
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="state")
        self._own = threading.local()
        self._connections: set[psycopg.Connection[TupleRow]] = set()
        self._sleep = sleep
        self._wrong = ""
        self._closed = False
        self.tell = tell

    @property
    def dialect(self) -> Dialect:
        """PostgreSQL's."""
        return POSTGRESQL

    @property
    def path(self) -> Path | None:
        """None: there is no file here."""
        return None

    async def close(self) -> None:
        """Finish pending work and close the connections."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._threads.shutdown)
            for connection in self._connections:
                connection.close()

    async def do(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do *work* as one transaction, retrying while the server cannot be used."""
        return await self._until_done(lambda: self._transaction(_BEGIN, work, *args, **kwargs))

    async def do_lightly(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `do`, without waiting for the server's disk."""
        return await self._until_done(lambda: self._transaction(_BEGIN_LIGHTLY, work, *args, **kwargs))

    async def do_once(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `do`, for *work* of one statement: a transaction would take two more round trips."""

        def statement() -> T:
            with self._connected() as connection:
                return work(PostgresConnection(connection), *args, **kwargs)

        return await self._until_done(statement)

    async def do_durably(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `do`: the server commits to its disk, unless its own settings say otherwise."""
        return await self.do(work, *args, **kwargs)

    async def overwrite_deleted(self) -> bool:
        """Make the server remove deleted rows from its tables; its log and backups keep them longer."""
        await self.do_once(lambda connection: connection.execute("VACUUM"))
        return True

    async def _until_done(self, work: Callable[[], T]) -> T:
        """Repeat *work* until it succeeds; return its result."""
        for pause in growing_pauses():
            try:
                result = await asyncio.get_running_loop().run_in_executor(self._threads, work)
            except _GONE as error:
                if self._closed:
                    raise
                self._report_trouble(reason_of(error, self.url))
                await self._sleep(pause)
            else:
                self._report_recovery()
                return result
        raise AssertionError("the pauses never end")

    def _transaction(
        self,
        begin: Sequence[LiteralString],
        work: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do *work* as one transaction, with its statements sent together where possible."""
        with self._connected() as connection:
            try:
                with connection.pipeline() as pipeline:
                    for statement in begin:
                        connection.execute(statement)
                    result = work(PostgresConnection(connection, pipeline), *args, **kwargs)
                    connection.execute("COMMIT")
            except BaseException:
                if not connection.closed:
                    connection.rollback()
                raise
        return result

    @contextlib.contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[TupleRow]]:
        """The connection of this thread; after a failure, a new one."""
        connection: psycopg.Connection[TupleRow] | None = getattr(self._own, "connection", None)
        if connection is None or connection.closed:
            connection = self._own.connection = connect(self.url)
            connection.execute(_LIGHTLY)
            self._connections = {each for each in self._connections if not each.closed} | {connection}
        try:
            yield connection
        except _GONE:
            connection.close()
            raise

    def _report_trouble(self, reason: str) -> None:
        if reason != self._wrong:
            log.error("cannot use the state (%s); retrying until it works", reason)
            if not self._wrong:
                self.tell(reason)
        self._wrong = reason

    def _report_recovery(self) -> None:
        if self._wrong:
            log.warning("the state works again")
            self._wrong = ""
            self.tell("")


def connect(url: str) -> psycopg.Connection[TupleRow]:
    """A new connection in autocommit mode."""
    return psycopg.connect(url, autocommit=True, **OPTIONS)


@contextlib.contextmanager
def alone_with(url: str) -> Iterator[PostgresConnection]:
    """A connection in a transaction, to a database that no bot uses; a bot that starts meanwhile waits.

    Raises StateError if a bot is using the database, or if it cannot be used.
    """
    _open_in_time(lambda: migrate(url), url, time.sleep, 0.0)
    with contextlib.closing(connect(url)) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_MIGRATING,))
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'quoth' "
            "AND datname = current_database() AND pid <> pg_backend_pid() "
            "AND coalesce(wait_event_type, '') <> 'Lock'"
        ).fetchone()
        if others != (0,):
            raise StateError("a bot is using the database; stop all processes first")
        with connection.transaction():
            yield PostgresConnection(connection)


@contextlib.contextmanager
def at_one_moment(url: str) -> Iterator[PostgresConnection]:
    """A connection that sees the database as it is now, whatever the bots write meanwhile.

    Raises StateError if it cannot be used.
    """
    _open_in_time(lambda: migrate(url), url, time.sleep, 0.0)
    with contextlib.closing(connect(url)) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield PostgresConnection(connection)


def server_version(url: str) -> str:
    """The version of the server, as it calls it.  Raises StateError if the database cannot be used."""
    with at_one_moment(url) as connection:
        (version,) = connection.execute("SHOW server_version").fetchone()
    return str(version)


def reason_of(error: Exception, url: str) -> str:
    """What the server said, in one line and without the password."""
    return without_password(" ".join(str(error).split()), url)


def storable(parameters: Sequence[Any] | Mapping[str, Any]) -> Sequence[Any] | Mapping[str, Any]:
    r"""Parameters without the character NUL, which PostgreSQL's text cannot hold.

    >>> storable(("a\0b", 3)), storable({"name": "a"})
    (('a\ufffdb', 3), {'name': 'a'})
    """
    if isinstance(parameters, Mapping):
        return {name: _without_nul(value) for name, value in parameters.items()}
    return tuple(_without_nul(value) for value in parameters)


def _without_nul(value: Any) -> Any:
    return value.replace("\0", "\ufffd") if isinstance(value, str) and "\0" in value else value


def _query(sql: str) -> LiteralString:
    return for_postgresql(sql)  # the state's own, with placeholders for all values


def migrate(url: str) -> None:
    """Bring the tables up to date, in one transaction and in one process at a time.

    Raises StateError if a later Quoth made them, or if the database does not store text as UTF-8.
    """
    with contextlib.closing(connect(url)) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATING,))
        if connection.execute("SHOW server_encoding").fetchone() != ("UTF8",):
            raise StateError("the database of QUOTH_DATABASE does not store text as UTF8; create another one")
        connection.execute("CREATE TABLE IF NOT EXISTS quoth_schema (version BIGINT NOT NULL)")
        row = connection.execute("SELECT version FROM quoth_schema").fetchone()
        version = row[0] if row else 0
        if version > len(MIGRATIONS):
            raise StateError(
                "the database of QUOTH_DATABASE was written by a later Quoth; update this one or give it "
                "another database"
            )
        for step, migration in enumerate(MIGRATIONS[version:], version + 1):
            connection.execute(tables_for_postgresql(migration))
            connection.execute(ONLY_POSTGRESQL.get(step, ""))
        if version < len(MIGRATIONS):
            connection.execute("DELETE FROM quoth_schema")
            connection.execute("INSERT INTO quoth_schema VALUES (%s)", (len(MIGRATIONS),))


def _open_in_time(work: Callable[[], None], url: str, wait: Callable[[float], None], seconds: float) -> None:
    """Do *work* once the server can be reached; raises StateError if it cannot be for *seconds*."""
    waited = 0.0
    for pause in growing_pauses():
        try:
            return work()
        except _GONE as error:
            reason = reason_of(error, url)
            if waited >= seconds:
                raise StateError(f"cannot use the database of QUOTH_DATABASE ({reason})") from None
            log.warning("the database cannot be used yet (%s); trying again", reason)
        except psycopg.Error as error:
            raise StateError(f"cannot use the database of QUOTH_DATABASE ({reason_of(error, url)})") from None
        wait(pause)
        waited += pause
    raise AssertionError("the pauses never end")
