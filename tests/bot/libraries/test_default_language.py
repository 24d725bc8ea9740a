"""The bot speaks the library's default language to people whose own language it does not know."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.serving.offered_corpora import OfferedCorpora
from bot.serving.web_side import reader_routes
from config.default_languages import DefaultLanguages
from config.settings import Settings
from tests.bot.conftest import WITHOUT_PROGRESS, Start
from tests.bot.people import person_who_started, send_text, tap_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

LANGUAGES = {"handbook": "de", "orchard": "de", "news": "ru"}
POLICY = replace(WITHOUT_PROGRESS, languages=DefaultLanguages(LANGUAGES))
GERMAN, RUSSIAN, ENGLISH = "Ab jetzt", "Теперь", "From now on"


@pytest.fixture
def nuno(world: World) -> Person:
    """Somebody whose Telegram is in Portuguese, which the bot does not speak."""
    return person_who_started(world, "Nuno", "pt-br")


@pytest.mark.parametrize(
    ("used", "begins"),
    [("handbook", GERMAN), ("news", RUSSIAN), ("handbook,orchard", GERMAN), ("all", ENGLISH)],
)
async def test_a_person_whose_language_the_bot_lacks_is_answered_in_that_of_the_library(
    start: Start, libraries: dict[str, Path], world: World, nuno: Person, used: str, begins: str
) -> None:
    await start(libraries, policy=POLICY)
    await send_text(world, nuno, f"/use {used}")

    reply = await send_text(world, nuno, f"/use {used}")

    assert reply.text.startswith(begins)


async def test_a_supported_or_chosen_language_takes_precedence_over_that_of_the_library(
    start: Start, libraries: dict[str, Path], world: World, anna: Person, nuno: Person
) -> None:
    await start(libraries, policy=POLICY)
    await send_text(world, nuno, "/use news")
    await send_text(world, anna, "/use news")
    await tap_button(world, nuno, await send_text(world, nuno, "/language"), "Español")

    chosen = await send_text(world, nuno, "/use news")
    spoken = await send_text(world, anna, "/use news")

    assert chosen.text.startswith("Desde ahora")
    assert spoken.text.startswith(ENGLISH)


async def test_with_one_corpus_the_setting_is_a_single_language(
    start: Start, world: World, nuno: Person
) -> None:
    await start(policy=replace(WITHOUT_PROGRESS, languages=DefaultLanguages({"": "de"})))

    reply = await send_text(world, nuno, "/privacy")

    assert reply.text.startswith("Ich speichere")


@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("/library/news/", "pt-BR", "ru"),
        ("/library/news/", "de", "de"),
        ("/library/handbook/", "", "de"),
        ("/", "pt-BR", "en"),
    ],
)
async def test_pages_speak_the_language_of_their_library_to_browsers_of_other_languages(
    start: Start, libraries: dict[str, Path], address: str, accepted: str, language: str
) -> None:
    application = await start(libraries)
    settings = Settings(language=LANGUAGES)
    routes = reader_routes(OfferedCorpora(application._corpora), settings)

    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://quoth.example") as browser:
        page = await browser.get(address, headers={"Accept-Language": accepted})

    assert f'<html lang="{language}">' in page.text
