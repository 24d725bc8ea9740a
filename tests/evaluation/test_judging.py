from typing import Any

import pytest

from corpus.records import Span
from evaluation.gold import GoldAnswer, GoldQuestion
from evaluation.judging import Answerability, JudgedCorpus, Pool, document_rank, hit_rank, hits, judge
from retrieval.records import Answer, Citation, Grade

TEXT = "The mill was built in 1788. Its wheel turned for ninety years. A flood broke it."
GROUND = JudgedCorpus(
    {"mill": TEXT}, {"mill": "fr"}, "en", lambda question, language: f"{question[:4]}/{language}"
)


def cite(start: int, end: int, document: str = "mill", text: str | None = None) -> Citation:
    return Citation(document, "Mill", 1, start, end, TEXT[start:end] if text is None else text, 1.0)


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (cite(0, 27), True),
        (cite(22, 27), True),
        (cite(0, 22), False),
        (cite(23, 27), False),
        (cite(0, 60), True),
        (cite(0, 61), False),
        (cite(0, 27, document="other"), False),
    ],
)
def test_a_hit_contains_the_start_and_is_not_much_longer_than_the_reference(
    citation: Citation, expected: bool
) -> None:
    gold = GoldAnswer(
        "mill", "1788", start=22, sentence=Span(0, 27)
    )  # allows 1.5 * 27 + 20 = 60.5 characters

    assert hits(citation, gold) is expected


def test_without_a_reference_sentence_three_hundred_characters_are_allowed() -> None:
    gold = GoldAnswer("mill", "x", start=0)

    assert hits(cite(0, 300), gold)
    assert not hits(cite(0, 301), gold)


def test_without_a_start_the_words_decide_and_white_space_does_not_matter() -> None:
    gold = GoldAnswer("", "wheel  turned")

    assert hits(cite(0, 40, text="Its wheel\nturned on."), gold)
    assert not hits(cite(0, 40, text="Its wheels."), gold)


@pytest.mark.parametrize(
    ("named", "cited", "expected"),
    [
        ("mill", "mill", True),
        ("mill", "water/mill.txt", True),
        ("mill.html", "mill", True),
        ("mill", "miller", False),
        ("", "anything", True),
    ],
)
def test_without_a_start_the_document_has_to_be_the_one_that_is_named(
    named: str, cited: str, *, expected: bool
) -> None:
    gold = GoldAnswer(named, "wheel turned")

    assert hits(cite(28, 60, document=cited), gold) is expected


def test_the_kind_that_the_gold_names_stays_with_the_outcome() -> None:
    gold = GoldQuestion("q", "When?", False, kind="near_miss")

    outcome = judge(gold, Answer("When?", Grade.NONE, 0.0), 1, GROUND, Pool.GOLD)

    assert outcome.kind == "near_miss"


def test_ranks_count_from_one_over_citations_and_documents() -> None:
    near = (cite(28, 60), cite(0, 27, document="b"), cite(0, 27))

    assert hit_rank(near, [GoldAnswer("mill", "1788", start=22)]) == 3
    assert hit_rank(near, [GoldAnswer("mill", "1788", start=70)]) is None
    assert document_rank(near, ["b"]) == 2
    assert document_rank((cite(0, 5), cite(6, 9), cite(0, 3, document="b")), ["b"]) == 2
    assert document_rank(near, []) is None


def judge_answer(answerable: bool = True, pool: Pool = Pool.GOLD, **answer: Any) -> Any:
    gold = GoldQuestion("q", "When was it?", answerable, (GoldAnswer("mill", "1788", 22),), ("mill",))
    return judge(
        gold,
        Answer("When was it?", **{"grade": Grade.ANSWER, "confidence": 0.5, **answer}),
        2.5,
        GROUND,
        pool,
    )


def test_others_are_judged_if_nothing_is_cited() -> None:
    outcome = judge_answer(grade=Grade.NONE, citations=(), others=(cite(0, 27),))

    assert outcome.right
    assert outcome.cited == cite(0, 27)
    assert outcome.lengths == ()


def test_an_unanswerable_question_cannot_be_right() -> None:
    outcome = judge_answer(answerable=False, citations=(cite(0, 27),))

    assert not outcome.right
    assert (outcome.hit_rank, outcome.document_rank, outcome.answers, outcome.documents) == (
        None,
        None,
        (),
        (),
    )


def test_a_citation_that_differs_from_the_text_at_its_offsets_is_not_verbatim() -> None:
    outcome = judge_answer(
        citations=(cite(0, 27), cite(28, 61, text="Invented.")), others=(cite(0, 5, document="lost"),)
    )

    assert (outcome.quoted, outcome.verbatim) == (2, 1)


def test_the_language_is_that_of_the_gold_then_of_the_cited_then_of_the_corpus() -> None:
    assert judge_answer().language == "fr"

    elsewhere = GoldQuestion("q", "When?", False)
    answer = Answer("When?", Grade.ANSWER, 0.5, (cite(0, 27),))
    nothing = Answer("When?", Grade.NONE, 0.0)

    assert judge(elsewhere, answer, 1, GROUND, Pool.GOLD).language == "fr"
    assert judge(elsewhere, nothing, 1, GROUND, Pool.GOLD).language == "en"


def test_the_expected_answer_type_is_read_in_that_language() -> None:
    assert judge_answer().expected == "When/fr"


def test_answerability_follows_from_the_pool_and_the_gold() -> None:
    assert judge_answer().answerability is Answerability.ANSWERABLE
    assert judge_answer(answerable=False).answerability is Answerability.NEAR_MISS
    assert judge_answer(answerable=False, pool=Pool.OFF_TOPIC).answerability is Answerability.OFF_TOPIC


def test_an_answer_is_not_judged_if_only_the_document_is_known() -> None:
    gold = GoldQuestion("q", "When?", True, (), ("mill",))
    outcome = judge(gold, Answer("When?", Grade.ANSWER, 0.5, (cite(0, 27),)), 1, GROUND, Pool.GOLD)

    assert not outcome.judged
    assert outcome.document_rank == 1
