from retrieval.grading import ANSWERS_FROM, NONE_BELOW, grade_of
from retrieval.records import Grade


def test_the_grades_part_at_their_thresholds() -> None:
    assert grade_of(ANSWERS_FROM, lacks_name=False) is Grade.ANSWER
    assert grade_of(ANSWERS_FROM - 0.001, lacks_name=False) is Grade.PARTIAL
    assert grade_of(NONE_BELOW, lacks_name=False) is Grade.PARTIAL
    assert grade_of(NONE_BELOW - 0.001, lacks_name=False) is Grade.NONE


def test_without_a_name_asked_about_nothing_is_an_answer() -> None:
    assert grade_of(1.0, lacks_name=True) is Grade.PARTIAL
