"""A child process that serves requests: the child's side.

Its standard input is its lifeline: when the parent closes it or dies, the child ends at once, and with it
every process that it has started.
"""

import contextlib
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

RESULT = "result"
_READY = "ready"
_NICEST = 19
_AT_A_TIME = 1 << 16
_serving = threading.Event()

Say = Callable[[dict[str, Any]], None]


def is_child() -> bool:
    """Whether this process serves a parent."""
    return _serving.is_set()


def serve(handle: Callable[[dict[str, Any], Say], dict[str, Any]]) -> None:
    """Answer requests with what *handle* returns, until the parent is gone.

    *handle* is given the request, and a function that sends a progress message.
    """
    _serving.set()
    say = _speaker()
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    say({_READY: True})
    while True:
        request = json.loads(requests.get())
        say({RESULT: handle(request, say)})


def yield_to_questions() -> None:
    """Leave the processors to the process that answers."""
    if hasattr(os, "nice"):
        os.nice(_NICEST)


def _speaker() -> Say:
    """What writes messages to the parent; whatever else is printed goes to standard error from now on."""
    sys.stdout.flush()
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    speaking = threading.Lock()

    def say(message: dict[str, Any]) -> None:
        with speaking:
            output.write(f"{json.dumps(message)}\n".encode())
            output.flush()

    return say


def _listen(requests: "queue.SimpleQueue[bytes]") -> None:
    """Take the parent's lines.  Not by sys.stdin: Python aborts at its end while a thread reads from that."""
    waiting = b""
    while some := os.read(0, _AT_A_TIME):
        *lines, waiting = (waiting + some).split(b"\n")
        for line in lines:
            requests.put(line)
    _end_with_group()


def _end_with_group() -> None:
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)
