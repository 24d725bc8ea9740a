"""Preparing in several processes, in the order of the documents."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import cycle
from typing import TypeVar

from retrieval.indexing.limits import FileLimitError

T = TypeVar("T")
R = TypeVar("R")


def map_in_order(
    work: Callable[[T], R], rest: Callable[[], R], items: Iterable[T], ahead: int
) -> Iterator[R]:
    """*work* done on each item by as many processes as there are cores, the results in order.

    Each process does its items one after the other; at the end each is asked for its *rest*.  At most *ahead*
    items for each process are on their way.  Raises FileLimitError if a process was ended from outside.
    """
    count = os.cpu_count() or 1
    # Spawned, not forked: the process that builds has threads, and a fork would copy their locks.
    context = multiprocessing.get_context("spawn")
    workers = [ProcessPoolExecutor(1, context, initializer=_end_with_parent) for _ in range(count)]
    try:
        yield from _results(workers, work, rest, items, count * ahead)
    except BrokenProcessPool as error:
        raise FileLimitError("", "lost a process, for which memory may have run out") from error
    finally:
        for worker in workers:  # nothing waits for their end
            worker.shutdown(wait=False, cancel_futures=True)


def _results(
    workers: Sequence[ProcessPoolExecutor],
    work: Callable[[T], R],
    rest: Callable[[], R],
    items: Iterable[T],
    most_waiting: int,
) -> Iterator[R]:
    waiting: deque[Future[R]] = deque()
    for item, worker in zip(items, cycle(workers), strict=False):
        waiting.append(worker.submit(work, item))
        if len(waiting) > most_waiting:
            yield waiting.popleft().result()
    waiting.extend(worker.submit(rest) for worker in workers)
    while waiting:
        yield waiting.popleft().result()


def _end_with_parent() -> None:
    """End a worker when the process that builds is killed: it would wait for its next item for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
