"""Outgoing messages: stored together with the update that they reply to, deleted once Telegram has them.

A letter holds the request to Telegram and the note to make once it succeeds, both as data, so that another
process can continue where this one ended.
"""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.messages.permalinks import Archived
from bot.state.answers import StoredAnswer, keep_answer, replace_answer
from bot.state.gaps import keep_prompt
from bot.state.libraries import note_library
from bot.state.replies import keep_reply
from bot.state.sentences import archive_sentences
from bot.state.storage.database import Connection, Database

log = logging.getLogger(__name__)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AnswerSent:
    """The message gives the answer with that id."""

    answer: str


@dataclass(frozen=True, slots=True)
class PointerSent:
    """The message only points to the message with that answer."""

    answer: str


@dataclass(frozen=True, slots=True)
class ReplySent:
    """The message is the reply to the message *asked_by* of *user*."""

    asked_by: int
    user: int


@dataclass(frozen=True, slots=True)
class PromptSent:
    """The message asks *user* for synonyms for a gap."""

    gap: str
    user: int
    library: str = ""


Note = AnswerSent | PointerSent | ReplySent | PromptSent | None
_NOTES = {kind.__name__: kind for kind in (AnswerSent, PointerSent, ReplySent, PromptSent)}


@dataclass(frozen=True, slots=True)
class SendRequest:
    """A message to send to a chat, with the parameters of Telegram's sendMessage, or an edit of a message.

    If ``message`` is set, that message is edited; if it is gone or cannot be edited, ``otherwise`` is sent
    instead, if given.  An edit without a text changes only the buttons.  If the message that this one replies
    to is gone, it becomes ``detached``.  ``library`` is what the message is about; "" where the bot has only
    one.
    """

    parameters: Json
    message: int = 0
    otherwise: "SendRequest | None" = None
    detached: "Detached | None" = None
    library: str = ""

    @property
    def has_text(self) -> bool:
        """Whether it sets the text of the message, and not only its buttons."""
        return "text" in self.parameters


@dataclass(frozen=True, slots=True)
class Detached:
    """The content of a message whose original is gone, and the note to make then."""

    parameters: Json
    note: Note


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to be stored: for which chat and user, and until when (in seconds since 1970) to retry.

    An ``answer`` is stored together with it, in place of the one with the id ``instead_of``, and so are the
    sentences that the letter has links to, ``cited``.
    """

    chat: int
    request: SendRequest
    until: float
    user: int = 0
    note: Note = None
    answer: StoredAnswer | None = None
    instead_of: str = ""
    cited: tuple[Archived, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A stored draft, which is retried ``until`` a time in seconds since 1970.

    ``cause`` is the id of the update that it replies to; 0 for none.  ``is_last`` if no other letter to the
    chat waited when this one was read, which saves looking for the next one.
    """

    id: int
    cause: int
    chat: int
    until: float
    request: SendRequest
    note: Note
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many letters wait, and since when the oldest has waited."""

    letters: int
    since: float | None


class Outgoing:
    """The letters in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, drafts: Sequence[Draft]) -> None:
        """Store letters, and the answers in them."""
        await self._database.do(write_drafts, drafts, time.time())

    async def next(self, chat: int) -> Letter | None:
        """The next letter for a chat; None if none waits."""
        return await self._database.do_lightly(_next, chat)

    async def chats(self) -> list[int]:
        """The chats with waiting letters."""
        return await self._database.do_once(_chats)

    async def mark_delivered(self, letter: Letter, message: int) -> None:
        """Record the note of a letter that became a message, and delete the letter."""
        await self._database.do_lightly(_mark_delivered, letter, message, time.time())

    async def mark_detached(self, letter: Letter, message: int) -> None:
        """Turn a letter, sent without its original, into an edit of the message it became."""
        await self._database.do_lightly(_mark_detached, letter, message)

    async def rewrite(self, letter: Letter, request: SendRequest) -> None:
        """Replace the request of a letter."""
        await self._database.do(_rewrite, letter, request)

    async def drop(self, letter: Letter) -> None:
        """Delete a letter that nobody can receive."""
        await self._database.do(_drop, letter)

    async def move_chat(self, old: int, new: int) -> None:
        """Redirect the letters for a group to the supergroup that it has become."""
        await self._database.do(_move_chat, old, new)

    async def waiting(self) -> Waiting:
        """How many letters wait."""
        return await self._database.do_once(_waiting)


def write_drafts(connection: Connection, drafts: Sequence[Draft], at: float, cause: int = 0) -> None:
    """Store letters in order, with their answers and cited sentences; *cause* is the update's id."""
    for draft in drafts:
        if draft.cited:
            archive_sentences(connection, draft.cited, at)
        if draft.answer is not None and draft.instead_of:
            replace_answer(connection, draft.instead_of, draft.answer)
        elif draft.answer is not None:
            keep_answer(connection, draft.answer)
        connection.execute(
            "INSERT INTO outbox (cause, chat, user, at, until, request, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                cause,
                draft.chat,
                draft.user,
                at,
                draft.until,
                json.dumps(_request_json(draft.request)),
                json.dumps(_note_json(draft.note)),
            ),
        )


