"""Posting updates to the bot's webhook, and posting them again until it takes them."""

import asyncio
import json
from urllib.parse import urlsplit

from tests.support.bot_api.model.records import Update
from tests.support.bot_api.model.state import State, Webhook
from tests.support.bot_api.network.changes import Changes
from tests.support.bot_api.network.http import read_headers

FIRST_DELAY = 0.05
LONGEST_DELAY = 2.0
"""Seconds between attempts: doubled each time, as at Telegram, where they begin at a second."""


class Deliverer:
    """Delivers in the order of each chat, chats side by side, at most ``max_connections`` at once.

    Telegram wants HTTPS and a public address; ``state.proxied`` says at which loopback port the reverse
    proxy of a host name has put the bot.
    """

    def __init__(self, state: State, changes: Changes) -> None:
        self.attempts: list[tuple[int, int]] = []
        self._state = state
        self._changes = changes
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Deliver all updates while the server runs."""
        try:
            while True:
                self._start_deliveries()
                await self._changes.wait()
        finally:
            tasks = list(self._under_way.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _start_deliveries(self) -> None:
        webhook = self._state.webhook
        if webhook is None:
            return
        for update in self._state.updates.waiting:
            if update.order not in self._under_way and len(self._under_way) < webhook.max_connections:
                task = asyncio.create_task(self._deliver(update))
                self._under_way[update.order] = task

    async def _deliver(self, update: Update) -> None:
        try:
            delay = FIRST_DELAY
            while (webhook := self._state.webhook) and not await self._post(webhook, update):
                await asyncio.sleep(delay)
                delay = min(2 * delay, LONGEST_DELAY)
            if webhook:
                self._state.updates.forget(update)
        finally:
            del self._under_way[update.order]
            self._state.changed()

    async def _post(self, webhook: Webhook, update: Update) -> bool:
        """Whether the bot took the update."""
        try:
            status = await self._exchange(webhook, update)
            error = "" if 200 <= status <= 299 else f"Wrong response from the webhook: {status}"
        except (OSError, ValueError, IndexError, asyncio.IncompleteReadError):
            status, error = 0, "Connection refused"
        self.attempts.append((update.id, status))
        if error:
            webhook.last_error, webhook.last_error_at = error, self._state.now()
            self._state.changed()
        return not error

    async def _exchange(self, webhook: Webhook, update: Update) -> int:
        """Post the update and read the status of the answer; each on its own connection."""
        parts = urlsplit(webhook.url)
        reader, writer = await asyncio.open_connection(*self._state.proxied[parts.hostname or ""])
        try:
            writer.write(_post_bytes(parts.path or "/", parts.netloc, webhook.secret, update))
            status = int((await reader.readline()).split()[1])
            await reader.readexactly(int((await read_headers(reader)).get("content-length", 0)))
            return status
        finally:
            writer.close()


def _post_bytes(path: str, host: str, secret: str, update: Update) -> bytes:
    body = json.dumps(update.json).encode()
    head = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    if secret:
        head.append(f"X-Telegram-Bot-Api-Secret-Token: {secret}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body
