"""Answer questions from the pages, one at a time, so that people in the chat wait for at most one of them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from corpus.display import displayed
from retrieval.records import Answer, Citation, DocumentCard, Grade, MessageKind
from retrieval.store.snapshot import Snapshot
from web.corpus import AnsweringCorpus
from web.pages.links import ReadingPlace, path_in_library, place_in_library
from web.pages.sessions import BrowserConversation
from web.pages.words import PageWording, PageWords

LONGEST = 2000
"""Characters of a question; that many fit into an address in any browser."""
MAX_WAITING = 20
"""Questions that may wait for their turn; beyond that, people are asked to come back later."""


class PagesBusyError(Exception):
    """More requests are waiting than can be answered in reasonable time."""


@dataclass(frozen=True, slots=True)
class ShownCitation:
    """A cited sentence on the page: its text, its place, and the address that opens it."""

    number: int
    text: str
    language: str
    title: str
    facts: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer in the form that the template needs."""

    grade: str
    label: str
    above: Sequence[str]
    citations: Sequence[ShownCitation]
    others: Sequence[ShownCitation]


class OneAtATime:
    """Runs expensive requests one at a time, because chats need the processor as well."""

    def __init__(self, max_waiting: int) -> None:
        self._max_waiting = max_waiting
        self._waiting = 0
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and hold it during the block.  Raises PagesBusyError if too many wait."""
        if self._waiting >= self._max_waiting:
            raise PagesBusyError
        self._waiting += 1
        try:
            async with self._lock:
                yield
        finally:
            self._waiting -= 1


class QuestionsInTurn:
    """Answers questions from the pages, one at a time."""

    def __init__(self, corpus: AnsweringCorpus, turns: OneAtATime) -> None:
        self._corpus = corpus
        self._turns = turns

    async def ask(self, question: str, snapshot: Snapshot, conversation: BrowserConversation) -> Answer:
        """Answer a question and add it to the conversation.  Raises PagesBusyError if too many wait."""
        known = conversation.answer_to(question, snapshot.version)
        if known is not None:
            return known
        async with self._turns.turn():
            found = await self._corpus.ask(question, snapshot, conversation.before(question))
        conversation.add(question, found, snapshot.version)
        return found


def shown_answer(
    answer: Answer,
    snapshot: Snapshot,
    conversation: BrowserConversation,
    wording: PageWording,
    language: str,
    base: str = "",
) -> ShownAnswer:
    """An answer as the page shows it, on a site whose addresses begin with *base*."""
    words = wording.words(language)
    above = wording.above(answer, snapshot, conversation.before(answer.question), language)

    def place(citations: Sequence[Citation], number: int) -> ReadingPlace:
        return place_in_library(citations, number, snapshot, answer.question, base)

    cited = [
        _shown(number, each, place(answer.citations, number), snapshot, words)
        for number, each in enumerate(answer.citations, 1)
    ]
    others = [
        _shown(number, each, place([each], 1), snapshot, words)
        for number, each in enumerate(answer.others, len(cited) + 1)
    ]
    return ShownAnswer(answer.grade.value, _label(answer, words), above, cited, others)


def _label(answer: Answer, words: PageWords) -> str:
    """The heading of an answer; what the bot says for itself, such as /help, is an answer too."""
    if answer.kind in (MessageKind.SMALL_TALK, MessageKind.ABOUT_THE_BOT):
        return words.answer
    return {
        Grade.ANSWER: words.answer,
        Grade.PARTIAL: words.close_sentences,
        Grade.NONE: words.no_answer,
    }[answer.grade]


def _shown(
    number: int, citation: Citation, place: ReadingPlace, snapshot: Snapshot, words: PageWords
) -> ShownCitation:
    """A sentence with its number, its place, and the address that opens it."""
    card = snapshot.document(citation.document)
    date = words.date(card.date) if card.date else ""
    facts = " · ".join(filter(None, (words.paragraph(citation.passage), date)))
    text, title = displayed(citation.text), card.title or card.id
    return ShownCitation(number, text, card.language, title, facts, place.path())


def listed_documents(
    snapshot: Snapshot, first: int, count: int, words: PageWords, base: str = ""
) -> list[tuple[str, str, str]]:
    """Some of the corpus's documents: title, facts, address."""
    return [
        (card.title or card.id, _facts(card, words), path_in_library(card.id, snapshot, base))
        for card in snapshot.cards(first, count)
    ]


def _facts(card: DocumentCard, words: PageWords) -> str:
    date = words.date(card.date) if card.date else ""
    return " · ".join(filter(None, (words.paragraphs(card.passages), date, words.language(card.language))))
