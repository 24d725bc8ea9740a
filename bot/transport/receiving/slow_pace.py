"""When the next slow update may be handled, so that slow updates take up only part of the time."""

SHARE = 3.0
"""After an update that took a second, so many seconds pass from its beginning to that of the next."""
PATIENCE = 2.0
"""Seconds after which an update counts as waiting for something else, such as Telegram."""


class SlowPace:
    """Slow updates begin at least *between* seconds apart, and further apart the longer they take.

    >>> pace = SlowPace(between=0.1)
    >>> pace.begin(10.0)
    >>> pace.is_due(10.5), pace.seconds(10.5)
    (False, 1.5)
    >>> pace.end(10.5, others=True)
    >>> pace.seconds(10.5), pace.is_due(11.5)
    (1.0, True)
    """

    def __init__(self, between: float) -> None:
        self._between = between
        self._began = 0.0
        self._due = 0.0

    def begin(self, now: float) -> None:
        """Note that an update begins."""
        self._began = now
        self._due = now + max(self._between, PATIENCE)

    def end(self, now: float, *, others: bool) -> None:
        """Note that an update, usually the one that began last, is done; *others* want their turn."""
        took = min(now - self._began, PATIENCE)
        self._due = self._began + max(self._between, SHARE * took) if others else now

    def is_due(self, now: float) -> bool:
        """Whether the next update may begin."""
        return now >= self._due

    def seconds(self, now: float) -> float:
        """The seconds until the next update may begin."""
        return max(0.0, self._due - now)
