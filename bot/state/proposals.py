"""What was proposed to admins and waits to be decided about, so that its buttons survive a restart."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.state.storage.database import Database
from management.proposing import Proposal, from_json


@dataclass(frozen=True, slots=True)
class PendingProposal:
    """A proposal under the buttons of a message: whose, made when, upon which state of the corpus.

    ``file`` is the name of the file that was sent, "" for a reload, and ``replaces`` the name of the one
    whose place it takes; ``removes`` is the file that is to be removed instead.  ``user`` is None for someone
    who asked to be forgotten.  ``decided``: it was published at once, and is kept to page through its report.
    """

    id: str
    at: float
    user: int | None
    chat: int
    basis: str
    proposal: Proposal
    file: str = ""
    replaces: str = ""
    removes: str = ""
    decided: bool = False

    @property
    def is_staged(self) -> bool:
        """Whether it is about other files than those of the corpus, which are staged for it."""
        return bool(self.file or self.removes)


class Proposals:
    """The proposals in the memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, pending: PendingProposal) -> None:
        """Remember a proposal, in place of an earlier one of the same id."""
        await self._database.do(_keep, pending)

    async def pending(self, proposal: str, since: float = 0.0) -> PendingProposal | None:
        """The proposal of that id, made *since* a time; None where it is not (or no longer) kept."""
        return await self._database.do(_pending, proposal, since)

    async def settle(self, proposal: str) -> None:
        """Forget a proposal that was decided about."""
        await self._database.do(_settle, proposal)

    async def prune(self, before: float) -> Sequence[str]:
        """Forget those made before a time; the ids of those that are left."""
        return await self._database.do(_prune, before)


def _keep(connection: sqlite3.Connection, pending: PendingProposal) -> None:
    values = {
        "basis": pending.basis,
        # Without the questions that it would answer: they are people's, who may ask for them to be forgotten.
        "proposal": asdict(replace(pending.proposal, answerable=())),
        "file": pending.file,
        "replaces": pending.replaces,
        "removes": pending.removes,
        "decided": pending.decided,
    }
    connection.execute(
        "INSERT OR REPLACE INTO proposals (id, at, user, chat, proposal) VALUES (?, ?, ?, ?, ?)",
        (pending.id, pending.at, pending.user, pending.chat, json.dumps(values)),
    )


def _pending(connection: sqlite3.Connection, proposal: str, since: float) -> PendingProposal | None:
    row = connection.execute(
        "SELECT id, at, user, chat, proposal FROM proposals WHERE id = ? AND at >= ?", (proposal, since)
    ).fetchone()
    return None if row is None else _read(row)


def _read(row: tuple[Any, ...]) -> PendingProposal:
    proposal, at, user, chat, values = row
    said = json.loads(values)
    made = from_json(said["proposal"])
    return PendingProposal(
        proposal,
        at,
        user,
        chat,
        said["basis"],
        made,
        said["file"],
        said["replaces"],
        said.get("removes", ""),
        decided=said.get("decided", False),
    )


def _settle(connection: sqlite3.Connection, proposal: str) -> None:
    connection.execute("DELETE FROM proposals WHERE id = ?", (proposal,))


def _prune(connection: sqlite3.Connection, before: float) -> Sequence[str]:
    connection.execute("DELETE FROM proposals WHERE at < ?", (before,))
    return [proposal for (proposal,) in connection.execute("SELECT id FROM proposals")]
