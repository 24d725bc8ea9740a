"""Telegram's bad days: failures between the bot and Telegram that a test orders."""

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass, field
from enum import StrEnum

from tests.support.bot_api.network.http import response_bytes


class Harm(StrEnum):
    """What happens to a call.  "After": Telegram has done what was asked, and only the response is lost."""

    CLOSED_BEFORE = "the connection is closed before the call is processed"
    RESET_BEFORE = "the connection is reset before the call is processed"
    ERROR_500_BEFORE = "500 before the call is processed"
    ERROR_502_BEFORE = "502 from a proxy, with a page of HTML, before the call is processed"
    PROXY_400_BEFORE = "400 from a proxy, with a page of HTML, before the call is processed"
    PROXY_403_BEFORE = "403 from a proxy, with a page of HTML, before the call is processed"
    UNAUTHORIZED_BEFORE = "401 before the call is processed"
    NOT_FOUND_BEFORE = "404 before the call is processed"
    CLOSED_AFTER = "the connection is closed after the call is processed"
    RESET_AFTER = "the connection is reset after the call is processed"
    ERROR_502_AFTER = "502 from a proxy after the call is processed"
    MALFORMED_AFTER = "200 with half of the JSON"
    SILENT_AFTER = "no response ever comes, though the call is processed"
    NULL_AFTER = "200 with null for the message"

    @property
    def is_after(self) -> bool:
        """Whether Telegram does what was asked."""
        return self.name.endswith("_AFTER")


_PAGE = b"<html><body><h1>Bad Gateway</h1></body></html>"
_STATUSES = {
    Harm.ERROR_500_BEFORE: (500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'),
    Harm.ERROR_502_BEFORE: (502, _PAGE),
    Harm.ERROR_502_AFTER: (502, _PAGE),
    Harm.PROXY_400_BEFORE: (400, _PAGE),
    Harm.PROXY_403_BEFORE: (403, _PAGE),
    Harm.NULL_AFTER: (200, b'{"ok":true,"result":null}'),
    Harm.UNAUTHORIZED_BEFORE: (401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}'),
    Harm.NOT_FOUND_BEFORE: (404, b'{"ok":false,"error_code":404,"description":"Not Found"}'),
}
_RESETS = (Harm.RESET_BEFORE, Harm.RESET_AFTER)


@dataclass(slots=True)
class Order:
    """A harm to every so many calls of a method ("" for any), so many times."""

    harm: Harm
    method: str
    every: int
    times: int
    calls: int = 0

    def strikes(self, method: str) -> bool:
        """Whether this call of *method* is one of them."""
        if self.times <= 0 or self.method not in ("", method):
            return False
        self.calls += 1
        if self.calls % self.every:
            return False
        self.times -= 1
        return True


@dataclass(slots=True)
class BadDays:
    """How the connection to Telegram misbehaves.

    While it is ``silent`` nothing that arrives is ever answered.  A connection that was idle for as many
    seconds as ``closes_idle_after`` is closed under the request that comes next; after
    ``forgets_idle_after`` whatever comes on it vanishes, as with a router that has lost track of it.
    """

    silent: bool = False
    closes_idle_after: float | None = None
    forgets_idle_after: float | None = None
    orders: list[Order] = field(default_factory=list)
    struck: int = 0

    def order(self, harm: Harm, method: str = "sendMessage", every: int = 1, times: int = 10**9) -> None:
        """Do harm to every so many calls of a method, so many times."""
        self.orders.append(Order(harm, method, every, times))

    def over(self) -> None:
        """End all misbehaviour."""
        self.silent, self.closes_idle_after, self.forgets_idle_after = False, None, None
        self.orders.clear()

    def harm_to(self, method: str) -> Harm | None:
        """The harm done to this call; None if there is none."""
        harm = next((order.harm for order in self.orders if order.strikes(method)), None)
        self.struck += harm is not None
        return harm

    def loses(self, idle: float) -> bool:
        """Whether a request on a connection that was idle for so long vanishes."""
        return self.silent or (self.forgets_idle_after is not None and idle >= self.forgets_idle_after)

    def hangs_up(self, idle: float) -> bool:
        """Whether a request on a connection that was idle for so long finds it closed."""
        return self.closes_idle_after is not None and idle >= self.closes_idle_after


def response_to_harmed(harm: Harm, answer: bytes) -> bytes | None:
    """What is sent back instead of *answer*; None if the connection ends without a response."""
    if harm in _STATUSES:
        status, body = _STATUSES[harm]
        return response_bytes(status, body)
    if harm is Harm.MALFORMED_AFTER:
        _, _, body = answer.partition(b"\r\n\r\n")
        return response_bytes(200, body[: len(body) // 2])
    return None


def hang_up(writer: asyncio.StreamWriter, harm: Harm) -> None:
    """Close or reset a connection, as the harm requires."""
    if harm in _RESETS:
        opened = writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()
