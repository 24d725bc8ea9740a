"""The publication that an admin asked for, found again where a process died before it could say so."""

import asyncio
import datetime

from bot.context import BotContext
from retrieval.store.pointer import Publication


async def publication_in_use(bot_context: BotContext, version: str) -> Publication | None:
    """The publication of *version* if that is in use, on all machines; None if another version is.

    Raises CorpusError if the other machines' corpus cannot be read.
    """
    manager = bot_context.manager
    await manager.publisher.catch_up()
    pointer = await asyncio.to_thread(manager.store.pointer)
    if pointer is None or pointer.version != version:
        return None
    return next((entry for entry in reversed(pointer.history) if entry.version == version), None)


def seconds_of(publication: Publication) -> float:
    """When it was published, in seconds since 1970.

    >>> seconds_of(Publication("3f2a", "1970-01-02T00:00:00+00:00", "bot", "published"))
    86400.0
    """
    return datetime.datetime.fromisoformat(publication.at).timestamp()
