"""Rate limiting: a token bucket for each key or address."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MAX_BUCKETS = 10_000
"""Buckets remembered; beyond that, those unused for longest are dropped."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """Allows each asker *per_minute* requests a minute, in one burst if they like; 0: no limit."""

    def __init__(
        self,
        per_minute: int,
        max_buckets: int = MAX_BUCKETS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_minute = per_minute
        self._most_buckets = max_buckets
        self._now = now
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def seconds_to_wait(self, asker: str) -> int:
        """Take one of the *asker*'s tokens; return 0 if there was one, else the seconds until there is one.

        >>> limit = RateLimit(2, now=lambda: 0.0)
        >>> [limit.seconds_to_wait("10.0.0.1") for _ in range(3)]
        [0, 0, 30]
        """
        if not self._per_minute:
            return 0
        bucket = self._filled(asker)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return math.ceil((1 - bucket.tokens) * 60 / self._per_minute)

    def _filled(self, asker: str) -> _Bucket:
        """The asker's bucket, refilled for the time since its last use."""
        now = self._now()
        bucket = self._buckets.setdefault(asker, _Bucket(self._per_minute, now))
        self._buckets.move_to_end(asker)
        if len(self._buckets) > self._most_buckets:
            self._buckets.popitem(last=False)
        flowed = (now - bucket.at) * self._per_minute / 60
        bucket.tokens, bucket.at = min(self._per_minute, bucket.tokens + flowed), now
        return bucket


def network_of(address: str) -> str:
    """The key that an address is counted under: itself, or for IPv6 the /64 network that one customer has.

    >>> network_of("10.0.0.1"), network_of("2001:db8:0:1:aaaa::1"), network_of("::ffff:10.0.0.1")
    ('10.0.0.1', '2001:db8:0:1::', '10.0.0.1')
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed), 64), strict=False).network_address)
