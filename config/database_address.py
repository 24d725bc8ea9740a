"""Database addresses: recognise them, and mask the passwords in them."""

import re
from urllib.parse import unquote, urlsplit

MASK = "********"
_IN_QUERY = re.compile(r"(?<=[?&])((?:ssl)?password=)[^&]*")
_IN_HOST = re.compile(r"(?<=://)([^/?#@:]*):.*@")


def is_address(text: str) -> bool:
    """Whether a text is the address of a PostgreSQL database.

    >>> is_address("postgresql://quoth:x@db:5432/quoth"), is_address("postgresql://quoth:a/b@db/quoth")
    (True, False)
    """
    try:
        parts = urlsplit(text)
        return parts.scheme in ("postgresql", "postgres") and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def masked(address: str) -> str:
    """The address with asterisks for the password.

    >>> masked("postgresql://quoth:se/cret@db.example.org/quoth?sslmode=require&password=x")
    'postgresql://quoth:********@db.example.org/quoth?sslmode=require&password=********'
    """
    return _IN_HOST.sub(rf"\1:{MASK}@", _IN_QUERY.sub(rf"\1{MASK}", address))


def passwords_in(address: str) -> tuple[str, ...]:
    """The passwords in an address, as written and percent-decoded.

    >>> passwords_in("postgresql://quoth:se%20cret@db/quoth")
    ('se%20cret', 'se cret')
    """
    parts = urlsplit(address)
    found = [match.group().partition("=")[2] for match in _IN_QUERY.finditer(address)]
    _, _, password = parts.netloc.rpartition("@")[0].partition(":")
    written = [each for each in (password, *found) if each]
    return tuple(dict.fromkeys([*written, *map(unquote, written)]))


def without_password(text: str, address: str) -> str:
    """The text with the passwords of the address masked.

    >>> without_password("no port cret at", "postgresql://quoth:cret@db/quoth")
    'no port ******** at'
    """
    for password in passwords_in(address):
        text = text.replace(password, MASK)
    return text
