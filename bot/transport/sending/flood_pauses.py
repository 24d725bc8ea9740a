"""The pauses that Telegram has asked for, in one chat or, if it asks in several at once, in all of them."""

CHATS_FOR_ALL = 3
"""If this many chats have to pause at once, the whole bot may be too fast."""
SECONDS_FOR_ALL = 5.0
"""After the last such request, everybody else waits for so long at most: it may have been about the chats."""


class FloodPauses:
    """Remembers until when each chat is paused.

    >>> pauses = FloodPauses()
    >>> pauses.pause(7, now=2.0, seconds=300.0)
    >>> pauses.seconds(7, now=2.0), pauses.seconds(8, now=2.0)
    (300.0, 0.0)
    >>> pauses.pause(8, now=2.0, seconds=3.0)
    >>> pauses.pause(9, now=2.0, seconds=300.0)
    >>> pauses.seconds(10, now=2.0), pauses.seconds(10, now=6.0)
    (3.0, 0.0)
    >>> pauses.pause(8, now=6.0, seconds=300.0)
    >>> pauses.seconds(10, now=6.0), pauses.seconds(10, now=12.0)
    (5.0, 0.0)
    """

    def __init__(self) -> None:
        self._until: dict[int, float] = {}
        self._latest = 0.0

    def pause(self, chat: int, now: float, seconds: float) -> None:
        """Note that Telegram accepts nothing for *chat* for some seconds."""
        self._until[chat] = now + seconds
        self._latest = now

    def seconds(self, chat: int, now: float) -> float:
        """Seconds until something may be sent to *chat*."""
        self._until = {each: until for each, until in self._until.items() if until > now}
        own = self._until.get(chat, now)
        for_all = now
        if len(self._until) >= CHATS_FOR_ALL:
            for_all = min(*self._until.values(), self._latest + SECONDS_FOR_ALL)
        return max(own, for_all, now) - now
