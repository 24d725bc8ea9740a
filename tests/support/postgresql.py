"""A PostgreSQL server for the tests on loopback: started once, without waiting for the disk."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bot.state.storage.postgresql import connect, migrate

SECONDS_TO_START = 60.0
SECONDS_TO_FREE_LOCKS = 10.0
OTHER_USERS = ("postgres", "nobody")
"""Who the server runs as where the tests run as root, which it refuses."""
_TUNING = ("shared_buffers=16MB", "max_connections=60", "fsync=off", "full_page_writes=off", "jit=off")


def programs() -> Path | None:
    """The folder of the newest server programs installed here; None if there are none."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = shutil.which("initdb")
    candidates = [*packaged[::-1], *([Path(found).resolve()] if found else [])]
    return candidates[0].parent if candidates else None


WHY_NOT = "no PostgreSQL server is installed: apt-get install postgresql"


@dataclass(slots=True)
class PostgresServer:
    """A running server; ``url`` is the address of its database."""

    folder: Path
    port: int
    options: tuple[str, ...]
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        """The address of the database that the tests use."""
        return f"postgresql://quoth@127.0.0.1:{self.port}/postgres"

    def stop(self, sign: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT cuts its connections and writes everything down, SIGQUIT crashes it."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        self.process.wait(SECONDS_TO_START)

    def start_again(self) -> None:
        """Start it again after `stop`, on the same port."""
        self.process = _started(self.folder, self.port, self.options)


@contextmanager
def postgres_server(*options: str) -> Iterator[PostgresServer]:
    """A new server with an empty database; *options* are settings as name=value."""
    folder = Path(tempfile.mkdtemp(prefix="quoth-postgresql-"))
    try:
        _make_cluster(folder)
        port, options = _free_port(), (*_TUNING, *options)
        server = PostgresServer(folder, port, options, _started(folder, port, options))
        try:
            _wait_until_ready(server)
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_LOCKS = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' LIMIT 1"


def empty_database(url: str) -> str:
    """The same address, after its tables were made if necessary and emptied.

    The server frees the locks of sessions that have just been closed a moment later, which is waited for.
    """
    migrate(url)
    with connect(url) as connection:
        end = time.monotonic() + SECONDS_TO_FREE_LOCKS
        while connection.execute(_LOCKS).fetchone() is not None and time.monotonic() < end:
            time.sleep(0.01)
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'quoth_schema'"
        ).fetchall()
        connection.execute("; ".join(f"DELETE FROM {table}" for (table,) in tables))
    return url


def _make_cluster(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, _other_user())
    initdb = ["initdb", "-D", str(folder / "data"), "-U", "quoth", "-A", "trust", "-E", "UTF8"]
    _run([*initdb, "--locale=C", "--no-sync"], folder).wait(SECONDS_TO_START)


def _started(folder: Path, port: int, options: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    settings = [part for option in options for part in ("-c", option)]
    where = ["-D", str(folder / "data"), "-k", str(folder), "-h", "127.0.0.1", "-p", str(port)]
    return _run(["postgres", *where, *settings], folder)


def _run(command: list[str], folder: Path) -> "subprocess.Popen[bytes]":
    found = programs()
    assert found is not None, WHY_NOT
    as_other: dict[str, Any] = {"user": _other_user(), "extra_groups": []} if os.geteuid() == 0 else {}
    return subprocess.Popen(
        [str(found / command[0]), *command[1:]],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_other,
    )


def _other_user() -> str:
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in OTHER_USERS if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: PostgresServer) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            connect(server.url).close()
        except psycopg.OperationalError:
            assert server.process.poll() is None, "the PostgreSQL server ended at once"
            assert time.monotonic() < until, "the PostgreSQL server does not start"
            time.sleep(0.05)
        else:
            return
