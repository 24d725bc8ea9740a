"""The cited sentences behind links, which are never deleted."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict

from bot.messages.permalinks import Archived
from bot.state.storage.database import Connection, Database


class Sentences:
    """The archive of cited sentences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def archive(self, sentences: Sequence[Archived]) -> None:
        """Store sentences behind links for ever; nothing is stored about who saw them."""
        await self._database.do_lightly(archive_sentences, sentences, time.time())

    async def archived(self, sentence: str) -> Archived | None:
        """The archived sentence with that id, or None."""
        return await self._database.do_once(_archived, sentence)


def archive_sentences(connection: Connection, sentences: Sequence[Archived], at: float) -> None:
    """Store sentences behind links for ever; those that are stored already stay as they are."""
    rows = [(sentence.id, at, json.dumps(asdict(sentence))) for sentence in sentences]
    connection.executemany(
        "INSERT INTO sentences (id, at, sentence) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows
    )


def _archived(connection: Connection, sentence: str) -> Archived | None:
    row = connection.execute("SELECT sentence FROM sentences WHERE id = ?", (sentence,)).fetchone()
    return None if row is None else Archived(**json.loads(row[0]))
