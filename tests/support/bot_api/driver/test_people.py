import pytest

from tests.support.bot_api import Entity, Person, World, needs_tdlib
from tests.support.bot_api.model.records import Json

pytestmark = needs_tdlib

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "More", "callback_data": "more"}, {"text": "Site", "url": "https://example.org"}]
    ]
}


def newest_update(world: World) -> Json:
    """The newest update, without its number."""
    update = dict(world.updates[-1].json)
    del update["update_id"]
    return update


def answered(world: World, chat_id: int, text: str = "An answer") -> None:
    assert world.ask("sendMessage", chat_id=chat_id, text=text, reply_markup=KEYBOARD).ok


def test_text_from_a_person_becomes_a_message(world: World, alice: Person) -> None:
    alice.says("/ask Who keeps the lamp?")

    message = newest_update(world)["message"]

    assert message["text"] == "/ask Who keeps the lamp?"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 4}]
    assert message["from"] == {
        "id": alice.id,
        "is_bot": False,
        "first_name": "Alice",
        "username": "alice_l",
        "language_code": "en",
    }


def test_a_deep_link_is_a_start_with_its_payload(world: World, alice: Person) -> None:
    assert alice.starts("c_12").text == "/start c_12"
    assert alice.starts().text == "/start"


def test_a_reply_carries_the_message_and_the_selected_words(world: World, alice: Person) -> None:
    answered(world, alice.id, "The keeper lights the lamp.")
    answer = world.messages(alice.chat)[0]

    alice.replies_to(answer, "Why?", quote="the lamp")

    message = newest_update(world)["message"]

    assert message["reply_to_message"]["text"] == "The keeper lights the lamp."
    assert message["quote"] == {"text": "the lamp", "position": 18, "is_manual": True}


def test_words_that_are_not_in_the_message_cannot_be_selected(world: World, alice: Person) -> None:
    with pytest.raises(AssertionError, match="does not stand in"):
        alice.replies_to(alice.says("The lamp"), "Why?", quote="the moon")


def test_an_edited_message_arrives_as_an_edit(world: World, alice: Person) -> None:
    question = alice.says("Who?")
    alice.edits(question, "Who keeps it?")

    message = newest_update(world)["edited_message"]

    assert (message["message_id"], message["text"]) == (question.id, "Who keeps it?")
    assert message["edit_date"]


def test_a_reply_in_another_chat_tells_where_the_message_is_from_and_what_was_selected(
    world: World, alice: Person
) -> None:
    here, there = world.group("Here"), world.group("There")
    alice.replies_elsewhere(alice.says("Who keeps it, and since when?", there), "Well?", here, "Who keeps it")

    message = newest_update(world)["message"]

    assert (message["chat"]["id"], message["external_reply"]["chat"]["id"]) == (here.id, there.id)
    assert message["external_reply"]["origin"]["sender_user"]["id"] == alice.id
    assert message["quote"]["text"] == "Who keeps it"
    assert "reply_to_message" not in message


def test_a_tap_carries_the_message_and_the_data(world: World, alice: Person) -> None:
    answered(world, alice.id)
    alice.taps(world.messages(alice.chat)[0], "More")

    query = newest_update(world)["callback_query"]

    assert (query["data"], query["message"]["text"]) == ("more", "An answer")
    assert query["chat_instance"]


def test_a_stale_button_can_be_tapped_and_what_is_gone_is_inaccessible(world: World, alice: Person) -> None:
    answered(world, alice.id)
    seen = world.messages(alice.chat)[0]
    world.ask("editMessageText", chat_id=alice.id, message_id=seen.id, text="Changed")

    alice.taps(seen, "More")

    assert newest_update(world)["callback_query"]["message"]["text"] == "Changed"

    world.ask("deleteMessage", chat_id=alice.id, message_id=seen.id)
    alice.taps(seen, "More")

    assert newest_update(world)["callback_query"]["message"] == {
        "chat": newest_update(world)["callback_query"]["message"]["chat"],
        "message_id": seen.id,
        "date": 0,
    }


def test_only_buttons_that_ask_the_bot_can_be_tapped(world: World, alice: Person) -> None:
    answered(world, alice.id)
    answer = world.messages(alice.chat)[0]

    with pytest.raises(AssertionError, match="asks the bot nothing"):
        alice.taps(answer, "Site")
    with pytest.raises(AssertionError, match=r"No button says 'Less'; there are \['More', 'Site'\]"):
        alice.taps(answer, "Less")


