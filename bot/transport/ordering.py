"""The order of work: updates of one chat one after the other, as they came; different chats in parallel."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.transport.delivery import Delivery
from bot.transport.inbox import Inbox
from bot.transport.outbox import collecting

MOST_AT_ONCE = 100_000
"""Updates in work or waiting their turn.  This limits nothing: the pool of connections does."""


class ChatOrder(BaseUpdateProcessor):
    """Runs the handlers of each update once those of the same chat's earlier updates are done.

    They are done when the replies have been delivered, so that an edit or a tap finds the messages it is
    about, and replies come in the order of questions.
    """

    def __init__(self, inbox: Inbox, delivery: Delivery) -> None:
        super().__init__(MOST_AT_ONCE)
        self._inbox = inbox
        self._delivery = delivery
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await *coroutine*, which handles *update*, when its turn has come."""
        if not isinstance(update, Update):
            await coroutine
            return
        chat = chat_of(update)
        # A lock lets those in who wait for it in the order of their coming, and is gone when nobody waits.
        turn = self._turns.setdefault(chat, asyncio.Lock())
        async with turn:
            has_chat = update.effective_chat is not None
            if not has_chat or await self._delivery.delivered(chat):
                await self._handle(update, coroutine)
                await self._delivery.delivered(chat)
            elif isinstance(coroutine, Coroutine):  # the bot stops; the update waits for the next start
                coroutine.close()

    async def _handle(self, update: Update, coroutine: Awaitable[Any]) -> None:
        await self._inbox.begin(update)
        with collecting() as drafts:
            await coroutine
        await self._inbox.complete(update, drafts)
        self._delivery.wake(draft.chat for draft in drafts)


def chat_of(update: Update) -> int:
    """What orders an update: its chat, or the person where there is no chat, or nothing but itself."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    if update.effective_user is not None:
        return update.effective_user.id
    return -update.update_id
