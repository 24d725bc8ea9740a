"""The answers that were given: for their buttons, for follow-ups, for those who ask the same again."""

import json
import math
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from bot.addressing import Conversation
from bot.state.database import Database
from retrieval.records import Answer, Citation, Grade


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given: to whom, in which message, at what time, from which version of the corpus.

    ``repeats_question`` where the message holds the question too, since nobody typed it.  ``asked_by`` is the
    message that asked, 0 where none did (a button, say).  ``followed`` are the ids of the answers that the
    question was taken to follow, oldest first; None where that was not noted.  ``focus`` are the words of an
    answer that the person selected to ask about; ``exact`` where nothing was to be read into the question.
    ``milliseconds`` is how long the answer took, None where that was not measured.
    """

    id: str
    conversation: Conversation
    message: int
    at: float
    version: str
    answer: Answer
    repeats_question: bool = False
    asked_by: int = 0
    followed: tuple[str, ...] | None = None
    focus: str = ""
    exact: bool = False
    milliseconds: float | None = None


class Answers:
    """The answers in the memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, given: Given) -> None:
        """Remember an answer, in place of an earlier one of the same id."""
        await self._database.do(_keep, given)

    async def given(self, answer: str) -> Given | None:
        """The answer of that id, None where it is not (or no longer) kept."""
        return await self._database.do(_given, answer)

    async def given_in(self, chat: int, message: int) -> Given | None:
        """The answer that a message of the bot's gives, None where none is (or is no longer) kept."""
        return await self._database.do(_given_in, chat, message)

    async def history(
        self, conversation: Conversation, since: float, most: int, before: float = math.inf
    ) -> list[Given]:
        """The last *most* answers of a conversation given after *since* and *before* a time, oldest first."""
        return await self._database.do(_history, conversation, since, most, before)

    async def same_question(self, conversation: Conversation, question: str, since: float) -> Given | None:
        """The last answer to the same question, whoever asked it in that chat and topic, given after *since*.

        Questions are the same if their words are; case and signs do not count.
        """
        return await self._database.do(_same_question, conversation, question_key(question), since)

    async def start_anew(self, conversation: Conversation) -> None:
        """Leave the answers given so far out of the conversation's history; their buttons go on working."""
        await self._database.do(_start_anew, conversation)

    async def move_chat(self, old: int, new: int) -> None:
        """A group has become a supergroup and has a new id; its conversations go on there."""
        await self._database.do(_move_chat, old, new)

    async def answer_to(self, chat: int, message: int) -> Given | None:
        """The answer to the question that a message of a person asks, None where none is kept."""
        return await self._database.do(_answer_to, chat, message)

    async def prune(self, before: float) -> None:
        """Forget those given before a time."""
        await self._database.do(_prune, before)


_COLUMNS = (
    "id, chat, thread, user, message, at, version, question, understood_as, grade, confidence, missing_terms, "
    "citations, others, repeats_question, asked_by, followed_ids, focus, exact, milliseconds"
)
_NO_WORD = re.compile(r"\W+")

def question_key(question: str) -> str:
    """What the same questions have in common: their words in order.

    >>> question_key("Who lit  the lamp?!") == question_key("who lit the lamp")
    True
    """
    return " ".join(_NO_WORD.split(question.casefold())).strip()


def _keep(connection: sqlite3.Connection, given: Given) -> None:
    answer = given.answer
    row = (
        given.id,
        *given.conversation,
        given.message,
        given.at,
        given.version,
        answer.question,
        answer.understood_as,
        answer.grade.value,
        answer.confidence,
        json.dumps(answer.missing_terms),
        _json(answer.citations),
        _json(answer.others),
        given.repeats_question,
        given.asked_by,
        None if given.followed is None else json.dumps(given.followed),
        given.focus,
        given.exact,
        given.milliseconds,
        question_key(answer.question),
    )
    places = ", ".join("?" * len(row))
    connection.execute(f"INSERT OR REPLACE INTO answers ({_COLUMNS}, key) VALUES ({places})", row)  # noqa: S608


def _given(connection: sqlite3.Connection, answer: str) -> Given | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM answers WHERE id = ?", (answer,)).fetchone()  # noqa: S608
    return None if row is None else _read(row)


def _given_in(connection: sqlite3.Connection, chat: int, message: int) -> Given | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM answers WHERE chat = ? AND message = ? ORDER BY at DESC LIMIT 1",  # noqa: S608
        (chat, message),
    ).fetchone()
    return None if row is None else _read(row)


def _answer_to(connection: sqlite3.Connection, chat: int, message: int) -> Given | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM answers WHERE chat = ? AND asked_by = ? ORDER BY at DESC LIMIT 1",  # noqa: S608
        (chat, message),
    ).fetchone()
    return None if row is None else _read(row)


def _history(
    connection: sqlite3.Connection, conversation: Conversation, since: float, most: int, before: float
) -> list[Given]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND thread = ? AND user = ? AND at > ? AND at < ? AND followed "
        "ORDER BY at DESC, rowid DESC LIMIT ?",
        (*conversation, since, before, most),
    ).fetchall()
    return [_read(row) for row in reversed(rows)]


def _same_question(
    connection: sqlite3.Connection, conversation: Conversation, key: str, since: float
) -> Given | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND thread = ? AND key = ? AND at > ? ORDER BY at DESC LIMIT 1",
        (conversation.chat, conversation.thread, key, since),
    ).fetchone()
    return None if row is None else _read(row)


def _start_anew(connection: sqlite3.Connection, conversation: Conversation) -> None:
    connection.execute(
        "UPDATE answers SET followed = 0 WHERE chat = ? AND thread = ? AND user = ?", conversation
    )


def _move_chat(connection: sqlite3.Connection, old: int, new: int) -> None:
    connection.execute("UPDATE answers SET chat = ? WHERE chat = ?", (new, old))


def _prune(connection: sqlite3.Connection, before: float) -> None:
    connection.execute("DELETE FROM answers WHERE at < ?", (before,))


def _read(row: tuple[Any, ...]) -> Given:
    answer, chat, thread, user, message, at, version, question, understood_as, grade, confidence = row[:11]
    missing_terms, citations, others = map(json.loads, row[11:14])
    asked_by, followed, focus, exact, milliseconds = row[15:]
    return Given(
        answer,
        Conversation(chat, thread, user),
        message,
        at,
        version,
        Answer(
            question,
            Grade(grade),
            confidence,
            tuple(Citation(**citation) for citation in citations),
            tuple(Citation(**other) for other in others),
            tuple(missing_terms),
            understood_as,
        ),
        bool(row[14]),
        asked_by,
        None if followed is None else tuple(json.loads(followed)),
        focus,
        bool(exact),
        milliseconds,
    )


def _json(citations: Iterable[Citation]) -> str:
    return json.dumps([asdict(citation) for citation in citations])
