"""Signals: what has just changed, heard by every process that shares the state, this one included.

A signal may be lost while a process has no connection, so hearing one only makes things faster: whoever
listens also looks now and then by itself.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

Listener = Callable[[str], None]
"""Called with the text of a signal."""


class Signals(Protocol):
    """The signals between processes, by topic."""

    def subscribe(self, topic: str, listener: Listener) -> None:
        """Call *listener* for every signal of a topic; "" is sent when some may have been missed."""

    async def send(self, topic: str, text: str = "") -> None:
        """Send a signal; a topic is one word."""


class LocalSignals:
    """Signals within the only process there is."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, list[Listener]] = defaultdict(list)

    def subscribe(self, topic: str, listener: Listener) -> None:
        """Call *listener* for every signal of a topic."""
        self._listeners[topic].append(listener)

    async def send(self, topic: str, text: str = "") -> None:
        """Call whoever has subscribed."""
        self.deliver(topic, text)

    def deliver(self, topic: str, text: str) -> None:
        """Call whoever has subscribed to a topic."""
        for listener in self._listeners[topic]:
            listener(text)

    def deliver_all(self) -> None:
        """Call everybody with "": they may have missed something."""
        for topic in list(self._listeners):
            self.deliver(topic, "")
