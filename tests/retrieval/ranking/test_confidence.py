from retrieval.ranking.confidence import ANSWERS_FROM, NONE_BELOW, grade_of
from retrieval.records import Grade


def test_the_grades_part_at_their_thresholds() -> None:
    assert grade_of(ANSWERS_FROM, is_beside=False) is Grade.ANSWER
    assert grade_of(ANSWERS_FROM - 0.001, is_beside=False) is Grade.PARTIAL
    assert grade_of(NONE_BELOW, is_beside=False) is Grade.PARTIAL
    assert grade_of(NONE_BELOW - 0.001, is_beside=False) is Grade.NONE


def test_what_is_beside_the_question_is_no_answer_however_sure() -> None:
    assert grade_of(1.0, is_beside=True) is Grade.PARTIAL


def test_a_higher_confidence_may_be_asked_of_an_answer() -> None:
    assert grade_of(0.5, is_beside=False, answers_from=0.6) is Grade.PARTIAL
    assert grade_of(0.6, is_beside=False, answers_from=0.6) is Grade.ANSWER
    assert grade_of(NONE_BELOW - 0.001, is_beside=False, answers_from=0.6) is Grade.NONE
