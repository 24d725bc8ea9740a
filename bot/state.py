"""What the bot remembers, in one SQLite file; this module owns all of its SQL.

Remembered are the answers that were given (so that their buttons work after a restart, and follow-ups have
something to follow), the sentences that links lead to and, until each is handled, the updates that Telegram
has delivered.  Everything about people is keyed by chat, topic and user.  The database has a thread of its
own, so the event loop never waits for a disk.
"""

import asyncio
import json
import math
import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.addressing import Conversation
from bot.errors import StateError
from bot.links import Archived
from retrieval.records import Answer, Citation, Grade

P = ParamSpec("P")
T = TypeVar("T")

FILE = "quoth.sqlite3"

MIGRATIONS = (
    """
    CREATE TABLE answers (
        id TEXT PRIMARY KEY,
        chat INTEGER NOT NULL,
        thread INTEGER NOT NULL,
        user INTEGER NOT NULL,
        message INTEGER NOT NULL,
        at REAL NOT NULL,
        version TEXT NOT NULL,
        question TEXT NOT NULL,
        understood_as TEXT,
        grade TEXT NOT NULL,
        confidence REAL NOT NULL,
        missing_terms TEXT NOT NULL,
        citations TEXT NOT NULL,
        others TEXT NOT NULL,
        followed INTEGER NOT NULL DEFAULT 1
    );
    CREATE INDEX answers_of_conversation ON answers (chat, thread, user, at);
    CREATE INDEX answers_by_age ON answers (at);
    CREATE TABLE updates (
        id INTEGER NOT NULL,
        digest BLOB NOT NULL,
        at REAL NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        payload TEXT,
        PRIMARY KEY (id, digest)
    );
    CREATE INDEX updates_by_age ON updates (at);
    """,
    """
    CREATE TABLE sentences (id TEXT PRIMARY KEY, at REAL NOT NULL, sentence TEXT NOT NULL);
    """,
    """
    ALTER TABLE answers ADD COLUMN key TEXT NOT NULL DEFAULT '';
    ALTER TABLE answers ADD COLUMN repeats_question INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX answers_by_key ON answers (chat, thread, key);
    CREATE INDEX answers_of_user ON answers (user);
    ALTER TABLE updates ADD COLUMN user INTEGER;
    CREATE INDEX updates_of_user ON updates (user);
    CREATE TABLE ratings (
        answer TEXT NOT NULL,
        user INTEGER NOT NULL,
        at REAL NOT NULL,
        verdict TEXT NOT NULL,
        PRIMARY KEY (answer, user)
    );
    CREATE INDEX ratings_of_user ON ratings (user);
    CREATE INDEX ratings_by_age ON ratings (at);
    CREATE TABLE languages (user INTEGER PRIMARY KEY, code TEXT NOT NULL);
    """,
)
"""Step n takes the schema from version n to n + 1; a step that was ever released is never changed."""

MOST_TRIES = 3
"""Starts in which an update is tried; one that ends the process each time is given up after that."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given: to whom, in which message, at what time, from which version of the corpus.

    ``repeats_question`` where the message holds the question too, since nobody typed it.
    """

    id: str
    conversation: Conversation
    message: int
    at: float
    version: str
    answer: Answer
    repeats_question: bool = False


