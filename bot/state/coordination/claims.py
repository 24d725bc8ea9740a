"""Claims on chats: which of several processes handles a chat's updates and sends its letters.

A claim is a lock of the process's session on the server, so it is free as soon as the process is dead, cut
off or hung.  What is asked here is asked through that session: a reply proves that the claims were still
held.
"""

from collections.abc import Collection

from bot.state.coordination.session import ServerSession
from bot.state.outbox import NEXT_LETTER, Letter, read_letter
from bot.state.updates import UnhandledUpdate

MAX_CHATS_CONSIDERED = 1000
"""Chats with something to do that are considered at a time, the longest waiting first."""

_TAKE = """
    SELECT chat, has_letters FROM (
        SELECT chat, min(first) AS first, bool_or(is_letter) AS has_letters FROM (
            SELECT chat, min(id) AS first, false AS is_letter FROM updates
            WHERE payload IS NOT NULL GROUP BY chat
            UNION ALL SELECT chat, min(cause) AS first, true AS is_letter FROM outbox GROUP BY chat) AS busy
        GROUP BY chat ORDER BY 2 LIMIT ?) AS waiting
    WHERE CASE WHEN chat = ANY(?) THEN false ELSE pg_try_advisory_lock(?::bigint # chat) END
    LIMIT ?"""
"""Locks are tried one by one until there are enough; never twice the same, because they would count twice."""
_UNHANDLED = """
    SELECT id, digest, payload, tries FROM updates WHERE chat = ? AND payload IS NOT NULL ORDER BY id"""
_IN_ORDER = """
    WITH settled AS (SELECT max(id) AS id FROM updates WHERE at < ?)
    SELECT updates.id, digest, payload, tries FROM updates, settled
    WHERE chat = ? AND payload IS NOT NULL AND (updates.id <= settled.id OR updates.id - settled.id = (
        SELECT count(DISTINCT between_them.id) FROM updates AS between_them
        WHERE between_them.id > settled.id AND between_them.id <= updates.id))
    ORDER BY updates.id"""
"""An update that came a moment ago waits if one with a lower number may still be on its way."""
_BEGIN = """
    UPDATE updates SET tries = tries + 1, owner = ?
    WHERE id = ? AND digest = ? AND payload IS NOT NULL AND owner <> ? RETURNING tries"""


class Claims:
    """The claims of this process."""

    def __init__(self, session: ServerSession) -> None:
        self._session = session

    @property
    def epoch(self) -> str:
        """The owner of what is claimed now; "" while there is no session."""
        return self._session.epoch

    async def take(self, held: Collection[int], limit: int) -> list[tuple[int, bool]]:
        """Claim up to so many chats with something to do, beside those *held* already.

        Return each with whether letters to it wait.
        """
        rows = await self._session.fetch(_TAKE, (MAX_CHATS_CONSIDERED, list(held), self._key, limit))
        return [(chat, has_letters) for chat, has_letters in rows]

    async def free(self, chat: int) -> None:
        """Let another process claim a chat."""
        await self._session.fetch("SELECT pg_advisory_unlock(?::bigint # ?::bigint)", (self._key, chat))

    async def unhandled(self, chat: int, settled: float | None = None) -> list[UnhandledUpdate]:
        """The updates of a chat that are not handled, in Telegram's order.

        Where updates may come out of order, nothing earlier than one from before the time *settled* is still
        to come; of later ones, only those are returned that leave no gap.
        """
        if settled is None:
            rows = await self._session.fetch(_UNHANDLED, (chat,))
        else:
            rows = await self._session.fetch(_IN_ORDER, (settled, chat))
        return [UnhandledUpdate(*row) for row in rows]

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
