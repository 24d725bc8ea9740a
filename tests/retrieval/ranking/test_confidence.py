import numpy as np
import pytest

from corpus.records import Span
from retrieval.ranking.confidence import ANSWERS_FROM, NONE_BELOW, grade_of, is_disputed
from retrieval.ranking.features import Candidate
from retrieval.ranking.ranker import Ranked
from retrieval.records import Grade
from retrieval.text.analyzed_passages import analyze_sentence
from retrieval.text.question import analyze_question


def make_ranked(*sentences: str, shares: tuple[float, ...]) -> Ranked:
    candidates = tuple(
        Candidate(0, at, analyze_sentence(text, Span(0, len(text)), "en"))
        for at, text in enumerate(sentences)
    )
    return Ranked(candidates, np.array(shares), np.array(shares), np.zeros((len(shares), 1)))


def test_the_thresholds_separate_the_grades() -> None:
    assert grade_of(ANSWERS_FROM, is_doubtful=False) is Grade.ANSWER
    assert grade_of(ANSWERS_FROM - 0.001, is_doubtful=False) is Grade.PARTIAL
    assert grade_of(NONE_BELOW, is_doubtful=False) is Grade.PARTIAL
    assert grade_of(NONE_BELOW - 0.001, is_doubtful=False) is Grade.NONE


def test_a_sentence_doubtful_for_another_reason_is_no_answer_however_confident() -> None:
    assert grade_of(1.0, is_doubtful=True) is Grade.PARTIAL


def test_a_higher_confidence_may_be_asked_of_an_answer() -> None:
    assert grade_of(0.5, is_doubtful=False, answers_from=0.6) is Grade.PARTIAL
    assert grade_of(0.6, is_doubtful=False, answers_from=0.6) is Grade.ANSWER
    assert grade_of(NONE_BELOW - 0.001, is_doubtful=False, answers_from=0.6) is Grade.NONE


@pytest.mark.parametrize(
    ("question", "second", "share", "disputed"),
    [
        ("may i fish at night", "You may not fish at night.", 0.4, True),
        ("may i fish at night", "You may not fish at night.", 0.1, False),
        ("may i fish at night", "You may fish by day.", 0.4, False),
        ("when may i fish", "You may not fish at night.", 0.4, False),
    ],
    ids=["close behind", "far behind", "agreeing", "no question for yes or no"],
)
def test_a_contradicting_runner_up_disputes_a_yes_or_no_answer(
    question: str, second: str, share: float, disputed: bool
) -> None:
    both = make_ranked("You may fish with a lamp.", second, shares=(0.5, share))

    assert is_disputed(analyze_question(question, "en"), both) is disputed
