"""API keys: a program with a key may use the API.  Only hashes of keys are kept, in the settings.

A key is 256 random bits, so a plain SHA-256 is enough: there is nothing to guess.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping

PREFIX = "quoth_"
"""The prefix of every key, so that a leaked one is recognised."""
SCHEME = "bearer "

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def new_key() -> str:
    """A new random key.

    >>> new_key().startswith("quoth_"), len(new_key())
    (True, 49)
    """
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(key: str) -> str:
    """The hash of a key, which is all that is kept.

    >>> hash_of("quoth_x")[:8]
    'be61da6f'
    """
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def entry_of(name: str, key: str) -> str:
    """A key's entry in the setting: its name and its hash.  Raises ValueError if the name is not valid."""
    if not _NAME.fullmatch(name):
        raise ValueError("a key's name has 1 to 64 letters, digits, '_', '.' or '-'")
    return f"{name}:{hash_of(key)}"


def names_by_hash(entries: Iterable[str]) -> Mapping[str, str]:
    """The names of keys by their hashes.

    >>> names_by_hash(["wiki:0a1b", "desk:2c3d"])["0a1b"]
    'wiki'
    """
    parted = (entry.rpartition(":") for entry in entries)
    return {hashed: name for name, _, hashed in parted}


def key_in(authorization: str) -> str:
    """The key in an Authorization header, "" if there is none.

    >>> key_in("Bearer quoth_x"), key_in("Basic eDp5")
    ('quoth_x', '')
    """
    is_bearer = authorization[: len(SCHEME)].lower() == SCHEME
    return authorization[len(SCHEME) :].strip() if is_bearer else ""
