"""Check the token, the webhook and the bot's settings at Telegram."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.operations.findings import Finding, error, ok, warning

SECONDS_TO_ANSWER = 10.0
TOLERATED_CLOCK_SECONDS = 30.0

Now = Callable[[], datetime.datetime]


@dataclass(frozen=True, slots=True)
class Response:
    """The Bot API's response to a call: HTTP status, JSON, and the time on its clock."""

    status: int
    result: Mapping[str, Any]
    description: str
    date: datetime.datetime | None


async def check_telegram(base_url: str, token: str, webhook_url: str, now: Now) -> list[Finding]:
    """Ask Telegram about the token, the bot and its webhook; *webhook_url* is "" if the bot polls."""
    if not token:
        return [error("token", "none is set", "get one from @BotFather and set QUOTH_TELEGRAM_TOKEN")]
    try:
        async with httpx.AsyncClient(timeout=SECONDS_TO_ANSWER) as client:
            me = await _call(client, f"{base_url}{token}/getMe")
            if me.status != 200:
                return [_refused(me)]
            webhook = await _call(client, f"{base_url}{token}/getWebhookInfo")
    except httpx.HTTPError as failure:
        reason = type(failure).__name__
        return [
            error(
                "Telegram", f"cannot be reached ({reason})", "check the network, and QUOTH_TELEGRAM_BASE_URL"
            )
        ]
    clock = _check_clock(me.date, now())
    return [*_check_bot(me.result), *([clock] if clock else []), _check_webhook(webhook.result, webhook_url)]


async def _call(client: httpx.AsyncClient, address: str) -> Response:
    response = await client.get(address)
    try:
        content = response.json()
    except ValueError:
        content = {}
    date = response.headers.get("date")
    return Response(
        response.status_code,
        content.get("result") or {},
        content.get("description", ""),
        parsedate_to_datetime(date) if date else None,
    )


def _refused(me: Response) -> Finding:
    if me.status in (401, 404):
        return error("token", "Telegram does not accept it", "copy it again from @BotFather")
    return error("Telegram", f"answered {me.status} {me.description}".strip(), "try again in a minute")


def _check_bot(me: Mapping[str, Any]) -> Iterator[Finding]:
    yield ok("token", f"belongs to @{me.get('username', '?')}")
    if not me.get("can_join_groups", True):
        yield warning("groups", "the bot cannot be added to groups", "@BotFather, /setjoingroups, Enable")
    if me.get("can_read_all_group_messages"):
        yield ok("privacy mode", "off: mentions in groups arrive")
    else:
        yield warning(
            "privacy mode",
            "on: in groups only commands and replies are sure to arrive",
            "for mentions too: @BotFather, /setprivacy, Disable; then add the bot to the group again",
        )
    if not me.get("supports_inline_queries"):
        yield warning("inline mode", "off", "to offer answers in any chat: @BotFather, /setinline")


def _check_clock(theirs: datetime.datetime | None, ours: datetime.datetime) -> Finding | None:
    """Compare this machine's clock with Telegram's, if Telegram sent the time.

    >>> noon = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
    >>> _check_clock(noon, noon + datetime.timedelta(seconds=90)).state
    '90 s ahead of Telegram'
    """
    if theirs is None:
        return None
    ahead = (ours - theirs).total_seconds()
    if abs(ahead) <= TOLERATED_CLOCK_SECONDS:
        return ok("clock", "agrees with Telegram's")
    direction = "ahead of" if ahead > 0 else "behind"
    return warning("clock", f"{abs(ahead):,.0f} s {direction} Telegram", "set the clock, best by NTP")


def _check_webhook(info: Mapping[str, Any], wanted: str) -> Finding:
    """Compare the webhook that Telegram knows with the one that is set here."""
    current, waiting = info.get("url", ""), info.get("pending_update_count", 0)
    if current and not wanted:
        return error(
            "webhook",
            "Telegram posts updates to another address, and polling is refused meanwhile",
            "set QUOTH_WEBHOOK_URL, or start the bot once: it removes the webhook",
        )
    if wanted and current != wanted:
        return warning("webhook", "Telegram does not know it yet", "the bot registers it when it starts")
    if wanted and (said := info.get("last_error_message")):
        return warning("webhook", f"the last delivery failed: {said}", "check the proxy")
    how = "updates are posted to the webhook" if wanted else "updates are polled"
    return ok("updates", f"{how}; {waiting} waiting")
