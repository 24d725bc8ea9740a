"""Requests to a cluster: each goes to a node that answers, or fails with a clear error."""

import json
import logging
import random
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import httpx

from corpus.errors import CorpusError, SearchUnavailableError
from retrieval.index.opensearch.options import ClusterOptions

log = logging.getLogger(__name__)

SEARCHING = (1.0, 2.0, 4.0)
"""Seconds that each try of a search waits for a node; the last value is for all further tries.  The first is
short, because a node that hangs, or asks one that hangs, also delays the searches queued behind this one."""
CONNECTING = 1.0
LOOKING = httpx.Timeout(10.0, connect=1.0)
"""Time limits of read-only requests, which can be repeated."""
MANAGING = httpx.Timeout(600.0, connect=5.0)
"""Time limits of requests that create or fill an index, which must not be repeated after a time-out."""
MIN_TRIES = 3
PAUSES = (0.0, 0.05, 0.5)
"""Seconds before each further try of a search; the last value is for all later ones."""
_LONGEST_REASON = 200


class IndexMissingError(SearchUnavailableError):
    """The cluster answers, but lacks a part of a version's index."""


class PartialError(SearchUnavailableError):
    """A reply covers only a part of the index, or is invalid."""


class Nodes:
    """The nodes of a cluster.  Threads may share it; its connections stay open."""

    def __init__(
        self,
        options: ClusterOptions,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        search_seconds: Sequence[float] = SEARCHING,
    ) -> None:
        """*transport* replaces the network; *search_seconds* limit each try of a search.

        Raises CorpusError if a certificate cannot be read.
        """
        self.options = options
        self._sleep = sleep
        self._search_seconds = search_seconds
        self._urls = [url.rstrip("/") for url in options.urls]
        self._current = random.randrange(len(self._urls))  # noqa: S311 - so that replicas do not all ask the same node
        self._client = httpx.Client(
            transport=transport,
            verify=_verification(options),
            auth=(options.user, options.password) if options.user else None,
            limits=httpx.Limits(max_keepalive_connections=32, keepalive_expiry=300),
            trust_env=False,
        )

    @property
    def current(self) -> str:
        """The address of the node that is asked next."""
        return self._urls[self._current]

    def search(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The complete reply to a search; if a node fails, another one is asked.

        Raises SearchUnavailableError if none gives a complete reply, IndexMissingError if they agree that the
        index is missing or is being filled.
        """
        content = json.dumps(body).encode()
        reason: SearchUnavailableError | None = None
        for attempt, url in enumerate(islice(self._in_turn(), max(MIN_TRIES, len(self._urls) + 1))):
            self._sleep(_of_attempt(PAUSES, attempt))
            try:
                return self._search_once(url, path, content, attempt)
            except httpx.TransportError as error:
                reason = SearchUnavailableError(f"{url} does not answer ({_named(error)})")
            except SearchUnavailableError as error:
                if isinstance(error, IndexMissingError):
                    raise
                reason = error
            log.info("search: %s", reason)
        raise SearchUnavailableError(f"the search cluster cannot answer: {reason}")

    def _search_once(self, url: str, path: str, content: bytes, attempt: int) -> dict[str, Any]:
        """The complete reply of one node.

        On the first attempt, the node prefers its own shards, which is fastest; after that, it chooses the
        nodes that respond best, because its own choice may have been one that hangs.
        """
        prefers = "" if attempt else "&preference=_local"
        timeout = httpx.Timeout(_of_attempt(self._search_seconds, attempt), connect=CONNECTING)
        response = self._client.post(
            f"{url}/{path}{prefers}", content=content, headers=_JSON, timeout=timeout
        )
        return _complete(_reply(response))

    def manage(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The reply to a request that changes something or looks at the state of the cluster.

        A change is sent once, to the first node that takes a connection.  Raises SearchUnavailableError if
        none does, or if the reply does not come.
        """
        return self.send(method, path, json.dumps(body).encode() if body is not None else b"", _JSON)

    def send(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> dict[str, Any]:
        """Like `manage`, with any kind of body."""
        reason, timeout = "", MANAGING if method in ("PUT", "POST") else LOOKING
        for url in islice(self._in_turn(), len(self._urls)):
            try:
                return _reply(
                    self._client.request(
                        method, f"{url}/{path}", content=content, headers=headers, timeout=timeout
                    )
                )
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                reason = f"{url} does not answer ({_named(error)})"
            except httpx.TransportError as error:
                reason = f"{url} broke off ({_named(error)})"
                if method != "GET":
                    raise SearchUnavailableError(reason) from None
        raise SearchUnavailableError(f"the search cluster cannot be reached: {reason}")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _in_turn(self) -> Iterator[str]:
        """The nodes' addresses, cycling from the one that answered last."""
        while True:
            at = self._current
            yield self._urls[at]
            if self._current == at:  # unless another thread has already moved on
                self._current = (at + 1) % len(self._urls)


_JSON = {"Content-Type": "application/json"}


def _verification(options: ClusterOptions) -> ssl.SSLContext:
    """The TLS context for requests, with our client certificate.  Raises CorpusError for unusable files."""
    try:
        context = ssl.create_default_context(cafile=options.authority or None)
        if options.certificate:
            context.load_cert_chain(options.certificate, options.key or None)
    except (OSError, ssl.SSLError) as error:
        raise CorpusError(
            f"a certificate of the search cluster cannot be read ({error}); check QUOTH_OPENSEARCH_CA, "
            "QUOTH_OPENSEARCH_CERTIFICATE and QUOTH_OPENSEARCH_KEY"
        ) from None
    return context


def _of_attempt(values: Sequence[float], attempt: int) -> float:
    """The value for an attempt, counted from 0; the last one counts for all later attempts."""
    return values[min(attempt, len(values) - 1)]


def _named(error: httpx.TransportError) -> str:
    """What went wrong, and which setting to check if a certificate is the cause.

    >>> _named(httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] unknown authority"))
    '[SSL: CERTIFICATE_VERIFY_FAILED] unknown authority; check QUOTH_OPENSEARCH_CA'
    >>> _named(httpx.ReadError(""))
    'ReadError'
    """
    reason = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in reason:
        return f"{reason}; check QUOTH_OPENSEARCH_CA"
    if "ALERT" in reason and "CERTIFICATE" in reason:
        return f"{reason}; check QUOTH_OPENSEARCH_CERTIFICATE and QUOTH_OPENSEARCH_KEY"
    return reason


def _reply(response: httpx.Response) -> dict[str, Any]:
    """The JSON of a response.

    Raises IndexMissingError if it says that the index does not exist or is being filled,
    SearchUnavailableError for any other refusal.
    """
    try:
        content = response.json()
    except ValueError:
        content = None
    if response.is_success and isinstance(content, dict):
        return content
    status, reason = response.status_code, _reason(content) or f"HTTP {response.status_code}"
    where = f"{response.url.scheme}://{response.url.netloc.decode()}"
    if (status == 403 and "blocked by" in reason) or (status == 404 and "index_not_found" in reason):
        raise IndexMissingError(f"{where}: {reason}")
    if status in (401, 403):
        raise SearchUnavailableError(
            f"{where} refuses access ({reason}); check QUOTH_OPENSEARCH_USER and QUOTH_OPENSEARCH_PASSWORD"
        )
    raise SearchUnavailableError(f"{where} refuses: {reason}")


def _reason(content: Any) -> str:
    """The reason that an error reply gives, on one line.

    >>> _reason({"error": {"type": "index_not_found_exception", "reason": "no such index [a]"}})
    'index_not_found_exception: no such index [a]'
    """
    error = content.get("error") if isinstance(content, dict) else None
    if isinstance(error, dict):
        return f"{error.get('type')}: {error.get('reason')}"[:_LONGEST_REASON]
    return " ".join(str(error or "").split())[:_LONGEST_REASON]


def _complete(reply: dict[str, Any]) -> dict[str, Any]:
    """The reply to a search, if every part of the index has answered.  Raises PartialError otherwise."""
    try:
        shards = reply["_shards"]
        whole = shards["failed"] == 0 and shards["successful"] == shards["total"] > 0
        if whole and reply["timed_out"] is False:
            return reply
        raise PartialError(f"only {shards['successful']} of {shards['total']} shards answered in time")
    except (KeyError, TypeError):
        raise PartialError("the reply to a search is malformed") from None
