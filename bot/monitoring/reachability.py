"""Whether Telegram can be reached; changes are logged, not every attempt."""

import logging
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LINES = 60.0


class Reachability:
    """Keeps track of attempts; ``down_since`` is a time of *clock*, None while Telegram answers.

    ``on_return`` is called when it answers again, with the length of the outage in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.on_return: Callable[[float], None] = lambda seconds: None
        self._logged_at = 0.0
        self.down_since: float | None = None

    @property
    def seconds_down(self) -> float:
        """How long Telegram has not answered; 0 while it does."""
        return 0.0 if self.down_since is None else self._clock() - self.down_since

    def note_failure(self, reason: str) -> None:
        """Note that an attempt failed in the network or at Telegram."""
        now = self._clock()
        if self.down_since is None:
            self.down_since, self._logged_at = now, now
            log.warning("Telegram does not take messages (%s); they wait and are sent again", reason)
        elif now - self._logged_at >= SECONDS_BETWEEN_LINES:
            self._logged_at = now
            log.warning("Telegram has taken no message for %.0f s (%s)", self.seconds_down, reason)

    def note_success(self) -> None:
        """Note that Telegram answered."""
        if self.down_since is not None:
            seconds, self.down_since = self.seconds_down, None
            log.info("Telegram takes messages again, after %.0f s", seconds)
            self.on_return(seconds)
