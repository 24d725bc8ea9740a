"""A bot of two processes with two libraries, over one database and one depot."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr
from telegram import Update

from bot.application import build_application
from bot.libraries.library_access import LibraryAccess
from bot.live_corpus import LiveCorpus
from bot.serving.sharing import begin_sharing
from bot.turns import AnsweringThreads
from config.settings import Settings
from management.depot.depot import Depot
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from tests.bot.conftest import WITHOUT_PROGRESS
from tests.bot.people import grant_role, send_file, send_text, tap_button
from tests.bot.replicas.conftest import SECONDS_AT_MOST, BotInTurns, eventually
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

ORCHARD = "Apple Lore\n\nGardener Nils Holm prunes the apple trees in March. A pear costs 812 farthings."
NEWS = "Mill Gazette\n\nMiller Carl Brandt built the great wheel in 1887. The wheel turns in nine seconds."
CIDER = "Cider\n\nBrewer Ida Lund ferments the cider in oak.\n"
WHO_PRUNES = "Who prunes the apple trees?"
WHO_BUILT = "Who built the great wheel?"
WHO_BREWS = "Who ferments the cider?"


class LibraryMachine:
    """A process on a machine of its own, whose folders of texts may have any names."""

    def __init__(self, folder: Path, url: str, depot: Depot, names: dict[str, str]) -> None:
        self.sources = {library: folder / name for library, name in names.items()}
        for source in self.sources.values():
            source.mkdir(parents=True)
        self.settings = Settings(
            corpus=Path(",".join(f"{library}={source}" for library, source in self.sources.items())),
            state_dir=folder / "state",
            database=SecretStr(url),
            depot=depot.objects.name,
        )
        versions = folder / "state" / "versions"
        self.stores = {library: CorpusStore(source, versions) for library, source in self.sources.items()}
        self.depot = depot
        self.stack = AsyncExitStack()
        self.corpora: dict[str, LiveCorpus] = {}

    async def start(self, world: World, owner: int, access: LibraryAccess) -> None:
        """Fetch the published versions, and run the bot without polling."""
        await begin_sharing(self.stores, self.settings, self.depot)
        threads = AnsweringThreads()
        self.stack.callback(threads.close)
        for library, store in self.stores.items():
            self.corpora[library] = LiveCorpus(
                store, waits=False, libraries=len(self.stores), threads=threads
            )
            self.stack.callback(self.corpora[library].close)
        assert self.settings.database is not None
        self.application = build_application(
            self.corpora,
            token=world.token,
            base_url=world.server.base_url,
            base_file_url=world.server.base_file_url,
            admins=(owner,),
            access=access,
            state_dir=self.settings.state_dir,
            database=self.settings.database.get_secret_value(),
            depot=self.depot,
            policy=WITHOUT_PROGRESS,
        )
        await self.application.initialize()
        await self.application.start()
        self.stack.push_async_callback(stop, self.application)

    async def stop(self) -> None:
        await self.stack.aclose()

    def files(self, library: str) -> set[str]:
        return {path.name for path in self.sources[library].glob("[!.]*")}


class LibraryBot(BotInTurns):
    """The two processes; ``start`` starts a machine again."""

    def __init__(
        self, machines: list[LibraryMachine], start: Callable[[LibraryMachine], Awaitable[None]]
    ) -> None:
        super().__init__([machine.application for machine in machines])
        self.machines = machines
        self._start = start

    async def restart(self, number: int) -> None:
        """Stop a process, and start another one on its machine."""
        machine = self.machines[number]
        await machine.stop()
        await self._start(machine)
        self.applications[number] = machine.application


@pytest.fixture
def access() -> LibraryAccess:
    """Who sees which library."""
    return LibraryAccess()


@pytest.fixture
async def bot(
    world: World, tmp_path: Path, depot: Depot, database_url: str, olga: Person, access: LibraryAccess
) -> AsyncIterator[LibraryBot]:
    """Two processes; the first one has the texts, and the second has other folder names."""
    one = LibraryMachine(
        tmp_path / "one", database_url, depot, {"orchard": "orchard-texts", "news": "news-texts"}
    )
    other = LibraryMachine(tmp_path / "other", database_url, depot, {"orchard": "fruit", "news": "papers"})
    (one.sources["orchard"] / "apples.txt").write_text(ORCHARD, encoding="utf-8")
    (one.sources["news"] / "mill.txt").write_text(NEWS, encoding="utf-8")
    for store in one.stores.values():
        build(store)
    async with AsyncExitStack() as stack:
        for machine in (one, other):
            stack.push_async_callback(machine.stop)
            await machine.start(world, olga.id, access)
        updater = one.application.updater
        assert updater is not None
        await updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield LibraryBot([one, other], lambda machine: machine.start(world, olga.id, access))


async def test_a_machine_without_texts_fetches_every_library_from_its_own_place_in_the_depot(
    bot: LibraryBot, depot: Depot
) -> None:
    one, other = bot.machines

    versions = {library: set(depot.of_library(library).versions()) for library in ("orchard", "news")}

    assert {library: corpus.version for library, corpus in other.corpora.items()} == {
        library: corpus.version for library, corpus in one.corpora.items()
    }
    assert versions == {library: {corpus.version} for library, corpus in one.corpora.items()}
    assert depot.versions() == {}
    assert (other.files("orchard"), other.files("news")) == ({"apples.txt"}, {"mill.txt"})


async def test_a_library_published_by_one_process_answers_on_the_other_and_the_rest_goes_on(
    bot: LibraryBot, world: World, olga: Person, anna: Person
) -> None:
    news = bot.machines[1].corpora["news"].version
    await send_text(world, olga, "/use orchard")
    await bot.let_answer(0)
    report = await send_file(world, olga, "cider.txt", CIDER)
    await olga.taps(report, "Publish").answer()
    meanwhile = [(await send_text(world, anna, WHO_BUILT)).text for _ in range(3)]
    published = await world.next_edit(olga.chat)
    await bot.let_answer(1)
    answered = await send_text(world, anna, WHO_BREWS)
    built = await send_text(world, anna, WHO_BUILT)

    assert published.text.startswith("Published.")
    assert all("Miller Carl Brandt" in text and "news: Mill Gazette" in text for text in meanwhile)
    assert "Brewer Ida Lund" in answered.text
    assert "orchard: Cider" in answered.text
    assert "Miller Carl Brandt" in built.text
    assert {machine.corpora["news"].version for machine in bot.machines} == {news}

    await eventually(lambda: bot.machines[1].files("orchard") == {"apples.txt", "cider.txt"})
    assert bot.machines[1].files("news") == {"mill.txt"}


async def test_a_file_checked_by_one_process_can_be_published_by_the_other_and_rolled_back_by_the_first(
    bot: LibraryBot, world: World, olga: Person, anna: Person
) -> None:
    await send_text(world, olga, "/use orchard")
    await bot.let_answer(0)
    report = await send_file(world, olga, "cider.txt", CIDER)
    await bot.let_answer(1)
    await tap_button(world, olga, report, "Publish")
    await bot.let_answer(0)
    await eventually(lambda: bot.machines[0].files("orchard") == {"apples.txt", "cider.txt"})
    listed = await send_text(world, olga, "/versions")
    offer = await send_text(world, olga, "/rollback")
    taken_back = await tap_button(world, olga, offer, "Roll back and remove them")
    await bot.let_answer(1)
    unanswered = await send_text(world, anna, WHO_BREWS)
    await send_text(world, olga, "/use news")
    news = await send_text(world, olga, "/versions")

    assert listed.text.startswith("2 versions")
    assert "cider.txt" in offer.text
    assert "is in use again" in taken_back.text
    assert "Ida Lund" not in unanswered.text
    assert news.text.startswith("1 version")

    await eventually(lambda: all(machine.files("orchard") == {"apples.txt"} for machine in bot.machines))


async def test_two_processes_can_publish_in_two_libraries_at_once(
    bot: LibraryBot, world: World, anna: Person
) -> None:
    one, other = bot.machines
    (one.sources["orchard"] / "cider.txt").write_text(CIDER, encoding="utf-8")
    (other.sources["news"] / "tide.txt").write_text(
        "Tide\n\nPilot Jens Lie watches the tide.", encoding="utf-8"
    )

    await asyncio.gather(one.corpora["orchard"].reload(), other.corpora["news"].reload())
    await bot.let_answer(1)
    cider = await send_text(world, anna, WHO_BREWS)
    await bot.let_answer(0)
    tide = await send_text(world, anna, "Who watches the tide?")

    assert "Brewer Ida Lund" in cider.text
    assert "Pilot Jens Lie" in tide.text
    for library in ("orchard", "news"):
        assert one.corpora[library].version == other.corpora[library].version


async def test_a_process_waiting_for_a_build_elsewhere_can_build_other_libraries(
    bot: LibraryBot,
) -> None:
    one, other = bot.machines
    before = other.corpora["orchard"].version
    for library, source in other.sources.items():
        (source / "cider.txt").write_text(f"{CIDER}\nSo says the {library}.", encoding="utf-8")
    stages: list[str] = []

    async with asyncio.timeout(SECONDS_AT_MOST):
        async with one.corpora["orchard"].manager.publisher.building():
            waiting = asyncio.create_task(
                other.corpora["orchard"].reload(lambda stage, done, total: stages.append(stage))
            )
            await other.corpora["news"].reload()
            during = other.corpora["orchard"].version
        await waiting

    assert during == before
    assert list(dict.fromkeys(stages))[:2] == ["waiting", "building"]
    assert other.corpora["orchard"].version != before


async def test_a_library_waiting_for_another_build_of_its_process_can_be_built_by_others(
    bot: LibraryBot,
) -> None:
    one, other = bot.machines
    (one.sources["orchard"] / "cider.txt").write_text(CIDER, encoding="utf-8")

    async with asyncio.timeout(SECONDS_AT_MOST):
        async with other.corpora["news"].manager.publisher.building(other.corpora["news"]._turn):
            waiting = asyncio.create_task(other.corpora["orchard"].reload())
            await one.corpora["orchard"].reload()
            published = one.corpora["orchard"].version
        await waiting

    assert other.corpora["orchard"].version == published


async def test_the_library_of_a_chat_survives_a_restart_and_is_the_same_in_every_process(
    bot: LibraryBot, world: World, anna: Person
) -> None:
    await bot.let_answer(0)
    chosen = await send_text(world, anna, "/use orchard")
    await bot.let_answer(1)
    other_library = await send_text(world, anna, WHO_BUILT)
    await bot.restart(1)
    await bot.let_answer(1)
    own_library = await send_text(world, anna, WHO_PRUNES)
    shown = await send_text(world, anna, "/use")

    assert chosen.text == "From now on I answer here from: orchard."
    assert "Brandt" not in other_library.text
    assert "Gardener Nils Holm" in own_library.text
    assert shown.text.startswith("Here I answer from: orchard.")


async def test_gaps_roles_and_statistics_are_shared_between_processes_but_not_between_libraries(
    bot: LibraryBot, world: World, olga: Person, anna: Person
) -> None:
    await bot.let_answer(0)
    await send_text(world, anna, "/use orchard")
    await send_text(world, anna, "Who grafts the zwetschge?")
    await send_text(world, olga, "/use orchard")
    await grant_role(world, olga, anna, "viewer")
    await bot.let_answer(1)
    gaps = await send_text(world, olga, "/gaps")
    statistics = await send_text(world, anna, "/stats")
    await send_text(world, olga, "/use news")
    other_gaps = await send_text(world, olga, "/gaps")
    await send_text(world, anna, "/use news")
    refused = await send_text(world, anna, "/stats")

    assert "zwetschge" in gaps.text
    assert "Only" not in statistics.text
    assert "zwetschge" not in other_gaps.text
    assert "Only" in refused.text


async def test_synonyms_reach_their_library_on_every_machine(
    bot: LibraryBot, world: World, olga: Person, anna: Person
) -> None:
    await bot.let_answer(0)
    await send_text(world, anna, "/use orchard")
    await send_text(world, anna, "Who prunes the arbors?")
    await send_text(world, olga, "/use orchard")
    gap = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "1")
    await bot.let_answer(1)
    olga.taps(gap, "Add a synonym")
    olga.replies_to(await world.next_message(olga.chat), "trees")
    added = await world.next_message(olga.chat)
    await bot.let_answer(0)
    answered = await send_text(world, anna, "Who prunes the arbors?")

    assert "arbor" in added.text
    assert "Gardener Nils Holm" in answered.text
    await eventually(lambda: all("synonyms.txt" in machine.files("orchard") for machine in bot.machines))
    assert not any("synonyms.txt" in machine.files("news") for machine in bot.machines)


class TestPrivateLibrary:
    """A private library stays private in every process."""

    @pytest.fixture
    def access(self, olga: Person) -> LibraryAccess:
        return LibraryAccess({"orchard": [olga.id]})

    async def test_a_private_library_is_hidden_in_every_process(
        self, bot: LibraryBot, world: World, olga: Person, anna: Person
    ) -> None:
        await bot.let_answer(0)
        own = await send_text(world, olga, WHO_PRUNES)
        first = await send_text(world, anna, WHO_PRUNES)
        await bot.let_answer(1)
        second = await send_text(world, anna, WHO_PRUNES)
        listed = await send_text(world, anna, "/use")
        refused = await send_text(world, anna, "/use orchard")

        assert "Gardener Nils Holm" in own.text
        for text in (first.text, second.text, listed.text, refused.text):
            assert "Nils Holm" not in text
            assert "Apple Lore" not in text
        assert "orchard" not in listed.text