def test_an_anonymous_administrator_speaks_as_the_group(world: World, alice: Person) -> None:
    crowd = world.supergroup("Crowd")
    alice.says("Order!", crowd, behind=crowd)

    message = newest_update(world)["message"]

    assert message["sender_chat"]["id"] == crowd.id
    assert message["from"]["username"] == "GroupAnonymousBot"


def test_a_channel_speaks_in_a_group(world: World, alice: Person) -> None:
    crowd, news = world.supergroup("Crowd"), world.channel("News")
    alice.says("News!", crowd, behind=news)

    message = newest_update(world)["message"]

    assert (message["sender_chat"]["id"], message["from"]["username"]) == (news.id, "Channel_Bot")


def test_in_a_topic_messages_hang_on_the_one_that_opened_it(world: World, alice: Person) -> None:
    forum = world.supergroup("Forum", is_forum=True)
    lamps = world.topic(forum, "Lamps")
    alice.says("Who?", lamps)

    message = newest_update(world)["message"]

    assert (message["message_thread_id"], message["is_topic_message"]) == (lamps.thread_id, True)
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Lamps"
    assert message["chat"]["is_forum"] is True


def test_in_the_general_topic_messages_carry_no_thread(world: World, alice: Person) -> None:
    forum = world.supergroup("Forum", is_forum=True)
    first = alice.says("Who?", world.general(forum))

    assert "message_thread_id" not in newest_update(world)["message"]

    alice.replies_to(first, "Nobody?")
    message = newest_update(world)["message"]

    assert message["message_thread_id"] == first.id
    assert "is_topic_message" not in message


def test_in_privacy_mode_a_group_is_heard_only_when_the_bot_is_meant() -> None:
    world = World(privacy_mode=True)
    alice, crowd = world.person("Alice"), world.supergroup("Crowd")
    for text in ("chatter", "@quoth_bot who?", "/ask who?", "/ask@quoth_bot who?", "/ask@other_bot who?"):
        alice.says(text, crowd)
    world.ask("sendMessage", chat_id=crowd.id, text="An answer")
    alice.replies_to(world.messages(crowd)[-1], "why?")
    alice.says("here?", crowd, entities=[Entity("text_mention", 0, 4, user_id=world.bot.id)])

    assert [update.body["text"] for update in world.updates] == [
        "@quoth_bot who?",
        "/ask who?",
        "/ask@quoth_bot who?",
        "why?",
        "here?",
    ]


def test_a_forwarded_message_names_its_origin(world: World, alice: Person) -> None:
    news, crowd = world.channel("News"), world.group("Crowd")
    post, remark = world.posts(news, "The lamp is lit."), alice.says("Indeed", crowd)

    alice.forwards(post)

    assert newest_update(world)["message"]["forward_origin"]["type"] == "channel"

    alice.forwards(remark)

    assert newest_update(world)["message"]["forward_origin"]["sender_user"]["id"] == alice.id


def test_blocking_and_unblocking_are_announced(world: World, alice: Person) -> None:
    alice.blocks_bot()

    assert newest_update(world)["my_chat_member"]["new_chat_member"]["status"] == "kicked"

    alice.unblocks_bot()

    assert newest_update(world)["my_chat_member"]["new_chat_member"]["status"] == "member"


def test_an_inline_query_carries_words_and_offset_and_a_choice_its_result(
    world: World, alice: Person
) -> None:
    ask = alice.asks_inline("lamp", offset="10")
    query = newest_update(world)["inline_query"]

    assert (query["query"], query["offset"], query["chat_type"]) == ("lamp", "10", "sender")

    content = {"message_text": "The lamp"}
    card = {
        "type": "article",
        "id": "1",
        "title": "Lamp",
        "input_message_content": content,
        "reply_markup": KEYBOARD,
    }
    world.ask("answerInlineQuery", inline_query_id=query["id"], results=[card])
    message = alice.chooses(ask, "1", alice.chat)

    chosen, sent = (update.body for update in world.updates[-2:])

    assert (chosen["result_id"], chosen["query"]) == ("1", "lamp")
    assert (sent["text"], sent["via_bot"]["username"]) == ("The lamp", "quoth_bot")

    alice.taps(message, "More")

    assert newest_update(world)["callback_query"]["inline_message_id"] == chosen["inline_message_id"]
    assert "message" not in newest_update(world)["callback_query"]
