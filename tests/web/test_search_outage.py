"""What the page and the API say while the search cluster is unreachable, with a stand-in for it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.live_corpus import LiveCorpus
from bot.serving.offered_corpora import only
from bot.serving.web_wording import ChatWording
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.store.corpus_store import CorpusStore
from tests.support.opensearch import StandIn, standing_in
from web.api.queries import CorpusQueries, TooBusyError
from web.pages.routes import page_routes
from web.pages.site import PageOptions, ReaderSite

AWAY = "I can’t search right now. Please try again later."


@pytest.fixture
def cluster() -> Iterator[StandIn]:
    with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
async def corpus(tmp_path: Path, cluster: StandIn) -> AsyncIterator[LiveCorpus]:
    source = tmp_path / "lamp.txt"
    source.write_text("Edda Quist lit the lamp on Sunday. The repair cost a lot.", encoding="utf-8")
    store = CorpusStore(source, tmp_path / "versions", cluster=ClusterOptions((cluster.url,)))
    with closing(LiveCorpus(store, "opensearch")) as live_corpus:
        yield live_corpus
        await live_corpus.stop_building()


async def asked(corpus: LiveCorpus, seconds_until_progress: float) -> httpx.Response:
    options = PageOptions(seconds_until_progress=seconds_until_progress)
    site = Starlette(routes=page_routes(ReaderSite(corpus, ChatWording(), options)))
    transport = httpx.ASGITransport(site)
    async with httpx.AsyncClient(transport=transport, base_url="http://quoth.test") as browser:
        return await browser.get("/", params={"q": "Who lit the lamp?"})


@pytest.mark.parametrize(("seconds_until_progress", "status"), [(60.0, 503), (0.0, 200)])
async def test_the_page_says_that_search_is_unavailable(
    corpus: LiveCorpus, cluster: StandIn, seconds_until_progress: float, status: int
) -> None:
    cluster.is_away = True

    response = await asked(corpus, seconds_until_progress)

    assert response.status_code == status
    assert AWAY in response.text
    assert response.text.rstrip().endswith("</html>")


async def test_the_page_answers_while_the_cluster_does(corpus: LiveCorpus) -> None:
    response = await asked(corpus, 60.0)

    assert "Edda Quist" in response.text


async def test_programs_are_told_to_come_back(corpus: LiveCorpus, cluster: StandIn) -> None:
    cluster.is_away = True

    with pytest.raises(TooBusyError, match="the search cluster does not answer"):
        await CorpusQueries(only(corpus)).ask("Who lit the lamp?")
