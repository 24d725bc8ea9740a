"""The parent's side of a worker process that serves requests.

A request is one line of JSON on the child's standard input.  It replies with lines of JSON on its standard
output: any number of progress messages, then one result.  The child and every process that it started end
when the parent closes the input, kills the child or dies (see `processes.child`).
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from processes import child
from processes.errors import WorkerEndedError, WorkerSilentError
from processes.lifeline import Lifeline
from processes.limits import seconds_delayed

_ROOT = Path(__file__).resolve().parent.parent
_TAIL_BYTES = 4096
_ENDING_SECONDS = 5.0
_MIN_DELAY = 0.05
_NICEST = 19
_FIRST_CHECK_SECONDS = 1.0
MAX_DELAY = 10.0
"""How many times its allotted time a child may be late while it waits for a processor."""
STARTING_SECONDS = 60.0
"""How long a child may take to start, even on a busy machine."""
INHERITED_VARIABLES = (
    "APPDATA", "COVERAGE_PROCESS_CONFIG", "HOME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "LOCALAPPDATA",
    "OMP_NUM_THREADS", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "TZ", "VIRTUAL_ENV",
)  # fmt: skip
"""The environment variables that a child gets, besides those of Python and the locale; none of Quoth's."""

OnProgress = Callable[[dict[str, Any]], None]
Patience = Callable[[dict[str, Any]], float]
"""Given the last progress message, how many seconds the next one may take."""


def ignore_progress(message: dict[str, Any]) -> None:
    """Ignore a progress message."""


class Worker:
    """A child process that runs *module*; started by its first request, and restarted after it ended.

    It is killed if it is silent for longer than *patience* allows.
    """

    def __init__(self, module: str, patience: Patience, starting_seconds: float = STARTING_SECONDS) -> None:
        self._module = module
        self._patience = patience
        self._starting_seconds = starting_seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._lifeline = Lifeline()
        self._tail = _Tail()
        self._lock = threading.Lock()
        self._is_cancelled = False
        self._is_late = False

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def request(self, request: dict[str, Any], on_progress: OnProgress = ignore_progress) -> dict[str, Any]:
        """Send a request and return the child's result.

        Raises WorkerSilentError if the child sends nothing for too long, WorkerEndedError if it ends without
        a result; the next request then starts another one.
        """
        try:
            self._start()
            self._write(request)
            return self._result(on_progress)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the child and everything it started, and wait until it is gone."""
        with self._lock:
            ending, self._child = self._child, None
        if ending is not None:
            _kill(ending)
            for pipe in (ending.stdin, ending.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            ending.wait()
            self._lifeline.cut()
            self._tail.finish()

    def cancel(self) -> None:
        """From another thread: end the child permanently; a request under way then fails."""
        with self._lock:
            self._is_cancelled = True
            if self._child is not None:
                _kill(self._child)

    def _start(self) -> None:
        """Start the child and wait until it is ready, so that starting does not count as silence."""
        with self._lock:
            if self._is_cancelled:
                raise WorkerEndedError(-signal.SIGTERM, "")
            if self._child is not None:
                return
            self._lifeline = Lifeline.open()
            self._child = _popen(self._module, self._lifeline)
            assert self._child.stderr is not None  # noqa: S101 - it was asked for
            self._tail = _Tail(self._child.stderr)
        self._next_message(self._starting_seconds, {})

    def _write(self, request: dict[str, Any]) -> None:
        child = self._running()
        assert child.stdin is not None  # noqa: S101 - it was asked for
        with contextlib.suppress(BrokenPipeError):  # reading the reply will show why it ended
            child.stdin.write(f"{json.dumps(request)}\n".encode())
            child.stdin.flush()

    def _result(self, on_progress: OnProgress) -> dict[str, Any]:
        last: dict[str, Any] = {}
        while True:
            message = self._next_message(self._patience(last), last)
            if child.RESULT in message:
                result: dict[str, Any] = message[child.RESULT]
                return result
            last = message
            on_progress(message)

    def _next_message(self, seconds: float, last: dict[str, Any]) -> dict[str, Any]:
        running = self._running()
        assert running.stdout is not None  # noqa: S101 - it was asked for
        self._is_late, read = False, threading.Event()
        watching = threading.Thread(target=self._end_if_late, args=(running, seconds, read), daemon=True)
        watching.start()
        try:
            line = running.stdout.readline()
        finally:
            read.set()
        if line.endswith(b"\n"):
            message: dict[str, Any] = json.loads(line)
            return message
        if self._is_late:
            raise WorkerSilentError(seconds, last)
        raise WorkerEndedError(_exit_code(running), self._tail.finish())

    def _end_if_late(self, running: "subprocess.Popen[bytes]", seconds: float, read: threading.Event) -> None:
        """End a child whose next message is not *read* in time; waiting for a processor does not count."""
        begun = time.monotonic()
        if read.wait(min(seconds / 2, _FIRST_CHECK_SECONDS)):  # mostly; looking at all processes is slow
            return
        allowed, delayed = seconds, seconds_delayed(running.pid)
        while not read.wait(max(0.0, begun + allowed - time.monotonic())):
            more = seconds + min(seconds_delayed(running.pid) - delayed, MAX_DELAY * seconds)
            if more <= allowed + _MIN_DELAY:
                break
            allowed = more
        else:
            return
        self._is_late = True
        with self._lock:
            if self._child is running:
                _kill(running)

    def _running(self) -> "subprocess.Popen[bytes]":
        running = self._child
        if running is None:
            raise WorkerEndedError(-signal.SIGTERM, "")
        return running


async def request_in_thread(
    worker: Worker, request: dict[str, Any], on_progress: OnProgress = ignore_progress
) -> dict[str, Any]:
    """Like `Worker.request`, with a child only for this request; *on_progress* is called in the event loop.

    If this is cancelled, the child is ended at once.
    """
    loop = asyncio.get_running_loop()

    def tell(message: dict[str, Any]) -> None:
        loop.call_soon_threadsafe(on_progress, message)

    def work() -> dict[str, Any]:
        with worker:
            return worker.request(request, tell)

    working = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        worker.cancel()
        await asyncio.wait([working])
        if not working.cancelled():
            working.exception()  # retrieved, so that asyncio does not complain
        raise


def environment_without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The part of *environment* that a child gets.

    >>> environment_without_secrets({"PATH": "/bin", "QUOTH_TELEGRAM_TOKEN": "1:a", "LC_ALL": "C"})
    {'PATH': '/bin', 'LC_ALL': 'C'}
    """
    return {
        name: value
        for name, value in environment.items()
        if name.upper() in INHERITED_VARIABLES or name.startswith(("LC_", "PYTHON"))
    }


