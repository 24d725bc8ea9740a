"""How many updates of one person or chat may wait; of inline queries, only the latest.

If a person asks faster than the bot answers, the updates wait; once there are too many, the bot says so once
and drops the rest.  The limits are far above normal use.  They bound how long one person can make everybody
else wait.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.transport.raw_updates import RawUpdate

MAX_UNHANDLED = 20_000
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
    """Counts waiting updates.  Call `enter` for each update, and later `leave` unless it was dropped."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._waiting: Counter[tuple[str, int]] = Counter()
        self._told: set[int] = set()
        self._latest: dict[int, int] = {}

    def enter(self, update: RawUpdate) -> Verdict:
        """Count an update as waiting, unless it is dropped, and return the verdict on it."""
        kinds = _kinds(update)
        is_allowed = all(self._waiting[kind] < getattr(self._limits, kind[0]) for kind in kinds)
        if not is_allowed and update.user in self._told:
            return Verdict.DROPPED
        self._waiting.update(kinds)
        if update.kind == "inline_query":
            self._latest[update.user] = update.id
        if is_allowed:
            return Verdict.HANDLED
        self._told.add(update.user)
        return Verdict.REFUSED

    def leave(self, update: RawUpdate) -> None:
        """Stop counting an update; people without waiting updates are told again when refused."""
        for kind in _kinds(update):
            self._waiting[kind] -= 1
            if not self._waiting[kind]:
                del self._waiting[kind]
        if not self._waiting[("of_a_person", update.user)]:
            self._told.discard(update.user)
        if self._latest.get(update.user) == update.id:
            del self._latest[update.user]

    def is_hasty(self, update: RawUpdate) -> bool:
        """Whether the last inline query of the same person still waits; call it before `enter`."""
        return update.kind == "inline_query" and update.user in self._latest

    def is_outdated(self, update: RawUpdate) -> bool:
        """Whether the same person has sent a newer inline query; Telegram shows results of that one only."""
        return update.kind == "inline_query" and self._latest.get(update.user, 0) > update.id


def without_outdated(updates: Sequence[RawUpdate]) -> list[RawUpdate]:
    """Some updates that arrive together, but only the latest inline query of each person.

    >>> typed = [RawUpdate(number, "inline_query", "", user=5) for number in range(3)]
    >>> [update.id for update in without_outdated([*typed, RawUpdate(9, "message", "", user=5)])]
    [2, 9]
    """
    latest = {update.user: update.id for update in updates if update.kind == "inline_query"}
    return [each for each in updates if each.kind != "inline_query" or latest[each.user] == each.id]


def _kinds(update: RawUpdate) -> list[tuple[str, int]]:
    """The limits that an update counts towards: the name of each, and the id of the person or chat."""
    kinds = [("of_a_person", update.user)]
    if update.chat:
        kinds.append(("in_a_chat", update.chat))
    if update.kind == "callback_query":
        kinds.append(("callback_queries", update.user))
    return kinds
