"""Flood control: Telegram's limits on a bot's messages."""

from collections import deque
from dataclasses import dataclass, field
from math import ceil, inf

from tests.support.bot_api.model.errors import too_many_requests
from tests.support.bot_api.model.records import Chat


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """Messages allowed in a sliding window; Telegram's real bursts are not public, so a test chooses.

    Telegram speaks of one message a second to a chat, twenty a minute to a group, thirty a second overall.
    """

    in_a_chat_per_second: float = inf
    in_a_group_per_minute: float = inf
    overall_per_second: float = inf


@dataclass(slots=True)
class Flood:
    """What was sent recently, and the chats that are closed for a while."""

    limits: FloodLimits = FloodLimits()
    _sent: deque[tuple[float, int]] = field(default_factory=deque)
    _closed_until: dict[int, float] = field(default_factory=dict)

    def close(self, chat: Chat, until: float) -> None:
        """Refuse every message to the chat until then."""
        self._closed_until[chat.id] = until

    def admit(self, chat: Chat, now: float) -> None:
        """Let a message pass, or refuse it with the seconds to wait."""
        wait = self._closed_until.get(chat.id, 0) - now
        if self.limits != FloodLimits():
            wait = max(wait, self._window_wait(chat, now))
        if wait > 0:
            raise too_many_requests(ceil(wait))
        self._sent.append((now, chat.id))

    def _window_wait(self, chat: Chat, now: float) -> float:
        while self._sent and self._sent[0][0] <= now - 60:
            self._sent.popleft()
        everywhere = [at for at, _ in self._sent]
        here = [at for at, chat_id in self._sent if chat_id == chat.id]
        per_minute = self.limits.in_a_group_per_minute if chat.type in ("group", "supergroup") else inf
        return max(
            _wait(here, self.limits.in_a_chat_per_second, 1, now),
            _wait(here, per_minute, 60, now),
            _wait(everywhere, self.limits.overall_per_second, 1, now),
        )


def _wait(sent: list[float], allowed: float, window: float, now: float) -> float:
    """Seconds until fewer than ``allowed`` messages lie in the window.

    >>> _wait([10.0, 10.25], allowed=2, window=1, now=10.5)
    0.5
    """
    return 0 if len(sent) < allowed else max(0.0, sent[-int(allowed)] + window - now)
