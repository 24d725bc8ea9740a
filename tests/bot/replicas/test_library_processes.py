"""Two real processes of a bot with two libraries, one of which is killed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from tests.bot.people import send_text
from tests.bot.replicas.conftest import eventually
from tests.bot.replicas.test_several_libraries import CIDER, NEWS, ORCHARD, WHO_BREWS, WHO_BUILT
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.process import BotProcess
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Message


@pytest.fixture
async def processes(
    world: World, tmp_path: Path, database_url: str, olga: Person
) -> AsyncIterator[list[BotProcess]]:
    """Two running processes; only the first one has the texts when it starts."""
    async with AsyncExitStack() as stack:
        running = []
        for number, texts in enumerate(({"orchard": ORCHARD, "news": NEWS}, {})):
            home = tmp_path / str(number)
            for library in ("orchard", "news"):
                (home / library).mkdir(parents=True)
            for library, text in texts.items():
                (home / library / f"{library}.txt").write_text(text, encoding="utf-8")
                build(CorpusStore(home / library, home / "state" / "versions"))
            (home / "state").mkdir(exist_ok=True)
            settings = {
                "QUOTH_CORPUS": f"orchard={home / 'orchard'},news={home / 'news'}",
                "QUOTH_DATABASE": database_url,
                "QUOTH_DEPOT": str(tmp_path / "depot"),
            }
            process = BotProcess(world, state_dir=home / "state", admins=[olga.id], extra=settings)
            running.append(await stack.enter_async_context(process))
            await eventually(lambda: "is answering" in process.stderr)  # noqa: B023 - awaited at once
        yield running


async def message_that(world: World, person: Person, suits: Callable[[Message], bool]) -> Message:
    """Wait for a new or edited message that suits in somebody's chat, and return it."""
    return await world.changes.until(
        lambda: next((each for each in world.messages(person.chat) if suits(each)), None), "such a message"
    )


async def test_a_version_published_by_a_process_that_is_killed_answers_on_the_other(
    processes: list[BotProcess], world: World, olga: Person, anna: Person
) -> None:
    await send_text(world, olga, "/use orchard")
    olga.sends_document("cider.txt", CIDER.encode())
    await world.next_message(olga.chat)  # the report, or the progress message
    report = await message_that(world, olga, lambda message: "Publish" in message.labels)
    await olga.taps(report, "Publish").answer()
    published = await message_that(world, olga, lambda message: message.text.startswith("Published."))
    await send_text(world, olga, "/id")  # an acknowledged tap has been carried out
    await processes[0].kill()
    both = [(await send_text(world, anna, question)).text for question in (WHO_BREWS, WHO_BUILT)]
    stopped = await processes[1].stop()

    assert "cider" in published.text
    assert "Brewer Ida Lund" in both[0]
    assert "orchard: Cider" in both[0]
    assert "Miller Carl Brandt" in both[1]
    assert "news: Mill Gazette" in both[1]
    assert stopped == 0
    assert "Traceback" not in processes[1].stderr