NEXT_LETTER = """
    SELECT id, cause, chat, until, request, note, count(*) OVER () = 1
    FROM outbox WHERE chat = ? ORDER BY id LIMIT 1"""


def read_letter(row: tuple[Any, ...]) -> Letter | None:
    """The letter in a row; None if it is damaged."""
    number, cause, chat, until, request, note, is_last = row
    try:
        content, to_note = _request(json.loads(request)), _note(json.loads(note))
    except (ValueError, KeyError, TypeError, AttributeError):
        log.error("a stored message is damaged and cannot be sent")
        return None
    return Letter(number, cause, chat, until, content, to_note, bool(is_last))


def _next(connection: Connection, chat: int) -> Letter | None:
    row = connection.execute(NEXT_LETTER, (chat,)).fetchone()
    if row is None:
        return None
    letter = read_letter(row)
    if letter is None:
        connection.execute("DELETE FROM outbox WHERE id = ?", (row[0],))
        return _next(connection, chat)
    return letter


def _chats(connection: Connection) -> list[int]:
    return [chat for (chat,) in connection.execute("SELECT chat FROM outbox GROUP BY chat ORDER BY min(id)")]


def _mark_delivered(connection: Connection, letter: Letter, message: int, at: float) -> None:
    chat = letter.chat
    match letter.note:
        case AnswerSent(answer):
            connection.execute("UPDATE answers SET message = ? WHERE id = ?", (message, answer))
        case PointerSent(answer):
            connection.execute("UPDATE answers SET pointer = ? WHERE id = ?", (message, answer))
        case ReplySent(asked_by, user):
            keep_reply(connection, chat, asked_by, message, user, at)
        case PromptSent(gap, user, library):
            keep_prompt(connection, chat, message, gap, user, at, library)
    if letter.request.library:
        note_library(connection, chat, message, letter.request.library, at)
    _drop(connection, letter)


def _mark_detached(connection: Connection, letter: Letter, message: int) -> None:
    """Keep the letter, as an edit."""
    detached = letter.request.detached
    assert detached is not None, "only a letter with `detached` content can be detached"  # noqa: S101
    edit = SendRequest(detached.parameters, message, library=letter.request.library)
    connection.execute(
        "UPDATE outbox SET request = ?, note = ? WHERE id = ?",
        (json.dumps(_request_json(edit)), json.dumps(_note_json(detached.note)), letter.id),
    )


def _rewrite(connection: Connection, letter: Letter, request: SendRequest) -> None:
    connection.execute(
        "UPDATE outbox SET request = ? WHERE id = ?", (json.dumps(_request_json(request)), letter.id)
    )


def _drop(connection: Connection, letter: Letter) -> None:
    connection.execute("DELETE FROM outbox WHERE id = ?", (letter.id,))


def _move_chat(connection: Connection, old: int, new: int) -> None:
    """The messages that letters reply to or edit stay behind, so the letters become plain new messages."""
    rows = connection.execute("SELECT id, request FROM outbox WHERE chat = ?", (old,)).fetchall()
    for number, request in rows:
        moved = _request_json(_moved(_request(json.loads(request))))
        connection.execute(
            "UPDATE outbox SET chat = ?, request = ? WHERE id = ?", (new, json.dumps(moved), number)
        )


def _moved(request: SendRequest) -> SendRequest:
    request = request.otherwise or request
    parameters = {name: value for name, value in request.parameters.items() if name != "reply_parameters"}
    return replace(request, parameters=parameters, message=0, detached=None)


def _waiting(connection: Connection) -> Waiting:
    return Waiting(*connection.execute("SELECT count(*), min(at) FROM outbox").fetchone())


def _request_json(request: SendRequest) -> Json:
    otherwise, detached = request.otherwise, request.detached
    return {
        "parameters": request.parameters,
        "message": request.message,
        "otherwise": None if otherwise is None else _request_json(otherwise),
        "detached": None
        if detached is None
        else {"parameters": detached.parameters, "note": _note_json(detached.note)},
        "library": request.library,
    }


def _request(value: Json) -> SendRequest:
    otherwise, detached = value["otherwise"], value["detached"]
    return SendRequest(
        value["parameters"],
        value["message"],
        None if otherwise is None else _request(otherwise),
        None if detached is None else Detached(detached["parameters"], _note(detached["note"])),
        value.get("library", ""),
    )


def _note_json(note: Note) -> Json | None:
    """A note as JSON.

    >>> _note_json(ReplySent(asked_by=4, user=7))
    {'kind': 'ReplySent', 'asked_by': 4, 'user': 7}
    """
    if note is None:
        return None
    fields = {name: getattr(note, name) for name in type(note).__slots__}
    return {"kind": type(note).__name__, **fields}


def _note(value: Json | None) -> Note:
    """The note in a JSON object.

    >>> _note({"kind": "ReplySent", "asked_by": 4, "user": 7})
    ReplySent(asked_by=4, user=7)
    """
    if value is None:
        return None
    return _NOTES[value["kind"]](**{name: part for name, part in value.items() if name != "kind"})
