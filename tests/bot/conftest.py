"""Fixtures: a small corpus, and the production application running against a simulated Telegram."""

import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.application import QuothApplication, build_application
from bot.context import Context
from bot.errors import ChooseLibraryError
from bot.libraries.library_access import LibraryAccess
from bot.live_corpus import LiveCorpus
from bot.policy import Policy
from bot.state import State
from bot.texts.catalog import ENGLISH
from bot.turns import AnsweringThreads
from bot.views.reply_context import ReplyContext
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.bot.people import person_who_started
from tests.bot.running import polling
from tests.bot.samples import HOSTILE
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat
from tests.support.snapshots import snapshot_of

LAMP = """\
The Lamp of Selmouth

Selmouth, 3 May 1999 (Coast News) -- The harbour lamp of Selmouth burns again after nine dark winters.

Mayor Edda Quist lit it on Sunday evening. "Ships will find us in any fog," she told the crowd on the pier.

The repair cost 40,000 crowns. The fishermen's guild paid half of that sum. Nobody was hurt during the work.
"""
STARTERS = [
    "Who lit the lamp?",
    "What did the repair cost?",
    "When does the lamp burn?",
    "Who paid for the repair?",
]

WITHOUT_PROGRESS = Policy(progress_after=timedelta(minutes=10), sets_menus=False)
"""Reports come in one message, however slow the machine is; most tests look at no menu."""
WITH_MENUS = replace(WITHOUT_PROGRESS, sets_menus=True)

NO_PRIVATE_LIBRARY = LibraryAccess()
Start = Callable[..., Awaitable[QuothApplication]]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A built corpus of one article with starter questions, and its versions; tests must not change it."""
    home = tmp_path_factory.mktemp("built")
    folder, versions = home / "articles", home / "versions"
    folder.mkdir()
    (folder / "lamp.txt").write_text(LAMP, encoding="utf-8")
    gold = [{"id": str(number), "question": text, "answerable": True} for number, text in enumerate(STARTERS)]
    (folder / "lamp.gold.jsonl").write_text("\n".join(map(json.dumps, gold)), encoding="utf-8")
    build(CorpusStore(folder, versions))
    return folder, versions


@pytest.fixture
def source(built: tuple[Path, Path], tmp_path: Path) -> Path:
    """A copy of the built corpus that tests may change."""
    return Path(shutil.copytree(built[0], tmp_path / "articles"))


@pytest.fixture(scope="session")
def snapshot(built: tuple[Path, Path]) -> Iterator[Snapshot]:
    """The opened snapshot of the article."""
    with closing(Snapshot(build(CorpusStore(*built)).path)) as snapshot:
        yield snapshot


@pytest.fixture
def refusals() -> set[str]:
    """Refusals by Telegram and handler errors that a test expects; empty by default."""
    return set()


@pytest.fixture
async def world(refusals: set[str]) -> AsyncIterator[World]:
    """A simulated Telegram; fails the test if it refused anything unexpected."""
    async with World() as world:
        yield world
    assert {refusal.reason for refusal in world.refused} <= refusals


@pytest.fixture
def anna(world: World) -> Person:
    """Somebody who asks."""
    return person_who_started(world, "Anna")


@pytest.fixture
def boris(world: World) -> Person:
    """Somebody else who asks."""
    return person_who_started(world, "Boris")


@pytest.fixture
def newcomer(world: World) -> Person:
    """Somebody who has not started the bot, so that it cannot write to them."""
    return world.person("Nora")


@pytest.fixture
def olga(world: World) -> Person:
    """The owner of the bot."""
    return person_who_started(world, "Olga")


@pytest.fixture
def group(world: World) -> Chat:
    """A group that the bot is a member of."""
    return world.group("Reading circle")


def opened_libraries(
    files: Mapping[str, Path], versions: Path, stack: AsyncExitStack
) -> dict[str, LiveCorpus]:
    """The live corpora of some files by name, closed with the *stack*."""
    threads = AnsweringThreads()
    stack.callback(threads.close)
    opened = {name: LiveCorpus(CorpusStore(path, versions), threads=threads) for name, path in files.items()}
    for each in opened.values():
        stack.callback(each.close)
    return opened


@pytest.fixture
async def start(
    world: World, built: tuple[Path, Path], tmp_path: Path, refusals: set[str], database: str
) -> AsyncIterator[Start]:
    """Start the production application in the world; fails the test if a handler raised."""
    raised: list[str] = []

    async def note(update: object, context: Context) -> None:
        if not isinstance(context.error, ChooseLibraryError):  # which is a refusal
            raised.append(str(context.error))

    async with AsyncExitStack() as stack:

        async def start(
            source: Path | Mapping[str, Path] | None = None,
            admins: tuple[int, ...] = (),
            policy: Policy = WITHOUT_PROGRESS,
            access: LibraryAccess = NO_PRIVATE_LIBRARY,
        ) -> QuothApplication:
            if isinstance(source, Mapping):
                corpora: LiveCorpus | dict[str, LiveCorpus] = opened_libraries(
                    source, tmp_path / "versions", stack
                )
            else:
                store = CorpusStore(source, tmp_path / "versions") if source else CorpusStore(*built)
                corpora = LiveCorpus(store)
                stack.callback(corpora.close)
            application = build_application(
                corpora,
                token=world.token,
                base_url=world.server.base_url,
                base_file_url=world.server.base_file_url,
                admins=admins,
                access=access,
                state_dir=tmp_path / "state",
                database=database,
                policy=policy,
            )
            application.add_error_handler(note)
            return await stack.enter_async_context(polling(application))

        yield start
    assert [error for error in raised if f"Bad Request: {error[0].lower()}{error[1:]}" not in refusals] == []


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The address of a server for the bot's state; "" for a file, unless ``--postgresql`` was given.

    A module runs on both by ``pytestmark = ON_BOTH_DATABASES``.
    """
    default = "postgresql" if request.config.getoption("--postgresql") else "sqlite"
    wanted = getattr(request, "param", default)
    return "" if wanted == "sqlite" else str(request.getfixturevalue("database_url"))


BOTH_DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))
ON_BOTH_DATABASES = pytest.mark.parametrize("database", BOTH_DATABASES, indirect=True)
OpenState = Callable[[], State]


@pytest.fixture(params=BOTH_DATABASES)
def open_state(request: pytest.FixtureRequest, tmp_path: Path) -> OpenState:
    """Open the state as a process does: in a file, and then on a server."""
    if request.param == "sqlite":
        return lambda: State(tmp_path)
    url = request.getfixturevalue("database_url")
    return lambda: State(tmp_path, url=url)


@pytest.fixture
async def state(open_state: OpenState) -> AsyncIterator[State]:
    """A new state, in a file and then on a server."""
    state = open_state()
    yield state
    await state.close()


@pytest.fixture(scope="session")
def context(snapshot: Snapshot) -> ReplyContext:
    """The context for replies about the article."""
    return ReplyContext(snapshot, ENGLISH, "quoth_bot")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReplyContext]:
    """The context for replies about a corpus of hostile texts."""
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "hostile.jsonl"
    source.write_text("\n".join(map(json.dumps, HOSTILE)), encoding="utf-8")
    with snapshot_of(source, folder / "versions") as snapshot:
        yield ReplyContext(snapshot, ENGLISH, "quoth_bot")
