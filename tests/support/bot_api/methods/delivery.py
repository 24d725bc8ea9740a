"""How updates reach the bot: getUpdates and webhooks."""

import ipaddress
import re
from urllib.parse import urlsplit

from tests.support.bot_api.methods.call import Call, Result
from tests.support.bot_api.model.errors import WEBHOOK_IS_ACTIVE, ApiError, bad_request
from tests.support.bot_api.model.records import Json
from tests.support.bot_api.model.state import Poll, Webhook

LONGEST_POLL = 50
WEBHOOK_PORTS = (80, 88, 443, 8443)
LONGEST_SECRET = 256


def get_updates(call: Call) -> Result | Poll:
    """getUpdates: the updates there are, or a poll that waits, which ends the one before it."""
    state, parameters = call.state, call.parameters
    if state.webhook:
        raise ApiError(409, WEBHOOK_IS_ACTIVE)
    _allow(call)
    state.updates.confirm(parameters.integer("offset"))
    limit = parameters.clamped("limit", 100, 1, 100)
    seconds = parameters.clamped("timeout", 0, 0, LONGEST_POLL)
    found = state.updates.take(limit)
    if found or not seconds:
        return [update.json for update in found]
    state.poll = Poll(call.request, limit, seconds)
    return state.poll


def set_webhook(call: Call) -> Result:
    """setWebhook; an empty address removes the webhook."""
    parameters = call.parameters
    url = parameters.text("url")
    if not url:
        return delete_webhook(call)
    secret = parameters.text("secret_token")
    _check_secret(secret)
    _check_address(call, url)
    _drop_pending(call)
    _allow(call)
    call.state.poll = None
    call.state.webhook = Webhook(url, secret, parameters.clamped("max_connections", 40, 1, 100))
    return True


def delete_webhook(call: Call) -> Result:
    """deleteWebhook."""
    _drop_pending(call)
    call.state.webhook = None
    return True


def get_webhook_info(call: Call) -> Result:
    """getWebhookInfo."""
    state = call.state
    webhook = state.webhook or Webhook("")
    info: Json = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(state.updates.pending),
        "allowed_updates": sorted(state.updates.allowed),
    }
    if webhook.url:
        info["max_connections"] = webhook.max_connections
    if webhook.last_error:
        info |= {"last_error_date": webhook.last_error_at, "last_error_message": webhook.last_error}
    return info


def _allow(call: Call) -> None:
    """Set the kinds of updates: an empty list means the default ones, no list leaves them unchanged."""
    kinds = call.parameters.json("allowed_updates", "Can't parse allowed_updates JSON object")
    if kinds is not None:
        call.state.updates.allow(kinds)


def _drop_pending(call: Call) -> None:
    if call.parameters.flag("drop_pending_updates"):
        call.state.updates.clear()


def _check_secret(secret: str) -> None:
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")


def _check_address(call: Call, url: str) -> None:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    host = parts.hostname or ""
    if _is_reserved(host):
        raise bad_request(f"bad webhook: IP address {host} is reserved")
    if host not in call.state.proxied:
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")


def _is_reserved(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
