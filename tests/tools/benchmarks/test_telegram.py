import asyncio
import json
from pathlib import Path

from tests.support.bot_api.driver.world import World
from tools.benchmarks.telegram.server import write_and_wait
from tools.benchmarks.telegram.throughput import markdown, measure


async def test_no_more_messages_than_allowed_wait_for_a_reply() -> None:
    async with World() as world:
        writing = asyncio.create_task(write_and_wait(world, ["/start", "Who trims it?"], 3, 2, at_once=2))
        await asyncio.sleep(0)  # it waits for the bot from here on

        world.ask("getUpdates")
        await world.changes.until(lambda: len(world.updates) >= 2 or None, "two messages")
        before = [update.body["text"] for update in world.updates]
        world.ask("sendMessage", chat_id=world.updates[0].body["chat"]["id"], text="Hello.")
        await world.changes.until(lambda: len(world.updates) == 3 or None, "a third message")
        for update in world.updates[1:]:
            world.ask("sendMessage", chat_id=update.body["chat"]["id"], text="Hello.")

        assert await writing > 0
        assert before == ["/start", "Who trims it?"]


def test_every_update_is_answered_by_the_whole_bot_over_http(tmp_path: Path) -> None:
    corpus, texts = tmp_path / "lamps.txt", tmp_path / "texts.json"
    corpus.write_text("The keeper trims the lamp. The harbour froze in 1911.", encoding="utf-8")
    texts.write_text(json.dumps(["/start", "Who trims the lamp?"]), encoding="utf-8")

    figures = measure(texts, 6, 2, 3, corpus, tmp_path / "state")

    assert (figures["pool"], figures["at_once"]) == (2, 3)
    assert min(figures["per_second"], figures["bot_ms"], figures["server_ms"]) > 0
    assert "| questions | 2 | 3 |" in markdown([{"kind": "questions", **figures}])
