from collections.abc import Callable, Sequence

import pytest
from rich.console import Console, RenderableType

from evaluation.comparison import compare
from evaluation.judging import Outcome, Pool
from evaluation.metrics import METRICS, figures
from evaluation.report import (
    GROUPS,
    SHOWN_CHANGES,
    comparison_report,
    outcome_in_words,
    run_report,
    shown,
    signed,
)
from evaluation.run import Run
from retrieval.records import Grade

MakeOutcome = Callable[..., Outcome]


def make_run(outcomes: Sequence[Outcome]) -> Run:
    return Run("mill/gold.jsonl", "v7", "abc" * 22, tuple(outcomes))


def as_printed(report: RenderableType) -> str:
    console = Console(width=80, color_system=None)
    with console.capture() as captured:
        console.print(report)
    return captured.get()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.7314, ".731"), (1.0, "1.000"), (0.0, ".000"), (-0.25, "–.250"), (float("nan"), "–")],
)
def test_a_share_is_shown_without_a_leading_zero(value: float, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0312, "+.031"), (-0.003, "–.003"), (0.0, "±.000"), (-0.0001, "±.000"), (float("nan"), "–")],
)
def test_a_difference_always_has_its_sign(value: float, text: str) -> None:
    assert signed(value) == text


def test_every_figure_has_its_place_in_the_report() -> None:
    assert [metric for _, group in GROUPS for metric in group] == list(METRICS)


def test_a_run_is_reported_with_what_was_asked_and_each_figure_on_one_line(make_outcome: MakeOutcome) -> None:
    run = make_run(
        [
            *(make_outcome(str(at), hit_rank=1 + at % 2) for at in range(10)),
            make_outcome("n", answerable=False),
            make_outcome("o", answerable=False, pool=Pool.OFF_TOPIC),
        ]
    )
    text = as_printed(run_report(run, figures(run.outcomes)))

    assert "mill/gold.jsonl: 11 questions and 1 off-topic ones, corpus v7 (abcabcabcabc)" in text

    lines = {line.split()[0]: line for line in text.splitlines() if line.strip()}

    assert lines["hit@1"].split()[1:] == [".500", ".200", "…", ".800", "10"]
    assert "↓" in lines["off_topic_answered"]
    assert "↓" not in lines["answer_precision"]
    assert "a citation 40 characters, an answer 1.0 ms; 99 % within 1.0 ms" in text


def test_the_table_by_kind_fits_a_terminal_and_adds_up(make_outcome: MakeOutcome) -> None:
    outcomes = [
        make_outcome("a", kind="count_or_amount"),
        make_outcome("b", kind="why", hit_rank=2, grade=Grade.PARTIAL, lengths=(9,)),
        make_outcome("c", kind="near_miss", answerable=False),
    ]

    rows = [
        line.split() for line in as_printed(run_report(make_run(outcomes), figures(outcomes))).splitlines()
    ]

    assert ["kind", "n", "answerable", "answered", "right", "hit@1", "wrong", "precision"] in rows
    assert ["count_or_amount", "1", "1", "1", "1", "1.000", "0", "1.000"] in rows
    assert ["near_miss", "1", "0", "1", "0", "–", "1", ".000"] in rows
    assert ["all", "3", "2", "2", "1", ".500", "1", ".500"] in rows
    assert ["kind", "kept", "back", "first", "shown", "more", "absent", "silent"] in rows
    assert ["why", "1", "0", "0", "1", "0", "0"] in rows


def test_without_kinds_there_is_no_table_by_kind(make_outcome: MakeOutcome) -> None:
    outcomes = [make_outcome("a")]

    text = as_printed(run_report(make_run(outcomes), figures(outcomes)))

    assert "kept back" not in text


def test_groups_without_a_figure_are_left_out(make_outcome: MakeOutcome) -> None:
    run = make_run([make_outcome("a")])

    assert "something else" not in as_printed(run_report(run, figures(run.outcomes)))


def test_a_comparison_names_the_questions_that_changed(make_outcome: MakeOutcome) -> None:
    before = make_run([make_outcome("kept"), make_outcome("lost"), make_outcome("won", hit_rank=None)])
    after = make_run([make_outcome("kept"), make_outcome("lost", hit_rank=2), make_outcome("won")])

    text = as_printed(comparison_report(compare(before, after)))

    assert "Compared over 3 questions; the same texts" in text
    assert "Right only now: 1" in text
    assert "Right only before: 1" in text
    assert "answer .900, gold not found  →  answer .900, gold at rank 1" in text
    assert "question kept?" not in text


def test_a_long_list_of_changes_is_cut_with_how_many_more(make_outcome: MakeOutcome) -> None:
    many = SHOWN_CHANGES + 5
    before = make_run([make_outcome(str(at)) for at in range(many)])
    after = make_run([make_outcome(str(at), hit_rank=2) for at in range(many)])

    text = as_printed(comparison_report(compare(before, after)))

    assert "and 5 more" in text
    assert f"question {SHOWN_CHANGES - 1}?" in text
    assert f"question {SHOWN_CHANGES}?" not in text


def test_an_unanswerable_question_is_described_without_a_rank(make_outcome: MakeOutcome) -> None:
    assert outcome_in_words(make_outcome(answerable=False, grade=Grade.NONE, confidence=0.25)) == "none .250"
