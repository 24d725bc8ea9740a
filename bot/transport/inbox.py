"""The way in: each update is on the disk before Telegram is told that it arrived, and is handled once.

Telegram delivers at least once and forgets what was confirmed.  So what it delivers twice is dropped here,
and what was received but not handled when the process was killed is handled at the next start.
"""

import asyncio
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Coroutine, Sequence
from typing import Any, TypeGuard, TypeVar

from telegram import Bot, Update

from bot.monitoring.logs import about
from bot.state import MOST_TRIES, State
from bot.state.outbox import Draft
from bot.state.updates import ReceivedUpdate, UnhandledUpdate
from bot.transport.limits import MOST_IN_ALL
from bot.transport.quarantine import UnreadableUpdateError, check_readable, is_storable

T = TypeVar("T")

log = logging.getLogger(__name__)


class Inbox(asyncio.Queue[object]):
    """The application's queue of updates, backed by the state.

    Where the state cannot be written, `put` waits, and with it the polling: only what is written down is
    confirmed.
    """

    def __init__(self, state: State, most: int = MOST_IN_ALL) -> None:
        """*most*: how many updates may be open; with more, `put` waits."""
        super().__init__()
        self._most = most
        self._room = asyncio.Event()
        self._room.set()
        self._updates = state.updates
        self._open: dict[int, bytes] = {}
        self._resumed: set[int] = set()
        self._beside: Counter[int] = Counter()
        self._answered: set[int] = set()
        self._handled: list[tuple[int, bytes]] = []
        self._noting = asyncio.Lock()

    async def put(self, item: object) -> None:
        """Note an update and queue it, unless it was delivered before; anything else is just queued."""
        await self.put_all([item])

    async def put_all(self, items: Sequence[object]) -> None:
        """As `put`, for many at once, which costs little more than one."""
        await self._room.wait()
        noted = {id(item): _received(item) for item in items if _is_noted(item)}
        new = {id(update) for update in await self._updates.receive_all(list(noted.values()))}
        for item in items:
            update = noted.get(id(item))
            if update is None:
                self.put_nowait(item)
            elif id(update) in new:
                self._open[update.id] = update.digest
                with about(update.id):
                    log.debug("received")
                self.put_nowait(item)
            else:
                log.info("update %d was delivered again and is not handled twice", update.id)
        self._count()

    async def begin(self, update: Update) -> None:
        """Note that work on *update* begins, where an earlier process may have died of it."""
        if update.update_id in self._resumed:
            await self._updates.begin(update.update_id, self._open[update.update_id])

    def holding(self, update: Update, work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
        """*work* for an update, to be done beside those that follow; the update is handled once it is done.

        So what a process does not get to is done by the next one.
        """
        self._beside[update.update_id] += 1
        return self._held(update.update_id, work)

    async def complete(self, update: Update, drafts: Sequence[Draft] = ()) -> None:
        """Note that *update* was handled, and write down what is to be sent for it."""
        if self._beside[update.update_id]:
            self._answered.add(update.update_id)
            await self._updates.reply(update.update_id, drafts)
        else:
            await self._complete(update.update_id, drafts)

    async def release(self) -> None:
        """Note that the process stops as planned, whatever it has not finished."""
        for number in self._resumed & self._open.keys():
            await self._updates.release(number, self._open[number])

    async def resume(self, bot: Bot) -> None:
        """Queue again what an earlier process received and did not get to."""
        for unhandled in await self._updates.unhandled():
            update = _read(unhandled, bot)
            if update is None:
                await self._updates.complete(unhandled.id, unhandled.digest)
                continue
            self._open[update.update_id] = unhandled.digest
            self._resumed.add(update.update_id)
            log.info("update %d was received by an earlier process and is handled now", update.update_id)
            await super().put(update)

    async def _held(self, number: int, work: Coroutine[Any, Any, T]) -> T:
        try:
            return await work
        except asyncio.CancelledError:  # the process ends
            self._answered.discard(number)
            raise
        finally:
            self._beside[number] -= 1
            if not self._beside[number] and number in self._answered:
                await self._complete(number)

    async def _complete(self, number: int, drafts: Sequence[Draft] = ()) -> None:
        digest = self._open.pop(number, b"")
        self._resumed.discard(number)
        self._answered.discard(number)
        del self._beside[number]
        self._count()
        if drafts:
            await self._updates.complete(number, digest, drafts)
        elif digest:
            await self._note_handled(number, digest)

    async def _note_handled(self, number: int, digest: bytes) -> None:
        """Note an update as handled, and with it all others that are handled meanwhile, in one go."""
        self._handled.append((number, digest))
        async with self._noting:
            handled, self._handled = self._handled, []
            if handled:
                await self._updates.complete_all(handled)

    def _count(self) -> None:
        """Let more in only while there is room."""
        if len(self._open) < self._most:
            self._room.set()
        else:
            self._room.clear()


class PolledUpdates(asyncio.Queue[object]):
    """What polling has brought: handed to the inbox all at once, before Telegram is asked for more.

    So a thousand updates of one person are written down in the time of some, and hold nobody up.
    """

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox
        self._brought: list[object] = []

    async def put(self, item: object) -> None:
        """Take an update that came with others."""
        self._brought.append(item)

    async def hand_over(self) -> None:
        """Put what has been brought into the inbox; afterwards Telegram may be told that it arrived."""
        if self._brought:
            await self._inbox.put_all(self._brought)
            self._brought = []


def _is_noted(item: object) -> TypeGuard[Update]:
    """Whether an item is written down before it is queued."""
    return isinstance(item, Update) and is_storable(item.update_id)


def _received(update: Update) -> ReceivedUpdate:
    payload, user = update.to_json(), update.effective_user
    who, speaks = (user.id, user.language_code or "") if user else (None, "")
    return ReceivedUpdate(update.update_id, _digest(payload), payload, who, speaks)


def _read(unhandled: UnhandledUpdate, bot: Bot) -> Update | None:
    """The update; None if it is set aside."""
    if unhandled.tries >= MOST_TRIES:
        log.error("update %d was at work in %d crashes and is set aside", unhandled.id, unhandled.tries)
        return None
    try:
        value = json.loads(unhandled.payload)
        check_readable(value)
    except (UnreadableUpdateError, ValueError) as error:
        log.error("update %d cannot be read (%s) and is set aside", unhandled.id, type(error).__name__)
        return None
    return Update.de_json(value, bot)


def _digest(payload: str) -> bytes:
    """A fingerprint of an update: the same number can mean another update later."""
    return hashlib.blake2b(payload.encode("utf-8", "surrogatepass"), digest_size=16).digest()
