"""Incoming updates that any of several processes may handle: the one that receives an update only stores it.

Each process claims chats that have something to do, queues the updates of those chats in order, and sends
their letters.  A claim is given back when nothing is left to do in the chat; it is lost when the process
loses its session on the database, and then the process stops all work on claimed chats at once.
"""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Callable, Collection, Coroutine, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from telegram import Bot, Update

from bot.monitoring.logs import about
from bot.state import MAX_TRIES, State
from bot.state.coordination.claims import EVERYTHING, Claims
from bot.state.coordination.session import SessionLostError
from bot.state.outbox import Draft, Letter
from bot.state.updates import LostClaimError, UnhandledUpdate
from bot.transport.receiving.inbox import Inbox, readable_updates, received_update, unhandled_update
from bot.transport.receiving.limits import MAX_UNHANDLED, Limits, Verdict, without_outdated
from bot.transport.sending.delivery import Delivery

T = TypeVar("T")

log = logging.getLogger(__name__)

CHATS_AT_ONCE = 8
"""Chats in which a process handles updates at the same time; the other processes get the others."""
SECONDS_BETWEEN_LOOKS = 1.0
"""How often a process looks for work without a signal."""
SECONDS_HELD_IDLE = 1.0
"""How often chats without anything to do are given back: people mostly write again to the same process."""
MAX_CHATS_NAMED = 200
"""Chats that a signal names; if it is about more, all processes look for work."""
SECONDS_TO_SETTLE = 0.3
"""How long an update waits for one with a lower number, if updates may come out of order."""
LETTER, UPDATES = "chat", "chats"
"""The signals: a letter was written to a chat; updates of some chats were received and wait."""
SECONDS_UNTIL_ROOM = 0.5
SECONDS_BETWEEN_COUNTS = 1.0


