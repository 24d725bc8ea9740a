"""Who may read: everybody, or only people who come from the bot.

Where only they may, a link from the bot carries a grant: when it ends, and a signature over that.  It names
nobody and opens no chat.  A browser that came by a valid one keeps it in a cookie, so that it may go on to
other pages.  Telegram itself vouches for a Mini App, with what it hands to the page.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl

GRANT = "k"
"""The parameter of an address, and the cookie's name, for a grant."""
MOST_INIT_DATA_AGE = 24 * 3600.0
"""Seconds that what Telegram hands to a Mini App is accepted."""
CLOCK_SKEW = 300.0
"""Seconds that Telegram's clock may be ahead of ours."""
_GRANT = re.compile(r"([0-9a-f]{1,10})\.([A-Za-z0-9_-]{22})")


class Admission(StrEnum):
    """Whether somebody may read, and if not, why not."""

    ADMITTED = "admitted"
    MISSING = "missing"
    FORGED = "forged"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class PageAccess:
    """Who may read, and what grants are signed with.

    ``is_open``: everybody may.  Grants end after ``seconds``.  ``token`` is the bot's, which Telegram signs
    with what it hands to a Mini App; "" where there is no bot.
    """

    is_open: bool = True
    secret: str = ""
    seconds: float = 7 * 24 * 3600.0
    token: str = ""

    def grant(self, now: float) -> str:
        """A grant that begins now; "" where nobody needs one."""
        if self.is_open:
            return ""
        end = f"{int(now + self.seconds):x}"
        return f"{end}.{self._signature(end)}"

    def admission(self, given: str, now: float) -> Admission:
        """What a grant is worth.

        >>> access = PageAccess(is_open=False, secret="a secret", seconds=60)
        >>> access.admission(access.grant(0), 59), access.admission(access.grant(0), 61)
        (<Admission.ADMITTED: 'admitted'>, <Admission.EXPIRED: 'expired'>)
        """
        if self.is_open:
            return Admission.ADMITTED
        if not given:
            return Admission.MISSING
        found = _GRANT.fullmatch(given)
        if found is None or not hmac.compare_digest(found[2], self._signature(found[1])):
            return Admission.FORGED
        return Admission.ADMITTED if now < int(found[1], 16) else Admission.EXPIRED

    def admission_of_app(self, init_data: str, now: float) -> Admission:
        """What the data is worth that Telegram hands to a Mini App: signed with the token, and not old."""
        fields = dict(parse_qsl(init_data, keep_blank_values=True))
        given = fields.pop("hash", "")
        if not given or not self.token:
            return Admission.MISSING
        checked = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
        expected = _hmac(_hmac(b"WebAppData", self.token), checked).hex()
        if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
            return Admission.FORGED
        age = now - _number(fields.get("auth_date", ""))
        return Admission.ADMITTED if -CLOCK_SKEW <= age <= MOST_INIT_DATA_AGE else Admission.EXPIRED

    def _signature(self, end: str) -> str:
        return base64.urlsafe_b64encode(_hmac(self.secret.encode(), f"read until {end}")[:16]).decode()[:22]


def default_page_secret(token: str) -> str:
    """A secret that follows from the bot's token: stable over restarts, telling nothing of it."""
    return _hmac(token.encode(), "quoth reader page").hex()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).digest()


def _number(written: str) -> float:
    return float(written) if re.fullmatch(r"\d{1,12}", written, re.ASCII) else 0.0
