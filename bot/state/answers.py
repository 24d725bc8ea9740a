"""Stored answers: for their buttons, for follow-ups, and for people who ask the same again."""

import json
import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import regex

from bot.messages.chats import Conversation
from bot.state.storage.database import Connection, Database
from retrieval.records import Answer, Citation, Grade, MessageKind

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShownPart:
    """What a message shows of an answer, from which a typed "more" or "go on" goes on.

    It is a ``page`` of its sentences (0 for the answer itself), or the paragraph ``passage`` of the document
    of sentence ``number`` (passage 0 for the one that has the sentence).
    """

    page: int = 0
    number: int = 1
    passage: int = 0


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer that was sent: to whom, in which message, when, and from which version of the corpus.

    ``repeats_question`` says that the message has the question too, because nobody typed it.  ``asked_by`` is
    the message with the question, 0 if there is none (a button, say).  ``followed`` are the ids of the
    answers that the question followed, oldest first; None if that was not stored.  ``selection`` is the text
    that the question was about, selected in an answer or written by somebody else.  ``exact`` says that the
    question was searched exactly as typed, ``other`` that the other of its two readings was chosen.
    ``milliseconds`` is how long the answer took, None if that was not measured.

    ``pointer`` is the message that only points to ``message``, which answered the same question before; 0 for
    none.  If a question was edited or read differently, this answer replaced ``instead_of`` in its message;
    the one replaced is no longer ``current``: nothing follows it, but it can be replayed.

    ``words_by`` is the person whose words the question repeats or is about, 0 if they are the asker's own or
    the corpus's: /forget deletes these words too, even if somebody else selected them.  ``library`` names the
    corpus that answered, or several; "" where the bot has only one.  If several answered together,
    ``versions`` has the version of each, and ``version`` stands for all of them.

    ``part`` is what its message shows of it.  If somebody typed "more", this ``repeats`` the answer with that
    id, and no longer counts once an edit of its question has replaced that one.

    Message numbers from before a group became a supergroup are negative.
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
    library: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    repeats: str = ""
    part: ShownPart = field(default_factory=ShownPart)

    @property
    def reply(self) -> int:
        """The message that the person received."""
        return self.pointer or self.message

    @property
    def shown(self) -> Answer:
        """The answer as it is shown and followed up: with the citations of the other reading if chosen."""
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
    """The stored answers of one library: those of others are as if they were not there."""

    def __init__(self, database: Database, library: str = "") -> None:
        self._database = database
        self._library = library

    async def keep(self, stored: StoredAnswer) -> None:
        """Store an answer, replacing an earlier one with the same id."""
        await self._database.do(keep_answer, stored)

    async def get(self, answer: str) -> StoredAnswer | None:
        """The answer with that id; None if it is not stored."""
        return await self._database.do_once(_get, self._library, answer)

    async def in_message(self, chat: int, message: int) -> StoredAnswer | None:
        """The answer that a message of the bot gives or points to; None if none is stored."""
        return await self._database.do_once(_in_message, self._library, chat, message)

    async def get_all(self, answers: Sequence[str]) -> list[StoredAnswer]:
        """The answers with those ids, in that order, without those that are no longer stored."""
        found = [await self.get(answer) for answer in answers]
        return [stored for stored in found if stored is not None]

    async def replace(self, before: str, stored: StoredAnswer) -> None:
        """Store an answer that replaces the one that its message gave *before*."""
        await self._database.do(replace_answer, before, stored)

    async def withdraw(self, answer: str) -> None:
        """Mark an answer as no longer current."""
        await self._database.do(_withdraw, answer)

    async def pointing_to(self, chat: int, message: int) -> list[StoredAnswer]:
        """The answers of people who were pointed to a message, which had answered the same question."""
        return await self._database.do_once(_pointing_to, self._library, chat, message)

    async def history(
        self, conversation: Conversation, since: float, limit: int, before: float = math.inf
    ) -> list[StoredAnswer]:
        """The last *limit* answers of a conversation between *since* and *before*, oldest first."""
        return await self._database.do_once(_history, self._library, conversation, since, limit, before)

    async def same_question(
        self, conversation: Conversation, question: str, since: float
    ) -> StoredAnswer | None:
        """The last answer after *since* to the same question in that chat and topic, whoever asked it.

        Questions are the same if their words are; case and punctuation do not count.  Answers from before the
        group became a supergroup are left out.
        """
        return await self._database.do_once(
            _same_question, self._library, conversation, question_key(question), since
        )

    async def note_part(self, answer: str, part: ShownPart) -> None:
        """Note which part of an answer its message shows now; a tap need not wait for the disk."""
        await self._database.do_lightly(_note_part, answer, part)

    async def start_over(self, conversation: Conversation) -> None:
        """Exclude the answers so far from the conversation's history; their buttons keep working."""
        await self._database.do(_start_over, conversation)

    async def move_chat(self, old: int, new: int) -> None:
        """Move a group's conversations to the supergroup that it has become, which has another id.

        Its messages stay behind, and those of the supergroup are numbered from 1.
        """
        await self._database.do(_move_chat, old, new)

    async def answer_to(self, chat: int, message: int) -> StoredAnswer | None:
        """The answer to the question in a person's message; None if none is stored.

        If the message was edited and has no question any more, that is its last answer, which is not current.
        """
        return await self._database.do_once(_answer_to, self._library, chat, message)

    async def library_of(self, answer: str) -> str | None:
        """The library of the answer with that id, whichever it is; None if it is not stored."""
        return await self._database.do_once(_library_of, answer)

    async def prune(self, before: float) -> None:
        """Delete the answers from before a time, of all libraries."""
        await self._database.do(_prune, before)


