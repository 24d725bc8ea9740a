"""How much may wait: of one person, in one chat, and of inline queries the latest alone.

Whoever asks faster than the bot can answer has their updates wait, and is told once when they are too many.
The numbers are far above what people do; they bound what somebody can make everybody else wait for.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from telegram import Update

MOST_IN_ALL = 20_000
"""Updates received and not handled; with more, the bot asks Telegram for no others, which keeps them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many updates may wait for their turn, the one at work included."""

    of_a_person: int = 150
    in_a_chat: int = 300
    callback_queries: int = 20


class Verdict(StrEnum):
    """What becomes of an update."""

    HANDLED = "handled"
    REFUSED = "refused, and told so"
    DROPPED = "dropped: it was told before"


class WaitingRoom:
    """Counts what waits.  Each update comes in by `enter` and goes out by `leave`, whatever the verdict."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._waiting: Counter[tuple[str, int]] = Counter()
        self._told: set[int] = set()
        self._latest: dict[int, int] = {}

    def enter(self, update: Update) -> Verdict:
        """Count an update that waits from now on; the verdict on it."""
        kinds = _kinds(update)
        self._waiting.update(kinds)
        if update.inline_query is not None:
            self._latest[update.inline_query.from_user.id] = update.update_id
        if all(self._waiting[kind] <= getattr(self._limits, kind[0]) for kind in kinds):
            return Verdict.HANDLED
        who = _person(update)
        told, self._told = who in self._told, self._told | {who}
        return Verdict.DROPPED if told else Verdict.REFUSED

    def leave(self, update: Update) -> None:
        """Count an update no more; who has nothing waiting will be told again."""
        for kind in _kinds(update):
            self._waiting[kind] -= 1
            if not self._waiting[kind]:
                del self._waiting[kind]
        who = _person(update)
        if not self._waiting[("of_a_person", who)]:
            self._told.discard(who)
        if self._latest.get(who) == update.update_id:
            del self._latest[who]

    def is_outdated(self, update: Update) -> bool:
        """Whether an inline query was followed by another of the same person, who sees that one alone."""
        query = update.inline_query
        return query is not None and self._latest.get(query.from_user.id, 0) > update.update_id


def _kinds(update: Update) -> list[tuple[str, int]]:
    """What an update counts for: the names of limits, and whose they are."""
    kinds = [("of_a_person", _person(update))]
    if update.effective_chat is not None:
        kinds.append(("in_a_chat", update.effective_chat.id))
    if update.callback_query is not None:
        kinds.append(("callback_queries", _person(update)))
    return kinds


def _person(update: Update) -> int:
    """Who caused an update; 0 for nobody."""
    return update.effective_user.id if update.effective_user is not None else 0
