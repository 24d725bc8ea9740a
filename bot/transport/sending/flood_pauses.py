"""The pauses that Telegram has asked for, in one chat or, if it asks in several at once, in all of them."""

CHATS_FOR_ALL = 3
"""If this many chats have to pause at once, the whole bot is too fast."""


class FloodPauses:
    """Remembers until when each chat is paused.

    >>> pauses = FloodPauses()
    >>> pauses.pause(7, until=5.0)
    >>> pauses.seconds(7, now=2.0), pauses.seconds(8, now=2.0)
    (3.0, 0.0)
    >>> pauses.pause(8, until=6.0)
    >>> pauses.pause(9, until=4.0)
    >>> pauses.seconds(10, now=2.0)
    2.0
    """

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def pause(self, chat: int, until: float) -> None:
        """Note that Telegram accepts nothing for *chat* before *until*."""
        self._until[chat] = until

    def seconds(self, chat: int, now: float) -> float:
        """Seconds until something may be sent to *chat*."""
        self._until = {each: until for each, until in self._until.items() if until > now}
        own = self._until.get(chat, now)
        for_all = min(self._until.values()) if len(self._until) >= CHATS_FOR_ALL else now
        return max(own, for_all) - now
