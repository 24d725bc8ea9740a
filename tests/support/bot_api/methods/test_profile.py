import pytest

from tests.support.bot_api import Person, World

ASK = {"command": "ask", "description": "Ask a question"}


def test_the_bot_introduces_itself(world: World) -> None:
    me = world.ask("getMe").result

    assert (me["username"], me["is_bot"], me["can_read_all_group_messages"]) == ("quoth_bot", True, True)


def test_a_menu_is_kept_for_its_scope_and_language(world: World) -> None:
    scope = {"type": "all_private_chats"}

    assert world.ask("setMyCommands", commands=[ASK], scope=scope, language_code="ru").ok
    assert world.ask("getMyCommands", scope=scope, language_code="ru").result == [ASK]
    assert world.ask("getMyCommands", scope=scope).result == []
    assert world.ask("deleteMyCommands", scope=scope, language_code="ru").ok
    assert world.ask("getMyCommands", scope=scope, language_code="ru").result == []


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ({"command": "Ask", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "a-b", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "/", "description": "x"}, "command must be non-empty"),
        ({"command": "x" * 33, "description": "x"}, "command length must not exceed 32"),
        ({"command": "x", "description": " "}, "command description must be non-empty"),
        ({"command": "x", "description": "x" * 257}, "command description length must not exceed 256"),
        ({"command": "x"}, 'can\'t find field "description"'),
    ],
)
def test_a_command_telegram_cannot_list_is_refused(
    world: World, command: dict[str, str], reason: str
) -> None:
    assert world.ask("setMyCommands", commands=[command]).description == f"Bad Request: {reason}"


def test_a_menu_has_at_most_a_hundred_commands(world: World) -> None:
    commands = [{"command": f"c{number}", "description": "x"} for number in range(101)]

    assert world.ask("setMyCommands", commands=commands).description == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    assert world.ask("setMyCommands", commands=commands[:100]).ok


def test_the_scope_of_a_chat_the_bot_has_not_met_is_refused(world: World) -> None:
    stranger = world.person("Stranger")
    scope = {"type": "chat", "chat_id": stranger.id}

    refused = world.ask("setMyCommands", commands=[ASK], scope=scope)

    assert refused.description == "Bad Request: chat not found"

    world.private_chat(stranger)

    assert world.ask("setMyCommands", commands=[ASK], scope=scope).ok


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        ({"type": "galaxy"}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"type": "chat"}, 'can\'t find field "chat_id"'),
    ],
)
def test_an_unknown_scope_is_refused(world: World, scope: dict[str, object], reason: str) -> None:
    assert world.ask("setMyCommands", commands=[], scope=scope).description == f"Bad Request: {reason}"


def test_administrators_have_a_scope_in_groups_only(world: World, alice: Person) -> None:
    crowd, news = world.group("Crowd"), world.channel("News")

    def answer(chat_id: int) -> str:
        scope = {"type": "chat_administrators", "chat_id": chat_id}
        return world.ask("setMyCommands", commands=[ASK], scope=scope).description

    assert answer(crowd.id) == ""
    assert answer(alice.id) == "Bad Request: can't use specified scope in private chats"
    assert answer(news.id) == "Bad Request: can't change commands in channel chats"


def test_a_language_is_two_letters(world: World) -> None:
    refused = world.ask("setMyCommands", commands=[ASK], language_code="english")

    assert refused.description == "Bad Request: invalid language code specified"


def test_people_see_the_menu_of_the_nearest_scope_in_their_language(world: World) -> None:
    olga = world.person("Olga", language_code="ru")
    bob = world.person("Bob")
    world.private_chat(bob)
    for text, scope, language in (
        ("everyone", {"type": "default"}, ""),
        ("private", {"type": "all_private_chats"}, ""),
        ("russian", {"type": "all_private_chats"}, "ru"),
        ("bob", {"type": "chat", "chat_id": bob.id}, ""),
    ):
        entry = {"command": "x", "description": text}

        assert world.ask("setMyCommands", commands=[entry], scope=scope, language_code=language).ok

    crowd = world.group("Crowd")

    assert [entry.description for entry in world.menu(olga)] == ["russian"]
    assert [entry.description for entry in world.menu(bob)] == ["bob"]
    assert [entry.description for entry in world.menu(bob, crowd)] == ["everyone"]


@pytest.mark.parametrize(
    ("what", "field", "limit"),
    [
        ("Name", "name", 64),
        ("Description", "description", 512),
        ("ShortDescription", "short_description", 120),
    ],
)
def test_the_profile_is_kept_for_each_language(world: World, what: str, field: str, limit: int) -> None:
    assert world.ask(f"setMy{what}", **{field: "Für alle"}).ok
    assert world.ask(f"setMy{what}", **{field: "Для всех"}, language_code="ru").ok

    assert world.ask(f"getMy{what}").result == {field: "Für alle"}
    assert world.ask(f"getMy{what}", language_code="ru").result == {field: "Для всех"}
    assert world.ask(f"getMy{what}", language_code="es").result == {field: "Für alle"}
    assert not world.ask(f"setMy{what}", **{field: "x" * (limit + 1)}).ok


def test_administrators_see_their_own_menu(world: World) -> None:
    alice, crowd = world.person("Alice"), world.supergroup("Crowd")
    scopes = [{"type": "all_chat_administrators"}, {"type": "chat_administrators", "chat_id": crowd.id}]
    for text, scope in zip(("of any group", "of this group"), scopes, strict=True):
        entry = {"command": "x", "description": text}

        assert world.ask("setMyCommands", commands=[entry], scope=scope).ok

    assert world.menu(alice, crowd) == ()

    world.make_administrator(alice, crowd)

    assert [entry.description for entry in world.menu(alice, crowd)] == ["of this group"]

    world.ask("deleteMyCommands", scope=scopes[1])

    assert [entry.description for entry in world.menu(alice, crowd)] == ["of any group"]
