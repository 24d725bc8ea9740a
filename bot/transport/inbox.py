"""Incoming updates: each is on disk before it is confirmed to Telegram, and is handled once.

Telegram delivers at least once and forgets what was confirmed.  So the inbox drops duplicates, and updates
that were received but not handled when the process was killed are handled at the next start.
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

    While the state cannot be written, `put` waits, and polling with it: only stored updates are confirmed.
    """

    def __init__(self, state: State, most: int = MOST_IN_ALL) -> None:
        """*most*: how many updates may be unhandled; beyond that, `put` waits."""
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
        """Store an update and queue it, unless it was delivered before; anything else is just queued."""
        await self.put_all([item])

    async def put_all(self, items: Sequence[object]) -> None:
        """Like `put`, for many items at once, which costs little more than one."""
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
        """Note that work on *update* begins, if an earlier process may have crashed on it."""
        if update.update_id in self._resumed:
            await self._updates.begin(update.update_id, self._open[update.update_id])

    def holding(self, update: Update, work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
        """*work* for an update that runs while later updates are handled; the update is handled when it ends.

        If the process stops before that, the next one does the work.
        """
        self._beside[update.update_id] += 1
        return self._run_held(update.update_id, work)

    async def complete(self, update: Update, drafts: Sequence[Draft] = ()) -> None:
        """Note that *update* was handled, and store the messages to send for it."""
        if self._beside[update.update_id]:
            self._answered.add(update.update_id)
            await self._updates.reply(update.update_id, drafts)
        else:
            await self._complete(update.update_id, drafts)

    async def release(self) -> None:
        """Note that the process stops as planned, even if work is left unfinished."""
        for number in self._resumed & self._open.keys():
            await self._updates.release(number, self._open[number])

    async def resume(self, bot: Bot) -> None:
        """Queue the updates that an earlier process received but did not handle."""
        for unhandled in await self._updates.unhandled():
            update = _read(unhandled, bot)
            if update is None:
                await self._updates.complete(unhandled.id, unhandled.digest)
                continue
            self._open[update.update_id] = unhandled.digest
            self._resumed.add(update.update_id)
            log.info("update %d was received by an earlier process and is handled now", update.update_id)
            await super().put(update)

    async def _run_held(self, number: int, work: Coroutine[Any, Any, T]) -> T:
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
        """Note an update as handled, in one batch with all others handled meanwhile."""
        self._handled.append((number, digest))
        async with self._noting:
            handled, self._handled = self._handled, []
            if handled:
                await self._updates.complete_all(handled)

    def _count(self) -> None:
        """Admit more updates only while there is room."""
        if len(self._open) < self._most:
            self._room.set()
        else:
            self._room.clear()


class PolledUpdates(asyncio.Queue[object]):
    """Collects polled updates and hands them to the inbox in one batch, before Telegram is asked for more.

    So storing a thousand updates of one person takes little longer than storing a few, and delays nobody.
    """

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox
        self._brought: list[object] = []

    async def put(self, item: object) -> None:
        """Collect an update."""
        self._brought.append(item)

    async def hand_over(self) -> None:
        """Put the collected updates into the inbox; afterwards they may be confirmed to Telegram."""
        if self._brought:
            await self._inbox.put_all(self._brought)
            self._brought = []


def _is_noted(item: object) -> TypeGuard[Update]:
    """Whether an item is stored before it is queued."""
    return isinstance(item, Update) and is_storable(item.update_id)


def _received(update: Update) -> ReceivedUpdate:
    payload, user = update.to_json(), update.effective_user
    who, speaks = (user.id, user.language_code or "") if user else (None, "")
    return ReceivedUpdate(update.update_id, _digest(payload), payload, who, speaks)


def _read(unhandled: UnhandledUpdate, bot: Bot) -> Update | None:
    """The update; None if it cannot be read and is set aside."""
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
    """A fingerprint of an update: Telegram may reuse its number for another update later."""
    return hashlib.blake2b(payload.encode("utf-8", "surrogatepass"), digest_size=16).digest()
