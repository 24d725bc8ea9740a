"""Before a replica answers: fetch the published version, or publish the first one."""

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
    """Make sure that the version published for all machines is on this one; *state* is that of the library.

    If nothing is published yet, this machine's version becomes the first; if it has none either, one process
    builds it while the others wait.  If the published version cannot be fetched, an earlier one answers, and
    the reason is logged.  Raises CorpusError if there is no version at all.
    """
    shared = SharedCorpus(manager.store, depot, state.publications, manager.keep)
    publisher = SharedPublisher(shared, state.publications, state.coordination)
    if await shared.copy() is None:
        async with publisher.building():
            if await shared.copy() is None:
                await _publish_first(manager, publisher)
    await _fetch_published(manager, shared)
    await publisher.close()


async def _publish_first(manager: CorpusManager, publisher: SharedPublisher) -> None:
    """Publish this machine's version for all machines; build one first if there is none."""
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
    """Whether building this machine's files gives that version; only tried without a depot.

    A version is named after its content, so processes with the same texts build the same version.
    """
    return shared.depot is None and (await manager.propose()).version == version