def _popen(module: str, lifeline: Lifeline) -> "subprocess.Popen[bytes]":
    # In a group of its own, so that the parent can end everything that the child starts; but in the parent's
    # session: Linux may divide processor time among sessions before it considers priorities (sched(7),
    # autogroups), and the child would then get as much as the whole bot.
    try:
        running = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", module],
            cwd=_ROOT,
            env={**environment_without_secrets(os.environ), **lifeline.environment},
            process_group=None if child.is_child() else 0,
            pass_fds=lifeline.inherited,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except BaseException:
        lifeline.cut()
        raise
    lifeline.hand_over()
    _yield_to_questions(running.pid)
    return running


def _yield_to_questions(process: int) -> None:
    """Lower the priority of a child as soon as it starts, so that answering questions comes first.

    For a small corpus, starting takes half of a child's time.
    """
    with contextlib.suppress(OSError, AttributeError):  # Windows has no such priorities
        os.setpriority(os.PRIO_PROCESS, process, _NICEST)


def _kill(ending: "subprocess.Popen[bytes]") -> None:
    """Kill a child together with its process group."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg") and not child.is_child():
            os.killpg(ending.pid, signal.SIGKILL)
        else:
            ending.kill()


def _exit_code(ending: "subprocess.Popen[bytes]") -> int:
    """The exit code of a child that closed its output; processes that it left running are ended."""
    try:
        return ending.wait(_ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        _kill(ending)
        return ending.wait()
    finally:
        _kill(ending)


class _Tail:
    """The last bytes of a child's standard error, which is read so that the child never blocks."""

    def __init__(self, pipe: IO[bytes] | None = None) -> None:
        self._kept = b""
        self._thread: threading.Thread | None = None
        if pipe is not None:
            self._thread = threading.Thread(target=self._drain, args=(pipe,), daemon=True)
            self._thread.start()

    def _drain(self, pipe: IO[bytes]) -> None:
        with pipe:
            while some := os.read(pipe.fileno(), _TAIL_BYTES):
                self._kept = (self._kept + some)[-_TAIL_BYTES:]

    def finish(self) -> str:
        """Wait for the end of the output and return its last line, or ""."""
        if self._thread is not None:
            self._thread.join()
        lines = self._kept.decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""
