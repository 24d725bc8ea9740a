"""For all tests: no deadlines, meaning off, and which tests `make quick` leaves out."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

from tests.support.postgresql import WHY_NOT, PostgresServer, empty_database, postgres_server, programs

# The time of an example depends on the load of the machine, so it says nothing about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Tests must give the same answers whether or not the extra is installed; tests of meaning turn it on
# themselves.
os.environ["QUOTH_MEANING"] = "off"

TESTS = Path(__file__).parent
SERVERS = frozenset({"world", "served", "start", "launch", "database_server"})
"""Fixtures that start a server or the bot: a test that uses one is slow."""

SLOW = (
    "bot/operations",
    "bot/replicas",
    "bot/test_live_corpus.py",
    "bot/failures/test_search_outage.py",
    "bot/serving/test_web_alone.py",
    "bot/terminal/test_ask.py",
    "bot/terminal/test_chat.py",
    "bot/terminal/test_replay.py",
    "cluster",
    "corpus/extraction/test_docx.py",
    "corpus/extraction/test_worker.py",
    "corpus/segmentation/test_bulk.py",
    "deploy",
    "evaluation/test_command.py",
    "evaluation/test_gate.py",
    "languages",
    "management",
    "processes",
    "retrieval/index/test_agreement.py",
    "retrieval/indexing/bulk/test_preparation.py",
    "retrieval/indexing/test_versions.py",
    "retrieval/query/test_occurrences.py",
    "retrieval/test_engine_choice.py",
    "retrieval/test_hostile_questions.py",
    "support",
    "test_readme.py",
    "test_run_bot.py",
    "test_start.py",
    "tools",
    "web",
)
"""Folders and modules whose tests start processes, or ask whole question sets."""


def pytest_sessionfinish() -> None:
    """Save what was measured, because a worker of pytest-xdist that takes long to end is killed."""
    measuring = Coverage.current()
    if measuring is not None:
        measuring.save()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option of `make test-server`."""
    parser.addoption("--postgresql", action="store_true", help="play conversations with a PostgreSQL server")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start something, or take long, as slow."""
    slow = [TESTS / name for name in SLOW]
    gone = [path for path in slow if not path.exists()]
    assert not gone, f"take these out of SLOW in tests/conftest.py, or name their new place: {gone}"
    for item in items:
        if item.path.is_relative_to(TESTS / "cluster"):
            item.add_marker(pytest.mark.cluster)
        starts_something = SERVERS & set(getattr(item, "fixturenames", ()))
        if starts_something or any(item.path.is_relative_to(path) for path in slow):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def database_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests of this process; skips them where it is not installed."""
    if programs() is None:
        pytest.skip(WHY_NOT)
    with postgres_server() as server:
        yield server


@pytest.fixture
def database_url(database_server: PostgresServer) -> str:
    """The address of an empty database on it."""
    return empty_database(database_server.url)
