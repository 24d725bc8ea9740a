"""Fixtures: the pages over a small corpus, without a network."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.live_corpus import LiveCorpus
from bot.serving.web_wording import ChatWording
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.web.pages.samples import write_texts
from web.corpus import AnsweringCorpus
from web.pages.document import PART_CHARACTERS
from web.pages.routes import page_routes
from web.pages.site import PageOptions, ReaderSite
from web.pages.versions import ReadDocuments

Pages = Callable[..., httpx.AsyncClient]


@pytest.fixture(scope="session")
def built_texts(tmp_path_factory: pytest.TempPathFactory) -> CorpusStore:
    """All sample texts, built; tests must not change them."""
    home = tmp_path_factory.mktemp("pages")
    store = CorpusStore(write_texts(home / "texts"), home / "versions")
    build(store)
    return store


@pytest.fixture(scope="session")
def texts_snapshot(built_texts: CorpusStore) -> Iterator[Snapshot]:
    """The version of the sample texts."""
    with closing(built_texts.open_published()) as snapshot:
        yield snapshot


@pytest.fixture(scope="session")
def live(built_texts: CorpusStore) -> Iterator[LiveCorpus]:
    """A live corpus of the sample texts."""
    with closing(LiveCorpus(built_texts)) as corpus:
        yield corpus


@pytest.fixture
async def pages(live: LiveCorpus) -> AsyncIterator[Pages]:
    """A browser without scripts, for a site over the sample texts or another corpus."""
    clients: list[httpx.AsyncClient] = []

    def open_pages(
        options: PageOptions | None = None,
        corpus: AnsweringCorpus | None = None,
        clock: Callable[[], float] = time.time,
        part_characters: int = PART_CHARACTERS,
    ) -> httpx.AsyncClient:
        documents = ReadDocuments(part_characters=part_characters)
        site = ReaderSite(corpus or live, ChatWording(), options or PageOptions(), clock, documents)
        transport = httpx.ASGITransport(Starlette(routes=page_routes(site)))
        client = httpx.AsyncClient(transport=transport, base_url="http://quoth.example")
        clients.append(client)
        return client

    yield open_pages
    for client in clients:
        await client.aclose()


@pytest.fixture
def new_store(tmp_path: Path) -> Callable[[dict[str, str]], CorpusStore]:
    """Makes a corpus of texts that a test may change."""

    def make(texts: dict[str, str]) -> CorpusStore:
        store = CorpusStore(write_texts(tmp_path / "texts", texts), tmp_path / "versions")
        build(store)
        return store

    return make
