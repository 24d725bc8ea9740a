import pytest

from tests.bot.transport.telegrams import Telegram, Time


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
def time() -> Time:
    return Time()
