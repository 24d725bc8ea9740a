import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.callback_data import (
    DISCARD,
    MAX_BYTES,
    OTHERWISE,
    Action,
    AskStarter,
    Decide,
    OfferRollback,
    ReadOtherwise,
    RollBack,
    ShowContext,
    ShowDifference,
    ShowOutline,
    ShowPage,
    ShowSources,
    ShowSpeaker,
    ShowVersions,
    pack,
    unpack,
)

VERSION, ANSWER = "0a1b2c3d4e5f", "k3v9x2ab"
ACTIONS: list[Action] = [
    ShowPage(VERSION, ANSWER, 0),
    ShowContext(VERSION, ANSWER, 10, 100_000),
    ShowSpeaker(VERSION, ANSWER, 1),
    ShowOutline(VERSION, 1_000_000, 100_000),
    AskStarter(VERSION, 2),
    ReadOtherwise(VERSION, ANSWER, OTHERWISE),
    ShowSources(VERSION, 100_000),
    Decide(ANSWER, DISCARD),
    ShowVersions(100_000),
    ShowDifference(VERSION, VERSION, 100_000),
    OfferRollback(VERSION),
    RollBack(VERSION, VERSION),
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
def test_callback_data_is_decoded_into_the_action_of_its_button(action: Action) -> None:
    assert unpack(pack(action)) == action


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
def test_callback_data_fits_the_limit_of_telegram(action: Action) -> None:
    assert len(pack(action).encode()) <= MAX_BYTES


@pytest.mark.parametrize(
    "data", ["", ":", "page", "page:", "page:v:a", "page:v:a:x", "page:v:a:-1", "page:v:a:1:2", "old:v:1"]
)
def test_data_that_is_not_from_the_bots_buttons_is_not_an_action(data: str) -> None:
    assert unpack(data) is None


@given(st.text(max_size=64))
def test_arbitrary_callback_data_is_read_without_an_error(data: str) -> None:
    unpack(data)
