"""People of most conversations about roles, and the corpus that they look after."""

from pathlib import Path

import pytest

from management.operations import Shelf
from tests.bot.roles import started
from tests.support.bot_api.people import Person
from tests.support.bot_api.world import World


@pytest.fixture
def olga(world: World) -> Person:
    """An owner who has started the bot."""
    return started(world, "Olga")


@pytest.fixture
def oskar(world: World) -> Person:
    """Another owner."""
    return started(world, "Oskar")


@pytest.fixture
def anna(world: World) -> Person:
    """Somebody who has started the bot."""
    return started(world, "Anna")


@pytest.fixture
def shelf(source: Path, tmp_path: Path) -> Shelf:
    """The corpus as a terminal sees it."""
    return Shelf(source, tmp_path / "versions")