class State:
    """The bot's memory; open from the start until `close`."""

    def __init__(self, path: Path | None) -> None:
        """*path*: the folder to keep the file in; None keeps everything in memory and forgets it at the end.

        Raises StateError where the file cannot be opened or is of a later version of Quoth.
        """
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="state")
        self._database = _connect(path)
        self._closed = False

    async def close(self) -> None:
        """Finish what was asked for and let go of the file."""
        if not self._closed:
            self._closed = True
            await self._do(sqlite3.Connection.close)
            self._thread.shutdown()

    # Answers

    async def keep(self, given: Given) -> None:
        """Remember an answer, in place of an earlier one of the same id."""
        await self._do(_keep, given)

    async def given(self, answer: str) -> Given | None:
        """The answer of that id, None where it is not (or no longer) kept."""
        return await self._do(_given, answer)

    async def given_in(self, chat: int, message: int) -> Given | None:
        """The answer that a message of the bot's gives, None where none is (or is no longer) kept."""
        return await self._do(_given_in, chat, message)

    async def history(
        self, conversation: Conversation, since: float, most: int, before: float = math.inf
    ) -> list[Given]:
        """The last *most* answers of a conversation given after *since* and *before* a time, oldest first."""
        return await self._do(_history, conversation, since, most, before)

    async def same_question(self, conversation: Conversation, question: str, since: float) -> Given | None:
        """The last answer to the same question, whoever asked it in that chat and topic, given after *since*.

        Questions are the same if their words are; case and signs do not count.
        """
        return await self._do(_same_question, conversation, question_key(question), since)

    async def start_anew(self, conversation: Conversation) -> None:
        """Leave the answers given so far out of the conversation's history; their buttons go on working."""
        await self._do(_start_anew, conversation)

    async def move_chat(self, old: int, new: int) -> None:
        """A group has become a supergroup and has a new id; its conversations go on there."""
        await self._do(_move_chat, old, new)

    async def prune(self, answers_before: float, updates_before: float) -> None:
        """Forget what is older than that."""
        await self._do(_prune, answers_before, updates_before)

    # People

    async def rate(self, answer: str, user: int, verdict: str) -> None:
        """Remember what *user* thinks of an answer, in place of what they thought before."""
        await self._do(_rate, answer, user, verdict, time.time())

    async def ratings(self) -> list[tuple[int, str]]:
        """Who rated an answer, and how."""
        return await self._do(_ratings)

    async def set_language(self, user: int, code: str) -> None:
        """Remember the language that *user* wants to be spoken to in; "" forgets it."""
        await self._do(_set_language, user, code)

    async def language(self, user: int) -> str:
        """The language that *user* wants to be spoken to in, "" if they did not say."""
        return await self._do(_language, user)

    async def forget(self, user: int) -> int:
        """Delete everything that is kept of *user*, from the file too; how many answers that were."""
        return await self._do(_forget, user)

    # Cited sentences

    async def archive(self, sentences: Sequence[Archived]) -> None:
        """Keep sentences that links lead to, for good; they say nothing about who was shown them."""
        await self._do(_archive, sentences, time.time())

    async def archived(self, sentence: str) -> Archived | None:
        """The archived sentence of that id, None where there is none."""
        return await self._do(_archived, sentence)

    # Updates

    async def receive(self, update: int, digest: bytes, payload: str, user: int | None = None) -> bool:
        """Note an update of *user* that was delivered; False where the very same one was noted before."""
        return await self._do(_receive, update, digest, payload, user, time.time())

    async def handled(self, update: int, digest: bytes) -> None:
        """Note that an update was handled; what it said is forgotten."""
        await self._do(_handled, update, digest)

    async def unhandled(self) -> list[str]:
        """What the updates said that were received and never handled, oldest first."""
        return await self._do(_unhandled)

    async def _do(
        self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do *work* in the database's own thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: work(self._database, *args, **kwargs))


def _connect(folder: Path | None) -> sqlite3.Connection:
    path = ":memory:" if folder is None else str(folder / FILE)
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            _prepare(database)
        except BaseException:
            database.close()
            raise
    except (OSError, sqlite3.Error) as error:
        raise StateError(
            f"cannot use {path} ({error}); choose another QUOTH_STATE_DIR or move the file away"
        ) from error
    return database


def _prepare(database: sqlite3.Connection) -> None:
    """Bring the schema up to date, each step whole or not at all."""
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA busy_timeout = 5000")
    database.execute("PRAGMA secure_delete = ON")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise StateError(
            "the state folder was written by a later Quoth; update this one or choose another QUOTH_STATE_DIR"
        )
    for step, migration in enumerate(MIGRATIONS[version:], version + 1):
        database.executescript(f"BEGIN; {migration} PRAGMA user_version = {step}; COMMIT;")


_COLUMNS = (
    "id, chat, thread, user, message, at, version, "
    "question, understood_as, grade, confidence, missing_terms, citations, others, repeats_question"
)
_NO_WORD = re.compile(r"\W+")


def question_key(question: str) -> str:
    """What the same questions have in common: their words in order.

    >>> question_key("Who lit  the lamp?!") == question_key("who lit the lamp")
    True
    """
    return " ".join(_NO_WORD.split(question.casefold())).strip()


def _keep(database: sqlite3.Connection, given: Given) -> None:
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
        question_key(answer.question),
    )
    places = ", ".join("?" * len(row))
    database.execute(f"INSERT OR REPLACE INTO answers ({_COLUMNS}, key) VALUES ({places})", row)  # noqa: S608


def _given(database: sqlite3.Connection, answer: str) -> Given | None:
    row = database.execute(f"SELECT {_COLUMNS} FROM answers WHERE id = ?", (answer,)).fetchone()  # noqa: S608
    return None if row is None else _read(row)


def _given_in(database: sqlite3.Connection, chat: int, message: int) -> Given | None:
    row = database.execute(
        f"SELECT {_COLUMNS} FROM answers WHERE chat = ? AND message = ? ORDER BY at DESC LIMIT 1",  # noqa: S608
        (chat, message),
    ).fetchone()
    return None if row is None else _read(row)


def _history(
    database: sqlite3.Connection, conversation: Conversation, since: float, most: int, before: float
) -> list[Given]:
    rows = database.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND thread = ? AND user = ? AND at > ? AND at < ? AND followed "
        "ORDER BY at DESC, rowid DESC LIMIT ?",
        (*conversation, since, before, most),
    ).fetchall()
    return [_read(row) for row in reversed(rows)]


