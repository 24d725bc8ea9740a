r"""The passages of a set in the layouts that people's files have.

These are news stories, hard-wrapped text, Markdown, and lists of questions and answers.  An article becomes
one file, made of pieces of its paragraphs; the gold answers are carried over by offset.

>>> story = Rendering("tides.txt")
>>> story.copy(0, "Ebb", 0, 3)
>>> story.add("\n")
>>> story.copy(0, "Ebb. Flood.", 5, 11)
>>> story.text, story.place_of(0, 6)
('Ebb\nFlood.', 5)
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from corpus.records import Span
from corpus.segmentation import sentences
from evaluation.gold import GoldAnswer, GoldQuestion

_WIDTH = 72
_INDENT = "       "
_SENTENCES_OF_A_PARAGRAPH = 2  # of a news story
_WORD = re.compile(r"\S+")


class RenderedParagraph(NamedTuple):
    """A document of a set: its id, its text, and the spans of its sentences."""

    id: str
    text: str
    sentences: tuple[Span, ...]


class _Copied(NamedTuple):
    paragraph: int
    start: int
    end: int
    at: int


@dataclass(slots=True)
class Rendering:
    """A file in the making, and where each copied piece of a paragraph went."""

    name: str
    text: str = ""
    copied: list[_Copied] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    """The ids of the questions that the file itself contains."""

    def add(self, text: str) -> None:
        """Append text that is in no paragraph: marks, line breaks, headings."""
        self.text += text

    def copy(self, paragraph: int, text: str, start: int, end: int) -> None:
        """Append ``text[start:end]`` of a paragraph."""
        self.copied.append(_Copied(paragraph, start, end, len(self.text)))
        self.text += text[start:end]

    def place_of(self, paragraph: int, offset: int) -> int | None:
        """The offset in the file of a character of a paragraph; None if it was not copied."""
        for piece in self.copied:
            if piece.paragraph == paragraph and piece.start <= offset < piece.end:
                return piece.at + offset - piece.start
        return None


Layout = Callable[[str, Sequence[RenderedParagraph], Sequence[GoldQuestion]], Rendering]


def paragraph(document: str, text: str, language: str) -> RenderedParagraph:
    """A document of a set with the spans of its sentences."""
    return RenderedParagraph(document, text, tuple(Span(*span) for span in sentences.split(text, language)))


def story(name: str, paragraphs: Sequence[RenderedParagraph], _asked: Sequence[GoldQuestion]) -> Rendering:
    """Laid out like news: paragraphs of one or two sentences, no title."""
    made = Rendering(f"{name}.txt")
    for number, each in enumerate(paragraphs):
        for at in range(0, len(each.sentences), _SENTENCES_OF_A_PARAGRAPH):
            part = each.sentences[at : at + _SENTENCES_OF_A_PARAGRAPH]
            made.copy(number, each.text, part[0].start, part[-1].end)
            made.add("\n\n")
    return made


def wrapped(name: str, paragraphs: Sequence[RenderedParagraph], _asked: Sequence[GoldQuestion]) -> Rendering:
    """Laid out like a manual page: each paragraph an indented block, wrapped at a fixed width."""
    made = Rendering(f"{name}.txt")
    made.add(f"{name.upper()}\n\n")
    for number, each in enumerate(paragraphs):
        for start, end in _lines(each.text):
            made.add(_INDENT)
            made.copy(number, each.text, start, end)
            made.add("\n")
        made.add("\n")
    return made


def markdown(name: str, paragraphs: Sequence[RenderedParagraph], _asked: Sequence[GoldQuestion]) -> Rendering:
    """Laid out like a handbook: a title, a numbered section for each paragraph, with sentences as a list."""
    made = Rendering(f"{name}.md")
    made.add(f"# {name.replace('_', ' ')}\n\n")
    for number, each in enumerate(paragraphs):
        made.add(f"## Part {number + 1}\n\n")
        for span in each.sentences:
            made.add("* ")
            made.copy(number, each.text, *span)
            made.add("\n")
        made.add("\n")
    return made


def questions_and_answers(
    name: str, paragraphs: Sequence[RenderedParagraph], asked: Sequence[GoldQuestion]
) -> Rendering:
    """A list of questions and answers: a question about a sentence, then the sentence and what follows."""
    layout = _LAYOUTS[sum(map(ord, name)) % len(_LAYOUTS)]
    made = Rendering(f"{name}.{layout.suffix}")
    made.add(layout.title)
    first = _first_question_by_sentence(paragraphs, asked)
    for count, ((number, at), question) in enumerate(first.items(), start=1):
        made.asked.add(question.id)
        made.add(layout.before.format(count=count) + question.question.strip() + layout.between)
        for span in _unasked_from(paragraphs[number].sentences, number, at, first):
            made.copy(number, paragraphs[number].text, *span)
            made.add(" ")
        made.add("\n\n")
    return made


class _QuestionLayout(NamedTuple):
    suffix: str
    title: str
    before: str
    between: str


_LAYOUTS = (
    _QuestionLayout("txt", "Frequently Asked Questions\n\n", "Q: ", "\nA: "),
    _QuestionLayout("txt", "", "{count}. ", "\n\n"),
    _QuestionLayout("md", "# Frequently asked questions\n\n", "### ", "\n\n"),
)


def _first_question_by_sentence(
    paragraphs: Sequence[RenderedParagraph], asked: Sequence[GoldQuestion]
) -> dict[tuple[int, int], GoldQuestion]:
    """The first question about each sentence, by paragraph and sentence, in the order of the text."""
    numbers = {each.id: number for number, each in enumerate(paragraphs)}
    first: dict[tuple[int, int], GoldQuestion] = {}
    for question in asked:
        for answer in question.answers[:1]:
            number = numbers[answer.document]
            for at, span in enumerate(paragraphs[number].sentences):
                if answer.start is not None and span.start <= answer.start < span.end:
                    first.setdefault((number, at), question)
    return dict(sorted(first.items()))


def _unasked_from(
    spans: Sequence[Span], number: int, at: int, first: dict[tuple[int, int], GoldQuestion]
) -> Iterator[Span]:
    """A sentence, and those after it up to the next one with a question of its own."""
    yield spans[at]
    for following in range(at + 1, len(spans)):
        if (number, following) in first:
            return
        yield spans[following]


def carried_over(
    made: Rendering, paragraphs: Sequence[RenderedParagraph], questions: Sequence[GoldQuestion], document: str
) -> list[GoldQuestion]:
    """The questions, with their answers' offsets in the rendered *document*.

    A question whose answer was not copied is left out; one without an answer stays unanswerable.
    """
    numbers = {each.id: number for number, each in enumerate(paragraphs)}
    moved = []
    for question in questions:
        answers = tuple(
            replace(answer, document=document, start=start, sentence=_moved(answer, start))
            for answer in question.answers
            if (start := made.place_of(numbers[answer.document], answer.start or 0)) is not None
        )
        if answers or not question.answerable:
            moved.append(replace(question, answers=answers, documents=(document,) if answers else ()))
    return moved


def _moved(answer: GoldAnswer, start: int) -> Span | None:
    """A span as long as the reference sentence: only its length counts."""
    if answer.sentence is None:
        return None
    return Span(start, start + answer.sentence.end - answer.sentence.start)


def _lines(text: str) -> Iterator[Span]:
    """The lines of a text when it is broken at a fixed width.

    >>> [tuple(span) for span in _lines("word " * 20)]
    [(0, 69), (70, 99)]
    """
    start = end = None
    for word in _WORD.finditer(text):
        if start is not None and end is not None and word.end() - start > _WIDTH:
            yield Span(start, end)
            start = None
        start = word.start() if start is None else start
        end = word.end()
    if start is not None and end is not None:
        yield Span(start, end)


LAYOUTS: tuple[Layout, ...] = (story, wrapped, markdown, questions_and_answers)
