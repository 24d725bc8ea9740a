"""A process without a bot, such as `web`, follows what the others publish."""

from contextlib import closing
from pathlib import Path

from pydantic import SecretStr

from bot.live_corpus import LiveCorpus
from bot.serving.sharing import begin_sharing, following_publications
from config.settings import Settings
from management.depot.depot import Depot
from retrieval.store.corpus_store import CorpusStore
from tests.bot.replicas.conftest import LAMP, NewMachine, eventually


async def test_pages_show_a_version_that_was_published_elsewhere(
    new_machine: NewMachine, depot: Depot, database_url: str, tmp_path: Path
) -> None:
    one = new_machine("one")
    one.write("lamp.txt", LAMP)
    await one.start()
    folder = tmp_path / "web"
    (folder / "articles").mkdir(parents=True)
    settings = Settings(
        corpus=folder / "articles",
        state_dir=folder / "state",
        database=SecretStr(database_url),
        depot=depot.objects.name,
    )
    store = CorpusStore(settings.corpus, settings.state_dir / "versions")

    await begin_sharing({"": store}, settings, depot)
    with closing(LiveCorpus(store, waits=False)) as corpus:
        at_first = corpus.version
        async with following_publications({"": corpus}, settings):
            second = await one.changed("boat.txt", "The boat came home.")
            await eventually(lambda: corpus.version == second)

    assert at_first != second
