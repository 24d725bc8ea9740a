"""Questions on the command line: `ask` prints one answer, `ask --batch` a line of JSON for each line of JSON.

Nothing here loads a Telegram library, so that one question costs little more than its answer.  Questions are
not stored; the built corpus is, so that it opens quickly the next time.
"""

import argparse
import json
import logging
import math
import os
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Protocol, TypeVar

from bot.monitoring.latency import keep_pauses_short
from bot.policy import Policy
from bot.terminal.readable import readable
from bot.terminal.streams import complain, printable, quietly, speak_utf8
from config.settings import Settings
from corpus.errors import CorpusError
from retrieval.answer_json import Json, answer_json
from retrieval.indexing.opening import open_present
from retrieval.intents.responding import respond
from retrieval.records import Answer, Turn
from retrieval.store.configured_store import store_of
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot

Key = str | int | float
Conversations = dict[Key, deque[Turn]]
Respond = Callable[[str, Snapshot, Sequence[Turn]], Answer]
"""Answers a question after earlier turns, as `respond` does."""

VERSIONS = "versions"
"""The folder of built versions, in the state folder."""

EXAMPLE = 'ask "Who is Hu Jintao?"'
FIELDS = ("id", "question", "conversation")
"""The fields of a row of a batch that count."""
LONGEST_LINE = 1 << 20
"""Bytes in a line of a batch; a longer line is refused and never held in memory."""
_WRITE_AN_OBJECT = 'write {"id": 1, "question": "Who …?"} on one line'

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A line of a batch: a question, an id that is copied to its answer, and the question's conversation."""

    id: Key | None
    question: str
    conversation: Key | None


class HasClose(Protocol):
    """Anything that can be closed."""

    def close(self) -> None:
        """Release the resources."""


Closable = TypeVar("Closable", bound=HasClose)


class RowError(Exception):
    """A line of a batch that cannot be answered: its id, if known, and what is wrong."""

    def __init__(self, row_id: Key | None, reason: str) -> None:
        super().__init__(reason)
        self.id = row_id


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `ask`."""
    parser.add_argument("question", nargs="*", help="the question, best in quotes")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    form.add_argument(
        "--batch",
        action="store_true",
        help="read JSON objects (id, question, optional conversation) from standard input, one per line, and "
        "print one for each",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Answer the question or the batch that the *arguments* name; return the exit code.

    Raises CorpusError if there is nothing to answer from.
    """
    speak_utf8()
    return quietly(lambda: _run(arguments, settings))


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    question: str | None = " ".join(arguments.question) if arguments.question else None
    if arguments.batch and question is not None:
        return complain("--batch reads its questions from standard input; remove the one on the command line")
    if not arguments.batch and (question is None or not question.strip() or not is_text(question)):
        return complain(f"there is no question; ask one in words, such as: {EXAMPLE}")
    with opened_corpora(settings) as snapshot:
        if question is None:
            keep_pauses_short()
            answer_batch(sys.stdin.buffer, sys.stdout.buffer, snapshot)
        elif arguments.json:
            sys.stdout.buffer.write(_line(respond_timed(question, snapshot, ())[1]))
        else:
            sys.stdout.write(f"{printable(readable(respond(question, snapshot), snapshot))}\n")
    return 0


@contextmanager
def opened_corpora(settings: Settings) -> Iterator[Snapshot]:
    """The version to answer from, or those of several corpora together.

    Raises CorpusError if there is nothing to answer from.
    """
    with ExitStack() as stack:
        opened = {
            each.name: stack.enter_context(_opened_corpus(settings.of_corpus(each)))
            for each in settings.corpora
        }
        yield JointSnapshot(opened) if len(opened) > 1 else next(iter(opened.values()))


def _opened_corpus(settings: Settings) -> AbstractContextManager[Snapshot]:
    """The version of one corpus."""
    return open_version(
        lambda versions: open_present(
            store_of(settings, versions),
            settings.engine,
        ),
        settings.state_dir / VERSIONS,
    )


@contextmanager
def open_version(open_in: Callable[[Path], Closable], versions: Path) -> Iterator[Closable]:
    """What *open_in* opens from the folder of built versions, or from a temporary one if that is read-only.

    Raises CorpusError if there is nothing to answer from.
    """
    try:
        opened = open_in(versions)
    except CorpusError:
        if can_be_written(versions):
            raise
        with TemporaryDirectory(prefix="quoth-") as elsewhere, closing(open_in(Path(elsewhere))) as opened:
            yield opened
    else:
        with closing(opened):
            yield opened


def can_be_written(folder: Path) -> bool:
    """Whether files can be created in *folder*, or in the nearest existing folder above it."""
    whole = folder.absolute()
    existing = next(
        above
        for above in (whole, *whole.parents)
        if os.path.exists(above)  # noqa: PTH110 - Path.exists fails in a folder that is closed to this user
    )
    return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)


