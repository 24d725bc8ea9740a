"""Articles as files in the layouts that people have."""

from collections.abc import Sequence

import pytest

from corpus.records import Span
from evaluation.gold import GoldAnswer, GoldQuestion
from tools.training.renderings import (
    LAYOUTS,
    Layout,
    RenderedParagraph,
    carried_over,
    markdown,
    paragraph,
    questions_and_answers,
    story,
    wrapped,
)

TEXTS = (
    "The harbour was built in 1871 by Edda Quist. Its wall is nine metres high. Nobody lives there.",
    "The ferry leaves at noon. It takes an hour to cross the wide and often stormy strait to the islands.",
)
PARAGRAPHS = tuple(paragraph(f"harbour:{at}", text, "en") for at, text in enumerate(TEXTS))


def gold_question(question: str, document: int, answer: str) -> GoldQuestion:
    place = TEXTS[document].index(answer)
    gold = GoldAnswer(f"harbour:{document}", answer, place, Span(0, 40))
    return GoldQuestion(question, question, True, (gold,), (gold.document,))


QUESTIONS = (
    gold_question("When was the harbour built?", 0, "1871"),
    gold_question("Who built the harbour?", 0, "Edda Quist"),
    gold_question("How high is the wall?", 0, "nine metres"),
    gold_question("When does the ferry leave?", 1, "noon"),
    GoldQuestion("Who swam?", "Who swam?", False),
)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_the_offsets_of_answers_are_right_in_every_layout(layout: Layout) -> None:
    made = layout("harbour", PARAGRAPHS, QUESTIONS)

    moved = carried_over(made, PARAGRAPHS, QUESTIONS, "harbour")

    assert [question.id for question in moved] == [question.id for question in QUESTIONS]
    for question in moved:
        for answer in question.answers:
            assert answer.document == "harbour"
            assert answer.start is not None
            assert made.text[answer.start :].startswith(answer.text)


def test_a_question_whose_answer_was_not_copied_is_left_out() -> None:
    made = story("harbour", PARAGRAPHS[:1], ())

    moved = carried_over(made, PARAGRAPHS, QUESTIONS, "harbour")

    assert [question.id for question in moved if question.answerable] == [
        question.id for question in QUESTIONS[:3]
    ]


def test_a_story_has_paragraphs_of_two_sentences_at_most() -> None:
    made = story("harbour", PARAGRAPHS, ())

    parts = [part for part in made.text.split("\n\n") if part]

    assert max(part.count(".") for part in parts) == 2
    assert len(parts) == 3


def test_wrapped_lines_are_short_and_indented() -> None:
    made = wrapped("harbour", PARAGRAPHS, ())

    lines = [line for line in made.text.splitlines()[1:] if line]

    assert all(line.startswith("       ") and len(line) <= 79 for line in lines)
    assert len(lines) == 4


def test_markdown_lists_each_sentence_under_a_heading() -> None:
    lines = markdown("harbour", PARAGRAPHS, ()).text.splitlines()

    assert lines[0] == "# harbour"
    assert sum(line.startswith("* ") for line in lines) == 5


def test_a_list_of_questions_gives_each_sentence_one_question_and_no_answer_twice() -> None:
    made = questions_and_answers("harbour", PARAGRAPHS, QUESTIONS)

    assert made.asked == {QUESTIONS[0].id, QUESTIONS[2].id, QUESTIONS[3].id}
    assert all(made.text.count(text) == 1 for text in ("Edda Quist", "nine metres", "Nobody lives there"))


def names(paragraphs: Sequence[RenderedParagraph]) -> list[str]:
    return [each.id for each in paragraphs]


def test_a_paragraph_knows_its_sentences() -> None:
    assert [len(each.sentences) for each in PARAGRAPHS] == [3, 2]
    assert names(PARAGRAPHS) == ["harbour:0", "harbour:1"]
