"""A running corpus of a few documents, and a program that asks it over the web."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import httpx
import pytest
from starlette.applications import Starlette

from bot.live_corpus import LiveCorpus
from bot.serving.offered_corpora import only
from retrieval.store.corpus_store import CorpusStore
from web.api.access import ApiAccess
from web.api.queries import CorpusQueries
from web.api.rates import RateLimit
from web.api.routes import api_routes

LAMP = """\
The Lamp of Selmouth

Selmouth, 3 May 1999 (Coast News) -- The harbour lamp of Selmouth burns again after nine dark winters.

Mayor Edda Quist lit it on Sunday evening. "Ships will find us in any fog," she told the crowd on the pier.

The repair cost 40,000 crowns. The fishermen's guild paid half of that sum. Nobody was hurt during the work.
"""
FERRY = {
    "_id": "notices/ferry 2",
    "title": "The Ferry",
    "text": "The ferry sails at noon. It carries twelve carts.",
}


@pytest.fixture(scope="session")
def served_corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCorpus]:
    """Two documents, one of them with a slash and a blank in its id."""
    home = tmp_path_factory.mktemp("served")
    (home / "articles").mkdir()
    (home / "articles" / "lamp.txt").write_text(LAMP, encoding="utf-8")
    (home / "articles" / "ferry.jsonl").write_text(json.dumps(FERRY), encoding="utf-8")
    with closing(LiveCorpus(CorpusStore(home / "articles", home / "versions"))) as corpus:
        yield corpus


def app_of(corpus: LiveCorpus, access: ApiAccess, max_waiting: int = 100) -> Starlette:
    """The API over *corpus*, by itself."""
    queries = CorpusQueries(only(corpus), max_waiting)
    return Starlette(routes=api_routes(queries, access, RateLimit(access.per_minute), "1.2.3"))


def client_of(app: Starlette, address: str = "192.0.2.1") -> httpx.AsyncClient:
    """A program at *address*."""
    transport = httpx.ASGITransport(app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://quoth")


@pytest.fixture
async def client(served_corpus: LiveCorpus) -> AsyncIterator[httpx.AsyncClient]:
    """A program that asks as often as it likes, without a key."""
    async with client_of(app_of(served_corpus, ApiAccess(for_everybody=True, per_minute=0))) as client:
        yield client


@pytest.fixture(scope="session")
def lamp(served_corpus: LiveCorpus) -> str:
    """The id of the article about the lamp."""
    with served_corpus.snapshot() as snapshot:
        return next(card.id for card in snapshot.documents if card.title == "The Lamp of Selmouth")
