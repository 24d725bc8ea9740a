"""What programs can ask of a running corpus: the one place behind the HTTP API and the MCP server.

Answers are worked out beside the event loop, one at a time, and people's questions come first.  So a person's
question waits for one of a program at most, however many programs ask.
"""

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import asdict
from typing import ParamSpec, Protocol, TypeVar

from retrieval.answer_json import Json, answer_json, corpus_json
from retrieval.intents.responding import respond
from retrieval.query.verify import Verification, verify
from retrieval.records import DocumentCard, PassageText
from retrieval.store.manifest import VersionDamagedError
from retrieval.store.snapshot import Snapshot

P = ParamSpec("P")
T = TypeVar("T")

MOST_WAITING = 100
"""Requests that may wait for their turn; with more, a program is told to come back."""


class RunningCorpus(Protocol):
    """The corpus that answers: one version of it at a time, and a thread to work on it."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The current version, kept open during the block."""

    def aside(self) -> AbstractAsyncContextManager[None]:
        """Have the turn to work, after people's questions."""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What *work* computes, beside the event loop."""

    async def replace_damaged(self, error: VersionDamagedError) -> None:
        """Answer from another version than the damaged one."""


class TooBusyError(Exception):
    """More requests wait than are worked on in reasonable time."""


class NoSuchPlaceError(Exception):
    """The corpus has no such document, or the document no such passage; the message says which."""


class CorpusQueries:
    """Answers programs from the current version of a corpus."""

    def __init__(self, corpus: RunningCorpus, most_waiting: int = MOST_WAITING) -> None:
        self._corpus = corpus
        self._most_waiting = most_waiting
        self._waiting = 0

    async def ask(self, question: str) -> Json:
        """The answer to a question, as `ask --json` has it."""
        return await self._in_turn(lambda snapshot: _asked(question, snapshot))

    async def verify(self, quotation: str, document: str | None = None) -> Json:
        """Whether the corpus, or one document, has a quotation word for word; where, or what differs.

        Raises NoSuchPlaceError where there is no such document.
        """
        return await self._in_turn(lambda snapshot: _verified(quotation, document, snapshot))

    async def documents(self, first: int, count: int) -> Json:
        """Up to *count* documents, without the *first* ones."""
        return await self._in_turn(lambda snapshot: _listed(first, count, snapshot))

    async def passages(self, document: str, passage: int, around: int = 0) -> Json:
        """A passage, and up to *around* before and after it.  Raises NoSuchPlaceError where there is none."""
        return await self._in_turn(lambda snapshot: _passages(document, passage, around, snapshot))

    async def _in_turn(self, work: Callable[[Snapshot], Json]) -> Json:
        """What *work* computes, after people and those who asked before.

        Raises TooBusyError where too many wait, or where the version is being replaced.
        """
        if self._waiting >= self._most_waiting:
            raise TooBusyError("too many requests are waiting")
        self._waiting += 1
        try:
            async with self._corpus.aside():
                with self._corpus.snapshot() as snapshot:
                    return await self._corpus.run(work, snapshot)
        except VersionDamagedError as error:
            await self._corpus.replace_damaged(error)
            raise TooBusyError("the corpus is being repaired") from error
        finally:
            self._waiting -= 1


def _asked(question: str, snapshot: Snapshot) -> Json:
    begun = time.perf_counter()
    found = respond(question, snapshot)
    return answer_json(question, found, snapshot, 1000 * (time.perf_counter() - begun))


def _verified(quotation: str, document: str | None, snapshot: Snapshot) -> Json:
    if document is not None:
        _card(document, snapshot)
    found = verify(quotation, snapshot, document)
    return {
        "quotation": quotation,
        "match": found.match.value,
        "place": _place(found, snapshot),
        "differences": [change._asdict() for change in found.changes],
        "facts": [fact._asdict() for fact in found.facts],
        "unstated": list(found.unstated),
        "corpus": corpus_json(snapshot),
    }


def _place(found: Verification, snapshot: Snapshot) -> Json | None:
    if found.passage is None:
        return None
    document, (start, end) = found.passage.document, found.span
    return {
        "document": document,
        "title": found.passage.title,
        "passage": found.passage.number,
        "start": start,
        "end": end,
        "text": snapshot.document_text(document)[start:end],
    }


def _listed(first: int, count: int, snapshot: Snapshot) -> Json:
    following, total = first + count, snapshot.document_count
    return {
        "documents": [_card_json(card) for card in snapshot.cards(first, count)],
        "total": total,
        "next": following if following < total else None,
        "corpus": corpus_json(snapshot),
    }


def _passages(document: str, passage: int, around: int, snapshot: Snapshot) -> Json:
    card = _card(document, snapshot)
    if not 1 <= passage <= card.passages:
        raise NoSuchPlaceError(f"the document has passages 1 to {card.passages}")
    numbers = range(max(1, passage - around), min(card.passages, passage + around) + 1)
    return {
        "document": _card_json(card),
        "passages": [_passage_json(snapshot.passage(document, number), snapshot) for number in numbers],
        "corpus": corpus_json(snapshot),
    }


def _card(document: str, snapshot: Snapshot) -> DocumentCard:
    try:
        return snapshot.document(document)
    except KeyError:
        raise NoSuchPlaceError("there is no document of that id; list the documents to see theirs") from None


def _card_json(card: DocumentCard) -> Json:
    return {**asdict(card), "date": card.date.isoformat() if card.date else None}


def _passage_json(passage: PassageText, snapshot: Snapshot) -> Json:
    page = snapshot.page(passage.document, passage.start)
    return {
        "passage": passage.number,
        "start": passage.start,
        "end": passage.end,
        **({} if page is None else {"page": page}),
        "text": passage.text,
        "sentences": [
            {"start": span.start, "end": span.end, "text": passage.sentence(span)}
            for span in passage.sentences
        ],
    }
