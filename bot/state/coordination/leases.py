"""Leases: named jobs, such as polling Telegram, that at most one process does at a time."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

SECONDS_BETWEEN_ATTEMPTS = 1.0
"""Between two attempts to get a lease that another process has."""


class Leases(Protocol):
    """The leases that this process may have."""

    async def acquire(self, name: str) -> bool:
        """Ask for a lease; return whether this process has it now."""

    async def release(self, name: str) -> None:
        """Let another process have a lease."""

    def holds(self, name: str) -> bool:
        """Whether this process has a lease, as far as it knows."""

    def was_last_holder(self, name: str) -> bool:
        """Whether this process has a lease or, while nobody can tell, was the last one to have it."""

    async def wait_until_lost(self, name: str) -> None:
        """Wait until this process no longer has a lease."""


class LocalLeases:
    """The leases of a process that shares nothing: it gets all of them."""

    def __init__(self) -> None:
        self._held: set[str] = set()

    async def acquire(self, name: str) -> bool:
        """Take a lease; nobody else wants it."""
        self._held.add(name)
        return True

    async def release(self, name: str) -> None:
        """Give a lease back."""
        self._held.discard(name)

    def holds(self, name: str) -> bool:
        """Whether the lease was taken."""
        return name in self._held

    def was_last_holder(self, name: str) -> bool:
        """Return True: nobody else can have it."""
        return True

    async def wait_until_lost(self, name: str) -> None:
        """Wait for ever: no lease is ever lost."""
        await asyncio.Event().wait()


async def while_held(
    leases: Leases,
    name: str,
    work: Callable[[], Coroutine[Any, Any, object]],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    seconds: float = SECONDS_BETWEEN_ATTEMPTS,
) -> None:
    """Do *work* while this process has a lease; return when the work is done.

    While another process has it, this one asks for it every so many *seconds*.  If the lease is lost, the
    work is cancelled; it begins again with the lease.  If this is cancelled, the work is cancelled too, and
    then the lease is released.
    """
    if isinstance(leases, LocalLeases):  # it cannot be lost, and needs no task to watch for that
        await _holding_throughout(leases, name, work)
        return
    while True:
        while not await leases.acquire(name):
            await sleep(seconds)
        if await _done_before_loss(leases, name, work):
            return


async def _holding_throughout(
    leases: LocalLeases, name: str, work: Callable[[], Coroutine[Any, Any, object]]
) -> None:
    await leases.acquire(name)
    try:
        await work()
    finally:
        await leases.release(name)


async def _done_before_loss(
    leases: Leases, name: str, work: Callable[[], Coroutine[Any, Any, object]]
) -> bool:
    """Do *work*; return False if it was cancelled because the lease was lost."""
    doing, losing = asyncio.create_task(work()), asyncio.create_task(leases.wait_until_lost(name))
    try:
        await asyncio.wait([doing, losing], return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            return False
        doing.result()
        return True
    finally:
        await _cancel(losing)
        await _cancel(doing)
        await leases.release(name)


async def _cancel(task: "asyncio.Task[object] | asyncio.Task[None]") -> None:
    """Cancel a task and wait until it has ended."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, Exception):
        await task
