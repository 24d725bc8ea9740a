"""The metrics of a running bot for Prometheus, which never show who asked or what."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

ANSWER_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
CALL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one bot, in their own registry, so that two bots in a process stay separate."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        counter = partial(Counter, registry=self._registry)
        histogram = partial(Histogram, registry=self._registry)
        self._questions = counter("quoth_questions", "Questions answered, by grade.", ["grade"])
        self._answer_seconds = histogram(
            "quoth_answer_seconds", "Time to compute an answer, without sending it.", buckets=ANSWER_SECONDS
        )
        self._calls = counter(
            "quoth_telegram_calls",
            "Calls to the Bot API, by method and HTTP status (0: no response).",
            ["method", "status"],
        )
        self._call_seconds = histogram(
            "quoth_telegram_call_seconds",
            "Duration of calls to the Bot API, without long polls.",
            buckets=CALL_SECONDS,
        )
        self._reloads = counter("quoth_reloads", "Reloads of the corpus, by outcome.", ["outcome"])
        self._limits = counter("quoth_limits_hit", "Requests refused by a limit, by limit.", ["limit"])
        self._repeated = counter(
            "quoth_updates_repeated",
            "Updates begun again after the process handling them died or was cut off.",
        )

    def repeated(self) -> None:
        """Count an update whose handling was started again."""
        self._repeated.inc()

    def question(self, grade: str, seconds: float) -> None:
        """Count a question with the grade of its answer and how long that took."""
        self._questions.labels(grade).inc()
        self._answer_seconds.observe(seconds)

    def reload(self, outcome: str) -> None:
        """Count a reload: "published", "held_back" or "failed"."""
        self._reloads.labels(outcome).inc()

    def limit(self, name: str) -> None:
        """Count a request that the limit *name* refused."""
        self._limits.labels(name).inc()

    def call(self, method: str, status: int, seconds: float) -> None:
        """Count a call to the Bot API; *status* is 0 if no response came."""
        self._calls.labels(method, str(status)).inc()
        if method != "getUpdates":
            self._call_seconds.observe(seconds)

    @contextmanager
    def calling(self, method: str) -> Iterator[Callable[[int], None]]:
        """Count the block as one call; the block reports the status by calling the function that it gets.

        >>> metrics = Metrics()
        >>> with metrics.calling("sendMessage") as responded:
        ...     responded(200)
        >>> b'quoth_telegram_calls_total{method="sendMessage",status="200"} 1.0' in metrics.exposition()
        True
        """
        began, status = time.perf_counter(), 0

        def responded(with_status: int) -> None:
            nonlocal status
            status = with_status

        try:
            yield responded
        finally:
            self.call(method, status, time.perf_counter() - began)

    def gauge(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Show the present result of *value* whenever the metrics are read: a depth, an age, a size."""
        Gauge(name, meaning, registry=self._registry).set_function(value)

    def exposition(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry)
