import pytest

from tests.support.bot_api.model.errors import ApiError
from tests.support.bot_api.model.flood import Flood, FloodLimits
from tests.support.bot_api.model.records import Chat

ALICE = Chat(1, "private")
BOB = Chat(2, "private")
GROUP = Chat(-3, "group")


def wait(flood: Flood, chat: Chat, now: float) -> int:
    """The seconds asked for, 0 when the message passes."""
    try:
        flood.admit(chat, now)
    except ApiError as refusal:
        return int(refusal.parameters["retry_after"])
    return 0


def test_without_limits_everything_passes() -> None:
    flood = Flood()

    assert [wait(flood, ALICE, 0.0) for _ in range(100)] == [0] * 100


def test_a_closed_chat_opens_when_its_time_is_up_and_others_stay_open() -> None:
    flood = Flood()
    flood.close(ALICE, until=12.0)

    assert wait(flood, ALICE, 10.5) == 2
    assert wait(flood, BOB, 10.5) == 0
    assert wait(flood, ALICE, 12.0) == 0


@pytest.mark.parametrize(
    ("limits", "chat", "seconds"),
    [
        (FloodLimits(in_a_chat_per_second=2), ALICE, 1),
        (FloodLimits(overall_per_second=2), ALICE, 1),
        (FloodLimits(in_a_group_per_minute=2), GROUP, 60),
    ],
)
def test_a_full_window_asks_to_wait_until_it_has_room(limits: FloodLimits, chat: Chat, seconds: int) -> None:
    flood = Flood(limits)

    assert [wait(flood, chat, 100.0) for _ in range(3)] == [0, 0, seconds]
    assert wait(flood, chat, 100.0 + seconds) == 0


def test_private_chats_have_no_limit_by_the_minute() -> None:
    flood = Flood(FloodLimits(in_a_group_per_minute=1))

    assert [wait(flood, ALICE, 5.0) for _ in range(3)] == [0, 0, 0]
