"""The answers that were given: for their buttons, for follow-ups, for those who ask the same again."""

import json
import logging
import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import regex

from bot.messages.chats import Conversation
from bot.state.storage.database import Database
from retrieval.records import Answer, Citation, Grade, MessageKind

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer that was given: to whom, in which message, at what time, from which version of the corpus.

    ``repeats_question`` where the message holds the question too, since nobody typed it.  ``asked_by`` is the
    message that asked, 0 where none did (a button, say).  ``followed`` are the ids of the answers that the
    question was taken to follow, oldest first; None where that was not noted.  ``focus`` are the words that
    the question was asked about, selected in an answer or said by somebody else; ``exact`` where nothing was
    to be read into the question; ``other`` where the other of its two readings was chosen.
    ``milliseconds`` is how long the answer took, None where that was not measured.

    ``pointer`` is the message that only leads to ``message``, where the same had been answered before; 0 for
    none.  Where a question was edited or read otherwise, another answer stands in its message ``instead_of``
    the one of that id, which then is not ``current``: nothing follows it, but it can be replayed.

    ``words_by`` is the person whose words the question repeats or is about, 0 where it is the asker's own or
    the corpus's: /forget takes these words too, though somebody else pointed at them.

    The numbers of messages that stayed behind where a group became a supergroup are negative.
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
    selection: str = ""
    exact: bool = False
    milliseconds: float | None = None
    other: bool = False
    pointer: int = 0
    instead_of: str = ""
    current: bool = True
    words_by: int = 0

    @property
    def reply(self) -> int:
        """The message that the person got."""
        return self.pointer or self.message

    @property
    def shown(self) -> Answer:
        """The answer as it is shown and followed: with what the other reading cites, if that was chosen."""
        if not self.other:
            return self.answer
        first, *rest = self.answer.others
        return replace(
            self.answer,
            citations=(first,),
            others=(*self.answer.citations, *rest),
            missing_terms=(),
            readings=self.answer.readings[::-1],
        )


class Answers:
    """The answers in the memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, given: StoredAnswer) -> None:
        """Remember an answer, in place of an earlier one of the same id."""
        await self._database.do(keep_answer, given)

    async def given(self, answer: str) -> StoredAnswer | None:
        """The answer of that id, None where it is not (or no longer) kept."""
        return await self._database.do(_given, answer)

    async def given_in(self, chat: int, message: int) -> StoredAnswer | None:
        """The answer that a message of the bot's gives or leads to, None where none is (any more) kept."""
        return await self._database.do(_given_in, chat, message)

    async def those(self, answers: Sequence[str]) -> list[StoredAnswer]:
        """The answers of those ids, in that order; those that are not kept any more are left out."""
        found = [await self.given(answer) for answer in answers]
        return [given for given in found if given is not None]

    async def take_place(self, before: str, given: StoredAnswer) -> None:
        """Remember an answer in place of the one that its message gave *before*."""
        await self._database.do(take_place_of_answer, before, given)

    async def withdraw(self, answer: str) -> None:
        """Note that an answer's message does not give it any more."""
        await self._database.do(_withdraw, answer)

    async def led_to(self, chat: int, message: int) -> list[StoredAnswer]:
        """The answers of those who were only led to a message, in which the same had been answered before."""
        return await self._database.do(_led_to, chat, message)

    async def history(
        self, conversation: Conversation, since: float, most: int, before: float = math.inf
    ) -> list[StoredAnswer]:
        """The last *most* answers of a conversation given after *since* and *before* a time, oldest first."""
        return await self._database.do(_history, conversation, since, most, before)

    async def same_question(
        self, conversation: Conversation, question: str, since: float
    ) -> StoredAnswer | None:
        """The last answer to the same question, whoever asked it in that chat and topic, given after *since*.

        Questions are the same if their words are; case and signs do not count.  An answer that stayed behind
        in another chat is none.
        """
        return await self._database.do(_same_question, conversation, question_key(question), since)

    async def start_anew(self, conversation: Conversation) -> None:
        """Leave the answers given so far out of the conversation's history; their buttons go on working."""
        await self._database.do(_start_anew, conversation)

    async def move_chat(self, old: int, new: int) -> None:
        """A group has become a supergroup and has a new id; its conversations go on there.

        Its messages stay behind, and those of the supergroup are numbered anew.
        """
        await self._database.do(_move_chat, old, new)

    async def answer_to(self, chat: int, message: int) -> StoredAnswer | None:
        """The answer to the question that a message of a person asks, None where none is kept.

        Where the message asks nothing any more, that is the last answer that it had, which is not current.
        """
        return await self._database.do(_answer_to, chat, message)

    async def prune(self, before: float) -> None:
        """Forget those given before a time."""
        await self._database.do(_prune, before)


_COLUMNS = (
    "id, chat, thread, user, message, at, version, question, understood_as, grade, confidence, "
    "missing_terms, citations, others, repeats_question, asked_by, followed_ids, focus, exact, milliseconds, "
    "readings, other, pointer, instead_of, current, words_by, kind"
)
_NO_WORD = regex.compile(r"[^\w\p{M}]+")  # a vowel of Hindi or Thai is a mark, and part of its word