_COLUMNS = (
    "id, chat, thread, user, message, at, version, question, understood_as, grade, confidence, "
    "missing_terms, citations, others, repeats_question, asked_by, followed_ids, focus, exact, milliseconds, "
    "readings, other, pointer, instead_of, current, words_by, kind, library, "
    "versions, repeats, part, of_words"
)
_ALL = f"{_COLUMNS}, key".split(", ")
_KEEP = f"""
    INSERT INTO answers ({", ".join(_ALL)}) VALUES ({", ".join("?" * len(_ALL))})
    ON CONFLICT (id) DO UPDATE SET {", ".join(f"{column} = excluded.{column}" for column in _ALL[1:])},
        followed = 1, rowid = (SELECT max(rowid) + 1 FROM answers)"""  # noqa: S608 - our own
"""An answer that replaces one of the same id counts as the latest."""
_NO_WORD = regex.compile(r"[^\w\p{M}]+")  # a Hindi or Thai vowel sign is a mark, and part of its word


def question_key(question: str) -> str:
    """A key that is equal for the same questions: their words in order.

    >>> question_key("Who lit  the lamp?!") == question_key("who lit the lamp")
    True
    """
    return " ".join(_NO_WORD.split(question.casefold())).strip()


def keep_answer(connection: Connection, stored: StoredAnswer) -> None:
    """Store an answer, replacing an earlier one with the same id."""
    answer = stored.answer
    row = (
        stored.id,
        *stored.conversation,
        stored.message,
        stored.at,
        stored.version,
        answer.question,
        answer.understood_as,
        answer.grade.value,
        answer.confidence,
        json.dumps(answer.missing_terms),
        _json(answer.citations),
        _json(answer.others),
        int(stored.repeats_question),
        stored.asked_by,
        None if stored.followed is None else json.dumps(stored.followed),
        stored.selection,
        int(stored.exact),
        stored.milliseconds,
        json.dumps(answer.readings),
        int(stored.other),
        stored.pointer,
        stored.instead_of,
        int(stored.current),
        stored.words_by,
        answer.kind.value,
        stored.library,
        json.dumps(dict(stored.versions)),
        stored.repeats,
        json.dumps(asdict(stored.part)),
        int(answer.of_words),
        question_key(answer.question),
    )
    connection.execute(_KEEP, row)


def _get(connection: Connection, library: str, answer: str) -> StoredAnswer | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM answers WHERE id = ? AND library = ?",  # noqa: S608
        (answer, library),
    ).fetchone()
    return next(_undamaged([row]), None)


def _library_of(connection: Connection, answer: str) -> str | None:
    row = connection.execute("SELECT library FROM answers WHERE id = ?", (answer,)).fetchone()
    return None if row is None else row[0]


def _in_message(connection: Connection, library: str, chat: int, message: int) -> StoredAnswer | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND coalesce(nullif(pointer, 0), message) = ? AND current = 1 AND library = ? "
        "ORDER BY at DESC LIMIT 1",
        (chat, message, library),
    ).fetchone()
    return next(_undamaged([row]), None)


def _answer_to(connection: Connection, library: str, chat: int, message: int) -> StoredAnswer | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND asked_by = ? AND library = ? ORDER BY current DESC, rowid DESC LIMIT 1",
        (chat, message, library),
    ).fetchone()
    return next(_undamaged([row]), None)


