"""What people asked in vain, as the rows of answers and ratings tell it; and what admins have set aside.

Questions have no table of their own here: forgetting a person, or letting go of old answers, takes theirs
off the board.
"""

import json
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.messages.verdicts import GOOD
from bot.state.storage.database import Database
from retrieval.records import Answer, Grade

MOST_QUESTIONS = 500
"""Open questions looked at: those that most people asked, and of each person's own the same number."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without an answer, or with one that was voted down; nothing of who asked it, where or when.

    ``question`` is how it was typed the last time; ``searched`` is the question that was really searched.
    ``askers`` tell those who asked it apart, by numbers that mean nothing beyond one reading of the memory.
    ``missing`` are its words that the corpus lacks, as typed.  ``version`` is that of the corpus it was last
    asked of, and ``said`` the sentences that it got.
    """

    question: str
    searched: str
    askers: frozenset[int]
    voted_down: bool
    missing: tuple[str, ...]
    version: str
    said: tuple[str, ...] = ()

    @property
    def asked(self) -> int:
        """How many people asked it: whoever asks once more counts once."""
        return len(self.askers)


class OpenGaps:
    """The gaps in the memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version = ""
        self._answers: dict[str, Answer] = {}

    def answers_of(self, version: str) -> dict[str, Answer]:
        """Answers of a *version* of the corpus by their questions, to be added to by whoever asks it.

        They are not kept in the file, and are gone once another version is asked, or anybody is forgotten.
        """
        if version != self._version:
            self._version, self._answers = version, {}
        return self._answers

    def forget_answers(self) -> None:
        """Let go of those answers: their questions may be those of somebody who is forgotten."""
        self._answers.clear()

    async def questions(self, most: int = MOST_QUESTIONS) -> list[OpenQuestion]:
        """The questions without an answer, or with one that somebody found bad, by how many people asked.

        Each stands there once, however often it was asked.  Of those that one person alone asked, everybody's
        latest come first, then everybody's second: nobody crowds out the others.
        """
        return await self._database.do(_questions, most)

    async def settled(self) -> frozenset[str]:
        """The marks of what was set aside."""
        return await self._database.do(_settled)

    async def settle(self, marks: Iterable[str], user: int) -> None:
        """Set aside what has those marks, as *user* wishes."""
        await self._database.do(_settle, list(marks), user, time.time())

    async def unsettle(self, marks: Iterable[str]) -> None:
        """Take up again what has those marks."""
        await self._database.do(_unsettle, list(marks))

    async def prompted(self, chat: int, message: int, gap: str, user: int) -> None:
        """Remember that a message of the bot's asks *user* for words to fill a gap with."""
        await self._database.do(_prompted, chat, message, gap, user, time.time())

    async def prompt(self, chat: int, message: int) -> str | None:
        """The id of the gap that a message of the bot's asks words for; None where it asks for none."""
        return await self._database.do(_prompt, chat, message)

    async def prune(self, before: float) -> None:
        """Forget what was asked for before a time; what was set aside stays so."""
        await self._database.do(_prune, before)


_OPEN_QUESTIONS = """
    WITH rated AS (
        SELECT *, EXISTS (
            SELECT 1 FROM ratings WHERE ratings.answer = answers.id AND verdict <> :good) AS voted_down
        FROM answers WHERE current),
    open AS (
        SELECT *, dense_rank() OVER (ORDER BY user) AS asker
        FROM rated WHERE grade = :none OR (grade = :partial AND missing_terms <> '[]') OR voted_down),
    asked AS (
        SELECT max(at) AS last, question, coalesce(understood_as, question) AS searched, asker,
            group_concat(DISTINCT asker) AS askers, count(DISTINCT asker) AS people,
            sum(voted_down) AS voted_down, missing_terms, version, citations
        FROM open GROUP BY coalesce(nullif(key, ''), question), understood_as)
    SELECT question, searched, askers, voted_down, missing_terms, version, citations FROM asked
    ORDER BY people DESC, row_number() OVER (PARTITION BY people, asker ORDER BY last DESC), last DESC
    LIMIT :most"""
"""Beside a max(), SQLite takes the other columns from the row that has it: the latest answer."""


def _questions(connection: sqlite3.Connection, most: int) -> list[OpenQuestion]:
    bound = {"good": GOOD, "none": Grade.NONE.value, "partial": Grade.PARTIAL.value, "most": most}
    return [_read(row) for row in connection.execute(_OPEN_QUESTIONS, bound)]


def _read(row: tuple[Any, ...]) -> OpenQuestion:
    question, searched, askers, voted_down, missing, version, citations = row
    said = tuple(citation["text"] for citation in json.loads(citations))
    return OpenQuestion(
        question,
        searched,
        frozenset(map(int, askers.split(","))),
        bool(voted_down),
        tuple(json.loads(missing)),
        version,
        said,
    )


def _settled(connection: sqlite3.Connection) -> frozenset[str]:
    return frozenset(mark for (mark,) in connection.execute("SELECT mark FROM settled_gaps"))


def _settle(connection: sqlite3.Connection, marks: list[str], user: int, at: float) -> None:
    rows = [(mark, at, user) for mark in marks]
    connection.executemany("INSERT OR REPLACE INTO settled_gaps (mark, at, user) VALUES (?, ?, ?)", rows)


def _unsettle(connection: sqlite3.Connection, marks: list[str]) -> None:
    connection.executemany("DELETE FROM settled_gaps WHERE mark = ?", [(mark,) for mark in marks])


def _prompted(
    connection: sqlite3.Connection, chat: int, message: int, gap: str, user: int, at: float
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO prompts (chat, message, gap, user, at) VALUES (?, ?, ?, ?, ?)",
        (chat, message, gap, user, at),
    )


def _prompt(connection: sqlite3.Connection, chat: int, message: int) -> str | None:
    row = connection.execute(
        "SELECT gap FROM prompts WHERE chat = ? AND message = ?", (chat, message)
    ).fetchone()
    return None if row is None else row[0]


def _prune(connection: sqlite3.Connection, before: float) -> None:
    connection.execute("DELETE FROM prompts WHERE at < ?", (before,))
