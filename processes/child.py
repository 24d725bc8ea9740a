"""The child's side of a worker process that serves requests.

When the parent closes the child's standard input or dies, the child ends at once, together with every process
that it has started.  A thread watches for that; the lifeline, on systems that have one, works even if no
thread can run.
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

from processes.lifeline import end_with_parent

RESULT = "result"
_READY = "ready"
_AT_A_TIME = 1 << 16
_serving = threading.Event()

SendProgress = Callable[[dict[str, Any]], None]


def is_child() -> bool:
    """Whether this process serves a parent."""
    return _serving.is_set()


def serve(handle: Callable[[dict[str, Any], SendProgress], dict[str, Any]]) -> None:
    """Answer requests with the results of *handle* until the parent is gone.

    *handle* gets the request, and a function that sends a progress message.
    """
    _serving.set()
    end_with_parent()
    send_progress = _message_writer()
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    send_progress({_READY: True})
    while True:
        request = json.loads(requests.get())
        send_progress({RESULT: handle(request, send_progress)})


def _message_writer() -> SendProgress:
    """A function that writes messages to the parent; all other output goes to standard error from now on."""
    sys.stdout.flush()
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    speaking = threading.Lock()

    def send_progress(message: dict[str, Any]) -> None:
        with speaking:
            output.write(f"{json.dumps(message)}\n".encode())
            output.flush()

    return send_progress


def _listen(requests: "queue.SimpleQueue[bytes]") -> None:
    """Read the parent's lines, without sys.stdin: Python aborts on exit while a thread reads from it."""
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
