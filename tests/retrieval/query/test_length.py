from retrieval.query.length import LONGEST_QUESTION, within_length


def test_a_question_of_ordinary_length_is_read_in_full() -> None:
    question = "Who lit the lamp? " * 30

    assert within_length(question) == question


def test_the_beginning_and_the_end_of_a_very_long_question_are_read() -> None:
    read = within_length("Who lit " + "x" * 5000 + " the lamp?")

    assert read == "Who lit the lamp?"


def test_each_ideograph_counts_as_a_word() -> None:
    assert len(within_length("灯" * 4096)) <= LONGEST_QUESTION // 4 + 1
    assert within_length("灯塔是谁点亮的？") == "灯塔是谁点亮的？"
