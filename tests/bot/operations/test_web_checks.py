"""The findings of `doctor` about the API."""

import pytest

from bot.operations.findings import Severity
from bot.operations.web_checks import check_programs
from config.settings import Settings

KEY = "wiki:" + "0" * 64


def test_the_doctor_does_not_mention_an_api_that_is_off() -> None:
    assert list(check_programs(Settings(web="127.0.0.1:8080"))) == []


@pytest.mark.parametrize(
    ("settings", "severity", "said"),
    [
        (Settings(api="everybody"), Severity.WARNING, "serves nothing"),
        (Settings(api="everybody", web="127.0.0.1:80"), Severity.OK, "everybody who reaches 127.0.0.1:80"),
        (Settings(api="everybody", web="0.0.0.0:80"), Severity.WARNING, "everybody who reaches 0.0.0.0:80"),
        (Settings(api="keys", api_keys=(KEY,), web="0.0.0.0:80"), Severity.OK, "number of keys: 1"),
    ],
)
def test_the_doctor_says_who_may_ask_over_http(settings: Settings, severity: Severity, said: str) -> None:
    found = list(check_programs(settings))

    assert found[0].severity is severity
    assert said in found[0].state
