"""Measure the memory that a process and its children use together while they work."""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType

_EVERY = 0.5  # seconds


class Watch:
    """The peak memory of this process and its children within a ``with`` block, in megabytes.

    A page that several of them share counts once: it is the proportional set size of Linux, sampled twice a
    second.
    """

    def __init__(self) -> None:
        self.peak = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            self.peak = max(self.peak, sum(map(_megabytes, _family(os.getpid()))))
            if self._ended.wait(_EVERY):
                return


def _family(process: int) -> Iterator[int]:
    """A process and its descendants."""
    yield process
    with suppress(OSError):  # the process has ended
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _megabytes(process: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def megabytes_of_this_process() -> float:
    """The memory that this process uses now, in megabytes; of shared pages only its share counts."""
    return _megabytes(os.getpid())
