"""How many updates of one person or chat may wait; of inline queries, only the latest.

If a person asks faster than the bot answers, the updates wait; once there are too many, the bot says so.
The limits are far above normal use.  They bound how long one person can make everybody else wait.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from telegram import Update

MOST_IN_ALL = 20_000
"""Updates received and not handled; beyond that, the bot stops polling, and Telegram keeps the rest."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many updates may wait for their turn, including the one being handled."""

    of_a_person: int = 150
    in_a_chat: int = 300
    callback_queries: int = 20


class Verdict(StrEnum):
    """What to do with an update."""

    HANDLED = "handled"
    REFUSED = "refused, and told so"
    DROPPED = "dropped: it was told before"


class WaitingRoom:
    """Counts waiting updates.  Call `enter` and later `leave` for each update, whatever the verdict."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._waiting: Counter[tuple[str, int]] = Counter()
        self._told: set[int] = set()
        self._latest: dict[int, int] = {}

    def enter(self, update: Update) -> Verdict:
        """Count an update as waiting, and return the verdict on it."""
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
        """Stop counting an update; people without waiting updates are told again when refused."""
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
        """Whether the same person has sent a newer inline query; Telegram shows results of that one only."""
        query = update.inline_query
        return query is not None and self._latest.get(query.from_user.id, 0) > update.update_id


def _kinds(update: Update) -> list[tuple[str, int]]:
    """The limits that an update counts towards: the name of each, and the id of the person or chat."""
    kinds = [("of_a_person", _person(update))]
    if update.effective_chat is not None:
        kinds.append(("in_a_chat", update.effective_chat.id))
    if update.callback_query is not None:
        kinds.append(("callback_queries", _person(update)))
    return kinds


def _person(update: Update) -> int:
    """The id of the person who caused an update; 0 for nobody."""
    return update.effective_user.id if update.effective_user is not None else 0
