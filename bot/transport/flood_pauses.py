"""The pauses that Telegram has asked for, in one chat or, where it asks in several at once, in all."""

CHATS_FOR_ALL = 3
"""Where so many chats are to pause at once, the whole bot is too fast."""


class FloodPauses:
    """Until when which chats pause.

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
        """Telegram takes nothing for *chat* until then."""
        self._until[chat] = until

    def seconds(self, chat: int, now: float) -> float:
        """How long nothing may be sent to *chat*."""
        self._until = {each: until for each, until in self._until.items() if until > now}
        own = self._until.get(chat, now)
        for_all = min(self._until.values()) if len(self._until) >= CHATS_FOR_ALL else now
        return max(own, for_all) - now
