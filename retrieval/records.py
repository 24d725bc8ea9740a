"""The records of questions and answers, all frozen."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from corpus.records import Span


class Grade(StrEnum):
    """How good an answer is: it answers, it comes close, or there is none."""

    ANSWER = "answer"
    PARTIAL = "partial"
    NONE = "none"


class MessageKind(StrEnum):
    """The kind of message that was answered.

    Small talk and questions about the bot are never answered with a sentence.  FOLLOW_ON is about the last
    answer.
    """

    QUESTION = "question"
    SMALL_TALK = "small_talk"
    ABOUT_THE_BOT = "about_the_bot"
    ABOUT_THE_TEXT = "about_the_text"
    PART = "part"
    SUMMARY = "summary"
    TIMELINE = "timeline"
    PEOPLE = "people"
    AMOUNTS = "amounts"
    FOLLOW_ON = "follow_on"


OF_A_TEXT = (
    MessageKind.ABOUT_THE_TEXT,
    MessageKind.PART,
    MessageKind.SUMMARY,
    MessageKind.TIMELINE,
    MessageKind.PEOPLE,
    MessageKind.AMOUNTS,
)
"""The kinds of messages that are about a text as a whole, or ask for a part of it by its number."""


SHOWN_OF_AN_OVERVIEW, MAX_OF_AN_OVERVIEW = 5, 40
"""How many sentences of an overview, or of a part, are shown at first, and how many it has at most."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One sentence of the corpus and its place.

    ``passage`` counts from 1 within the document; ``start`` and ``end`` are code points into the document's
    text, and ``text`` is exactly the text there.  ``score`` orders the candidates of one question.
    ``label`` is the option or question right above the sentence, or the date, name or amount that an overview
    lists it for; else "".
    """

    document: str
    title: str
    passage: int
    start: int
    end: int
    text: str
    score: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document without its text; ``passages`` is the number of its passages.

    ``author`` and ``address`` (a web address) are stated by its file or an admin; "" if by neither.
    """

    id: str
    title: str
    language: str
    date: datetime.date | None
    dateline: str | None
    agency: str | None
    passages: int
    author: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage with its text.  ``place`` counts from 0 over the whole corpus; spans are the document's."""

    place: int
    document: str
    title: str
    language: str
    number: int
    start: int
    end: int
    context: str
    text: str
    sentences: tuple[Span, ...]

    def sentence(self, span: Span) -> str:
        """The text at *span*, which is within the passage."""
        return self.text[span.start - self.start : span.end - self.start]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a corpus to a question.

    ``citations``: for ANSWER the sentence that answers, then its supports; for PARTIAL the one to three
    closest; for NONE empty.  ``others`` are the next best, none of them twice; both together hold up to ten,
    in an overview of a text (its dates, people or amounts) or a numbered part of it up to forty.
    ``confidence`` is the probability, 0 to 1, that the first sentence answers, comparable across questions.
    ``missing_terms`` are content words of the question, as typed.  For ANSWER and PARTIAL the cited sentences
    have none of them in any form; for NONE the whole corpus has none of them in any form, so a reply may say
    "nothing here mentions …".  For NONE they are empty if the corpus has every word: then a reply can only
    say that there is no answer.
    ``understood_as`` is the question that was really searched, None when it is the one typed.
    ``readings``: where a name in the question has two bearers, the fuller name of the one that the citation
    is about, and of the one that the first of the others is about; else empty.  ``kind`` says what kind of
    message was answered.  ``of_words``: it is an overview of the sentences with certain words, and not of
    whole texts or a year.
    """

    question: str
    grade: Grade
    confidence: float
    citations: tuple[Citation, ...] = ()
    others: tuple[Citation, ...] = ()
    missing_terms: tuple[str, ...] = ()
    understood_as: str | None = None
    readings: tuple[str, ...] = ()
    kind: MessageKind = MessageKind.QUESTION
    of_words: bool = False

    @property
    def of_several_parts(self) -> bool:
        """Whether it has the first sentences of several parts with the number that was asked for."""
        return self.kind is MessageKind.PART and self.grade is Grade.PARTIAL and not self.confidence


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation with its answer; a history has the oldest first.

    ``is_selection``: the words are not a question but a quotation that somebody selected in a text.
    """

    question: str
    answer: Answer
    is_selection: bool = False