def answer_batch(source: BinaryIO, sink: BinaryIO, snapshot: Snapshot, respond: Respond = respond) -> None:
    """Answer each line of *source* that is not blank with one line of *sink*, in order and flushed."""
    conversations: Conversations = defaultdict(lambda: deque(maxlen=Policy().turns))
    ignored: set[str] = set()
    for line in _lines(source):
        if line.decode("utf-8", "replace").strip():
            sink.write(_answer_line(line, snapshot, conversations, respond))
            sink.flush()
            _warn_of_ignored_fields(line, ignored)


def _warn_of_ignored_fields(line: bytes, known: set[str]) -> None:
    """Name ignored fields of a line on standard error, once each; they are added to *known*."""
    with suppress(RowError):
        if new := [name for name in _json_object(line) if name not in FIELDS and name not in known]:
            known.update(new)
            complain(f"ignored these fields of the rows: {', '.join(new)}; only {', '.join(FIELDS)} count")


def _answer_line(line: bytes, snapshot: Snapshot, conversations: Conversations, respond: Respond) -> bytes:
    try:
        row = read_row(line)
        history = deque() if row.conversation is None else conversations[row.conversation]
        return _line({"id": row.id, **_answer_row(row, snapshot, history, respond)})
    except RowError as error:
        return _line({"id": error.id, "error": str(error)})


def _answer_row(row: BatchRow, snapshot: Snapshot, history: deque[Turn], respond: Respond) -> Json:
    """The answer as JSON; the turn is added to the *history*.  A failure only affects this row."""
    try:
        found, record = respond_timed(row.question, snapshot, tuple(history), respond)
    except Exception as failure:
        _log.exception("The question of row %r could not be answered.", row.id)
        raise RowError(
            row.id, f"it could not be answered: {type(failure).__name__}, see the log"
        ) from failure
    history.append(Turn(row.question, found))
    return record


def respond_timed(
    question: str, snapshot: Snapshot, history: Sequence[Turn], respond: Respond = respond
) -> tuple[Answer, Json]:
    """The answer, and its JSON with the milliseconds that it took."""
    begin = time.perf_counter()
    found = respond(question, snapshot, history)
    elapsed = 1000 * (time.perf_counter() - begin)
    return found, answer_json(question, found, snapshot, elapsed)


def read_row(line: bytes) -> BatchRow:
    """The row in a line of the batch.  Fields other than id, question and conversation are ignored.

    >>> read_row(b'{"id": 1, "question": "Who?"}')
    BatchRow(id=1, question='Who?', conversation=None)

    Raises RowError if it cannot be asked.
    """
    fields = _json_object(line)
    row_id = _key(fields, "id", None)
    question = fields.get("question")
    if not isinstance(question, str) or not question.strip():
        raise RowError(row_id, 'the line has no question; give it one: "question": "Who …?"')
    if not is_text(question):
        raise RowError(row_id, "the question contains half of a surrogate pair; write the whole character")
    # Tables write an empty conversation for none.
    return BatchRow(row_id, question, _key(fields, "conversation", row_id) or None)


def _place_of(error: ValueError | RecursionError) -> str:
    """What is wrong with a line, and at which character; json says "line 1", which is another count."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return str(error)


@lru_cache(1)  # a line is parsed twice: for its question, and to find ignored fields
def _json_object(line: bytes) -> Json:
    if len(line) > LONGEST_LINE:
        raise RowError(None, f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RowError(None, f"the line is not UTF-8 at byte {error.start + 1}") from error
    except (ValueError, RecursionError) as error:
        raise RowError(None, f"the line is not JSON ({_place_of(error)}); {_WRITE_AN_OBJECT}") from error
    if not isinstance(fields, dict):
        raise RowError(None, f"the line is not a JSON object; {_WRITE_AN_OBJECT}")
    return fields


def _key(fields: Json, name: str, row_id: Key | None) -> Key | None:
    """A field that names something: a string or a number, or nothing."""
    value = fields.get(name)
    if isinstance(value, float) and not math.isfinite(value):
        raise RowError(row_id, f"{name} is not a finite number")
    if isinstance(value, bool) or not isinstance(value, str | int | float | None):
        raise RowError(row_id, f"{name} is neither a string nor a number")
    return value


def is_text(typed: str) -> bool:
    """Whether *typed* has an encoding; half of a surrogate pair has none.

    >>> is_text("Hu?"), is_text(chr(0xD800))
    (True, False)
    """
    try:
        typed.encode()
    except UnicodeEncodeError:
        return False
    return True


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; a line over the limit is cut just behind the limit."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE)
        yield line


def _line(record: Json) -> bytes:
    """*record* as one line of JSON in UTF-8.

    A lone surrogate has no UTF-8 and is escaped.  So are the characters that JSON allows in text but many
    readers take for a line end.
    """
    written = json.dumps(record, ensure_ascii=False, allow_nan=False)
    if not is_text(written) or any(mark in written for mark in "\x85\u2028\u2029"):
        written = json.dumps(record, allow_nan=False)
    return written.encode() + b"\n"
