"""The webhook that Telegram posts updates to."""

import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

log = logging.getLogger(__name__)

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name


@dataclass(frozen=True, slots=True)
class Webhook:
    """Receives updates at *path* from clients that know *secret*.

    ``receive`` stores an update durably before the webhook confirms it to Telegram.  If ``receive`` raises,
    the response is 503 and Telegram delivers the update again.
    """

    path: str
    secret: str
    receive: Callable[[dict[str, Any]], Awaitable[None]]

    async def endpoint(self, request: Request) -> Response:
        """Receive one update: 200 once it is stored, 403 without the secret, 400 if it is not an update."""
        if not _is_same_secret(request.headers.get(SECRET_HEADER, ""), self.secret):
            return PlainTextResponse("forbidden\n", 403)
        update = _update_in(await request.body())
        if update is None:
            return PlainTextResponse("not an update\n", 400)
        try:
            await self.receive(update)
        except Exception as error:  # whatever the reason, Telegram must keep the update
            log.error(
                "an update could not be noted (%s); Telegram will deliver it again", type(error).__name__
            )
            return PlainTextResponse("try again\n", 503)
        return PlainTextResponse("ok\n")


def default_secret(token: str) -> str:
    """A secret derived from the bot's token: the same after a restart, without revealing the token.

    >>> default_secret("123456789:AbCd") == default_secret("123456789:AbCd")
    True
    >>> len(default_secret("123456789:AbCd"))
    64
    """
    return hmac.new(token.encode(), b"quoth webhook", hashlib.sha256).hexdigest()


def _is_same_secret(given: str, secret: str) -> bool:
    """Compare in constant time, so that timing does not reveal how much of a guess is right."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode())


def _update_in(body: bytes) -> dict[str, Any] | None:
    """The update in a request's body, None if there is none.

    >>> _update_in(b'{"update_id": 7}'), _update_in(b"[]"), _update_in(b"{")
    ({'update_id': 7}, None, None)
    """
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_update = isinstance(update, dict) and isinstance(update.get("update_id"), int)
    return update if is_update else None
