"""``python run_bot.py corpus …``, coordinated with the processes that share the corpus."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from config.settings import Settings, database_of
from management import command
from management.depot.opening import open_library_depot
from management.depot.publishing import DepotPublisher
from management.operations import CorpusManager

add_arguments = command.add_arguments


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Carry out the operation and report it; return the exit code."""
    if len(settings.corpora) > 1:
        return command.run_depot_of_each(
            given, {each.name: settings.of_corpus(each) for each in settings.corpora}
        )
    return command.run(given, settings, partial(_taking_part, settings))


@asynccontextmanager
async def _taking_part(settings: Settings, manager: CorpusManager) -> AsyncIterator[CorpusManager]:
    """The manager with a publisher for what the settings name: a database, a depot, or neither."""
    depot = open_library_depot(settings)
    if settings.database is None:
        if depot is None:
            yield manager
            return
        publisher = DepotPublisher(manager.store, depot, manager.keep)
        yield replace(manager, publisher=publisher)
        await publisher.close()
        return
    # One process with a file of its own needs neither, and need not have the client installed.
    from bot.replicas.shared_corpus import SharedCorpus
    from bot.replicas.shared_publisher import SharedPublisher
    from bot.state import State

    whole = State(settings.state_dir, url=database_of(settings))
    state = whole.of_library(settings.library)
    try:
        await state.coordination.start()
        shared = SharedCorpus(manager.store, depot, state.publications, manager.keep)
        await shared.copy()
        await shared.fetch_kept()
        sharing = SharedPublisher(shared, state.publications, state.coordination)
        yield replace(manager, publisher=sharing)
        await sharing.close()
    finally:
        await whole.close()
