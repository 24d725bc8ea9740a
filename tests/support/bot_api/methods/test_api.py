import inspect

import pytest
import telegram

from tests.support.bot_api import ManualClock, Person, World, needs_tdlib
from tests.support.bot_api.methods import api
from tests.support.bot_api.model.state import Poll

HERE_AND_THERE = {"self", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs"}
"""Arguments of the library's methods that never reach Telegram."""
TRANSLATED = {
    "allow_sending_without_reply",
    "reply_to_message_id",
    "disable_web_page_preview",
    "filename",
    "current_offset",
}
"""Arguments that the library sends under another name."""
NOT_MODELLED = {
    "business_connection_id",
    "direct_messages_topic_id",
    "suggested_post_parameters",
    "thumbnail",
    "certificate",
    "ip_address",
}


@pytest.mark.parametrize("method", sorted(api.METHODS))
def test_every_parameter_of_the_library_is_known(method: str) -> None:
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in method)
    arguments = set(inspect.signature(getattr(telegram.Bot, snake)).parameters) - HERE_AND_THERE

    assert arguments - TRANSLATED - NOT_MODELLED == set(api.METHODS[method].parameters)


def test_an_unknown_method_is_not_found(world: World) -> None:
    answer = world.ask("sendTelepathy")

    assert answer.status == 404
    assert answer.body == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


def test_methods_are_found_in_any_case(world: World) -> None:
    assert world.ask("GETME").ok
    assert world.log[0].method == "getMe"


def test_an_unknown_parameter_is_ignored_and_noted(world: World) -> None:
    assert world.ask("getMe", mood="good").ok
    assert [(refusal.method, refusal.reason) for refusal in world.refused] == [
        ("getMe", "getMe has no parameter 'mood', or it is not modelled here")
    ]


def test_every_request_is_in_the_log_with_its_answer(world: World, clock: ManualClock) -> None:
    world.ask("getMe")
    clock.advance(3)
    world.ask("getChat", chat_id=404)

    assert [(request.method, request.at - world.log[0].at) for request in world.log] == [
        ("getMe", 0.0),
        ("getChat", 3.0),
    ]
    assert [request.response and request.response.ok for request in world.log] == [True, False]
    assert [refusal.reason for refusal in world.refused] == ["Bad Request: chat not found"]


def test_ordered_failures_happen_as_often_as_ordered(world: World, alice: Person) -> None:
    world.fail("getMe", 500, "Internal Server Error", times=2)

    assert [world.ask("getMe").status for _ in range(3)] == [500, 500, 200]
    assert world.ask("getChat", chat_id=alice.id).ok


def poll(world: World) -> Poll:
    answer = api.handle(world.state, "getUpdates", {"timeout": 10})
    assert isinstance(answer, Poll)
    return answer


def test_a_second_poller_ends_the_first_ones_poll(world: World) -> None:
    older, newer = poll(world), poll(world)

    refused = api.resume(world.state, older)

    assert refused is not None
    assert refused.status == 409
    assert refused.description == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    assert api.resume(world.state, newer) is None


@needs_tdlib
def test_a_waiting_poll_is_answered_by_the_next_update(world: World, alice: Person) -> None:
    waiting = poll(world)

    assert api.resume(world.state, waiting) is None

    alice.says("one")

    answer = api.resume(world.state, waiting)

    assert answer is not None
    assert [update["message"]["text"] for update in answer.result] == ["one"]


def test_a_poll_whose_time_is_up_is_answered_with_nothing(world: World) -> None:
    answer = api.resume(world.state, poll(world), is_over=True)

    assert answer is not None
    assert answer.result == []


def test_a_waiting_poll_is_ended_by_a_webhook(world: World) -> None:
    waiting = poll(world)
    world.proxy("bot.example", 1)
    world.ask("setWebhook", url="https://bot.example/")

    refused = api.resume(world.state, waiting)

    assert refused is not None
    assert refused.description == "Conflict: terminated by setWebhook request"


def test_a_poll_whose_client_hung_up_blocks_nobody(world: World) -> None:
    api.abandon(world.state, poll(world))
    newer = poll(world)

    assert api.resume(world.state, newer) is None
    assert world.refused == []
