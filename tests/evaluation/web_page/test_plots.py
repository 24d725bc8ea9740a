from collections.abc import Callable

from evaluation.judging import Outcome, Pool
from evaluation.web_page.plots import plots
from retrieval.records import Grade

MakeOutcome = Callable[..., Outcome]


def plots_text(*outcomes: Outcome) -> str:
    return "".join(f"{plot.title}{plot.caption}{plot.svg}" for plot in plots(outcomes))


def test_every_plot_of_a_full_run_is_drawn(make_outcome: MakeOutcome) -> None:
    page = plots_text(
        make_outcome("a", confidence=0.85),
        make_outcome(
            "b", hit_rank=None, grade=Grade.PARTIAL, confidence=0.3, expected="yes_no", language="ru"
        ),
        make_outcome("n", answerable=False, confidence=0.5),
        make_outcome("o", answerable=False, pool=Pool.OFF_TOPIC, grade=Grade.NONE, confidence=0.1),
    )

    for title in ("honest", "What was said", "How sure", "threshold", "By what is asked for", "By language"):
        assert title in page

    assert "answerable: 2" in page
    assert "near-miss: 1" in page
    assert "off-topic: 1" in page
    assert ">yes no<" in page
    assert ">ru<" in page


def test_the_bar_of_grades_separates_right_answers_from_wrong_ones(make_outcome: MakeOutcome) -> None:
    page = plots_text(
        *(make_outcome(str(at)) for at in range(3)),
        make_outcome("w", hit_rank=2),
        make_outcome("n", answerable=False),
    )

    assert "answerable: 4: 3 answer, right (75.0%)" in page
    assert "answerable: 4: 1 answer, wrong (25.0%)" in page
    assert "near-miss: 1: 1 answer, wrong (100.0%)" in page


def test_answers_that_cannot_be_judged_are_shown_as_such(make_outcome: MakeOutcome) -> None:
    page = plots_text(make_outcome("a", answers=(), hit_rank=None), make_outcome("n", answerable=False))

    assert "answerable: 1: 1 answer, not judged (100.0%)" in page
    assert "By language" not in page
    assert "not judged" not in plots_text(make_outcome("a"))


def test_a_kind_that_was_not_asked_is_not_drawn(make_outcome: MakeOutcome) -> None:
    page = plots_text(make_outcome("a"))

    assert "near-miss" not in page
    assert "off-topic" not in page


def test_the_commonest_type_comes_first(make_outcome: MakeOutcome) -> None:
    page = plots_text(
        make_outcome("a", expected="date"), *(make_outcome(str(at), expected="place") for at in range(2))
    )

    assert page.index(">place<") < page.index(">date<")
