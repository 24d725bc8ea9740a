"""Another owner, and the corpus that the owners look after."""

from pathlib import Path

import pytest

from management.operations import CorpusManager
from retrieval.store.corpus_store import CorpusStore
from tests.bot.people import person_who_started
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World


@pytest.fixture
def oskar(world: World) -> Person:
    """Another owner."""
    return person_who_started(world, "Oskar")


@pytest.fixture
def manager(source: Path, tmp_path: Path) -> CorpusManager:
    """The manager a terminal command would use on the same corpus."""
    return CorpusManager(CorpusStore(source, tmp_path / "versions"))
