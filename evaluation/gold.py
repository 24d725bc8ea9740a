"""Gold questions: the questions, and where in the corpus their answers are.

One JSON object per line: ``id``, ``question``, ``answerable`` and ``answers``; ``documents`` if only the
documents are known; ``conversation`` and ``turn`` in dialogues; a ``kind`` to break figures down by.  Other
fields, such as a human ``rewrite``, are ignored, because they must not help to answer.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.files import why_not_read
from corpus.records import Span
from evaluation.errors import GoldError


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """A passage that answers: ``text`` at ``start`` (code points) of ``document``.

    ``sentence`` is the reference sentence around it, None if none is marked.  ``start`` is None if only the
    words are known; then any citation of ``document`` that contains them is right, and ``document`` may be a
    file name without its suffix, or "" for any document.
    """

    document: str
    text: str
    start: int | None = None
    sentence: Span | None = None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with its right answers.

    If ``answerable`` is None, it is context: it is asked as part of the conversation and never scored.
    ``documents`` are the ids of those that answer, without "" and duplicates; empty if they are unknown.
    ``turn`` counts from 1 within its ``conversation``; a question without a conversation is independent.
    ``kind`` is any name for the kind of question, to break figures down by; "" if none is given.
    """

    id: str
    question: str
    answerable: bool | None
    answers: tuple[GoldAnswer, ...] = ()
    documents: tuple[str, ...] = ()
    conversation: str | None = None
    turn: int = 1
    kind: str = ""


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """The questions of a JSON lines file, in order; blank lines are skipped.

    Raises `GoldError`, which names the file, the line and the remedy, if the file cannot be read or has no
    question, if a line is not a gold question, or if an id was used before.
    """
    questions = tuple(_parsed(path))
    if not questions:
        raise GoldError(f"{path}: no questions in it; give a JSON lines file with id, question, answerable")
    return questions


def read_off_topic(path: Path) -> tuple[GoldQuestion, ...]:
    """Questions that a corpus does not answer; raises GoldError if one claims to have an answer."""
    questions = read_gold(path)
    for question in questions:
        if question.answerable is not False:
            raise GoldError(
                f"{path}: {question.id!r} is not unanswerable; an off-topic file holds no other kind"
            )
    return questions


def fingerprint(*paths: Path) -> str:
    """The SHA-256 over gold files, which shows whether a baseline was measured on them."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def sample(questions: Sequence[GoldQuestion], size: int | None) -> tuple[GoldQuestion, ...]:
    """About ``size`` scored questions, spread evenly over the file; whole conversations, the same every time.

    Conversations are not cut, because a follow-up needs its earlier turns.  Everything is taken if ``size``
    is None or at least as large as the file.

    >>> asked = [GoldQuestion(str(n), "?", True) for n in range(6)]
    >>> [one.id for one in sample(asked, 3)]
    ['0', '2', '4']
    """
    scored = sum(question.answerable is not None for question in questions)
    if size is None or size >= scored:
        return tuple(questions)
    groups = list(_conversations(questions))
    step = scored / size
    taken: list[GoldQuestion] = []
    seen = 0
    due = 0.0
    for group in groups:
        if seen >= due:
            taken.extend(group)
            due += step * max(1, _scored(group))
        seen += _scored(group)
    return tuple(taken)


def _scored(questions: Iterable[GoldQuestion]) -> int:
    return sum(question.answerable is not None for question in questions)


def _conversations(questions: Iterable[GoldQuestion]) -> Iterator[list[GoldQuestion]]:
    """The questions by conversation, in order of first appearance; an independent one is a group."""
    groups: dict[tuple[str, str], list[GoldQuestion]] = {}
    for question in questions:
        alone = question.conversation is None
        key = ("question", question.id) if alone else ("conversation", str(question.conversation))
        groups.setdefault(key, []).append(question)
    yield from groups.values()


def _parsed(path: Path) -> Iterator[GoldQuestion]:
    try:
        if reason := why_not_read(path):
            raise GoldError(f"{path}: {reason}; give the path of a gold JSON lines file")
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise GoldError(f"{path}: {error.strerror}; give the path of a gold JSON lines file") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line))
        except json.JSONDecodeError as error:
            raise GoldError(f"{path}, line {number}: not JSON ({error.msg}); one object a line") from error
        except _MalformedError as error:
            raise GoldError(f"{path}, line {number}: {error}") from error
        if question.id in seen:
            first = seen[question.id]
            raise GoldError(
                f"{path}, line {number}: id {question.id!r} is used in line {first} too; ids must be unique"
            )
        seen[question.id] = number
        yield question


class _MalformedError(Exception):
    """A line that is not a gold question; the message says why, `_parsed` adds where."""


def _question(row: Any) -> GoldQuestion:
    if not isinstance(row, dict):
        raise _MalformedError("a gold question is a JSON object with id, question, answerable")
    answers = tuple(_answer(each) for each in _list(row, "answers"))
    named = tuple(str(each) for each in _list(row, "documents"))
    return GoldQuestion(
        id=_text(row, "id"),
        question=_text(row, "question"),
        answerable=_answerable(row),
        answers=answers,
        documents=named or tuple(dict.fromkeys(each.document for each in answers if each.document)),
        # Exports from tables write "" for a question without a conversation.
        conversation=str(row["conversation"]) if row.get("conversation") else None,
        turn=_turn(row),
        kind=_kind(row),
    )


def _answer(row: Any) -> GoldAnswer:
    if not isinstance(row, dict):
        raise _MalformedError("each of answers is an object with document, start, text")
    start = row.get("start")
    if start is not None and not _is_offset(start):
        raise _MalformedError(f"start is {start!r}; give a count of code points, 0 or more")
    if start is not None and row.get("document") is None:
        raise _MalformedError("an answer with a start needs its document")
    if start is None and not isinstance(row.get("text"), str):
        raise _MalformedError("an answer without a start needs its text")
    return GoldAnswer(
        document="" if row.get("document") is None else str(row["document"]),
        text=str(row.get("text") or ""),
        start=start,
        sentence=_span(row.get("sentence")),
    )


def _answerable(row: dict[str, Any]) -> bool | None:
    value = row.get("answerable", "missing")
    if value is None or isinstance(value, bool):
        return value
    raise _MalformedError("answerable is true, false, or null for a question that is only context")


def _text(row: dict[str, Any], field: str) -> str:
    value = row.get(field)
    if field == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    raise _MalformedError(f"no {field}; a gold question has id, question, answerable")


def _list(row: dict[str, Any], field: str) -> list[Any]:
    value = row.get(field)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise _MalformedError(f"{field} is a list")


def _turn(row: dict[str, Any]) -> int:
    turn = row.get("turn")
    if turn is None:
        return 1
    if isinstance(turn, int) and not isinstance(turn, bool) and turn >= 1:
        return turn
    raise _MalformedError(f"turn is {turn!r}; turns count from 1")


def _kind(row: dict[str, Any]) -> str:
    kind = row.get("kind")
    if kind is None or isinstance(kind, str):
        return (kind or "").strip()
    raise _MalformedError(f"kind is {kind!r}; give a name, like follow_up")


def _span(value: Any) -> Span | None:
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and all(map(_is_offset, value)) and value[0] < value[1]:
        return Span(*value)
    raise _MalformedError(f"sentence is {value!r}; give [start, end] in code points, end after start")


def _is_offset(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
