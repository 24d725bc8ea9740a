"""The order of work: updates of one chat in the order of arrival, different chats in parallel."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.monitoring.logs import about
from bot.transport.receiving.inbox import Inbox
from bot.transport.receiving.limits import Verdict
from bot.transport.sending.delivery import Delivery
from bot.transport.sending.outbox import collecting

log = logging.getLogger(__name__)

Refuse = Callable[[Update], Awaitable[None]]

MAX_CONCURRENT = 100_000
"""Updates being handled.  High enough not to limit anything; the pool of connections does."""


async def _refuse_silently(update: Update) -> None:
    """Do nothing."""


class ChatOrder(BaseUpdateProcessor):
    """Runs the handlers of each update; the inbox hands out the next of a chat when that is done.

    An update is done when its replies have been delivered.  So an edit or a tap finds the messages that it
    concerns, and replies arrive in the order of the questions.
    """

    def __init__(self, inbox: Inbox, delivery: Delivery) -> None:
        """Until ``refuse`` is set, refusals are silent."""
        super().__init__(MAX_CONCURRENT)
        self.refuse: Refuse = _refuse_silently
        self._inbox = inbox
        self._delivery = delivery

    async def initialize(self) -> None:
        """Do nothing; the base class requires it."""

    async def shutdown(self) -> None:
        """Do nothing; the base class requires it."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await *coroutine*, which handles *update*, or refuse the update."""
        if not isinstance(update, Update):
            await coroutine
            return
        with about(update.update_id), self._inbox.working():
            try:
                await self._process(update, coroutine)
            finally:
                self._inbox.finish(update)
                _close(coroutine)  # it may never have begun

    async def _process(self, update: Update, coroutine: Awaitable[Any]) -> None:
        if self._inbox.verdict(update) is Verdict.REFUSED:
            await self._handle(update, self._refusal(update))
        elif self._inbox.is_outdated(update):
            if await self._inbox.begin(update):
                await self._inbox.complete(update)
        else:
            await self._handle_and_deliver(update, coroutine)

    async def _handle_and_deliver(self, update: Update, coroutine: Awaitable[Any]) -> None:
        """Handle an update and wait until its replies are delivered, and all earlier ones to the chat."""
        chat = update.effective_chat
        if chat is None:
            await self._handle(update, coroutine)
        elif await self._delivery.wait_until_delivered(chat.id):
            await self._handle(update, coroutine)
            await self._delivery.wait_until_delivered(chat.id)
        # Otherwise the bot stops, and the update waits for the next start.

    async def _refusal(self, update: Update) -> None:
        log.warning("update %d is %s: too many wait", update.update_id, Verdict.REFUSED)
        await self.refuse(update)

    async def _handle(self, update: Update, coroutine: Awaitable[Any]) -> None:
        if not await self._inbox.begin(update):
            _close(coroutine)  # handled before, or claimed by another process
            return
        with collecting() as drafts:
            await coroutine
        await self._inbox.complete(update, drafts)
        self._delivery.wake(draft.chat for draft in drafts)
        self._inbox.mark_work_done(update)


def _close(coroutine: Awaitable[Any]) -> None:
    """Discard work that has not begun."""
    if isinstance(coroutine, Coroutine):
        coroutine.close()
