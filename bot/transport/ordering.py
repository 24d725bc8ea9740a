"""The order of work: updates of one chat in the order of arrival, different chats in parallel."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.monitoring.logs import about
from bot.transport.delivery import Delivery
from bot.transport.inbox import Inbox
from bot.transport.limits import Limits, Verdict, WaitingRoom
from bot.transport.outbox import collecting

log = logging.getLogger(__name__)

Refuse = Callable[[Update], Awaitable[None]]

MOST_AT_ONCE = 100_000
"""Updates being handled or waiting.  High enough not to limit anything; the pool of connections does."""


async def _refuse_silently(update: Update) -> None:
    """Refuse silently."""


class ChatOrder(BaseUpdateProcessor):
    """Runs the handlers of each update once those of the same chat's earlier updates are done.

    An update is done when its replies have been delivered.  So an edit or a tap finds the messages that it
    concerns, and replies arrive in the order of the questions.
    """

    def __init__(
        self,
        inbox: Inbox,
        delivery: Delivery,
        limits: Limits | None = None,
        on_refusal: Callable[[str], None] = lambda limit: None,
    ) -> None:
        """Until ``refuse`` is set, refusals are silent.  *on_refusal* counts refusals by limit."""
        super().__init__(MOST_AT_ONCE)
        self._on_refusal = on_refusal
        self._room = WaitingRoom(limits)
        self.refuse: Refuse = _refuse_silently
        self._inbox = inbox
        self._delivery = delivery
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Do nothing; the base class requires it."""

    async def shutdown(self) -> None:
        """Do nothing; the base class requires it."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await *coroutine*, which handles *update*, when it is its turn."""
        if not isinstance(update, Update):
            await coroutine
            return
        with about(update.update_id):
            await self._admit(update, coroutine)

    async def _admit(self, update: Update, coroutine: Awaitable[Any]) -> None:
        """Handle an update, or refuse it if too many are waiting."""
        verdict = self._room.enter(update)
        try:
            if verdict is Verdict.HANDLED:
                await self._handle_in_turn(update, coroutine)
            else:
                _close(coroutine)
                await self._handle(update, self._refusal(update, verdict))
        finally:
            self._room.leave(update)

    async def _handle_in_turn(self, update: Update, coroutine: Awaitable[Any]) -> None:
        chat = chat_of(update)
        # A lock admits waiting updates in the order of arrival.  It is garbage collected when none is left.
        turn = self._turns.setdefault(chat, asyncio.Lock())
        async with turn:
            has_chat = update.effective_chat is not None
            if self._room.is_outdated(update):
                _close(coroutine)
                await self._inbox.complete(update)
            elif not has_chat or await self._delivery.delivered(chat):
                await self._handle(update, coroutine)
                await self._delivery.delivered(chat)
            else:  # the bot stops; the update waits for the next start
                _close(coroutine)

    async def _refusal(self, update: Update, verdict: Verdict) -> None:
        self._on_refusal("waiting_updates")
        if verdict is Verdict.REFUSED:  # a flood must not fill the log
            log.warning("update %d is %s: too many wait", update.update_id, verdict)
            await self.refuse(update)

    async def _handle(self, update: Update, coroutine: Awaitable[Any]) -> None:
        await self._inbox.begin(update)
        with collecting() as drafts:
            await coroutine
        await self._inbox.complete(update, drafts)
        self._delivery.wake(draft.chat for draft in drafts)


def _close(coroutine: Awaitable[Any]) -> None:
    """Discard work that has not begun."""
    if isinstance(coroutine, Coroutine):
        coroutine.close()


def chat_of(update: Update) -> int:
    """The key that orders updates: the chat, else the person, else one of the update's own."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    if update.effective_user is not None:
        return update.effective_user.id
    return -update.update_id
