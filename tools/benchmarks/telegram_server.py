"""A Telegram that costs next to nothing, in its own process, for `tools.benchmarks.telegram`.

    python -m tools.benchmarks.telegram_server TEXTS.json UPDATES CHATS AT_ONCE

It hands out UPDATES messages, their texts taken in turn, from CHATS private chats, and holds no more than
AT_ONCE of them unanswered; it takes whatever the bot sends for right.  It prints its port, then how long it
took from the first update handed out to the last reply, as JSON; it ends with its standard input.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_PAUSE = 0.02  # seconds that a bot waits for updates where there are none
_BATCH = 100  # updates, as Telegram gives them
_BOT = {"id": 1, "is_bot": True, "first_name": "Quoth", "username": "quoth_bot"}
_FIRST_CHAT = 1000

Json = dict[str, Any]


class LightTelegram:
    """Hands out messages and counts what is sent back."""

    def __init__(self, updates: Iterator[Json], expected: int, at_once: int) -> None:
        self._updates = updates
        self._at_once = at_once
        self._expected = expected
        self._given = 0
        self._sent = 0
        self._began = 0.0
        self.done = asyncio.Event()
        self.seconds = 0.0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, until it is closed."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                method = head.split(b" ", 2)[1].rsplit(b"/", 1)[-1].decode().lower()
                body = await reader.readexactly(_length(head))
                written = json.dumps({"ok": True, "result": await self._result(method, body)}).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(written), written))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _result(self, method: str, body: bytes) -> Any:
        if method == "getupdates":
            return await self._some_updates()
        if method == "getme":
            return _BOT
        if method == "sendmessage":
            return self._received(body)
        return True

    async def _some_updates(self) -> list[Json]:
        free = min(_BATCH, self._at_once - (self._given - self._sent), self._expected - self._given)
        if free <= 0:
            await asyncio.sleep(_PAUSE if self._given == self._expected else _PAUSE / 10)
            return []
        self._began = self._began or time.perf_counter()
        self._given += free
        return [next(self._updates) for _ in range(free)]

    def _received(self, body: bytes) -> Json:
        self._sent += 1
        if self._sent == self._expected:
            self.seconds = time.perf_counter() - self._began
            self.done.set()
        return {
            "message_id": self._sent,
            "date": 0,
            "chat": {"id": _FIRST_CHAT, "type": "private"},
            "text": "x",
        }


def _length(head: bytes) -> int:
    r"""The length of the body that a request's *head* announces.

    >>> _length(b"POST / HTTP/1.1\r\nContent-Length: 12\r\n\r\n")
    12
    """
    _, _, after = head.lower().partition(b"content-length:")
    return int(after.partition(b"\r\n")[0]) if after else 0


def messages(texts: Sequence[str], chats: int) -> Iterator[Json]:
    """Updates without end, each a text message from the next of the chats."""
    at = 0
    while True:
        person = {"id": _FIRST_CHAT + at % chats, "first_name": "Ann"}
        text = texts[at % len(texts)]
        message: Json = {
            "message_id": at + 1,
            "date": int(time.time()),
            "chat": {**person, "type": "private"},
            "from": {**person, "is_bot": False, "language_code": "en"},
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        at += 1
        yield {"update_id": at, "message": message}


async def _serve(texts: Sequence[str], count: int, chats: int, at_once: int) -> None:
    telegram = LightTelegram(messages(texts, chats), count, at_once)
    server = await asyncio.start_server(telegram.serve, "127.0.0.1", 0, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await telegram.done.wait()
    print(json.dumps({"seconds": telegram.seconds, "server_processor_s": time.process_time()}), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    server.close()


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    asyncio.run(_serve(asked, *map(int, sys.argv[2:])))