class SharedInbox(Inbox):
    """The application's queue of updates of claimed chats."""

    def __init__(
        self,
        state: State,
        claims: Claims,
        delivery: Delivery,
        *,
        max_unhandled: int = MAX_UNHANDLED,
        limits: Limits | None = None,
        on_refusal: Callable[[str], None] = lambda limit: None,
        chats_at_once: int = CHATS_AT_ONCE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """*max_unhandled*: how many updates may be unhandled in all; beyond that, `receive` waits.

        *on_refusal* is called with the limit for each update that is refused or dropped.  *clock* is compared
        with the times at which updates came; intervals are measured by a clock that nobody can set.
        """
        super().__init__(state, max_unhandled, limits, on_refusal)
        self._claims = claims
        self._delivery = delivery
        self._chats_at_once = chats_at_once
        self._clock = clock
        self._claimed: dict[int, str] = {}
        self._chats: dict[int, int] = {}
        self._begun: dict[int, str] = {}
        self._changed_event = asyncio.Event()
        self._changed: set[int] = set()
        self._received: set[int] = set()
        self._is_claiming = True
        self._claimed_at = self._counted_at = self._freed_at = -math.inf
        self._workers: set[asyncio.Task[object]] = set()
        self._releases: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._is_looking = asyncio.Lock()
        self._claims_no_more = False
        self.on_repeat: Callable[[], None] = lambda: None
        self._signals = state.coordination.signals
        for topic in (LETTER, UPDATES):
            self._signals.subscribe(topic, self._on_signal)
        session = state.coordination.session
        assert session is not None, "only a state on a server is shared"  # noqa: S101
        session.on_loss.append(self._abandon)
        delivery.share(self.holds, self._next_letter, self._look_at)

    def holds(self, chat: int) -> bool:
        """Whether this process has claimed a chat, as far as it knows."""
        return bool(self._claims.epoch) and self._claimed.get(chat) == self._claims.epoch

    async def receive(self, updates: Sequence[Any]) -> None:
        """Store updates, given as JSON, for whoever claims their chats."""
        await self._wait_for_room()
        received = [received_update(raw) for raw in without_outdated(readable_updates(updates))]
        stored = await self._updates.receive_all(received)
        new = {id(update) for update in stored}
        await self._note_received({update.chat for update in stored})
        for update in received:
            with about(update.id):
                if id(update) in new:
                    log.debug("received")
                else:
                    log.info("update %d was delivered again and is not handled twice", update.id)

    async def _wait_for_room(self) -> None:
        """Wait while too many updates are unhandled; they are counted at intervals."""
        if time.monotonic() - self._counted_at < SECONDS_BETWEEN_COUNTS:
            return
        while await self._updates.waiting() >= self._max_unhandled:  # noqa: ASYNC110 - others make room
            await asyncio.sleep(SECONDS_UNTIL_ROOM)
        self._counted_at = time.monotonic()

    async def resume(self, bot: Bot) -> None:
        """Begin to claim chats, with what earlier processes left first."""
        self.bot = bot
        self._claims_no_more = False
        if self._looking is None:
            self._looking = asyncio.create_task(self._keep_looking())
        self._look_soon()

    async def _next_letter(self, chat: int) -> Letter | None:
        """The next letter to a claimed chat; None also when the claim is lost."""
        try:
            return await self._claims.next_letter(chat)
        except SessionLostError:
            return None

    async def stop_claiming(self) -> None:
        """Claim no more chats; queued updates are still handled, and their chats given back after that."""
        self._claims_no_more = True
        self._changed_event.set()
        async with self._is_looking:  # wait until what is being claimed now is queued
            pass

    async def begin(self, update: Update) -> bool:
        """Claim an update of a claimed chat; return False if there is nothing (more) to do.

        What was queued under an earlier claim is left: under the new one it is queued once more, behind
        earlier updates of its chat that were interrupted.
        """
        number, epoch = update.update_id, self._claims.epoch
        if number not in self._open or self._claim_of(update) != epoch:
            return False
        try:
            times = await self._claims.begin(number, self._open[number])
        except SessionLostError:
            return False
        if not times:
            self._forget(number)
            return False
        if times > 1:
            self.on_repeat()
        self._begun[number] = epoch
        return True

    async def release(self) -> None:
        """Note that the process stops as planned, even if work is left unfinished."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])
            self._looking = None
        begun, self._begun = self._begun, {}
        for number, epoch in begun.items():
            await self._updates.release(number, self._open.get(number, b""), epoch)
        await asyncio.gather(*self._releases)

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """A block in which the present task works on an update; it is cancelled when its claim is lost."""
        task = asyncio.current_task()
        assert task is not None, "updates are handled by tasks"  # noqa: S101
        self._workers.add(task)
        try:
            yield
        finally:
            self._workers.discard(task)

    async def complete(self, update: Update, drafts: Sequence[Draft] = ()) -> None:
        """Note that *update* was handled, and store the messages to send, unless the claim was lost."""
        try:
            await super().complete(update, drafts)
        except LostClaimError:
            self._log_dropped(update.update_id)

    async def _run_held(self, number: int, work: Coroutine[Any, Any, T]) -> T:
        with self.working():
            return await super()._run_held(number, work)

    async def _complete(self, number: int, drafts: Sequence[Draft] = ()) -> None:
        try:
            await super()._complete(number, drafts)
        except LostClaimError:
            self._log_dropped(number)
        finally:
            self._begun.pop(number, None)
            self._chats.pop(number, None)
            self._changed_event.set()

    def _claim_of(self, update: Update) -> str:
        """The claim under which an update was queued."""
        _, waiting = self._at_work[id(update)]
        return waiting.claim

    def _log_dropped(self, number: int) -> None:
        log.warning("update %d is handled by another process; the reply made here is dropped", number)

    def _owner_of(self, number: int) -> str:
        return self._begun.get(number, "lost")

    def _forget(self, number: int) -> None:
        """Drop an update that needs no handling here."""
        self._open.pop(number, None)
        self._chats.pop(number, None)
        self._changed_event.set()

    async def _note_received(self, chats: Collection[int]) -> None:
        """Claim chats that have new updates, or leave them to other processes."""
        if self._claims_no_more:
            await self._leave_to_others(chats)
        else:
            self._received.update(chats)
            self._look_at(chats)

    def _on_signal(self, text: str) -> None:
        """Look at the chats that a signal names; an empty one says that any chat may have something to do."""
        chats = set(map(int, text.split()))
        self._changed |= chats  # a chat that is being claimed is looked at after that
        if chats:
            self._look_at(chats)
        else:
            self._look_soon()

    def _look_at(self, chats: Collection[int]) -> None:
        """Look at once at some chats, in which something was done or is to be done.

        Chats are claimed too, unless these are claimed already.
        """
        self._is_claiming |= any(chat not in self._claimed for chat in chats)
        self._changed_event.set()

    def _look_soon(self) -> None:
        """Look at once for chats to claim."""
        self._is_claiming = True
        self._changed_event.set()

    async def _keep_looking(self) -> None:
        """Claim chats with something to do, queue their updates, and give back those without."""
        often = SECONDS_TO_SETTLE if self.out_of_order else SECONDS_BETWEEN_LOOKS
        while True:
            self._changed_event.clear()
            self._is_claiming |= time.monotonic() - self._claimed_at >= often
            try:
                async with self._is_looking:
                    await self._look()
            except SessionLostError:
                log.debug("no chats can be claimed without a session")
            except Exception:
                log.exception("looking for work failed")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(often):
                    await self._changed_event.wait()

    async def _look(self) -> None:
        if self._claims_no_more:
            self._changed.clear()
            await self._free_idle()
            return
        received, self._received = self._received, set()
        changed, self._changed = self._changed, set()
        await self._admit_new((received | changed) & self._claimed.keys())
        self._delivery.wake(changed & self._claimed.keys())
        if self.out_of_order or time.monotonic() - self._freed_at >= SECONDS_HELD_IDLE:
            await self._free_idle()
        room = self._chats_at_once - self._busy()
        if self._is_claiming and room > 0:
            await self._claim(room)
        await self._leave_to_others(received - self._claimed.keys())

    async def _free_idle(self) -> None:
        """Give back the chats without anything to do."""
        self._freed_at = time.monotonic()
        if idle := [chat for chat in self._claimed if self._is_idle(chat)]:
            for chat in idle:
                del self._claimed[chat]
            await self._claims.free(idle)

    async def _claim(self, room: int) -> None:
        """Claim up to so many chats with something to do, and queue their updates."""
        self._is_claiming, self._claimed_at = False, time.monotonic()
        epoch = self._claims.epoch
        taken = await self._claims.take(self._claimed.keys(), room, self._complete_before)
        self._is_claiming |= len(taken) == room  # there may be more
        self._claimed.update(dict.fromkeys((each.chat for each in taken), epoch))
        for claimed in taken:
            for each in claimed.updates:
                await self._admit(each, claimed.chat)
            if claimed.has_letters:
                self._delivery.wake([claimed.chat])

    async def _leave_to_others(self, chats: Collection[int]) -> None:
        """Signal to the other processes the chats whose updates were received here and not claimed."""
        if chats:
            named = " ".join(map(str, chats)) if len(chats) <= MAX_CHATS_NAMED else ""
            await self._signals.send(UPDATES, named)

    def _is_idle(self, chat: int) -> bool:
        is_wanted = chat in self._changed or chat in self._received
        return not is_wanted and chat not in self._chats.values() and not self._delivery.busy(chat)

    def _busy(self) -> int:
        """In how many chats updates are being handled, without those that only wait for Telegram."""
        return sum(not self._delivery.busy(chat) for chat in set(self._chats.values()))

    @property
    def _complete_before(self) -> float:
        """The time before which no update is missing any more."""
        return self._clock() - SECONDS_TO_SETTLE if self.out_of_order else EVERYTHING

    async def _admit_new(self, chats: Collection[int]) -> None:
        """Queue what is new in some claimed chats."""
        found = await self._claims.unhandled(chats, self._complete_before) if chats else {}
        for chat, updates in found.items():
            for each in updates:
                await self._admit(each, chat)

    async def _admit(self, unhandled: UnhandledUpdate, chat: int) -> None:
        """Queue an update that is not queued yet, within the limits."""
        if not self.holds(chat) or self._open.get(unhandled.id) == unhandled.digest:
            return  # the session may have been lost meanwhile, and another one begun
        raw = unhandled_update(unhandled, MAX_TRIES + 1)
        waiting = None if raw is None else self._entered(raw)
        if waiting is None or waiting.verdict is Verdict.DROPPED:
            await self._set_aside(unhandled)
            return
        self._open[unhandled.id] = unhandled.digest
        self._chats[unhandled.id] = chat
        self.put_nowait(replace(waiting, claim=self._claims.epoch))

    async def _set_aside(self, unhandled: UnhandledUpdate) -> None:
        epoch = self._claims.epoch
        if await self._claims.begin(unhandled.id, unhandled.digest):
            await self._updates.complete(unhandled.id, unhandled.digest, owner=epoch)

    def _abandon(self) -> None:
        """Stop all work, because the session and all claims are lost; note that no update caused it."""
        interrupted = [
            (number, self._open[number], epoch)
            for number, epoch in self._begun.items()
            if number in self._open
        ]
        for worker in list(self._workers):
            worker.cancel()
        for records in (self._claimed, self._chats, self._open, self._begun, self._beside):
            records.clear()
        self._answered.clear()
        for number, digest, epoch in interrupted:
            release = asyncio.create_task(self._updates.release(number, digest, epoch))
            self._releases.add(release)
            release.add_done_callback(self._releases.discard)
        self._changed_event.set()
