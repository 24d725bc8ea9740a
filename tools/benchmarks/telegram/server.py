"""The Telegram of `tools.benchmarks.telegram`: the tests' strict Bot API, in a process of its own.

    python -m tools.benchmarks.telegram.server TEXTS.json UPDATES CHATS AT_ONCE

It sends the bot UPDATES messages, with the texts in turn, in CHATS private chats; at most AT_ONCE of them are
unanswered at a time.  It prints its address and token, and then the time from the first message to the last
reply, both as JSON; it ends with its standard input.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.state import ActKind

SECONDS = 3600.0
"""After this many seconds it stops waiting for the bot."""


class ReplyCounter:
    """Counts the messages that the bot has sent, looking at each act of the bot only once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen = 0
        self._sent = 0

    async def reach(self, number: int) -> None:
        """Wait until there are so many messages."""
        await self._world.changes.until(lambda: self._count() >= number or None, "replies", SECONDS)

    def _count(self) -> int:
        new = self._world.acts[self._seen :]
        self._seen += len(new)
        self._sent += sum(act.kind is ActKind.SENT for act in new)
        return self._sent


async def write_and_wait(world: World, texts: Sequence[str], count: int, chats: int, at_once: int) -> float:
    """Write *count* messages, at most *at_once* of them unanswered; return the seconds to the last reply."""
    people = [world.person(f"Ann {number}") for number in range(chats)]
    for person in people:
        world.private_chat(person)
    replies = ReplyCounter(world)
    await world.next_request("getUpdates", SECONDS)
    began = time.perf_counter()
    for number in range(count):
        await replies.reach(number - at_once + 1)
        people[number % chats].says(texts[number % len(texts)])
    await replies.reach(count)
    return time.perf_counter() - began


async def serve(texts: Sequence[str], count: int, chats: int, at_once: int) -> None:
    """Serve one bot, as described at the top of this module."""
    async with World() as world:
        print(json.dumps({"base_url": world.server.base_url, "token": world.token}), flush=True)
        began = time.process_time()
        seconds = await write_and_wait(world, texts, count, chats, at_once)
        took = {"seconds": seconds, "server_processor_s": time.process_time() - began}
        print(json.dumps(took), flush=True)
        await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    asyncio.run(serve(asked, *map(int, sys.argv[2:])))
