"""A small OpenSearch in this process, for failures that real nodes do not produce on demand.

It is strict: it refuses and records every request that Quoth should not send.
"""

import json
import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from retrieval.index.memory import RankBM25

Reply = tuple[int, dict[str, Any]]

_BLOCKED = {
    "error": {"type": "cluster_block_exception", "reason": "index blocked by: [FORBIDDEN/5/index read]"}
}
_MISSING = {"error": {"type": "index_not_found_exception", "reason": "no such index"}}
_AWAY = {
    "error": {"type": "cluster_block_exception", "reason": "blocked by: [SERVICE_UNAVAILABLE/2/no manager]"}
}
_SHARDS = {"total": 2, "successful": 2, "failed": 0}


class StandIn:
    """The state of the cluster: its indexes, and how it misbehaves."""

    def __init__(self, authorization: str = "") -> None:
        self.authorization = authorization
        self.url = ""
        self.indexes: dict[str, dict[int, str]] = {}
        self.settings: dict[str, dict[str, Any]] = {}
        self.is_away = False
        self.is_partial = False
        self.refused: list[str] = []
        self._lock = threading.Lock()

    def respond(self, method: str, path: str, body: bytes) -> Reply:
        """The reply to a request."""
        with self._lock:
            if self.is_away:
                return 503, _AWAY
            for pattern, wanted, handle in self._handlers():
                found = re.fullmatch(pattern, path.partition("?")[0])
                if found and method == wanted:
                    reply: Reply = handle(*found.groups(), body)
                    return reply
            self.refused.append(f"{method} {path}")
            return 400, {"error": {"type": "illegal_argument_exception", "reason": f"{method} {path}"}}

    def _handlers(self) -> list[tuple[str, str, Any]]:
        return [
            (r"/", "GET", self._version),
            (r"/_cluster/health/([\w-]+)", "GET", lambda index, body: (200, {"status": "green"})),
            (r"/([\w-]+)", "PUT", self._create),
            (r"/([\w-]+)", "DELETE", self._delete),
            (r"/([\w-]+)/_bulk", "POST", self._bulk),
            (r"/([\w-]+)/_refresh", "POST", lambda index, body: (200, {})),
            (r"/([\w-]+)/_settings", "GET", self._get_settings),
            (r"/([\w-]+)\*/_settings", "GET", self._all_settings),
            (r"/([\w-]+)/_settings", "PUT", self._put_settings),
            (r"/([\w-]+)/_stats/docs", "GET", self._stats),
            (r"/([\w-]+)/_search", "POST", self._search),
        ]

    def _version(self, body: bytes) -> Reply:
        return 200, {"version": {"distribution": "opensearch", "number": "2.19.1"}}

    def _create(self, index: str, body: bytes) -> Reply:
        if index in self.indexes:
            return 400, {"error": {"type": "resource_already_exists_exception", "reason": index}}
        self.indexes[index] = {}
        blocks = json.loads(body)["settings"]["index"]["blocks.read"]
        self.settings[index] = {"index.blocks.read": blocks, "index.creation_date": int(time.time() * 1000)}
        return 200, {"acknowledged": True}

    def _delete(self, index: str, body: bytes) -> Reply:
        self.indexes.pop(index, None)
        return 200, {"acknowledged": True}

    def _bulk(self, index: str, body: bytes) -> Reply:
        lines = [json.loads(line) for line in body.splitlines()]
        results = []
        for action, row in zip(lines[::2], lines[1::2], strict=True):
            is_new = int(action["create"]["_id"]) not in self.indexes[index]
            self.indexes[index].setdefault(row["place"], row["terms"])
            results.append({"create": {"status": 201 if is_new else 409}})
        return 200, {"items": results}

    def _get_settings(self, index: str, body: bytes) -> Reply:
        if index not in self.indexes:
            return 404, _MISSING
        settings = {name: json.dumps(value) for name, value in self.settings[index].items()}
        return 200, {index: {"settings": settings}}

    def _all_settings(self, prefix: str, body: bytes) -> Reply:
        named = [index for index in self.indexes if index.startswith(prefix)]
        found = {index: self._get_settings(index, body)[1][index] for index in named}
        return 200, found

    def _put_settings(self, index: str, body: bytes) -> Reply:
        self.settings[index].update(json.loads(body))
        return 200, {"acknowledged": True}

    def _stats(self, index: str, body: bytes) -> Reply:
        docs = {"count": len(self.indexes[index]), "deleted": 0}
        return 200, {"_shards": _SHARDS, "_all": {"primaries": {"docs": docs}}}

    def _search(self, index: str, body: bytes) -> Reply:
        if index not in self.indexes:
            return 404, _MISSING
        if self.settings[index]["index.blocks.read"]:
            return 403, _BLOCKED
        asked = json.loads(body)
        shards = {"total": 2, "successful": 1, "failed": 1} if self.is_partial else _SHARDS
        return 200, {"timed_out": False, "_shards": shards, "hits": {"hits": self._hits(index, asked)}}

    def _hits(self, index: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
        if not asked["size"]:
            return []
        terms = [each["term"]["terms"] for each in asked["query"]["bool"]["should"]]
        passages = [text.split() for _, text in sorted(self.indexes[index].items())]
        weights = {each["value"]: each["boost"] for each in terms}
        return [
            {"sort": [hit.score, hit.passage]} for hit in RankBM25(passages).search(weights, asked["size"])
        ]


class _QuietServer(ThreadingHTTPServer):
    """A server that does not print what goes wrong with a connection, such as a refused certificate."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing."""


@contextmanager
def standing_in(tls: ssl.SSLContext | None = None, authorization: str = "") -> Iterator[StandIn]:
    """A stand-in that listens on loopback; fails if it was sent anything it refuses.

    With *tls* it speaks HTTPS; with an *authorization* it refuses requests whose header is another one.
    """
    stand_in = StandIn(authorization)
    server = _QuietServer(("127.0.0.1", 0), _handler_of(stand_in))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    stand_in.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert stand_in.refused == []


def _handler_of(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if stand_in.authorization in ("", self.headers.get("Authorization")):
                status, content = stand_in.respond(self.command, self.path, body)
            else:
                status, content = 401, {"error": "Unauthorized"}
            written = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        do_GET = do_PUT = do_POST = do_DELETE = _handle  # noqa: N815 - the base class's names

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
            pass

    return Handler