def _same_question(
    database: sqlite3.Connection, conversation: Conversation, key: str, since: float
) -> Given | None:
    row = database.execute(
        f"SELECT {_COLUMNS} FROM answers "  # noqa: S608
        "WHERE chat = ? AND thread = ? AND key = ? AND at > ? ORDER BY at DESC LIMIT 1",
        (conversation.chat, conversation.thread, key, since),
    ).fetchone()
    return None if row is None else _read(row)


def _start_anew(database: sqlite3.Connection, conversation: Conversation) -> None:
    database.execute(
        "UPDATE answers SET followed = 0 WHERE chat = ? AND thread = ? AND user = ?", conversation
    )


def _move_chat(database: sqlite3.Connection, old: int, new: int) -> None:
    database.execute("UPDATE answers SET chat = ? WHERE chat = ?", (new, old))


def _prune(database: sqlite3.Connection, answers_before: float, updates_before: float) -> None:
    database.execute("DELETE FROM answers WHERE at < ?", (answers_before,))
    database.execute("DELETE FROM ratings WHERE at < ?", (answers_before,))
    database.execute("DELETE FROM updates WHERE at < ?", (updates_before,))


def _archive(database: sqlite3.Connection, sentences: Sequence[Archived], at: float) -> None:
    rows = [(sentence.id, at, json.dumps(asdict(sentence))) for sentence in sentences]
    database.executemany("INSERT OR IGNORE INTO sentences (id, at, sentence) VALUES (?, ?, ?)", rows)


def _archived(database: sqlite3.Connection, sentence: str) -> Archived | None:
    row = database.execute("SELECT sentence FROM sentences WHERE id = ?", (sentence,)).fetchone()
    return None if row is None else Archived(**json.loads(row[0]))


def _rate(database: sqlite3.Connection, answer: str, user: int, verdict: str, at: float) -> None:
    database.execute("INSERT OR REPLACE INTO ratings VALUES (?, ?, ?, ?)", (answer, user, at, verdict))


def _ratings(database: sqlite3.Connection) -> list[tuple[int, str]]:
    return database.execute("SELECT user, verdict FROM ratings ORDER BY at").fetchall()


def _set_language(database: sqlite3.Connection, user: int, code: str) -> None:
    if code:
        database.execute("INSERT OR REPLACE INTO languages VALUES (?, ?)", (user, code))
    else:
        database.execute("DELETE FROM languages WHERE user = ?", (user,))


def _language(database: sqlite3.Connection, user: int) -> str:
    row = database.execute("SELECT code FROM languages WHERE user = ?", (user,)).fetchone()
    return row[0] if row else ""


def _forget(database: sqlite3.Connection, user: int) -> int:
    with database:
        database.execute("BEGIN IMMEDIATE")
        theirs = "(SELECT id FROM answers WHERE user = ?)"
        database.execute(f"DELETE FROM ratings WHERE user = ? OR answer IN {theirs}", (user, user))  # noqa: S608
        database.execute("DELETE FROM languages WHERE user = ?", (user,))
        database.execute("UPDATE updates SET payload = NULL, user = NULL WHERE user = ?", (user,))
        answers = database.execute("DELETE FROM answers WHERE user = ?", (user,)).rowcount
    # What was deleted is overwritten in the file (secure_delete); the log beside it has to go as well.
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return answers


def _receive(
    database: sqlite3.Connection, update: int, digest: bytes, payload: str, user: int | None, at: float
) -> bool:
    noted = database.execute(
        "INSERT OR IGNORE INTO updates (id, digest, at, payload, user) VALUES (?, ?, ?, ?, ?)",
        (update, digest, at, payload, user),
    )
    return noted.rowcount == 1


def _handled(database: sqlite3.Connection, update: int, digest: bytes) -> None:
    database.execute("UPDATE updates SET payload = NULL WHERE id = ? AND digest = ?", (update, digest))


def _unhandled(database: sqlite3.Connection) -> list[str]:
    database.execute("UPDATE updates SET payload = NULL WHERE tries >= ?", (MOST_TRIES,))
    rows = database.execute(
        "SELECT payload FROM updates WHERE payload IS NOT NULL ORDER BY at, id"
    ).fetchall()
    database.execute("UPDATE updates SET tries = tries + 1 WHERE payload IS NOT NULL")
    return [payload for (payload,) in rows]


def _read(row: tuple[Any, ...]) -> Given:
    answer, chat, thread, user, message, at, version, question, understood_as, grade, confidence = row[:11]
    missing_terms, citations, others = map(json.loads, row[11:14])
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
    )


def _json(citations: Iterable[Citation]) -> str:
    return json.dumps([asdict(citation) for citation in citations])
