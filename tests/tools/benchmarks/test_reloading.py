from collections.abc import Sequence

from tools.benchmarks.reloading import Alternation, Load, lines, range_of_slowdown, slowdown


def load(waited: Sequence[float]) -> Load:
    """A load of which the questions to the library "tide" waited so many milliseconds."""
    made = Load({})
    made.waited["tide"] = list(waited)
    return made


def test_a_delay_of_two_questions_in_a_hundred_shows_in_the_slowdown() -> None:
    steady, delayed = load([10.0] * 100), load([10.0] * 98 + [40.0] * 2)

    found = slowdown([Alternation(idle=steady, busy=delayed)] * 5, ["tide"])

    assert found == 4.0


def test_the_range_of_the_slowdown_shows_that_one_reload_made_it() -> None:
    steady, delayed = load([10.0] * 100), load([10.0] * 80 + [40.0] * 20)
    alternations = [Alternation(steady, busy) for busy in (delayed, steady, steady, steady)]

    assert range_of_slowdown(alternations, ["tide"]) == (1.0, 4.0)


def test_the_questions_of_all_times_are_counted_together() -> None:
    first, second = load([10.0]), load([30.0])

    assert next(lines([first, second])).split(", ") == [
        "  tide               2 questions", "p50 20.0 ms", "p99 29.8 ms", "slowest 30.0 ms"
    ]  # fmt: skip
