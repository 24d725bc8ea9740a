from collections.abc import Callable, Sequence

import pytest

from evaluation.comparison import Comparison, compare
from evaluation.errors import SavedRunError
from evaluation.judging import Outcome, Pool
from evaluation.run import Run
from retrieval.records import Citation, Grade

MakeOutcome = Callable[..., Outcome]


def make_run(outcomes: Sequence[Outcome], sha256: str = "5") -> Run:
    return Run("gold.jsonl", "v", sha256, tuple(outcomes))


def by_name(comparison: Comparison) -> dict[str, tuple[float, bool, bool]]:
    return {
        each.metric.name: (round(each.value, 9), each.dropped, each.improved)
        for each in comparison.differences
    }


def test_a_run_against_itself_shows_no_difference(make_outcome: MakeOutcome) -> None:
    run = make_run([make_outcome(str(at), hit_rank=1 + at % 3) for at in range(30)])
    comparison = compare(run, run)

    assert all(each.value == 0 and each.p == 1 for each in comparison.differences)
    assert not any((comparison.dropped, comparison.won, comparison.lost, comparison.other))
    assert comparison.same_corpus


def test_many_lost_questions_are_a_drop_and_many_won_ones_are_not(make_outcome: MakeOutcome) -> None:
    good = make_run([make_outcome(str(at)) for at in range(60)])
    bad = make_run([make_outcome(str(at), hit_rank=1 if at % 3 else 2) for at in range(60)])

    worse, better = compare(good, bad), compare(bad, good)

    assert by_name(worse)["hit@1"] == (round(-20 / 60, 9), True, False)
    assert by_name(better)["hit@1"] == (round(20 / 60, 9), False, True)
    assert next(each.p for each in worse.differences if each.metric.name == "hit@1") < 0.01
    assert (len(worse.lost), len(worse.won), better.dropped) == (20, 0, ())


def test_one_lost_and_one_won_question_are_not_a_drop(make_outcome: MakeOutcome) -> None:
    before = make_run([make_outcome(str(at), hit_rank=2 if at == 0 else 1) for at in range(60)])
    after = make_run([make_outcome(str(at), hit_rank=2 if at == 1 else 1) for at in range(60)])

    comparison = compare(before, after)

    assert by_name(comparison)["hit@1"] == (0, False, False)
    assert [change.after.id for change in comparison.won] == ["0"]
    assert [change.after.id for change in comparison.lost] == ["1"]


def test_an_increase_is_a_drop_if_lower_is_better(make_outcome: MakeOutcome) -> None:
    def strangers(grade: Grade) -> list[Outcome]:
        return [
            make_outcome(str(at), answerable=False, pool=Pool.OFF_TOPIC, grade=grade, confidence=0.1)
            for at in range(20)
        ]

    comparison = compare(make_run(strangers(Grade.NONE)), make_run(strangers(Grade.ANSWER)))

    assert by_name(comparison)["off_topic_answered"] == (1.0, True, False)


def test_a_drop_too_small_to_be_shown_is_ignored(make_outcome: MakeOutcome) -> None:
    before = make_run([make_outcome(str(at), confidence=0.9) for at in range(40)])
    after = make_run([make_outcome(str(at), confidence=0.9 - 1e-9) for at in range(40)])

    assert compare(before, after).dropped == ()


def test_pairing_detects_a_small_steady_gain_among_very_different_questions(
    make_outcome: MakeOutcome,
) -> None:
    ranks = [1, 2, 5, None] * 100
    before = [make_outcome(str(at), hit_rank=rank) for at, rank in enumerate(ranks)]
    after = [make_outcome(str(at), hit_rank=1 if at % 40 == 1 else rank) for at, rank in enumerate(ranks)]

    (difference,) = (
        d for d in compare(make_run(before), make_run(after)).differences if d.metric.name == "hit@1"
    )

    assert difference.value == pytest.approx(0.025)
    assert difference.improved


def test_only_questions_of_both_runs_count(make_outcome: MakeOutcome) -> None:
    before = make_run([make_outcome("a"), make_outcome("gone")])
    after = make_run([make_outcome("a"), make_outcome("new", hit_rank=None)], sha256="6")

    comparison = compare(before, after)

    assert comparison.questions == 1
    assert not comparison.same_corpus
    assert by_name(comparison)["hit@1"][0] == 0


def test_the_same_id_in_both_pools_is_two_questions(make_outcome: MakeOutcome) -> None:
    own = make_outcome("a")
    strange = make_outcome("a", answerable=False, pool=Pool.OFF_TOPIC)

    assert compare(make_run([own, strange]), make_run([strange, own])).questions == 2


def test_another_sentence_or_grade_is_a_change_even_if_neither_is_right(make_outcome: MakeOutcome) -> None:
    before = make_run([make_outcome("a", hit_rank=2), make_outcome("b", hit_rank=2), make_outcome("c")])
    moved = Citation("d", "Title", 1, 50, 90, "Another sentence.", 1.0)
    after = make_run(
        [
            make_outcome("a", hit_rank=2, cited=moved),
            make_outcome("b", hit_rank=2, grade=Grade.PARTIAL),
            make_outcome("c", elapsed_ms=9.0, confidence=0.8),
        ]
    )

    assert [change.after.id for change in compare(before, after).other] == ["a", "b"]


def test_runs_without_a_common_question_cannot_be_compared(make_outcome: MakeOutcome) -> None:
    with pytest.raises(SavedRunError, match="have no question in common"):
        compare(make_run([make_outcome("a")]), make_run([make_outcome("b")]))
