"""Proposals that wait for an admin's decision, so that their buttons survive a restart."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.state.outbox import Draft, write_drafts
from bot.state.storage.database import Connection, Database
from management.links.records import Feed, Link, feed_of
from management.proposing import Proposal, from_json


@dataclass(frozen=True, slots=True)
class PendingProposal:
    """A proposal that waits for a decision: whose it is, when it was made, and for which state of the corpus.

    ``file`` is the name of the uploaded file, "" for a reload, and ``replaces`` the name of the file that it
    replaces.  If it came from the web, ``links`` says from which addresses; if feeds brought it, ``feeds``
    says which, and ``file`` is a feed's address.  ``removes`` is the file to be removed instead.  ``user`` is
    None if their data was deleted.  ``decided``: it was published at once, and is only stored so that its
    report has pages.  ``kept`` names the uploaded files in the depot, from which other machines fetch them.
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
    links: Mapping[str, Link] = field(default_factory=dict)
    feeds: tuple[Feed, ...] = ()
    decided: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_staged(self) -> bool:
        """Whether it has staged files of its own, other than those of the corpus."""
        return bool(self.file or self.removes)


class Proposals:
    """The proposals in the database."""

    def __init__(self, database: Database, library: str = "") -> None:
        self._database = database
        self._library = library

    async def keep(self, pending: PendingProposal) -> None:
        """Store a proposal, replacing an earlier one with the same id."""
        await self._database.do(_keep, self._library, pending)

    async def pending(self, proposal: str, since: float = 0.0) -> PendingProposal | None:
        """The proposal with that id, made *since* a time; None if it is not stored."""
        return await self._database.do_once(_pending, self._library, proposal, since)

    async def library_of(self, proposal: str) -> str | None:
        """The library that a proposal is about, whichever it is; None if it is not stored."""
        return await self._database.do_once(_library_of, proposal)

    async def remove(self, proposal: str, drafts: Sequence[Draft] = (), update: int = 0) -> None:
        """Delete a proposal that was decided by an *update*, and store what is to be said about it.

        That is done once, even if the connection breaks and it is tried again.
        """
        await self._database.do(_remove, proposal, drafts, update, time.time())

    async def prune(self, before: float) -> Sequence[str]:
        """Delete the proposals from before a time; return the ids of the others."""
        return await self._database.do(_prune, before)


def _keep(connection: Connection, library: str, pending: PendingProposal) -> None:
    values = {
        "basis": pending.basis,
        # Without the questions that it would answer: people may ask for their questions to be deleted.
        "proposal": asdict(replace(pending.proposal, answerable=())),
        "file": pending.file,
        "replaces": pending.replaces,
        "removes": pending.removes,
        "links": {name: asdict(link) for name, link in pending.links.items()},
        "feeds": [asdict(feed) for feed in pending.feeds],
        "decided": pending.decided,
        "kept": dict(pending.kept),
    }
    connection.execute(
        "INSERT INTO proposals (id, at, user, chat, proposal, library) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET at = excluded.at, user = excluded.user, chat = excluded.chat, "
        "proposal = excluded.proposal",
        (pending.id, pending.at, pending.user, pending.chat, json.dumps(values), library),
    )


def _library_of(connection: Connection, proposal: str) -> str | None:
    row = connection.execute("SELECT library FROM proposals WHERE id = ?", (proposal,)).fetchone()
    return None if row is None else row[0]


def _pending(connection: Connection, library: str, proposal: str, since: float) -> PendingProposal | None:
    row = connection.execute(
        "SELECT id, at, user, chat, proposal FROM proposals WHERE id = ? AND at >= ? AND library = ?",
        (proposal, since, library),
    ).fetchone()
    return None if row is None else _read(row)


def _read(row: tuple[Any, ...]) -> PendingProposal:
    proposal, at, user, chat, values = row
    fields = json.loads(values)
    made = from_json(fields["proposal"])
    return PendingProposal(
        proposal,
        at,
        user,
        chat,
        fields["basis"],
        made,
        fields["file"],
        fields["replaces"],
        fields.get("removes", ""),
        {name: Link(**link) for name, link in fields.get("links", {}).items()},
        tuple(map(feed_of, fields.get("feeds", ()))),
        decided=fields.get("decided", False),
        kept=fields.get("kept", {}),
    )


def _remove(connection: Connection, proposal: str, drafts: Sequence[Draft], update: int, at: float) -> None:
    removed = connection.execute("DELETE FROM proposals WHERE id = ?", (proposal,))
    if removed.rowcount == 1:
        write_drafts(connection, drafts, at, update)


def _prune(connection: Connection, before: float) -> Sequence[str]:
    connection.execute("DELETE FROM proposals WHERE at < ?", (before,))
    return [proposal for (proposal,) in connection.execute("SELECT id FROM proposals")]
