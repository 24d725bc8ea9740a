"""Claims on chats: which of several processes handles a chat's updates and sends its letters.

A claim is a lock of the process's session on the server, so it is freed as soon as the process dies, hangs or
is cut off.  All requests here go through that session: a reply proves that the claims were still held.
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from bot.state.coordination.session import ServerSession
from bot.state.outbox import NEXT_LETTER, Letter, read_letter
from bot.state.updates import UnhandledUpdate

EVERYTHING = math.inf
"""Where updates come in order, nothing earlier is ever missing."""
MAX_CHATS_CONSIDERED = 1000
"""How many chats with work are considered at a time, the longest waiting first."""

_COMPLETE = """
    SELECT updates.id, updates.digest, payload, tries, updates.chat FROM updates, complete
    WHERE payload IS NOT NULL AND (updates.id <= complete.id OR updates.id - complete.id = (
        SELECT count(DISTINCT between_them.id) FROM updates AS between_them
        WHERE between_them.id > complete.id AND between_them.id <= updates.id))"""
"""A recent update waits if one with a lower number may still be on its way."""
_UNHANDLED = f"""
    WITH complete AS (SELECT max(id) AS id FROM updates WHERE at < ?)
    SELECT chat, false, id, digest, payload, tries FROM ({_COMPLETE}) AS unhandled
    WHERE chat = ANY(?) ORDER BY id"""  # noqa: S608 - constants
_TAKE = f"""
    WITH complete AS (SELECT max(id) AS id FROM updates WHERE at < ?),
    taken AS MATERIALIZED (
        SELECT chat, has_letters FROM (
            SELECT chat, min(first) AS first, bool_or(is_letter) AS has_letters FROM (
                SELECT chat, min(id) AS first, false AS is_letter FROM updates
                WHERE payload IS NOT NULL GROUP BY chat
                UNION ALL SELECT chat, min(cause), true FROM outbox GROUP BY chat) AS busy
            GROUP BY chat ORDER BY 2 LIMIT ?) AS waiting
        WHERE CASE WHEN chat = ANY(?) THEN false ELSE pg_try_advisory_lock(?::bigint # chat) END
        LIMIT ?),
    unhandled AS ({_COMPLETE} AND updates.chat IN (SELECT chat FROM taken))
    SELECT taken.chat, has_letters, id, digest, payload, tries
    FROM taken LEFT JOIN unhandled USING (chat) ORDER BY id"""  # noqa: S608 - constants
"""Locks are tried one by one until there are enough, and none twice, because it would count twice.

The rows are as they were before the locks were taken: another process may have handled an update since, which
is not begun then.
"""
_BEGIN = """
    UPDATE updates SET tries = tries + 1, owner = ?
    WHERE id = ? AND digest = ? AND payload IS NOT NULL AND owner <> ? RETURNING tries"""


@dataclass(frozen=True, slots=True)
class ClaimedChat:
    """A chat that was claimed, its unhandled updates in order, and whether letters to it wait."""

    chat: int
    has_letters: bool
    updates: tuple[UnhandledUpdate, ...] = ()


class Claims:
    """The claims of this process."""

    def __init__(self, session: ServerSession) -> None:
        self._session = session

    @property
    def epoch(self) -> str:
        """The owner of what is claimed now; "" while there is no session."""
        return self._session.epoch

    async def take(
        self, held: Collection[int], limit: int, complete_before: float = EVERYTHING
    ) -> list[ClaimedChat]:
        """Claim up to so many chats with something to do, beside those *held* already.

        *complete_before* is as in `unhandled`.
        """
        claiming = (complete_before, MAX_CHATS_CONSIDERED, list(held), self._key, limit)
        return _chats(await self._session.fetch(_TAKE, claiming))

    async def free(self, chats: Collection[int]) -> None:
        """Let other processes claim chats."""
        await self._session.fetch(
            "SELECT pg_advisory_unlock(?::bigint # chat) FROM unnest(?::bigint[]) AS freed (chat)",
            (self._key, list(chats)),
        )

    async def unhandled(
        self, chats: Collection[int], complete_before: float = EVERYTHING
    ) -> dict[int, tuple[UnhandledUpdate, ...]]:
        """The updates that are not handled, in Telegram's order, by chat; a chat without any is left out.

        Updates may come out of order: below the number of one that came before the time *complete_before*,
        none is still to come; of later ones, only those are returned that leave no gap.
        """
        rows = await self._session.fetch(_UNHANDLED, (complete_before, list(chats)))
        return {each.chat: each.updates for each in _chats(rows)}

    async def begin(self, update: int, digest: bytes) -> int:
        """Note that work on an update begins; return how often it began, 0 if there is nothing to do."""
        epoch = self.epoch
        rows = await self._session.fetch(_BEGIN, (epoch, update, digest, epoch))
        return int(rows[0][0]) if rows else 0

    async def next_letter(self, chat: int) -> Letter | None:
        """The next letter to a chat; None if none waits."""
        while rows := await self._session.fetch(NEXT_LETTER, (chat,)):
            letter = read_letter(rows[0])
            if letter is not None:
                return letter
            await self._session.fetch("DELETE FROM outbox WHERE id = ?", (rows[0][0],))
        return None

    @property
    def _key(self) -> int:
        return self._session.key("chat")


def _chats(rows: Iterable[tuple[Any, ...]]) -> list[ClaimedChat]:
    """The chats in the rows of updates, each of which repeats its chat.

    >>> _chats([(5, True, None, None, None, None)])
    [ClaimedChat(chat=5, has_letters=True, updates=())]
    """
    updates: dict[tuple[int, bool], list[UnhandledUpdate]] = {}
    for chat, has_letters, number, digest, payload, tries in rows:
        of_chat = updates.setdefault((chat, has_letters), [])
        if number is not None:
            of_chat.append(UnhandledUpdate(number, digest, payload, tries))
    return [ClaimedChat(*key, tuple(of_chat)) for key, of_chat in updates.items()]
