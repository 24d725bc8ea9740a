"""Who may read the pages: everybody, or only people who come from the bot.

In the second case, links from the bot carry a grant: an expiry time with a signature.  It identifies nobody
and gives access to no chat.  The browser keeps a valid grant in a cookie, so that the other pages open as
well.  Mini Apps are admitted by the init data that Telegram signs.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl

GRANT = "k"
"""The name of the query parameter and of the cookie that hold a grant."""
MAX_INIT_DATA_AGE = 24 * 3600.0
"""Seconds for which the init data of a Mini App is accepted."""
CLOCK_SKEW = 300.0
"""Seconds by which Telegram's clock may be ahead of ours."""
_GRANT = re.compile(r"([0-9a-f]{1,10})\.([A-Za-z0-9_-]{22})")


class Admission(StrEnum):
    """Whether somebody may read, and if not, why not."""

    ADMITTED = "admitted"
    MISSING = "missing"
    FORGED = "forged"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class PageAccess:
    """Who may read, and the secret that grants are signed with.

    If ``is_open``, everybody may read.  Grants expire after ``seconds``.  ``token`` is the bot's, with which
    Telegram signs a Mini App's init data; it is "" if there is no bot.
    """

    is_open: bool = True
    secret: str = ""
    seconds: float = 7 * 24 * 3600.0
    token: str = ""

    def grant(self, now: float) -> str:
        """A grant that is valid from now; "" if nobody needs one."""
        if self.is_open:
            return ""
        end = f"{int(now + self.seconds):x}"
        return f"{end}.{self._signature(end)}"

    def admission(self, given: str, now: float) -> Admission:
        """Whether a grant admits its bearer, and if not, why not.

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
        """Check the init data of a Mini App: it must be signed with the token and recent."""
        fields = dict(parse_qsl(init_data, keep_blank_values=True))
        given = fields.pop("hash", "")
        if not given or not self.token:
            return Admission.MISSING
        checked = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
        expected = _hmac(_hmac(b"WebAppData", self.token), checked).hex()
        if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
            return Admission.FORGED
        age = now - _number(fields.get("auth_date", ""))
        return Admission.ADMITTED if -CLOCK_SKEW <= age <= MAX_INIT_DATA_AGE else Admission.EXPIRED

    def _signature(self, end: str) -> str:
        return base64.urlsafe_b64encode(_hmac(self.secret.encode(), f"read until {end}")[:16]).decode()[:22]


def default_page_secret(token: str) -> str:
    """A secret derived from the bot's token: the same after a restart, without revealing the token."""
    return _hmac(token.encode(), "quoth reader page").hex()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).digest()


def _number(written: str) -> float:
    return float(written) if re.fullmatch(r"\d{1,12}", written, re.ASCII) else 0.0