def question_key(question: str) -> str:
    """What the same questions have in common: their words in order.

    >>> question_key("Who lit  the lamp?!") == question_key("who lit the lamp")
    True
    """
    return " ".join(_NO_WORD.split(question.casefold())).strip()


def keep_answer(connection: sqlite3.Connection, given: StoredAnswer) -> None:
    """Remember an answer, in place of an earlier one of the same id."""
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
        given.selection,
        given.exact,
        given.milliseconds,
        json.dumps(answer.readings),
        given.other,
        given.pointer,
        given.instead_of,
        given.current,
        given.words_by,
        answer.kind.value,
        question_key(answer.question),
    )
    places = ", ".join("?" * len(row))
    connection.execute(f"INSERT OR REPLACE INTO answers ({_COLUMNS}, key) VALUES ({places})", row)  # noqa: S608


def _given(connection: sqlite3.Connection, answer: str) -> StoredAnswer | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM answers WHERE id = ?", (answer,)).fetchone()  # noqa: S608
    return next(_readable([row]), None)


def _given_in(connection: sqlite3.Connection, chat: int, message: int) -> StoredAnswer | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND coalesce(nullif(pointer, 0), message) = ? AND current ORDER BY at DESC LIMIT 1",
        (chat, message),
    ).fetchone()
    return next(_readable([row]), None)


def _answer_to(connection: sqlite3.Connection, chat: int, message: int) -> StoredAnswer | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND asked_by = ? ORDER BY current DESC, rowid DESC LIMIT 1",
        (chat, message),
    ).fetchone()
    return next(_readable([row]), None)


def take_place_of_answer(connection: sqlite3.Connection, before: str, given: StoredAnswer) -> None:
    """Remember an answer in place of another; what /new has left out stays left out."""
    row = connection.execute("SELECT followed FROM answers WHERE id = ?", (before,)).fetchone()
    _withdraw(connection, before)
    keep_answer(connection, given)
    if row is not None:  # else it was forgotten meanwhile
        connection.execute("UPDATE answers SET followed = ? WHERE id = ?", (row[0], given.id))


def _withdraw(connection: sqlite3.Connection, answer: str) -> None:
    connection.execute("UPDATE answers SET current = 0 WHERE id = ?", (answer,))


def _led_to(connection: sqlite3.Connection, chat: int, message: int) -> list[StoredAnswer]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM answers WHERE chat = ? AND message = ? AND pointer AND current",  # noqa: S608
        (chat, message),
    ).fetchall()
    return list(_readable(rows))


def _history(
    connection: sqlite3.Connection, conversation: Conversation, since: float, most: int, before: float
) -> list[StoredAnswer]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND thread = ? AND user = ? AND at > ? AND at < ? AND followed AND current "
        "ORDER BY at DESC, rowid DESC LIMIT ?",
        (*conversation, since, before, most),
    ).fetchall()
    return list(_readable(reversed(rows)))


def _same_question(
    connection: sqlite3.Connection, conversation: Conversation, key: str, since: float
) -> StoredAnswer | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND thread = ? AND key = ? AND at > ? AND current AND message > 0 "
        "ORDER BY at DESC LIMIT 1",
        (conversation.chat, conversation.thread, key, since),
    ).fetchone()
    return next(_readable([row]), None)


def _start_anew(connection: sqlite3.Connection, conversation: Conversation) -> None:
    connection.execute(
        "UPDATE answers SET followed = 0 WHERE chat = ? AND thread = ? AND user = ?", conversation
    )


def _move_chat(connection: sqlite3.Connection, old: int, new: int) -> None:
    """Numbers of messages that are no longer the chat's own become negative, so as to be nobody else's."""
    connection.execute(
        "UPDATE answers SET chat = ?, message = -message, asked_by = -asked_by, pointer = -pointer "
        "WHERE chat = ?",
        (new, old),
    )


def _prune(connection: sqlite3.Connection, before: float) -> None:
    connection.execute("DELETE FROM answers WHERE at < ?", (before,))


def _readable(rows: Iterable[tuple[Any, ...] | None]) -> Iterator[StoredAnswer]:
    """The answers in some rows; those whose bytes were damaged count as forgotten."""
    for row in rows:
        try:
            if row is not None:
                yield _read(row)
        except (ValueError, TypeError):
            log.error("an answer is damaged and counts as forgotten")


def _read(row: tuple[Any, ...]) -> StoredAnswer:
    answer, chat, thread, user, message, at, version, question, understood_as, grade, confidence = row[:11]
    missing_terms, citations, others = map(json.loads, row[11:14])
    asked_by, followed, selection, exact, milliseconds, readings, other, pointer, instead_of = row[15:24]
    current, words_by, kind = row[24:]
    return StoredAnswer(
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
            tuple(json.loads(readings)),
            MessageKind(kind),
        ),
        bool(row[14]),
        asked_by,
        None if followed is None else tuple(json.loads(followed)),
        selection,
        bool(exact),
        milliseconds,
        bool(other),
        pointer,
        instead_of,
        bool(current),
        words_by,
    )


def _json(citations: Iterable[Citation]) -> str:
    return json.dumps([_set_fields(citation) for citation in citations])


def _set_fields(citation: Citation) -> dict[str, Any]:
    """A citation as it is kept; without a label where it has none, as versions before labels read it."""
    fields = asdict(citation)
    if not citation.label:
        del fields["label"]
    return fields
