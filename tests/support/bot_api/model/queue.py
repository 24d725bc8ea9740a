"""Updates for the bot: which kinds it wants, which it has confirmed, and which have expired."""

import itertools
from collections.abc import Callable, Iterable

from tests.support.bot_api.model.records import Json, Update

EVERY_KIND = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "guest_message",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "message_reaction",
    "message_reaction_count",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "purchased_paid_media",
    "managed_bot",
    "guest_message",
)
USUAL_KINDS = frozenset(EVERY_KIND) - {"chat_member", "message_reaction", "message_reaction_count"}
"""What a bot hears that asks for nothing in particular."""

FIRST_ID = 100_000_001


class UpdateQueue:
    """The updates that the bot has not confirmed yet, oldest first.

    While it is ``in_disorder``, it gives them newest first, and the newest twice.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.in_disorder = False
        self.allowed = USUAL_KINDS
        self.sent: list[Update] = []
        self._clock = clock
        self._ids = itertools.count(FIRST_ID)
        self._pending: list[Update] = []
        self._again: list[Update] = []

    def allow(self, kinds: Iterable[str]) -> None:
        """Queue only these kinds from now on; the default ones if none of them is known."""
        self.allowed = frozenset(kinds) & frozenset(EVERY_KIND) or USUAL_KINDS

    def add(self, kind: str, body: Json, *, order: int, lifetime: float) -> Update | None:
        """Queue an update; None if the bot does not want its kind."""
        if kind not in self.allowed:
            return None
        update = Update(next(self._ids), kind, body, order, self._clock() + lifetime)
        self._pending.append(update)
        self.sent.append(update)
        return update

    def add_again(self, update: Update) -> None:
        """Deliver an update once more, confirmed or not, as happens when a confirmation is lost."""
        self._again.append(update)

    def confirm(self, offset: int) -> None:
        """Forget everything below ``offset``; a negative one keeps only that many of the newest."""
        if offset < 0:
            self._pending = self._pending[offset:]
        else:
            self._pending = [update for update in self._pending if update.id >= offset]

    def forget(self, update: Update) -> None:
        """Remove an update that a webhook has accepted."""
        self._pending = [other for other in self._pending if other is not update]
        self._again = [other for other in self._again if other is not update]

    def clear(self) -> None:
        """Forget everything."""
        self._pending, self._again = [], []

    def take(self, limit: int) -> list[Update]:
        """The oldest updates; they stay until they are confirmed, repeated ones come once."""
        repeated, self._again = self._again[:limit], self._again[limit:]
        taken = repeated + self.pending[: limit - len(repeated)]
        if self.in_disorder:
            taken += taken[-1:]
        return sorted(taken, key=lambda update: update.id, reverse=self.in_disorder)

    @property
    def pending(self) -> list[Update]:
        """The unconfirmed updates that are not too old."""
        now = self._clock()
        self._pending = [update for update in self._pending if update.expires_at > now]
        return self._pending

    @property
    def waiting(self) -> list[Update]:
        """Everything that is to be delivered, repetitions first."""
        return self._again + self.pending
