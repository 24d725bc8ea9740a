"""What failed requests mean, and how long to wait before the next attempt."""

import pytest
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.transport.failures import TryAgain, failure_of, is_temporary, pause_after

MANY = 200


@pytest.mark.parametrize(
    ("tried", "shortest", "longest"),
    [(1, 0.5, 0.625), (2, 1.0, 1.25), (5, 8.0, 10.0), (6, 15.0, 18.75), (10**6, 15.0, 18.75)],
)
def test_pauses_double_up_to_a_quarter_of_a_minute_and_are_up_to_a_quarter_longer(
    tried: int, shortest: float, longest: float
) -> None:
    pauses = [pause_after(tried) for _ in range(MANY)]

    assert shortest <= min(pauses) < max(pauses) <= longest


def test_after_a_flood_limit_everybody_waits_a_little_longer_and_not_equally_long() -> None:
    failures = [failure_of(RetryAfter(5), 1) for _ in range(MANY)]

    waits = {failure.seconds for failure in failures if isinstance(failure, TryAgain) and failure.flooded}

    assert len(waits) > MANY / 2
    assert 5.1 <= min(waits) < max(waits) <= 5.5
    assert min(waits) < 5.2


@pytest.mark.parametrize(
    ("error", "temporary"),
    [
        (NetworkError("no connection"), True),
        (TimedOut(), True),
        (RetryAfter(5), True),
        (InvalidToken("from a restarting proxy"), True),
        (BadRequest("chat not found"), False),
        (Forbidden("blocked"), False),
    ],
)
def test_a_failure_is_temporary_unless_telegram_refuses_the_request(
    error: TelegramError, temporary: bool
) -> None:
    assert is_temporary(error) is temporary
