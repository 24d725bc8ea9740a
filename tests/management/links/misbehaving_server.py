"""A web server on loopback that misbehaves in as many ways as servers do."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = (
    b"<html><body><article><h1>The lamp</h1><p>The lamp of Selmouth burns again.</p></article></body></html>"
)
_BOMB = gzip.compress(b"0" * (24 << 20), 1)

Answer = Callable[[BaseHTTPRequestHandler], None]


class MisbehavingServer:
    """Answers each path as *answers* says, and records the requests."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.path, dict(self.headers)))
                with_default = {"/robots.txt": send(404), **answers}
                try:
                    with_default.get(self.path, send(404))(self)
                except (ConnectionError, TimeoutError):
                    self.close_connection = True

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.thread.join()


@contextmanager
def misbehaving(answers: Mapping[str, Answer]) -> Iterator[MisbehavingServer]:
    """A server for as long as the block runs."""
    server = MisbehavingServer(answers)
    server.thread.start()
    try:
        yield server
    finally:
        server.close()


def send(
    status: int = 200, body: bytes = b"", kind: str = "text/html; charset=utf-8", **headers: str
) -> Answer:
    """An answer with a body; underscores in header names stand for hyphens."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def unless_unchanged(body: bytes, etag: str) -> Answer:
    """An answer of 304 to clients that already have that version."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        known = request.headers.get("If-None-Match") == etag
        (send(304) if known else send(200, body, ETag=etag))(request)

    return answer


def endless(request: BaseHTTPRequestHandler) -> None:
    """Answer with an endless body."""
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    for _ in range(1000):
        request.wfile.write(b"x" * (1 << 16))


def packed_bomb(request: BaseHTTPRequestHandler) -> None:
    """A small body that unpacks to a large one, though nobody asked for a packed one."""
    send(200, _BOMB, Content_Encoding="gzip")(request)


def silent(until: threading.Event) -> Answer:
    """An answer that stays silent until an event is set."""
    return lambda request: (until.wait(30), None)[1]


def dripping(until: threading.Event) -> Answer:
    """An answer whose body comes byte by byte until an event is set."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        while not until.wait(0.05):
            request.wfile.write(b"x")

    return answer


def raw(content: bytes) -> Answer:
    """An answer of raw bytes, which need not be HTTP, after which the connection is closed."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(content)
        request.wfile.flush()
        request.connection.shutdown(socket.SHUT_RDWR)

    return answer
