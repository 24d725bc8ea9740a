"""The order of work: updates of one chat one after the other, as they came; different chats in parallel."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.transport.inbox import Inbox

MOST_AT_ONCE = 100_000
"""Updates in work or waiting their turn.  This limits nothing: the pool of connections does."""


class ChatOrder(BaseUpdateProcessor):
    """Runs the handlers of each update once those of the same chat's earlier updates are done."""

    def __init__(self, inbox: Inbox) -> None:
        super().__init__(MOST_AT_ONCE)
        self._inbox = inbox
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
        # A lock lets those in who wait for it in the order of their coming, and is gone when nobody waits.
        turn = self._turns.setdefault(_chat(update), asyncio.Lock())
        async with turn:
            await coroutine
        await self._inbox.handled(update)


def _chat(update: Update) -> int:
    """What orders an update: its chat, or the person where there is no chat, or nothing but itself."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    if update.effective_user is not None:
        return update.effective_user.id
    return -update.update_id
