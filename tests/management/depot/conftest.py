"""Depots in a folder and in an S3 on loopback, and a server that misbehaves."""

import threading
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from management.depot.bucket_store import BucketStore, S3Access
from management.depot.depot import Depot
from management.depot.folder_store import FolderStore
from management.depot.object_store import ObjectStore
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 server in a thread of this process."""
    server = pytest.importorskip("moto.server", reason="moto[server] is not installed: pip install -e .[dev]")
    pytest.importorskip("obstore", reason="the client is not installed: make machines")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(s3: str) -> S3Access:
    """An empty bucket."""
    name = f"texts-{uuid.uuid4().hex[:8]}"
    urllib.request.urlopen(urllib.request.Request(f"{s3}/{name}", method="PUT")).close()
    return S3Access(name, "quoth", endpoint=s3, key="somebody", secret="a-secret", seconds=20)


@pytest.fixture(params=["folder", "bucket"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """An empty place of either kind."""
    if request.param == "folder":
        return FolderStore(tmp_path / "depot")
    return BucketStore(request.getfixturevalue("bucket"))


@pytest.fixture
def depot(objects: ObjectStore) -> Depot:
    return Depot(objects)


@pytest.fixture
def built(home: Any) -> str:
    """The published version of the corpus in *home*."""
    return build(home.store).version


@pytest.fixture
def elsewhere(home: Any, tmp_path: Path) -> CorpusStore:
    """The same corpus on another machine, which has no version yet."""
    return CorpusStore(home.source, tmp_path / "elsewhere")


class MisbehavingServer:
    """A server that answers every request in the same way, or not at all."""

    def __init__(self, status: int | None, body: bytes = b"") -> None:
        released = self._released = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                if status is None:
                    released.wait(60)
                    return
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = answer  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def access(self, seconds: float) -> S3Access:
        """The settings for reaching it as if it were S3."""
        port = self._server.server_address[1]
        endpoint = f"http://127.0.0.1:{port}"
        return S3Access("texts", endpoint=endpoint, key="somebody", secret="a-secret", seconds=seconds)

    def close(self) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def misbehaving() -> Iterator[Callable[..., MisbehavingServer]]:
    """Starts servers that answer every request with a status and a body; None: not at all."""
    servers: list[MisbehavingServer] = []

    def start(status: int | None, body: bytes = b"") -> MisbehavingServer:
        servers.append(MisbehavingServer(status, body))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
