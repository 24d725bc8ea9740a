"""Map work over several processes, keeping the order of the items."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import cycle
from typing import TypeVar

from processes.lifeline import end_when_closed
from retrieval.indexing.limits import FileLimitError

T = TypeVar("T")
R = TypeVar("R")


def map_in_order(
    work: Callable[[T], R], rest: Callable[[], R], items: Iterable[T], ahead: int
) -> Iterator[R]:
    """Apply *work* to each item with one process per core; yield the results in order.

    Each process handles its items one after the other; at the end, each is asked for its *rest*.  At most
    *ahead* items per process are in flight.  Raises FileLimitError if a process was killed from outside.
    """
    count = os.cpu_count() or 1
    # Spawned, not forked: the building process has threads, and a fork would copy their locks.
    context = multiprocessing.get_context("spawn")
    workers = [ProcessPoolExecutor(1, context, initializer=_end_with_parent) for _ in range(count)]
    try:
        yield from _results(workers, work, rest, items, count * ahead)
    except BrokenProcessPool as error:
        raise FileLimitError("", "lost a process, perhaps because memory ran out") from error
    finally:
        for worker in workers:  # without waiting for them to end
            worker.shutdown(wait=False, cancel_futures=True)


def _results(
    workers: Sequence[ProcessPoolExecutor],
    work: Callable[[T], R],
    rest: Callable[[], R],
    items: Iterable[T],
    max_waiting: int,
) -> Iterator[R]:
    waiting: deque[Future[R]] = deque()
    for item, worker in zip(items, cycle(workers), strict=False):
        waiting.append(worker.submit(work, item))
        if len(waiting) > max_waiting:
            yield waiting.popleft().result()
    waiting.extend(worker.submit(rest) for worker in workers)
    while waiting:
        yield waiting.popleft().result()


def _end_with_parent() -> None:
    """End a worker when the building process is killed; it would wait for its next item forever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    end_when_closed(parent.sentinel)

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
