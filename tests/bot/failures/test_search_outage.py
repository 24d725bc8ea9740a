"""What happens to questions while the search cluster is unreachable, with a stand-in for it."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.application import QuothApplication, build_application
from bot.live_corpus import LiveCorpus
from bot.search_watch import SearchWatch
from corpus.errors import CorpusError, SearchUnavailableError
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.store.corpus_store import CorpusStore
from tests.bot.running import polling
from tests.support.bot_api import ManualClock, Person, World
from tests.support.opensearch import StandIn, standing_in

KEPT = "I can’t search right now. I’ve kept your question and will answer it as soon as I can."
LATER = "I can’t search right now. Please try again later."


@pytest.fixture
def cluster() -> Iterator[StandIn]:
    with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
def store(source: Path, tmp_path: Path, cluster: StandIn) -> CorpusStore:
    return CorpusStore(source, tmp_path / "versions", cluster=ClusterOptions((cluster.url,)))


@pytest.fixture
def live_corpus(store: CorpusStore) -> Iterator[LiveCorpus]:
    with closing(LiveCorpus(store, "opensearch")) as corpus:
        yield corpus


@asynccontextmanager
async def running(world: World, corpus: LiveCorpus, state: Path) -> AsyncIterator[QuothApplication]:
    application = build_application(
        corpus,
        token=world.token,
        base_url=world.server.base_url,
        state_dir=state,
    )
    async with polling(application, seconds=1):
        yield application


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


async def test_a_question_is_answered_by_the_cluster(
    world: World, live_corpus: LiveCorpus, tmp_path: Path, anna: Person, cluster: StandIn
) -> None:
    async with running(world, live_corpus, tmp_path / "state"):
        anna.says("Who lit the lamp?")
        answer = await world.next_message(anna.chat)

    assert "Edda Quist" in answer.text
    assert list(cluster.indexes) == [f"quoth-{live_corpus.version}"]


@pytest.mark.parametrize("trouble", ["is_away", "is_partial"])
async def test_questions_wait_in_order_until_the_cluster_gives_complete_replies(
    world: World, live_corpus: LiveCorpus, tmp_path: Path, anna: Person, cluster: StandIn, trouble: str
) -> None:
    async with running(world, live_corpus, tmp_path / "state") as application:
        setattr(cluster, trouble, True)
        anna.says("Who lit the lamp?")
        anna.says("What did the repair cost?")
        notice = await world.next_message(anna.chat)
        readiness = await application.vitals.readiness()
        setattr(cluster, trouble, False)
        answers = [(await world.next_message(anna.chat)).text for _ in range(2)]
        ready_again = (await application.vitals.readiness()).is_ready

    assert notice.text == KEPT
    assert (readiness.is_ready, readiness.search_available) == (False, False)
    assert "Edda Quist" in answers[0]
    assert "40,000" in answers[1]
    assert ready_again


async def test_questions_that_wait_are_answered_by_the_next_process(
    world: World, store: CorpusStore, tmp_path: Path, anna: Person, cluster: StandIn
) -> None:
    with closing(LiveCorpus(store, "opensearch")) as corpus:
        async with running(world, corpus, tmp_path / "state"):
            cluster.is_away = True
            anna.says("Who lit the lamp?")
            anna.says("What did the repair cost?")
            notice = await world.next_message(anna.chat)
    cluster.is_away = False

    with closing(LiveCorpus(store, "opensearch", waits=False)) as corpus:
        async with running(world, corpus, tmp_path / "state"):
            answers = [(await world.next_message(anna.chat)).text for _ in range(2)]

    assert notice.text == KEPT
    assert "Edda Quist" in answers[0]
    assert "40,000" in answers[1]


async def test_a_bot_starts_while_the_cluster_is_away(
    world: World, store: CorpusStore, tmp_path: Path, anna: Person, cluster: StandIn
) -> None:
    LiveCorpus(store, "opensearch").close()
    cluster.is_away = True

    with closing(LiveCorpus(store, "opensearch", waits=False)) as corpus:
        async with running(world, corpus, tmp_path / "state"):
            anna.says("Who lit the lamp?")
            notice = await world.next_message(anna.chat)
            cluster.is_away = False
            answer = await world.next_message(anna.chat)

    assert notice.text == KEPT
    assert "Edda Quist" in answer.text


async def test_a_question_that_is_too_old_to_wait_is_given_back(
    live_corpus: LiveCorpus, tmp_path: Path, cluster: StandIn
) -> None:
    async with World(clock=ManualClock(time.time() - 2 * 24 * 3600)) as world:
        anna = world.person("Anna")
        async with running(world, live_corpus, tmp_path / "state"):
            cluster.is_away = True
            anna.says("Who lit the lamp?")
            reply = await world.next_message(anna.chat)

    assert reply.text == LATER


async def test_a_tapped_starter_question_waits_too_and_other_taps_get_the_notice_to_try_later(
    world: World, live_corpus: LiveCorpus, tmp_path: Path, anna: Person, cluster: StandIn
) -> None:
    async with running(world, live_corpus, tmp_path / "state"):
        anna.says("What did the repiar cost?")
        answer = await world.next_message(anna.chat)
        anna.starts()
        start = await world.next_message(anna.chat)
        cluster.is_away = True
        alert = await anna.taps(answer, "Search exactly what I typed").answer()
        anna.taps(start, "What did the repair cost?")
        notice = await world.next_message(anna.chat)
        cluster.is_away = False
        second = await world.next_message(anna.chat)

    assert alert.text == LATER
    assert notice.text == KEPT
    assert "40,000" in second.text


async def test_an_index_that_was_deleted_is_made_again_by_itself(
    world: World, live_corpus: LiveCorpus, tmp_path: Path, anna: Person, cluster: StandIn
) -> None:
    async with running(world, live_corpus, tmp_path / "state"):
        cluster.indexes.clear()
        anna.says("Who lit the lamp?")
        texts = [(await world.next_message(anna.chat)).text for _ in range(2)]

    assert texts[0] == KEPT
    assert "Edda Quist" in texts[1]


async def test_a_reload_makes_an_index_and_dropping_the_version_removes_it(
    live_corpus: LiveCorpus, source: Path, cluster: StandIn
) -> None:
    before = live_corpus.version
    (source / "pier.txt").write_text("Ole Brandt built the pier of Lumen in 1903.", encoding="utf-8")
    proposal = await live_corpus.propose()
    made = set(cluster.indexes)

    live_corpus.manager.discard(proposal.version)

    assert made == {f"quoth-{before}", f"quoth-{proposal.version}"}
    assert set(cluster.indexes) == {f"quoth-{before}"}


async def test_a_reload_is_refused_while_the_cluster_is_away(
    live_corpus: LiveCorpus, source: Path, cluster: StandIn
) -> None:
    (source / "pier.txt").write_text("Ole Brandt built the pier of Lumen in 1903.", encoding="utf-8")
    cluster.is_away = True

    with pytest.raises(SearchUnavailableError, match="no manager"):
        await live_corpus.propose()


async def test_the_watch_tells_of_trouble_and_of_its_end_once_each() -> None:
    def probe() -> None:
        if probes.pop():
            raise SearchUnavailableError("nobody answers")

    async def at_once(seconds: float) -> None:
        pass

    probes, told = [False, True, True], list[str]()
    watch = SearchWatch(probe, at_once)
    watch.on_trouble = told.append
    watch.report(CorpusError("away"))
    watch.report(CorpusError("away still"))

    assert not watch.is_available
    assert await watch.until_available(60)
    assert told == ["away", ""]
