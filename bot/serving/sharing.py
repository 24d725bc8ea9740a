"""Share corpora with other processes, if the settings name a database."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.live_corpus import LiveCorpus
from bot.replicas.library_replicas import LibraryReplicas, seconds_between_reports
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


async def begin_sharing(stores: Mapping[str, CorpusStore], settings: Settings, depot: Depot | None) -> None:
    """Fetch the versions that all processes share, before this one answers.

    *stores* are by library, the only one by "".  Raises CorpusError if one of them has nothing to answer
    from, StateError if the database cannot be used.
    """
    state = State(settings.state_dir, url=database_of(settings))
    try:
        await state.coordination.start()
        for library, store in stores.items():
            manager = CorpusManager(store, settings.keep_versions, settings.engine)
            part = depot.of_library(library) if depot else None
            await ensure_published(manager, state.of_library(library), part)
    finally:
        await state.close()


def join_replicas(corpora: Mapping[str, LiveCorpus], state: State, depot: Depot | None) -> LibraryReplicas:
    """Make this process a replica of each of its corpora; the caller starts what is returned."""
    seconds = seconds_between_reports(len(corpora))
    replicas = {
        library: _join(
            corpus, state.of_library(library), depot.of_library(library) if depot else None, seconds
        )
        for library, corpus in corpora.items()
    }
    return LibraryReplicas(replicas, state.publications)


def _join(live_corpus: LiveCorpus, state: State, depot: Depot | None, seconds: float) -> FollowingReplica:
    shared = SharedCorpus(live_corpus.store, depot, state.publications, live_corpus.manager.keep)
    replica = FollowingReplica(shared, state.publications, state.coordination, seconds)
    publisher = SharedPublisher(shared, state.publications, state.coordination, replica.id)
    live_corpus.join(publisher)
    publisher.on_trouble = replica.on_trouble = lambda reason: live_corpus.on_trouble(reason)
    return replica


@asynccontextmanager
async def following_publications(
    corpora: Mapping[str, LiveCorpus], settings: Settings
) -> AsyncIterator[None]:
    """Follow what other processes publish during the block, without a bot; do nothing without a database."""
    if settings.database is None:
        yield
        return
    state = State(settings.state_dir, url=database_of(settings))
    try:
        await state.coordination.start()
        replicas = join_replicas(corpora, state, open_depot(settings))
        await replicas.start(corpora)
        yield
        await replicas.stop()
    finally:
        await state.close()
