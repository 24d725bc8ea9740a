"""Unanswered questions, read from the tables of answers and ratings, and the gaps that admins dismissed.

Questions have no table of their own: deleting a person's data, or old answers, removes their questions too.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.messages.verdicts import GOOD
from bot.state.storage.database import Connection, Database
from retrieval.records import Answer, Grade

MAX_QUESTIONS = 500
"""Open questions read: those that most people asked, and as many of those that only one person asked."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without an answer, or with one that was voted down, without who asked it, where or when.

    ``question`` is how it was last typed, ``searched`` the question that was searched.  ``askers`` are
    numbers for the people who asked it, which mean nothing outside one query.  ``missing`` are its words that
    the corpus lacks, as typed.  ``version`` is the version of the corpus that last answered it, and ``cited``
    the sentences of that answer.
    """

    question: str
    searched: str
    askers: frozenset[int]
    voted_down: bool
    missing: tuple[str, ...]
    version: str
    cited: tuple[str, ...] = ()

    @property
    def asked(self) -> int:
        """How many people asked it, each counted once."""
        return len(self.askers)


class OpenGaps:
    """The open questions in the database."""

    def __init__(self, database: Database, library: str = "") -> None:
        self._database = database
        self._library = library
        self._version = ""
        self._answers: dict[str, Answer] = {}

    def answers_of(self, version: str) -> dict[str, Answer]:
        """A cache of answers from a *version* of the corpus, by question, which callers fill.

        It is not stored in the file, and is emptied for another version or when anybody's data is deleted.
        """
        if version != self._version:
            self._version, self._answers = version, {}
        return self._answers

    def forget_answers(self) -> None:
        """Empty the cache: a question in it may be one of somebody whose data is deleted."""
        self._answers.clear()

    async def questions(self, limit: int = MAX_QUESTIONS) -> list[OpenQuestion]:
        """The questions without an answer, or with one that was voted down, by how many people asked.

        Each is listed once, however often it was asked.  Among those that only one person asked, the latest
        of each person come first, then the second latest, so that nobody crowds out the others.
        """
        return await self._database.do(_questions, self._library, limit)

    async def dismissed(self) -> frozenset[str]:
        """The marks of the dismissed gaps."""
        return await self._database.do_once(_dismissed, self._library)

    async def dismiss(self, marks: Iterable[str], user: int) -> None:
        """Dismiss the gaps with those marks, on behalf of *user*."""
        await self._database.do(_dismiss, self._marked(marks), user, time.time())

    async def restore(self, marks: Iterable[str]) -> None:
        """Restore the dismissed gaps with those marks."""
        await self._database.do(_restore, self._marked(marks))

    async def store_prompt(self, chat: int, message: int, gap: str, user: int) -> None:
        """Note that a message of the bot asks *user* for synonyms for a gap."""
        await self._database.do(keep_prompt, chat, message, gap, user, time.time(), self._library)

    async def prompt(self, chat: int, message: int) -> str | None:
        """The id of the gap that a message of the bot asks synonyms for; None for another message."""
        return await self._database.do_once(_prompt, self._library, chat, message)

    def _marked(self, marks: Iterable[str]) -> list[str]:
        return [_mark_in(self._library, mark) for mark in marks]

    async def prune(self, before: float) -> None:
        """Delete the prompts from before a time; dismissed gaps stay dismissed."""
        await self._database.do(_prune, before)


_OPEN = """
    WITH rated AS (
        SELECT id, at, rowid AS place, user, grade, missing_terms,
            coalesce(nullif(key, ''), question) AS same, coalesce(understood_as, '') AS meant,
            EXISTS (
                SELECT 1 FROM ratings WHERE ratings.answer = answers.id AND verdict <> :good) AS voted_down
        FROM answers WHERE current = 1 AND library = :library),
    open AS (
        SELECT id, at, place, user, same, meant, voted_down FROM rated
        WHERE grade = :none OR (grade = :partial AND missing_terms <> '[]') OR voted_down)"""

_OPEN_QUESTIONS = f"""{_OPEN},
    latest_first AS (
        SELECT id, at, user, same, meant,
            row_number() OVER (PARTITION BY same, meant ORDER BY at DESC, place DESC) AS number
        FROM open),
    asked AS (
        SELECT same, meant, count(DISTINCT user) AS people,
            max(CASE WHEN voted_down THEN 1 ELSE 0 END) AS voted_down
        FROM open GROUP BY same, meant),
    chosen AS (
        SELECT id, at, same, meant, people, asked.voted_down AS voted_down,
            row_number() OVER (PARTITION BY people, user ORDER BY at DESC) AS turn
        FROM latest_first JOIN asked USING (same, meant) WHERE number = 1
        ORDER BY people DESC, turn, at DESC LIMIT :limit)
    SELECT same, meant, question, coalesce(understood_as, question), voted_down, missing_terms, version,
        citations
    FROM chosen JOIN answers USING (id) ORDER BY people DESC, turn, chosen.at DESC"""  # noqa: S608 - our own
"""Each question as it was last asked."""

_ASKERS = f"{_OPEN} SELECT same, meant, user FROM open GROUP BY same, meant, user"  # noqa: S608 - our own

_Same = tuple[str, str]
"""What equal questions have in common."""


def _questions(connection: Connection, library: str, limit: int) -> list[OpenQuestion]:
    bound = {
        "good": GOOD,
        "none": Grade.NONE.value,
        "partial": Grade.PARTIAL.value,
        "library": library,
    }
    rows = connection.execute(_OPEN_QUESTIONS, {**bound, "limit": limit}).fetchall()
    askers = _numbered(connection.execute(_ASKERS, bound))
    return [_read(row[2:], askers[row[:2]]) for row in rows]


def _numbered(rows: Iterable[tuple[str, str, int]]) -> dict[_Same, frozenset[int]]:
    """Who asked each question, as numbers that mean nothing outside this query.

    >>> _numbered([("who", "", 70), ("when", "", 80), ("when", "", 70)])["when", ""] == {1, 2}
    True
    """
    numbers: dict[int, int] = {}
    askers = defaultdict[_Same, set[int]](set)
    for same, meant, user in rows:
        askers[same, meant].add(numbers.setdefault(user, len(numbers) + 1))
    return defaultdict(frozenset, {question: frozenset(who) for question, who in askers.items()})


def _read(row: tuple[Any, ...], askers: frozenset[int]) -> OpenQuestion:
    question, searched, voted_down, missing, version, citations = row
    cited = tuple(citation["text"] for citation in json.loads(citations))
    return OpenQuestion(
        question, searched, askers, bool(voted_down), tuple(json.loads(missing)), version, cited
    )


def _mark_in(library: str, mark: str) -> str:
    """The mark of a gap of one library among those of all.

    >>> _mark_in("", "a1"), _mark_in("news", "a1")
    ('a1', 'news/a1')
    """
    return f"{library}/{mark}" if library else mark


def _dismissed(connection: Connection, library: str) -> frozenset[str]:
    of_all = connection.execute("SELECT mark FROM settled_gaps").fetchall()
    before = f"{library}/" if library else ""
    return frozenset(mark.removeprefix(before) for (mark,) in of_all if mark.startswith(before))


def _dismiss(connection: Connection, marks: list[str], user: int, at: float) -> None:
    rows = [(mark, at, user) for mark in marks]
    connection.executemany(
        "INSERT INTO settled_gaps (mark, at, user) VALUES (?, ?, ?) "
        "ON CONFLICT (mark) DO UPDATE SET at = excluded.at, user = excluded.user",
        rows,
    )


def _restore(connection: Connection, marks: list[str]) -> None:
    connection.executemany("DELETE FROM settled_gaps WHERE mark = ?", [(mark,) for mark in marks])


def keep_prompt(
    connection: Connection, chat: int, message: int, gap: str, user: int, at: float, library: str = ""
) -> None:
    """Note that a message of the bot asks *user* for synonyms for a gap of a library."""
    connection.execute(
        "INSERT INTO prompts (chat, message, gap, user, at, library) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (chat, message) DO UPDATE SET gap = excluded.gap, user = excluded.user, "
        "at = excluded.at, library = excluded.library",
        (chat, message, gap, user, at, library),
    )


def _prompt(connection: Connection, library: str, chat: int, message: int) -> str | None:
    row = connection.execute(
        "SELECT gap FROM prompts WHERE chat = ? AND message = ? AND library = ?", (chat, message, library)
    ).fetchone()
    return None if row is None else row[0]


def _prune(connection: Connection, before: float) -> None:
    connection.execute("DELETE FROM prompts WHERE at < ?", (before,))
