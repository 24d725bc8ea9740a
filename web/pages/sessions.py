"""The conversations of browsers, kept in memory while they last, so that follow-up questions work."""

import re
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from retrieval.records import Answer, Turn

MAX_CONVERSATIONS = 1000
"""Conversations kept; beyond that, the one idle for longest makes room for a new one."""
TURNS = 6
_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(slots=True)
class BrowserConversation:
    """The last questions of one browser with their answers, and the version that gave the last answer."""

    turns: deque[Turn] = field(default_factory=lambda: deque(maxlen=TURNS))
    version: str = ""
    used: float = 0.0

    def before(self, question: str) -> tuple[Turn, ...]:
        """The turns that a question follows; a question on a reloaded page does not follow itself."""
        turns = tuple(self.turns)
        return turns[:-1] if turns and turns[-1].question == question else turns

    def answer_to(self, question: str, version: str) -> Answer | None:
        """The answer that this version has already given, if the question is the last one asked."""
        if self.turns and self.turns[-1].question == question and self.version == version:
            return self.turns[-1].answer
        return None

    def add(self, question: str, answer: Answer, version: str) -> None:
        """Add a question with its answer."""
        if self.turns and self.turns[-1].question == question:
            self.turns.pop()
        self.turns.append(Turn(question, answer))
        self.version = version


class BrowserConversations:
    """The conversations by the ids that browsers keep in a cookie; an id is random and identifies nobody."""

    def __init__(
        self, seconds: float, limit: int = MAX_CONVERSATIONS, clock: Callable[[], float] = time.time
    ):
        """A conversation ends after so many *seconds* of silence."""
        self._seconds = seconds
        self._limit = limit
        self._clock = clock
        self._by_id: OrderedDict[str, BrowserConversation] = OrderedDict()

    def of(self, given: str) -> tuple[str, BrowserConversation]:
        """The conversation whose id a browser has *given*, or else a new one, with its id."""
        now = self._clock()
        found = self._by_id.get(given) if _ID.fullmatch(given) else None
        if found is None or now - found.used > self._seconds:
            given, found = secrets.token_urlsafe(16), BrowserConversation()
            self._by_id[given] = found
        found.used = now
        self._by_id.move_to_end(given)
        while len(self._by_id) > self._limit:
            self._by_id.popitem(last=False)
        return given, found

    def peek(self, given: str) -> BrowserConversation | None:
        """The current conversation with that id, without starting a new one."""
        found = self._by_id.get(given)
        return found if found is not None and self._clock() - found.used <= self._seconds else None

    def forget(self, given: str) -> None:
        """End a conversation."""
        self._by_id.pop(given, None)
