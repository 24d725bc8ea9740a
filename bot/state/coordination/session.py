"""A process's session on the PostgreSQL server, which holds its leases and claims.

They are advisory locks of one connection.  The server frees them when the process dies, when the connection
breaks, or when the process hangs: the event loop has to ping the server every few seconds.  Everything held
belongs to an *epoch*, which ends when the session is lost; the next session begins another one.
"""

import asyncio
import contextlib
import hashlib
import logging
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from bot.state.coordination.signals import Listener, LocalSignals
from bot.state.storage.dialect import for_postgresql
from bot.state.storage.postgresql import OPTIONS, reason_of

log = logging.getLogger(__name__)

SECONDS_SILENT = 10.0
"""A process that is silent for so long has hung, and the server frees what it holds."""
SECONDS_BETWEEN_PINGS = 2.0
"""How long a session may be idle; after that, a ping checks whether the server is still there."""
SECONDS_FOR_A_REPLY = 5.0
"""A server that does not reply in time counts as gone."""
SECONDS_BETWEEN_ATTEMPTS = 0.5
CHANNEL = "quoth"

_GONE = (psycopg.OperationalError, psycopg.InterfaceError, TimeoutError)

Connection = psycopg.AsyncConnection[TupleRow]


class SessionLostError(Exception):
    """There is no session any more, so nothing is held."""


