import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.bot_api import World, needs_tdlib
from tests.support.bot_api.network.http import HttpRequest, read_request, response_bytes

pytestmark = needs_tdlib


class Hook:
    """A bot behind a webhook: keeps what it is posted and answers with the statuses it was given."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.posts: list[HttpRequest] = []
        self.port = 0

    @property
    def texts(self) -> list[str]:
        return [str(dict(post.parameters())["message"]["text"]) for post in self.posts]  # type: ignore[index]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader)
        assert request is not None
        self.posts.append(request)
        writer.write(response_bytes(self.statuses.pop(0) if self.statuses else 200, b""))
        await writer.drain()
        writer.close()


@pytest.fixture
async def hook(served: World) -> AsyncIterator[Hook]:
    hook = Hook()
    server = await asyncio.start_server(hook.serve, "127.0.0.1", 0)
    hook.port = server.sockets[0].getsockname()[1]
    served.proxy("bot.example", hook.port)
    yield hook
    server.close()


def is_delivered(world: World) -> bool | None:
    """For waiting: true when nothing is left to deliver."""
    return True if not world.state.updates.waiting else None


async def test_updates_are_posted_in_order_with_the_secret(served: World, hook: Hook) -> None:
    served.ask("setWebhook", url="https://bot.example/hook", secret_token="s3cret")
    alice = served.person("Alice")
    for text in ("one", "two", "three"):
        alice.says(text)
    await served.changes.until(lambda: is_delivered(served), "the delivery")

    assert hook.texts == ["one", "two", "three"]
    assert {post.headers["x-telegram-bot-api-secret-token"] for post in hook.posts} == {"s3cret"}
    assert {post.path for post in hook.posts} == {"/hook"}


async def test_an_update_that_is_not_taken_comes_again_before_the_next(served: World, hook: Hook) -> None:
    hook.statuses = [500, 403]
    served.ask("setWebhook", url="https://bot.example/")
    alice = served.person("Alice")
    alice.says("one")
    alice.says("two")
    await served.changes.until(lambda: is_delivered(served), "the delivery")

    assert hook.texts == ["one", "one", "one", "two"]
    assert [status for _, status in served.server.deliverer.attempts] == [500, 403, 200, 200]

    info = served.ask("getWebhookInfo").result

    assert info["last_error_message"] == "Wrong response from the webhook: 403"


async def test_updates_that_waited_before_the_webhook_was_set_are_posted_too(
    served: World, hook: Hook
) -> None:
    served.person("Alice").says("early")
    served.ask("setWebhook", url="https://bot.example/")
    await served.changes.until(lambda: is_delivered(served), "the delivery")

    assert hook.texts == ["early"]


async def test_a_webhook_that_does_not_respond_is_tried_again(served: World, hook: Hook) -> None:
    served.proxy("bot.example", 1)
    served.ask("setWebhook", url="https://bot.example/")
    served.person("Alice").says("patience")
    await served.changes.until(lambda: served.server.deliverer.attempts or None, "an attempt")
    info = served.ask("getWebhookInfo").result
    served.proxy("bot.example", hook.port)
    await served.changes.until(lambda: is_delivered(served), "the delivery")

    assert info["last_error_message"] == "Connection refused"
    assert hook.texts == ["patience"]
