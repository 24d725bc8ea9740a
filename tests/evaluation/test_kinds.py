from collections.abc import Callable
from typing import Any

import pytest

from evaluation.gold import GoldAnswer
from evaluation.judging import Outcome, Pool
from evaluation.kinds import UNNAMED, KindCounts, count, counts_by_kind, kinds_as_json
from retrieval.records import Grade

MakeOutcome = Callable[..., Outcome]


def held_back_counts(**more: Any) -> KindCounts:
    return KindCounts(n=1, answerable=1, kept_back=1, **more)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ({}, KindCounts(n=1, answerable=1, answered=1, right_first=1)),
        ({"hit_rank": 2}, KindCounts(n=1, answerable=1, answered=1, wrong=1)),
        ({"hit_rank": None}, KindCounts(n=1, answerable=1, answered=1, wrong=1)),
        ({"answerable": False}, KindCounts(n=1, answered=1, wrong=1)),
        ({"answerable": False, "grade": Grade.NONE}, KindCounts(n=1)),
        ({"grade": Grade.PARTIAL}, held_back_counts(right_first=1, first=1)),
        ({"grade": Grade.PARTIAL, "hit_rank": 2, "lengths": (9, 9)}, held_back_counts(shown=1)),
        ({"grade": Grade.PARTIAL, "hit_rank": 3, "lengths": (9, 9)}, held_back_counts(more=1)),
        (
            {"grade": Grade.NONE, "hit_rank": 1, "lengths": ()},
            held_back_counts(right_first=1, first=1, silent=1),
        ),
        ({"grade": Grade.NONE, "hit_rank": None}, held_back_counts(absent=1, silent=1)),
    ],
)
def test_an_outcome_is_counted_by_its_grade_and_by_where_the_right_sentence_is(
    make_outcome: MakeOutcome, outcome: dict[str, Any], expected: KindCounts
) -> None:
    assert count(make_outcome(**outcome)) == expected


def test_the_questions_of_a_kind_are_added_up(make_outcome: MakeOutcome) -> None:
    outcomes = [
        make_outcome("a", kind="why"),
        make_outcome("b", kind="how"),
        make_outcome("c", kind="why", hit_rank=2),
    ]

    counts = counts_by_kind(outcomes)

    assert list(counts) == ["how", "why"]
    assert counts["why"] == KindCounts(n=2, answerable=2, answered=2, right_first=1, wrong=1)
    assert (counts["why"].hit_at_1, counts["why"].precision) == (0.5, 0.5)


def test_off_topic_questions_and_those_without_known_sentences_are_left_out(
    make_outcome: MakeOutcome,
) -> None:
    outcomes = [
        make_outcome("a", kind="why"),
        make_outcome("b", kind="why", answerable=False, pool=Pool.OFF_TOPIC),
        make_outcome("c", kind="why", answers=()),
    ]

    counts = counts_by_kind(outcomes)

    assert counts["why"].n == 1


def test_there_is_no_table_if_no_question_names_its_kind(make_outcome: MakeOutcome) -> None:
    assert counts_by_kind([make_outcome("a")]) == {}


def test_questions_without_a_kind_are_counted_together_beside_those_that_have_one(
    make_outcome: MakeOutcome,
) -> None:
    counts = counts_by_kind([make_outcome("a"), make_outcome("b", kind="why")])

    assert {kind: each.n for kind, each in counts.items()} == {UNNAMED: 1, "why": 1}


def test_shares_without_a_question_are_null_in_json(make_outcome: MakeOutcome) -> None:
    refused = make_outcome("a", answerable=False, grade=Grade.NONE, kind="near_miss")

    row = kinds_as_json(counts_by_kind([refused]))["near_miss"]

    assert (row["n"], row["answered"], row["hit@1"], row["precision"]) == (1, 0, None, None)
    assert set(row) == {
        "n", "answerable", "answered", "right_first", "hit@1", "wrong", "precision",
        "kept_back", "first", "shown", "more", "absent", "silent",
    }  # fmt: skip


def test_an_answer_given_by_words_counts_like_one_given_by_offsets(make_outcome: MakeOutcome) -> None:
    outcome = make_outcome("a", kind="quote", answers=(GoldAnswer("d", "gold"),))

    assert counts_by_kind([outcome])["quote"].right_first == 1
