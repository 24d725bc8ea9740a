from management.gold_gate import at_intervals


def test_progress_is_reported_at_intervals_and_at_the_end() -> None:
    reported: list[tuple[int, int]] = []
    seconds = iter([10.0, 10.1, 10.3, 10.4, 10.45])
    asked = at_intervals(lambda *progress: reported.append(progress), 0.2, lambda: next(seconds))

    for done in range(1, 6):
        asked(done, 5)

    assert reported == [(1, 5), (3, 5), (5, 5)]
