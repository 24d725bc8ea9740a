"""What a process that shares a corpus does before it answers: it fetches the published version."""

import logging
from contextlib import suppress

from bot.replicas.shared_corpus import SharedCorpus
from bot.replicas.shared_publisher import SharedPublisher
from bot.state import State
from corpus.errors import CorpusError, VersionNotFoundError
from management.depot.depot import Depot
from management.operations import CorpusManager

log = logging.getLogger(__name__)


async def ensure_published(manager: CorpusManager, state: State, depot: Depot | None) -> None:
    """Have the version on this machine that all machines share.

    If none is published yet, that of this machine becomes the first; if it has none either, it is built here,
    by one process while the others wait.  If the published version cannot be had, another one that is here
    answers, and what is wrong is logged.  Raises CorpusError if there is none.
    """
    await state.coordination.start()
    shared = SharedCorpus(manager.store, depot, state.publications, manager.keep)
    publisher = SharedPublisher(shared, state.publications, state.coordination)
    if await shared.copy() is None:
        async with publisher.building():
            if await shared.copy() is None:
                await _publish_first(manager, publisher)
    await _fetch_published(manager, shared)
    await publisher.close()


async def _publish_first(manager: CorpusManager, publisher: SharedPublisher) -> None:
    """Publish for all what this machine has published, or build it."""
    current = manager.store.pointer()
    if current is None:
        proposal = await manager.propose()
        accept = manager.accept
        await publisher.publish(proposal.version, lambda: accept(proposal, by="start", confirmed=True))
    else:
        await publisher.offer(current.version)
        await publisher.change(lambda: None)


async def _fetch_published(manager: CorpusManager, shared: SharedCorpus) -> None:
    pointer = shared.store.pointer()
    if pointer is None:
        raise VersionNotFoundError("nothing is published")
    try:
        await shared.fetch(pointer.version)
    except CorpusError as error:
        if await _would_build(manager, shared, pointer.version):
            return
        with suppress(VersionNotFoundError):
            shared.store.open_latest().close()
            log.error("%s; an earlier version answers", error)
            return
        raise


async def _would_build(manager: CorpusManager, shared: SharedCorpus, version: str) -> bool:
    """Whether there is no depot, and the present files make the very version that is published.

    A version is named by what is in it, so processes with the same texts build the same.
    """
    return shared.depot is None and (await manager.propose()).version == version
