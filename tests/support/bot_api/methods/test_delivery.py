import pytest

from tests.support.bot_api import Person, World, needs_tdlib
from tests.support.bot_api.model.records import Json


def webhook(world: World, url: str = "https://bot.example/hook", **more: object) -> str:
    """Why a webhook is refused; empty when it is not."""
    world.proxy("bot.example", 1)
    return world.ask("setWebhook", url=url, **more).description


@needs_tdlib
def test_updates_are_returned_from_the_offset_on(world: World, alice: Person) -> None:
    alice.says("one")
    alice.says("two")

    first, second = world.ask("getUpdates").result

    assert [update["message"]["text"] for update in (first, second)] == ["one", "two"]
    assert world.ask("getUpdates", offset=second["update_id"]).result == [second]
    assert world.ask("getUpdates", limit=1).result == [second]


@needs_tdlib
def test_the_allowed_updates_are_remembered(world: World, alice: Person) -> None:
    world.ask("getUpdates", allowed_updates=["message_reaction"])
    message = alice.says("unheard")
    alice.reacts(message, "👍")

    updates: list[Json] = world.ask("getUpdates").result

    assert [sorted(update) for update in updates] == [["message_reaction", "update_id"]]


@needs_tdlib
def test_limits_and_timeouts_are_brought_into_their_range(world: World, alice: Person) -> None:
    alice.says("one")

    assert len(world.ask("getUpdates", limit=0, timeout=-5).result) == 1
    assert len(world.ask("getUpdates", limit=1_000, timeout=1_000).result) == 1


def test_with_a_webhook_updates_are_not_fetched(world: World) -> None:
    assert webhook(world) == ""

    refused = world.ask("getUpdates")

    assert refused.status == 409
    assert refused.description == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert world.ask("deleteWebhook").ok
    assert world.ask("getUpdates").ok


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://bot.example/", "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            "https://bot.example:8080/",
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ("https://127.0.0.1/", "bad webhook: IP address 127.0.0.1 is reserved"),
        ("https://elsewhere.example/", "bad webhook: Failed to resolve host: Name or service not known"),
    ],
)
def test_an_address_telegram_cannot_post_to_is_refused(world: World, url: str, reason: str) -> None:
    assert webhook(world, url) == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        ("x" * 257, "Bad Request: secret token is too long"),
        ("a secret", "Bad Request: secret token contains unallowed characters"),
        ("A_secret-1", ""),
    ],
)
def test_a_secret_has_its_letters_and_its_length(world: World, secret: str, reason: str) -> None:
    assert webhook(world, secret_token=secret) == reason


@needs_tdlib
def test_the_webhook_reports_its_state(world: World, alice: Person) -> None:
    assert world.ask("getWebhookInfo").result["url"] == ""

    webhook(world, max_connections=1_000, allowed_updates=["message"])
    alice.says("one")

    info = world.ask("getWebhookInfo").result

    assert (info["url"], info["max_connections"]) == ("https://bot.example/hook", 100)
    assert (info["pending_update_count"], info["allowed_updates"]) == (1, ["message"])


@needs_tdlib
def test_pending_updates_can_be_dropped(world: World, alice: Person) -> None:
    alice.says("one")

    assert world.ask("deleteWebhook", drop_pending_updates=True).ok
    assert world.ask("getUpdates").result == []
