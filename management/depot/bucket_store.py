"""A depot in an S3 bucket, through the client obstore, which is an extra (`make machines`)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any

from management.depot.errors import DepotError, ObjectMissingError
from management.depot.object_store import StoredObject

_READ_BYTES = 1 << 20
_ONE_REQUEST_BYTES = 8 << 20
"""Objects up to this size are written in one request; larger ones in parts of this size, a few at once."""
_PARTS_AT_ONCE = 3
# The words count, since a port or an object's name may contain the same digits.
_REFUSED = re.compile(
    r"\b40[13] (?:Unauthorized|Forbidden)\b|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch"
)
INSTALL = "QUOTH_DEPOT=s3://… needs the extra for several machines: run `make machines`"


@dataclass(frozen=True, slots=True)
class S3Access:
    """How to reach a bucket.

    Without an endpoint, it is at AWS; without keys, the machine's role is used.  *seconds* is how long
    failing requests are repeated, and how long the server may be silent.
    """

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    key: str = ""
    secret: str = ""
    seconds: float = 30.0

    @property
    def name(self) -> str:
        """The bucket and prefix as people write them.

        >>> S3Access("texts", "quoth").name
        's3://texts/quoth'
        """
        return "/".join(filter(None, ("s3:/", self.bucket, self.prefix)))


class BucketStore:
    """Objects in a bucket, below a prefix."""

    def __init__(self, access: S3Access) -> None:
        """Raises DepotError if the client is not installed; no request is sent yet."""
        try:
            import obstore
            from obstore.store import S3Store
        except ImportError:
            raise DepotError(INSTALL) from None
        self._access = access
        self._client = obstore
        with self._refusals():
            self._bucket = S3Store(
                access.bucket,
                prefix=access.prefix or None,
                config=_config(access),
                client_options=_client_options(access),
                retry_config={"max_retries": 5, "retry_timeout": timedelta(seconds=access.seconds)},
            )

    @property
    def name(self) -> str:
        """The bucket and prefix."""
        return self._access.name

    def list_objects(self, below: str) -> Iterator[StoredObject]:
        """The objects below a prefix; one request for each thousand."""
        with self._refusals():
            for page in self._client.list(self._bucket, below.removesuffix("/")):
                for row in page:
                    yield StoredObject(row["path"], row["size"], row["last_modified"].timestamp())

    def has(self, name: str) -> bool:
        """Whether there is an object of that name, without reading it."""
        try:
            with self._refusals(name):
                self._client.head(self._bucket, name)
        except ObjectMissingError:
            return False
        return True

    def read(self, name: str) -> Iterator[bytes]:
        """The content of an object, piece by piece."""
        with self._refusals(name):
            for piece in self._client.get(self._bucket, name).stream(min_chunk_size=_READ_BYTES):
                yield bytes(piece)

    def write(self, name: str, content: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write an object, in parts if it is large."""
        with self._refusals():
            if only_new:
                return self._create(name, b"".join(content))
            pieces = iter(content)
            first = _first_bytes(pieces, _ONE_REQUEST_BYTES)
            if len(first) < _ONE_REQUEST_BYTES:
                self._client.put(self._bucket, name, first, use_multipart=False)
            else:
                self._client.put(
                    self._bucket,
                    name,
                    chain([first], pieces),
                    chunk_size=_ONE_REQUEST_BYTES,
                    max_concurrency=_PARTS_AT_ONCE,
                )
        return True

    def delete(self, names: Sequence[str]) -> None:
        """Delete objects."""
        with self._refusals():
            if names:
                self._client.delete(self._bucket, list(names))

    def sweep_unfinished(self, before: float) -> None:
        """Do nothing: a lifecycle rule of the bucket deletes unfinished parts (docs/SEVERAL-MACHINES.md)."""

    def _create(self, name: str, content: bytes) -> bool:
        from obstore.exceptions import AlreadyExistsError

        try:
            self._client.put(self._bucket, name, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        return True

    @contextmanager
    def _refusals(self, name: str = "") -> Iterator[None]:
        """Turn the client's errors within the block into a DepotError of one line."""
        from obstore.exceptions import BaseError

        try:
            yield
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error) or not name:
                raise DepotError(f"the depot {self.name} does not exist; create the bucket") from None
            raise ObjectMissingError(f"{self.name} has no {name}") from None
        except (BaseError, OSError, ValueError) as error:
            raise DepotError(f"the depot {self.name} {_reason(error)}") from None


def _first_bytes(pieces: Iterator[bytes], wanted: int) -> bytes:
    """The first pieces, until they have *wanted* bytes together, or all of them."""
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) >= wanted:
            break
    return bytes(found)


def _config(access: S3Access) -> Any:
    given = {
        "region": access.region,
        "endpoint": access.endpoint,
        "access_key_id": access.key,
        "secret_access_key": access.secret,
    }
    # Most servers other than AWS expect the bucket in the path, and not as a host name.
    style = {"virtual_hosted_style_request": not access.endpoint}
    return {name: value for name, value in given.items() if value} | style


def _client_options(access: S3Access) -> Any:
    return {
        "allow_http": access.endpoint.startswith("http://"),
        "connect_timeout": timedelta(seconds=min(10.0, access.seconds)),
        "read_timeout": timedelta(seconds=access.seconds),
        "timeout": timedelta(hours=1),
    }


def _reason(error: Exception) -> str:
    """Why the depot cannot be used, and what to do, without quoting the server.

    >>> _reason(PermissionError("403 Forbidden: <Code>AccessDenied</Code>"))
    'refuses the keys; check QUOTH_DEPOT_KEY and QUOTH_DEPOT_SECRET, and what they may do with the bucket'
    >>> _reason(OSError("GET http://127.0.0.1:40313/texts/9a4031: 500 Internal Server Error"))
    'does not answer; check QUOTH_DEPOT_ENDPOINT and the network, and try again'
    """
    said = str(error)
    if _REFUSED.search(said):
        return (
            "refuses the keys; check QUOTH_DEPOT_KEY and QUOTH_DEPOT_SECRET, "
            "and what they may do with the bucket"
        )
    if "CredentialsNotLoaded" in said or "credential" in said.casefold():
        return "has no keys; set QUOTH_DEPOT_KEY and QUOTH_DEPOT_SECRET, or give the machine a role"
    if "NoSuchBucket" in said:
        return "does not exist; create the bucket"
    return "does not answer; check QUOTH_DEPOT_ENDPOINT and the network, and try again"