def replace_answer(connection: Connection, before: str, stored: StoredAnswer) -> None:
    """Store an answer in place of another; one that /new excluded from the history stays excluded."""
    row = connection.execute("SELECT followed FROM answers WHERE id = ?", (before,)).fetchone()
    _withdraw(connection, before)
    keep_answer(connection, stored)
    if row is not None:  # otherwise it was deleted meanwhile
        connection.execute("UPDATE answers SET followed = ? WHERE id = ?", (row[0], stored.id))


def _withdraw(connection: Connection, answer: str) -> None:
    connection.execute("UPDATE answers SET current = 0 WHERE id = ?", (answer,))


def _pointing_to(connection: Connection, library: str, chat: int, message: int) -> list[StoredAnswer]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND message = ? AND pointer <> 0 AND current = 1 AND library = ?",
        (chat, message, library),
    ).fetchall()
    return list(_undamaged(rows))


def _history(
    connection: Connection,
    library: str,
    conversation: Conversation,
    since: float,
    limit: int,
    before: float,
) -> list[StoredAnswer]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND thread = ? AND user = ? AND at > ? AND at < ? AND followed = 1 AND current = 1 "
        "AND library = ? AND NOT EXISTS "
        "(SELECT 1 FROM answers AS repeated WHERE repeated.id = answers.repeats AND repeated.current = 0) "
        "ORDER BY at DESC, rowid DESC LIMIT ?",
        (*conversation, since, before, library, limit),
    ).fetchall()
    return list(_undamaged(reversed(rows)))


def _same_question(
    connection: Connection, library: str, conversation: Conversation, key: str, since: float
) -> StoredAnswer | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND thread = ? AND key = ? AND at > ? AND current = 1 AND message > 0 "
        "AND library = ? ORDER BY at DESC LIMIT 1",
        (conversation.chat, conversation.thread, key, since, library),
    ).fetchone()
    return next(_undamaged([row]), None)


def _note_part(connection: Connection, answer: str, part: ShownPart) -> None:
    connection.execute("UPDATE answers SET part = ? WHERE id = ?", (json.dumps(asdict(part)), answer))


def _start_over(connection: Connection, conversation: Conversation) -> None:
    connection.execute(
        "UPDATE answers SET followed = 0 WHERE chat = ? AND thread = ? AND user = ?", conversation
    )


def _move_chat(connection: Connection, old: int, new: int) -> None:
    """Make the numbers of messages that stay behind negative, so that they match none of the new chat."""
    connection.execute(
        "UPDATE answers SET chat = ?, message = -message, asked_by = -asked_by, pointer = -pointer "
        "WHERE chat = ?",
        (new, old),
    )


def _prune(connection: Connection, before: float) -> None:
    connection.execute("DELETE FROM answers WHERE at < ?", (before,))


def _undamaged(rows: Iterable[tuple[Any, ...] | None]) -> Iterator[StoredAnswer]:
    """The answers in some rows, without damaged ones."""
    for row in rows:
        try:
            if row is not None:
                yield _read(row)
        except (ValueError, TypeError):
            log.error("a stored answer is damaged; treated as deleted")


def _read(row: tuple[Any, ...]) -> StoredAnswer:
    id_, chat, thread, user, message, at, version = row[:7]
    repeats_question, asked_by, followed, selection, exact, milliseconds, _, other = row[14:22]
    pointer, instead_of, current, words_by, _, library, versions, repeats, part = row[22:31]
    return StoredAnswer(
        id_,
        Conversation(chat, thread, user),
        message,
        at,
        version,
        _read_answer(row),
        bool(repeats_question),
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
        library,
        json.loads(versions),
        repeats,
        ShownPart(**json.loads(part)),
    )


def _read_answer(row: tuple[Any, ...]) -> Answer:
    question, understood_as, grade, confidence = row[7:11]
    missing_terms, citations, others, readings = map(json.loads, (*row[11:14], row[20]))
    return Answer(
        question,
        Grade(grade),
        confidence,
        tuple(Citation(**citation) for citation in citations),
        tuple(Citation(**other) for other in others),
        tuple(missing_terms),
        understood_as,
        tuple(readings),
        MessageKind(row[26]),
        bool(row[31]),
    )


def _json(citations: Iterable[Citation]) -> str:
    return json.dumps([_set_fields(citation) for citation in citations])


def _set_fields(citation: Citation) -> dict[str, Any]:
    """A citation as it is kept; without a label where it has none, as versions before labels read it."""
    fields = asdict(citation)
    if not citation.label:
        del fields["label"]
    return fields
