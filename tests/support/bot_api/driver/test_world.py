import pytest

from tests.support.bot_api import Person, Refusal, World, needs_tdlib

pytestmark = needs_tdlib


def answer(world: World, chat_id: int, text: str, **more: object) -> int:
    response = world.ask("sendMessage", chat_id=chat_id, text=text, **more)
    assert response.ok, response.description
    return int(response.result["message_id"])


async def test_messages_are_awaited_in_order_and_each_once(world: World, alice: Person) -> None:
    answer(world, alice.id, "one")
    answer(world, alice.id, "two")

    assert [(await world.next_message(alice.chat)).text for _ in range(2)] == ["one", "two"]


async def test_each_chat_and_each_topic_is_awaited_by_itself(world: World, alice: Person) -> None:
    forum = world.supergroup("Forum", is_forum=True)
    lamps = world.topic(forum, "Lamps")
    answer(world, forum.id, "general")
    answer(world, forum.id, "lamps", message_thread_id=lamps.thread_id)
    answer(world, alice.id, "private")

    assert (await world.next_message(lamps)).text == "lamps"
    assert (await world.next_message(alice.chat)).text == "private"
    assert (await world.next_message(world.general(forum))).text == "general"


async def test_edits_are_awaited_apart_from_messages(world: World, alice: Person) -> None:
    first = answer(world, alice.id, "one")
    world.ask("editMessageText", chat_id=alice.id, message_id=first, text="changed")
    world.ask("deleteMessage", chat_id=alice.id, message_id=first)

    assert (await world.next_edit(alice.chat)).text == "changed"
    assert (await world.next_message(alice.chat)).text == "one"
    assert (await world.next_deletion(alice.chat)).id == first


async def test_a_failed_wait_reports_what_the_bot_did_instead(world: World, alice: Person) -> None:
    world.ask("sendMessage", chat_id=404, text="astray")

    with pytest.raises(AssertionError, match=r"(?s)a message sent in .*Alice.*sendMessage.*chat not found"):
        await world.next_message(alice.chat, seconds=0.01)


async def test_an_unanswered_tap_is_reported_by_its_data(world: World, alice: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    answer(world, alice.id, "one", reply_markup=keyboard)

    with pytest.raises(AssertionError, match="an answer to the tap with the data 'more'"):
        await alice.taps(world.messages(alice.chat)[0], "More").answer(seconds=0.01)


def test_a_chat_shows_what_everyone_wrote(world: World, alice: Person) -> None:
    question = alice.says("Who?")
    answer(world, alice.id, "The keeper.")

    assert [message.text for message in world.messages(alice.chat)] == ["Who?", "The keeper."]

    alice.deletes(question)

    assert world.current(question) is None
    assert [message.text for message in world.messages(alice.chat)] == ["The keeper."]


def test_an_update_is_delivered_again_with_its_number(world: World, alice: Person) -> None:
    alice.says("one")
    first = world.ask("getUpdates").result[0]
    world.ask("getUpdates", offset=first["update_id"] + 1)

    world.deliver_again(world.updates[0])

    assert world.ask("getUpdates", offset=first["update_id"] + 1).result == [first]


def test_a_channel_post_is_not_a_message(world: World) -> None:
    news = world.channel("News")
    world.posts(news, "The lamp is lit.")

    assert [update.kind for update in world.updates] == ["channel_post"]
    assert "from" not in world.updates[0].body


def test_a_post_in_a_channel_can_change(world: World, alice: Person) -> None:
    post = world.posts(world.channel("News"), "The lamp is lit.")
    alice.edits(post, "The lamp is out.")

    assert [update.kind for update in world.updates] == ["channel_post", "edited_channel_post"]


def test_messages_to_a_connected_business_account_are_distinguished(world: World, alice: Person) -> None:
    account, client = world.business(alice), world.person("Client")
    account.connects()
    message = account.hears(client, "Are you open?")
    account.edits(message, "Are you open today?")
    account.deletes(message)
    account.connects(is_enabled=False)

    assert [update.kind for update in world.updates] == [
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "business_connection",
    ]

    opened, _, edited, deleted, closed = (update.body for update in world.updates)

    assert (opened["is_enabled"], closed["is_enabled"]) == (True, False)
    assert (edited["text"], edited["chat"]["id"]) == ("Are you open today?", client.id)
    assert edited["business_connection_id"] == deleted["business_connection_id"] == opened["id"]
    assert deleted["message_ids"] == [message.id]


def test_a_migration_is_announced_in_both_chats(world: World) -> None:
    crowd = world.group("Crowd")
    heir = world.migrate(crowd)

    assert [update.body.get("migrate_to_chat_id") for update in world.updates] == [heir.id, None]
    assert [update.body.get("migrate_from_chat_id") for update in world.updates] == [None, crowd.id]


def test_refusals_careless_requests_and_unanswered_queries_are_all_reported(
    world: World, alice: Person
) -> None:
    world.ask("getChat", chat_id=404)
    world.ask("getMe", mood="good")
    alice.asks_inline("lamp")

    assert world.refused == [
        Refusal("getChat", "Bad Request: chat not found", {"chat_id": 404}),
        Refusal("getMe", "getMe has no parameter 'mood', or it is not modelled here", {"mood": "good"}),
        Refusal("answerInlineQuery", "never answered: 'lamp'"),
    ]
