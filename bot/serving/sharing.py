"""Share a corpus with other processes, if the settings name a database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.live_corpus import LiveCorpus
from bot.replicas.replica import FollowingReplica
from bot.replicas.shared_corpus import SharedCorpus
from bot.replicas.shared_publisher import SharedPublisher
from bot.replicas.startup import ensure_published
from bot.state import State
from config.settings import Settings, database_of
from management.depot.depot import Depot
from management.depot.opening import open_depot
from management.operations import CorpusManager
from retrieval.store.corpus_store import CorpusStore


async def begin_sharing(store: CorpusStore, settings: Settings, depot: Depot | None) -> None:
    """Fetch the version that all processes share, before this one answers.

    Raises CorpusError if there is nothing to answer from, StateError if the database cannot be used.
    """
    manager = CorpusManager(store, settings.keep_versions, settings.engine)
    state = State(settings.state_dir, url=database_of(settings))
    try:
        await ensure_published(manager, state, depot)
    finally:
        await state.close()


def join_replicas(live_corpus: LiveCorpus, state: State, depot: Depot | None) -> FollowingReplica:
    """Make this process a replica; the caller starts the one that is returned."""
    shared = SharedCorpus(live_corpus.store, depot, state.publications, live_corpus.manager.keep)
    replica = FollowingReplica(shared, state.publications, state.coordination)
    publisher = SharedPublisher(shared, state.publications, state.coordination, replica.id)
    live_corpus.join(publisher)
    publisher.on_trouble = replica.on_trouble = lambda reason: live_corpus.on_trouble(reason)
    return replica


@asynccontextmanager
async def following_publications(live_corpus: LiveCorpus, settings: Settings) -> AsyncIterator[None]:
    """Follow what other processes publish during the block, without a bot; do nothing without a database."""
    if settings.database is None:
        yield
        return
    state = State(settings.state_dir, url=database_of(settings))
    try:
        await state.coordination.start()
        replica = join_replicas(live_corpus, state, open_depot(settings))
        await replica.start(live_corpus)
        yield
        await replica.stop()
    finally:
        await state.close()
