"""The queries that programs can send to a running corpus, shared by the HTTP API and the MCP server.

Queries run outside the event loop, one at a time, and people's questions come first.  So a person's question
waits for at most one query of a program, however many programs ask.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import asdict, dataclass
from typing import ParamSpec, Protocol, TypeVar

from corpus.errors import SearchUnavailableError
from retrieval.answer_json import Json, answer_json, corpus_json
from retrieval.intents.responding import respond
from retrieval.query.verify import Verification, verify
from retrieval.records import DocumentCard, PassageText
from retrieval.store.manifest import VersionDamagedError
from retrieval.store.snapshot import Snapshot

P = ParamSpec("P")
T = TypeVar("T")

MAX_WAITING = 100
"""Requests that may wait for their turn; beyond that, programs are told to retry later."""


class RunningCorpus(Protocol):
    """The corpus that answers, with a thread for work on its current version."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The current version, kept open during the block."""

    def aside(self) -> AbstractAsyncContextManager[None]:
        """Wait for a turn to work, after people's questions."""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *work* outside the event loop and return its result."""

    async def replace_damaged(self, error: VersionDamagedError) -> None:
        """Switch to another version than the damaged one."""


class TooBusyError(Exception):
    """More requests are waiting than can be answered in reasonable time."""


class NoSuchPlaceError(Exception):
    """The corpus has no such document, or the document no such passage; the message says which is missing."""


class NoSuchCorpusError(Exception):
    """The program sees no corpus of that name; *names* are those that it sees, "" for an only corpus.

    >>> print(NoSuchCorpusError(["faq", "news"]))
    there is no corpus with that name; there are: faq, news and, for all of them together, all
    >>> print(NoSuchCorpusError([""]))
    there is only one corpus; leave `corpus` out
    >>> print(NoSuchCorpusError([]))
    no corpus is public; send a key that may ask one
    """

    def __init__(self, names: Sequence[str]) -> None:
        if not names:
            super().__init__("no corpus is public; send a key that may ask one")
        elif "" in names:
            super().__init__("there is only one corpus; leave `corpus` out")
        else:
            there = f"there are: {', '.join(names)} and, for all of them together, all"
            super().__init__(f"there is no corpus with that name; {there}")


@dataclass(frozen=True, slots=True)
class WantedCorpus:
    """The corpus that a program asks.

    ``name`` is "" for all that it may ask, and ``key``, the name of its key, is "" if it has none.
    """

    name: str = ""
    key: str = ""


class AskedCorpora(Protocol):
    """The corpora that programs may ask."""

    def chosen(self, name: str, key: str) -> RunningCorpus:
        """The corpus of that name, or all that the key sees.  Raises NoSuchCorpusError if there is none."""


EVERY_CORPUS = WantedCorpus()


class CorpusQueries:
    """Answers programs from the current versions of the corpora.

    Each query is for one of the *corpora*, or for all that the program may ask.  Raises NoSuchCorpusError if
    the program may not ask the one that it names.
    """

    def __init__(self, corpora: AskedCorpora, max_waiting: int = MAX_WAITING) -> None:
        self._corpora = corpora
        self._most_waiting = max_waiting
        self._waiting = 0

    async def ask(self, question: str, wanted: WantedCorpus = EVERY_CORPUS) -> Json:
        """The answer to a question, in the format of `ask --json`."""
        return await self._in_turn(wanted, lambda snapshot: _asked(question, snapshot))

    async def verify(
        self, quotation: str, document: str | None = None, wanted: WantedCorpus = EVERY_CORPUS
    ) -> Json:
        """Whether the corpus, or one document, has a quotation word for word: where, or what differs.

        Raises NoSuchPlaceError if there is no such document.
        """
        return await self._in_turn(wanted, lambda snapshot: _verified(quotation, document, snapshot))

    async def documents(self, first: int, count: int, wanted: WantedCorpus = EVERY_CORPUS) -> Json:
        """Up to *count* documents after the *first* ones."""
        return await self._in_turn(wanted, lambda snapshot: _listed(first, count, snapshot))

    async def passages(
        self, document: str, passage: int, around: int = 0, wanted: WantedCorpus = EVERY_CORPUS
    ) -> Json:
        """A passage and up to *around* before and after it.  Raises NoSuchPlaceError if it does not exist."""
        return await self._in_turn(wanted, lambda snapshot: _passages(document, passage, around, snapshot))

    async def _in_turn(self, wanted: WantedCorpus, work: Callable[[Snapshot], Json]) -> Json:
        """Run *work* after people's questions and earlier requests, and return its result.

        Raises TooBusyError if too many requests wait, while the version is being replaced, and while it
        cannot be searched.
        """
        corpus = self._corpora.chosen(wanted.name, wanted.key)
        if self._waiting >= self._most_waiting:
            raise TooBusyError("too many requests are waiting")
        self._waiting += 1
        try:
            async with corpus.aside():
                with corpus.snapshot() as snapshot:
                    return await corpus.run(work, snapshot)
        except VersionDamagedError as error:
            await corpus.replace_damaged(error)
            raise TooBusyError("the corpus is being repaired") from error
        except SearchUnavailableError as error:
            raise TooBusyError("the search cluster does not answer") from error
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
        raise NoSuchPlaceError(
            "there is no document with that id; list the documents to see their ids"
        ) from None


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
