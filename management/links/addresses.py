"""Which addresses may be fetched: only public ones, checked after the name is resolved.

A name is resolved once, and the connection goes to exactly the address that was checked, so that DNS
rebinding cannot redirect it.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from management.errors import RefusedError

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2_000
# Networks through which IPv6 reaches IPv4 addresses; the embedded address counts.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Iterable[str]]


class Target(NamedTuple):
    """The scheme, host and port of a web address; the host in its ASCII form."""

    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """The host, with the port unless it is the default."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Which hosts may be fetched from: any public one or, if given, only *hosts* and their subdomains.

    ``loopback`` lets tests fetch from a server of their own, at any port.
    """

    hosts: tuple[str, ...] = ()
    loopback: bool = False

    def target_of(self, url: str) -> Target:
        """Parse a web address.  Raises RefusedError if it may not be fetched."""
        if len(url) > _LONGEST or any(not character.isprintable() for character in url):
            raise RefusedError("this is not a web address; give one such as https://example.org/page")
        try:
            parts = urlsplit(url)
            target = Target(parts.scheme, _spelled(parts.hostname or ""), parts.port or _PORTS[parts.scheme])
        except (KeyError, ValueError) as error:
            raise RefusedError("only http:// and https:// addresses can be fetched") from error
        if parts.username is not None or parts.password is not None:
            raise RefusedError("the address has a name or password in it; give one without")
        if target.port not in _PORTS.values() and not self.loopback:
            raise RefusedError(f"port {target.port} is not allowed; give an address without a port")
        if self.hosts and not any(_is_below(target.host, host) for host in self.hosts):
            raise RefusedError(f"{target.host} is not among the hosts that may be fetched from")
        return target

    def address_of(self, target: Target, resolve: Resolve) -> str:
        """The IP address to connect to.  Raises RefusedError unless the host has only public ones."""
        try:
            found = [ipaddress.ip_address(address) for address in resolve(target.host, target.port)]
        except (OSError, ValueError, UnicodeError) as error:
            raise RefusedError(f"{target.host} cannot be found") from error
        if not found:
            raise RefusedError(f"{target.host} cannot be found")
        if not all(is_public(address) or (self.loopback and address.is_loopback) for address in found):
            raise RefusedError(f"{target.host} is in a private network, which may not be fetched from")
        return str(found[0])


def fetch_policy_for(hosts: str) -> FetchPolicy:
    """The policy for *hosts* separated by commas; "" allows any public host.

    >>> fetch_policy_for("example.org, example.com").hosts
    ('example.org', 'example.com')
    """
    return FetchPolicy(tuple(host.strip() for host in hosts.split(",") if host.strip()))


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet.

    >>> [is_public(ipaddress.ip_address(each)) for each in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1")]
    [True, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour or _nat64(address)
        if within is not None:
            return is_public(within)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolved(host: str, port: int) -> list[str]:
    """The IP addresses of a host, from the system's resolver."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]).partition("%")[0] for row in rows))


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def _spelled(host: str) -> str:
    """A host name in its ASCII form; an IP address unchanged."""
    if not host:
        raise ValueError("no host")
    return host if ":" in host else host.encode("idna").decode("ascii").lower().rstrip(".")


def _is_below(host: str, allowed: str) -> bool:
    """Whether a host is *allowed*, or a subdomain of it.

    >>> _is_below("news.example.org", "example.org"), _is_below("badexample.org", "example.org")
    (True, False)
    """
    return host == allowed.lower() or host.endswith(f".{allowed.lower()}")
