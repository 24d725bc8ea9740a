"""Incoming updates: each is on disk before it is confirmed to Telegram, and is handled once.

Telegram delivers at least once and forgets what was confirmed.  So the inbox drops duplicates, and updates
that were received but not handled when the process was killed are handled at the next start.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from telegram import Bot, Update

from bot.monitoring.logs import about
from bot.state import MAX_TRIES, State
from bot.state.outbox import Draft
from bot.state.updates import ReceivedUpdate, UnhandledUpdate
from bot.transport.raw_updates import RawUpdate, raw_update
from bot.transport.receiving.fair_queue import FairQueue
from bot.transport.receiving.limits import MAX_UNHANDLED, Limits, Verdict, WaitingRoom, without_outdated
from bot.transport.receiving.quarantine import parsed_or_empty
from bot.transport.receiving.slow_pace import SlowPace

T = TypeVar("T")

log = logging.getLogger(__name__)

SECONDS_OF_OTHERS = 2.0
"""How long slow updates leave time for others after any quick update."""
SECONDS_BETWEEN_SLOW = 0.125
"""Many long messages at once, or many of one chat, would take up all time."""


@dataclass(frozen=True, slots=True)
class WaitingUpdate:
    """An update that waits or is being handled; ``is_hasty``: its sender did not wait for the last answer.

    ``claim`` is the claim under which it was queued, "" where there is only one process.
    """

    raw: RawUpdate
    verdict: Verdict = Verdict.HANDLED
    is_hasty: bool = False
    claim: str = ""

    @property
    def lane(self) -> Hashable:
        """Updates of one lane are handled in order; a refusal waits for nobody."""
        return self.raw.lane if self.verdict is Verdict.HANDLED else ("refused", self.raw.id)


class Inbox(asyncio.Queue[object]):
    """The application's queue of updates, backed by the state.

    The updates of a chat are handed out in order, each when `finish` was called for the one before, and the
    chats take turns: somebody who floods the bot delays nobody else.  Long messages, chats where many updates
    wait, and inline queries that come before the last is answered are handled slowly.  An update is parsed
    when it is handed out; those beyond the limits are dropped on arrival, neither parsed nor stored.

    While the state cannot be written, `receive` waits, and polling too: only stored updates are confirmed.
    It also waits for `resume`, which otherwise would queue twice what comes while it reads the stored
    updates.
    """

    def __init__(
        self,
        state: State,
        max_unhandled: int = MAX_UNHANDLED,
        limits: Limits | None = None,
        on_refusal: Callable[[str], None] = lambda limit: None,
        seconds_between_slow: float = SECONDS_BETWEEN_SLOW,
    ) -> None:
        """*max_unhandled*: how many updates may be unhandled; beyond that, `receive` waits.

        Slow updates are handed out at least *seconds_between_slow* apart, and only if nothing else waits.

        *on_refusal* is called with the limit for each update that is refused or dropped.
        """
        self._lanes: FairQueue[WaitingUpdate] = FairQueue()
        self._others: deque[object] = deque()
        self._ready = asyncio.Event()
        self._pace = SlowPace(seconds_between_slow)
        self._paced: set[int] = set()
        self._last_quick = 0.0
        self._hurries = False
        super().__init__()
        self._max_unhandled = max_unhandled
        self._space = asyncio.Event()
        self._space.set()
        self._room = WaitingRoom(limits)
        self._on_refusal = on_refusal
        self._updates = state.updates
        self._at_work: dict[int, tuple[Update, WaitingUpdate]] = {}
        self._open: dict[int, bytes] = {}
        self._has_resumed = asyncio.Event()
        self._resumed: set[int] = set()
        self._beside: Counter[int] = Counter()
        self._answered: set[int] = set()
        self._handled: list[tuple[int, bytes]] = []
        self._noting = asyncio.Lock()
        self.bot: Bot | None = None
        # Whether a lower id may arrive after a higher one; to be set before `resume`.
        self.out_of_order = False

    # What an asyncio.Queue consists of

    def empty(self) -> bool:
        """Whether nothing can be handed out now; items that are not updates come after all updates."""
        if self._lanes.is_ready() or self._slow_is_due:
            return False
        return not self._others or len(self._lanes) > 0

    def qsize(self) -> int:
        """How many items wait."""
        return len(self._lanes) + len(self._others)

    async def get(self) -> object:
        """The next update whose turn it is, parsed."""
        await asyncio.sleep(0)  # parsing takes time: let other tasks run between two updates
        while self.empty():
            self._ready.clear()
            with contextlib.suppress(TimeoutError):
                wait = self._pace.seconds(time.monotonic()) if self._lanes.is_ready(slow=True) else None
                async with asyncio.timeout(wait):
                    await self._ready.wait()
        return self.get_nowait()

    @property
    def _slow_is_due(self) -> bool:
        """Whether an update of a slow lane may be handed out."""
        return self._lanes.is_ready(slow=True) and (self._hurries or self._pace.is_due(time.monotonic()))

    def hurry(self) -> None:
        """Hand out everything without pauses from now on, because the bot stops."""
        self._hurries = True
        self._ready.set()

    def _put(self, item: object) -> None:
        if isinstance(item, WaitingUpdate):
            self._lanes.put(item.lane, item, slow=item.raw.is_long or item.is_hasty)
        else:
            self._others.append(item)
        self._ready.set()

    def _get(self) -> object:
        is_slow = not self._lanes.is_ready()
        if is_slow and not self._lanes.is_ready(slow=True):
            return self._others.popleft()
        waiting = self._lanes.take(slow=is_slow)
        is_outdated = self._room.is_outdated(waiting.raw)
        update = Update(waiting.raw.id) if is_outdated else parsed_or_empty(waiting.raw, self.bot)
        self._at_work[id(update)] = update, waiting
        if is_outdated:  # it takes no time, so it does not count for the pace
            return update
        if is_slow:
            self._pace.begin(time.monotonic())
            self._paced.add(id(update))
        else:
            self._last_quick = time.monotonic()
        return update

    # Receiving

    async def put(self, item: object) -> None:
        """Receive an update that was parsed elsewhere; queue anything else as it is."""
        if not isinstance(item, Update):
            self.put_nowait(item)
            return
        value = item.to_dict()
        if value.keys() - {"update_id"}:  # otherwise it only confirms what was received
            await self.receive([value])

    async def receive(self, updates: Sequence[Any]) -> None:
        """Store updates, given as JSON, and queue them, except those delivered before and beyond the limits.

        Storing many at once costs little more than storing one.
        """
        await self._has_resumed.wait()
        await self._space.wait()
        admitted = self._admitted(readable_updates(updates))
        received = [received_update(waiting.raw) for waiting in admitted]
        try:
            new = {id(update) for update in await self._updates.receive_all(received)}
        except BaseException:
            for waiting in admitted:
                self._room.leave(waiting.raw)
            raise
        for waiting, stored in zip(admitted, received, strict=True):
            if id(stored) in new:
                self._queue_up(waiting)
            else:
                self._room.leave(waiting.raw)
                log.info("update %d was delivered again and is not handled twice", waiting.raw.id)
        self._count()

    async def resume(self, bot: Bot) -> None:
        """Queue the updates that an earlier process received but did not handle."""
        self.bot = bot
        for unhandled in await self._updates.unhandled():
            raw = unhandled_update(unhandled)
            if raw is None:
                await self._updates.complete(unhandled.id, unhandled.digest)
                continue
            self._open[unhandled.id] = unhandled.digest
            self._resumed.add(unhandled.id)
            self._room.enter(raw)
            log.info("update %d was received by an earlier process and is handled now", unhandled.id)
            self.put_nowait(WaitingUpdate(raw))
        self._has_resumed.set()

    # Handling

    def verdict(self, update: Update) -> Verdict:
        """Whether an update that was handed out is handled or refused."""
        _, waiting = self._at_work[id(update)]
        return waiting.verdict

    def is_outdated(self, update: Update) -> bool:
        """Whether the same person has sent a newer inline query than this one."""
        _, waiting = self._at_work[id(update)]
        return self._room.is_outdated(waiting.raw)

    def finish(self, update: Update) -> None:
        """Note that the turn of an update is over, whatever became of it."""
        _, waiting = self._at_work.pop(id(update))
        self._room.leave(waiting.raw)
        self._lanes.free(waiting.lane)
        self.mark_work_done(update)
        self._ready.set()

    def mark_work_done(self, update: Update) -> None:
        """Note that the work on an update is done, even if its replies are still to be delivered."""
        if id(update) in self._paced:
            self._paced.remove(id(update))
            now = time.monotonic()
            self._pace.end(now, others=now - self._last_quick < SECONDS_OF_OTHERS)
            self._ready.set()

    async def begin(self, update: Update) -> bool:
        """Note that work on *update* begins, if an earlier process may have crashed on it.

        Return whether there is something to do.
        """
        if update.update_id in self._resumed:
            await self._updates.begin(update.update_id, self._open[update.update_id])
        return True

    def holding(self, update: Update, work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
        """*work* for an update that runs while later updates are handled; the update is handled when it ends.

        If the process stops before that, the next one does the work.
        """
        self._beside[update.update_id] += 1
        return self._run_held(update.update_id, work)

    def working(self) -> AbstractContextManager[None]:
        """A block in which the present task works on an update."""
        return nullcontext()

    async def complete(self, update: Update, drafts: Sequence[Draft] = ()) -> None:
        """Note that *update* was handled, and store the messages to send for it."""
        if self._beside[update.update_id]:
            self._answered.add(update.update_id)
            digest = self._open.get(update.update_id, b"")
            await self._updates.reply(update.update_id, digest, drafts, self._owner_of(update.update_id))
        else:
            await self._complete(update.update_id, drafts)

    async def release(self) -> None:
        """Note that the process stops as planned, even if work is left unfinished."""
        for number in self._resumed & self._open.keys():
            await self._updates.release(number, self._open[number])

    async def stop_claiming(self) -> None:
        """Do nothing: there is no other process to leave work to."""

    async def _run_held(self, number: int, work: Coroutine[Any, Any, T]) -> T:
        try:
            return await work
        except asyncio.CancelledError:  # the process ends
            self._answered.discard(number)
            raise
        finally:
            if self._beside[number]:  # otherwise it is no longer this process's work
                self._beside[number] -= 1
            if not self._beside[number] and number in self._answered:
                await self._complete(number)

    async def _complete(self, number: int, drafts: Sequence[Draft] = ()) -> None:
        owner = self._owner_of(number)
        digest = self._open.pop(number, b"")
        self._resumed.discard(number)
        self._answered.discard(number)
        del self._beside[number]
        self._count()
        if drafts:
            await self._updates.complete(number, digest, drafts, owner)
        elif digest:
            await self._note_handled(number, digest, owner)

    def _owner_of(self, number: int) -> str:
        """Which claim an update belongs to; "" where there is only one process."""
        return ""

    async def _note_handled(self, number: int, digest: bytes, owner: str) -> None:
        """Note an update as handled, in one batch with all others handled meanwhile."""
        self._handled.append((number, digest))
        async with self._noting:
            handled, self._handled = self._handled, []
            if handled:
                await self._updates.complete_all(handled, owner)

    def _admitted(self, updates: Sequence[RawUpdate]) -> list[WaitingUpdate]:
        """The updates within the limits."""
        entered = [self._entered(raw) for raw in without_outdated(updates)]
        return [waiting for waiting in entered if waiting.verdict is not Verdict.DROPPED]

    def _entered(self, update: RawUpdate) -> WaitingUpdate:
        is_hasty = self._room.is_hasty(update)
        verdict = self._room.enter(update)
        if verdict is not Verdict.HANDLED:
            self._on_refusal("waiting_updates")
        return WaitingUpdate(update, verdict, is_hasty)

    def _queue_up(self, waiting: WaitingUpdate) -> None:
        self._open[waiting.raw.id] = waiting.raw.digest
        with about(waiting.raw.id):
            log.debug("received")
        self.put_nowait(waiting)

    def _count(self) -> None:
        """Admit more updates only while there is space."""
        if len(self._open) < self._max_unhandled:
            self._space.set()
        else:
            self._space.clear()


def readable_updates(values: Sequence[Any]) -> list[RawUpdate]:
    """The updates, given as JSON, without those that cannot even be confirmed."""
    updates = [raw_update(value) for value in values]
    if None in updates:
        log.error("an update without a usable id is set aside")
    return [update for update in updates if update is not None]


def received_update(update: RawUpdate) -> ReceivedUpdate:
    """An update as it is stored."""
    user = update.user or None
    return ReceivedUpdate(update.id, update.digest, update.payload, user, update.language, update.lane)


def unhandled_update(unhandled: UnhandledUpdate, max_tries: int = MAX_TRIES) -> RawUpdate | None:
    """The update; None if it is set aside."""
    if unhandled.tries >= max_tries:
        log.error("update %d was at work in %d crashes and is set aside", unhandled.id, unhandled.tries)
        return None
    try:
        raw = raw_update(json.loads(unhandled.payload))
    except (ValueError, RecursionError):
        raw = None
    if raw is None:
        log.error("update %d cannot be read and is set aside", unhandled.id)
    return raw
