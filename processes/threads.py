"""Work in a thread that is finished before whoever waits for it goes on, even when that is cancelled."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def finish_in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do *work* as `asyncio.to_thread` does; if this is cancelled, wait for the end of *work* first.

    A thread cannot be cancelled.  One that writes must not write on when the folder already belongs to
    another process.
    """
    working = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        if not working.cancelled():
            working.exception()  # retrieved, so that asyncio does not complain
        raise
