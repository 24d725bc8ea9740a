import pytest

from tests.support.bot_api import ActKind, Person, Standing, World, needs_tdlib

pytestmark = needs_tdlib


def refusal_of_message(world: World, chat_id: object) -> str:
    """Why a message to the chat is refused; empty when it is not."""
    return world.ask("sendMessage", chat_id=chat_id, text="x").description


def test_get_chat_describes_the_chat(world: World, alice: Person) -> None:
    chat = world.ask("getChat", chat_id=alice.id).result

    assert (chat["type"], chat["first_name"], chat["username"]) == ("private", "Alice", "alice_l")


def test_public_chats_are_found_by_name_and_people_are_not(world: World, alice: Person) -> None:
    world.supergroup("Crowd", username="the_crowd")

    assert refusal_of_message(world, "@The_Crowd") == ""
    assert refusal_of_message(world, "@alice_l") == "Bad Request: chat not found"


def test_a_bot_cannot_begin_a_conversation(world: World) -> None:
    bob, stranger = world.person("Bob"), world.person("Stranger")
    bob.says("Hello all", world.group("Crowd"))

    assert refusal_of_message(world, bob.id) == "Forbidden: bot can't initiate conversation with a user"
    assert refusal_of_message(world, stranger.id) == "Bad Request: chat not found"


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing.KICKED, "Forbidden: bot was kicked from the group chat"),
        (Standing.LEFT, "Forbidden: bot is not a member of the group chat"),
    ],
)
def test_a_group_the_bot_is_not_in_is_closed(
    world: World, alice: Person, standing: Standing, reason: str
) -> None:
    crowd = world.group("Crowd")
    world.set_standing(crowd, standing, by=alice)

    assert refusal_of_message(world, crowd.id) == reason


def test_only_administrators_post_in_a_channel(world: World) -> None:
    ours, theirs = world.channel("Ours"), world.channel("Theirs", standing=Standing.MEMBER)

    assert refusal_of_message(world, ours.id) == ""
    assert (
        refusal_of_message(world, theirs.id) == "Bad Request: need administrator rights in the channel chat"
    )


def test_a_group_that_became_a_supergroup_tells_its_new_number(world: World) -> None:
    crowd = world.group("Crowd")
    heir = world.migrate(crowd)

    refused = world.ask("sendMessage", chat_id=crowd.id, text="x")

    assert refused.description == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refused.body["parameters"] == {"migrate_to_chat_id": heir.id}
    assert refusal_of_message(world, heir.id) == ""


def test_an_action_is_seen(world: World, alice: Person) -> None:
    assert world.ask("sendChatAction", chat_id=alice.id, action="typing").ok

    assert [(act.kind, act.what) for act in world.acts] == [(ActKind.ACTING, "typing")]


def test_an_unknown_action_is_refused(world: World, alice: Person) -> None:
    refused = world.ask("sendChatAction", chat_id=alice.id, action="thinking")

    assert refused.description == "Bad Request: wrong parameter action in request"


def test_an_action_may_name_the_general_topic_though_a_message_may_not(world: World) -> None:
    forum = world.supergroup("Forum", is_forum=True)

    assert world.ask("sendChatAction", chat_id=forum.id, action="typing", message_thread_id=1).ok
    assert not world.ask("sendMessage", chat_id=forum.id, text="x", message_thread_id=1).ok


def test_a_reaction_is_one_emoji_of_telegrams(world: World, alice: Person) -> None:
    message = alice.says("Thank you")
    place = {"chat_id": alice.id, "message_id": message.id}

    def react(*emoji: str) -> str:
        reaction = [{"type": "emoji", "emoji": one} for one in emoji]
        return world.ask("setMessageReaction", **place, reaction=reaction).description

    assert react("👍") == ""
    assert react("🗼") == "Bad Request: REACTION_INVALID"
    assert react("👍", "👎") == "Bad Request: REACTIONS_TOO_MANY"
    assert world.acts[0].what == "👍"


def test_a_deleted_message_cannot_be_reacted_to(world: World, alice: Person) -> None:
    refused = world.ask("setMessageReaction", chat_id=alice.id, message_id=404, reaction=[])

    assert refused.description == "Bad Request: message to react not found"
