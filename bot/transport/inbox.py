"""The way in: each update is noted before Telegram is told that it arrived, and is handled once.

Telegram delivers at least once and forgets what was confirmed.  So what it delivers twice is dropped here,
and what was received but not handled when the process was killed is handled at the next start.
"""

import asyncio
import hashlib
import json
import logging

from telegram import Bot, Update

from bot.state import State

log = logging.getLogger(__name__)


class Inbox(asyncio.Queue[object]):
    """The application's queue of updates, backed by the state."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self._open: dict[int, bytes] = {}

    async def put(self, item: object) -> None:
        """Note an update and queue it, unless it was delivered before; anything else is just queued."""
        if isinstance(item, Update):
            payload = item.to_json()
            digest = _digest(payload)
            user = item.effective_user
            who, speaks = (user.id, user.language_code or "") if user else (None, "")
            if not await self._state.updates.receive(item.update_id, digest, payload, who, speaks):
                log.info("update %d was delivered again and is not handled twice", item.update_id)
                return
            self._open[item.update_id] = digest
        await super().put(item)

    async def handled(self, update: Update) -> None:
        """Note that *update* was handled."""
        digest = self._open.pop(update.update_id, None)
        if digest is not None:
            await self._state.updates.handled(update.update_id, digest)

    async def resume(self, bot: Bot) -> None:
        """Queue again what an earlier process received and did not get to."""
        for payload in await self._state.updates.unhandled():
            update = Update.de_json(json.loads(payload), bot)
            self._open[update.update_id] = _digest(payload)
            log.info("update %d was received by an earlier process and is handled now", update.update_id)
            await super().put(update)


def _digest(payload: str) -> bytes:
    """A fingerprint of an update: the same number can mean another update when a server starts anew."""
    return hashlib.blake2b(payload.encode("utf-8", "surrogatepass"), digest_size=16).digest()
