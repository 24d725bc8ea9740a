"""Signals: tell every process that shares the state, including this one, what has just changed.

Signals only make things faster.  One may be lost while a process has no connection, so every listener also
looks for changes regularly.
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
    """Signals within a process that shares nothing."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, list[Listener]] = defaultdict(list)

    def subscribe(self, topic: str, listener: Listener) -> None:
        """Call *listener* for every signal of a topic."""
        self._listeners[topic].append(listener)

    async def send(self, topic: str, text: str = "") -> None:
        """Call the listeners of a topic."""
        self.deliver(topic, text)

    def deliver(self, topic: str, text: str) -> None:
        """Call the listeners of a topic."""
        for listener in self._listeners[topic]:
            listener(text)

    def deliver_all(self) -> None:
        """Call all listeners with "": they may have missed a signal."""
        for topic in list(self._listeners):
            self.deliver(topic, "")