class ServerSession:
    """A session that begins again whenever it is lost."""

    def __init__(
        self,
        url: str,
        seconds_silent: float = SECONDS_SILENT,
        seconds_between_pings: float = SECONDS_BETWEEN_PINGS,
    ) -> None:
        self._url = url
        self._seconds_silent = seconds_silent
        self._seconds_between_pings = seconds_between_pings
        self._connection: Connection | None = None
        self._asked_at = 0.0
        self._running: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()
        self._over = asyncio.Event()
        self._over.set()
        self._schema = ""
        self.epoch = ""
        self.signals = LocalSignals()
        self.on_loss: list[Callable[[], None]] = []

    async def start(self) -> None:
        """Begin the session, and again after each loss until `stop`; return once the first one has begun."""
        self._running = asyncio.create_task(self._run())
        await self._begun.wait()

    async def stop(self) -> None:
        """End the session; the server frees what it holds."""
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
            self._running = None

    async def wait_until_over(self) -> None:
        """Wait for the end of the current epoch; return at once if there is none."""
        await self._over.wait()

    async def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[TupleRow]:
        """Return the rows of a statement.  Raises SessionLostError if there is no session.

        If this returns, the session was alive, with everything it holds, when the server ran the statement.
        """
        connection = self._connection
        if connection is None:
            raise SessionLostError
        try:
            async with asyncio.timeout(SECONDS_FOR_A_REPLY):
                self._asked_at = time.monotonic()
                cursor = await connection.execute(for_postgresql(sql), parameters)
                has_rows = cursor.pgresult is not None and cursor.pgresult.nfields > 0
                return await cursor.fetchall() if has_rows else []
        except _GONE as error:
            if connection is self._connection:
                self._lose(reason_of(error, self._url))
            raise SessionLostError from error

    async def lock(self, key: int) -> bool:
        """Try to take an advisory lock; return whether it was free."""
        ((taken,),) = await self.fetch("SELECT pg_try_advisory_lock(?)", (key,))
        return bool(taken)

    async def unlock(self, key: int) -> None:
        """Free an advisory lock."""
        await self.fetch("SELECT pg_advisory_unlock(?)", (key,))

    def key(self, name: str) -> int:
        """The number of a named lock, different in each schema: other bots may be there."""
        digest = hashlib.blake2b(f"{self._schema} {name}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)

    async def _run(self) -> None:
        while True:
            try:
                async with self._connected() as listening:
                    await self._hold(listening)
            except (*_GONE, SessionLostError) as error:
                self._lose(reason_of(error, self._url))
            except Exception:  # otherwise this process would never hold anything again
                log.exception("the session on the database ended unexpectedly; beginning another one")
            await asyncio.sleep(SECONDS_BETWEEN_ATTEMPTS)

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        """Begin an epoch: one connection holds the locks, and another, which is yielded, listens."""
        connect = psycopg.AsyncConnection.connect
        async with contextlib.AsyncExitStack() as stack:
            holding = await connect(self._url, autocommit=True, **OPTIONS)
            stack.push_async_callback(holding.close)
            listening = await connect(self._url, autocommit=True, **OPTIONS)
            stack.push_async_callback(listening.close)
            await holding.execute(f"SET idle_session_timeout = {int(self._seconds_silent * 1000)}")
            # Losing a note in a crash is harmless: work may begin again.
            await holding.execute("SET synchronous_commit = off")
            row = await (await holding.execute("SELECT current_schema()")).fetchone()
            self._schema = str(row[0]) if row else ""
            await listening.execute(f'LISTEN "{CHANNEL}_{self._schema}"')
            self._begin(holding)
            try:
                yield listening
            finally:
                self._end()
                await _fail_pending(holding)

    async def _hold(self, listening: Connection) -> None:
        """Listen and ping until the session is lost."""
        tasks = [
            asyncio.create_task(self._listen(listening)),
            asyncio.create_task(self._ping()),
            asyncio.create_task(self._over.wait()),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, listening: Connection) -> None:
        """Deliver signals until the connection breaks.

        The client's own generator of notifications looks at its connection ten times a second.
        """
        loop, readable, number = asyncio.get_running_loop(), asyncio.Event(), listening.fileno()
        loop.add_reader(number, readable.set)
        try:
            while True:
                self._deliver_received(listening)
                readable.clear()
                await readable.wait()
        finally:
            loop.remove_reader(number)

    def _deliver_received(self, listening: Connection) -> None:
        """Deliver the signals that have arrived.  Raises an OperationalError if the connection is broken."""
        listening.pgconn.consume_input()
        while (notification := listening.pgconn.notifies()) is not None:
            topic, _, text = notification.extra.decode().partition(" ")
            self.signals.deliver(topic, text)

    async def _ping(self) -> None:
        while True:
            silent = time.monotonic() - self._asked_at
            if silent >= self._seconds_between_pings:
                await self.fetch("SELECT 1")
                silent = 0.0
            await asyncio.sleep(self._seconds_between_pings - silent)

    def _begin(self, connection: Connection) -> None:
        self._connection = connection
        self.epoch = secrets.token_hex(8)
        self._over.clear()
        self._begun.set()
        self.signals.deliver_all()

    def _lose(self, reason: str) -> None:
        if self._connection is not None:
            log.warning("the session on the database was lost (%s), with everything it held", reason)
        self._end()

    def _end(self) -> None:
        """End the epoch, whatever the cause, and tell everybody who held something."""
        if self._connection is not None:
            self._connection, self.epoch = None, ""
            self._over.set()
            for callback in self.on_loss:
                callback()


async def _fail_pending(connection: Connection) -> None:
    """Make a request that waits for a reply fail, before its connection is closed.

    It watches the descriptor of the connection, whose number somebody else may have by the time that it
    stops: an event loop then forgets the other connection, or refuses.
    """
    if not connection.lock.locked():
        return
    with (
        contextlib.suppress(OSError, psycopg.Error),
        socket.socket(fileno=os.dup(connection.fileno())) as same,
    ):
        same.shutdown(socket.SHUT_RDWR)
    async with connection.lock:
        pass


class ServerLeases:
    """Leases as locks of a session."""

    def __init__(self, session: ServerSession) -> None:
        self._session = session
        self._held: dict[str, str] = {}
        self._had: set[str] = set()

    async def acquire(self, name: str) -> bool:
        """Ask for a lease; False also while there is no session."""
        if self.holds(name):
            return True
        epoch = self._session.epoch
        with contextlib.suppress(SessionLostError):
            if await self._session.lock(self._session.key(f"lease {name}")):
                self._held[name] = epoch
                self._had.add(name)
                log.info("this process is the %s now", name)
            else:
                self._had.discard(name)
        return self.holds(name)

    async def release(self, name: str) -> None:
        """Let another process have a lease."""
        if self.holds(name):
            del self._held[name]
            self._had.discard(name)
            with contextlib.suppress(SessionLostError):
                await self._session.unlock(self._session.key(f"lease {name}"))

    def holds(self, name: str) -> bool:
        """Whether the lease was acquired in the current epoch."""
        return bool(self._session.epoch) and self._held.get(name) == self._session.epoch

    def was_last_holder(self, name: str) -> bool:
        """Whether this process had the lease, and no other one was seen to have it since."""
        return name in self._had

    async def wait_until_lost(self, name: str) -> None:
        """Wait for the end of the epoch in which the lease was acquired."""
        if self.holds(name):
            await self._session.wait_until_over()


class ServerSignals:
    """Signals through the server, which sends them once the transaction is committed."""

    def __init__(self, session: ServerSession) -> None:
        self._session = session

    def subscribe(self, topic: str, listener: Listener) -> None:
        """Call *listener* for every signal of a topic, and with "" whenever a session begins."""
        self._session.signals.subscribe(topic, listener)

    async def send(self, topic: str, text: str = "") -> None:
        """Send a signal; without a session, nobody hears it."""
        with contextlib.suppress(SessionLostError):
            await self._session.fetch(
                "SELECT pg_notify(? || current_schema(), ?)", (f"{CHANNEL}_", f"{topic} {text}")
            )
