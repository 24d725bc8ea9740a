"""The latency of the search step, one search at a time and several."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from retrieval.index import Engine
from tools.search_cluster.workshop import LIMIT, AskedQuestion


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of the search step."""

    p50: float
    p99: float


def latency(engine: Engine, asked: Sequence[AskedQuestion], at_once: int) -> Latency:
    """The latency of all questions, *at_once* at a time, after all were asked once."""
    for each in asked:
        engine.search(each.weights, LIMIT)
    with ThreadPoolExecutor(at_once) as threads:
        return percentiles(list(threads.map(lambda each: _time(engine, each), asked)))


def percentiles(milliseconds: Sequence[float]) -> Latency:
    """The median and the 99th percentile.

    >>> percentiles([float(each) for each in range(101)])
    Latency(p50=50.0, p99=99.0)
    """
    ordered = sorted(milliseconds)
    last = len(ordered) - 1
    return Latency(ordered[round(0.5 * last)], ordered[round(0.99 * last)])


def _time(engine: Engine, asked: AskedQuestion) -> float:
    begun = time.perf_counter()
    engine.search(asked.weights, LIMIT)
    return 1000 * (time.perf_counter() - begun)
